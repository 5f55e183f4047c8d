"""granian, with workers that can be stopped while they start. `serve` and `quickstart` become it."""

import os
import shutil
import signal
from typing import Final

FOLDER_TO_REMOVE: Final = "CATALOGUE_METRICS_FOLDER"
"""The variable that names the folder which was made for this run of the server alone."""


def install_sigterm_handler() -> None:
    """A worker is forked with its parent's handler, and has none of its own until the application is loaded (granian
    2.8): it would do nothing about it, and be waited for until it is killed. What is sent in the moment of the fork,
    before this is called, waits."""

    def hold(how: int) -> None:
        signal.pthread_sigmask(how, {signal.SIGTERM})

    def begin() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        hold(signal.SIG_UNBLOCK)

    os.register_at_fork(
        before=lambda: hold(signal.SIG_BLOCK),
        after_in_parent=lambda: hold(signal.SIG_UNBLOCK),
        after_in_child=begin,
    )


if __name__ == "__main__":
    from granian.cli import entrypoint  # not for whoever wants the name above

    install_sigterm_handler()
    try:
        entrypoint()
    finally:
        if folder := os.environ.get(FOLDER_TO_REMOVE):
            shutil.rmtree(folder, ignore_errors=True)
