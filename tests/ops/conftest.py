"""The log, for tests that read it."""

from collections.abc import Iterator

import pytest

from tests.log_capture import LogCapture, capture_log


@pytest.fixture
def log() -> Iterator[LogCapture]:
    with capture_log() as log:
        yield log
