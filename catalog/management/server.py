"""granian, with workers that can be stopped while they start. `serve` and `quickstart` become it."""

import os
import signal

from granian.cli import entrypoint


def heed_sigterm() -> None:
    """A worker is forked with its parent's handler, and has none of its own until the application is loaded (granian
    2.8): it would do nothing about it, and be waited for until it is killed."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


if __name__ == "__main__":
    os.register_at_fork(after_in_child=heed_sigterm)
    entrypoint()
