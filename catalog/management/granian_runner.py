"""Entry point of the granian server whose workers can be stopped while they start."""

import os
import shutil
import signal
from typing import Final

FOLDER_TO_REMOVE: Final = "CATALOGUE_METRICS_FOLDER"
"""Environment variable: the metrics folder of this run, deleted when the server stops."""


def install_sigterm_handler() -> None:
    """Let SIGTERM end a worker while it starts.

    A worker of granian 2.8 inherits the handler of its parent and ignores SIGTERM until the application is loaded. The
    signal is blocked during the fork, so that none is lost.
    """

    def mask_sigterm(how: int) -> None:
        signal.pthread_sigmask(how, {signal.SIGTERM})

    def reset_in_child() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        mask_sigterm(signal.SIG_UNBLOCK)

    os.register_at_fork(
        before=lambda: mask_sigterm(signal.SIG_BLOCK),
        after_in_parent=lambda: mask_sigterm(signal.SIG_UNBLOCK),
        after_in_child=reset_in_child,
    )


if __name__ == "__main__":
    from granian.cli import entrypoint  # other modules import only the constant

    install_sigterm_handler()
    try:
        entrypoint()
    finally:
        if folder := os.environ.get(FOLDER_TO_REMOVE):
            shutil.rmtree(folder, ignore_errors=True)
