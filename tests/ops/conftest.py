"""The log, for tests that read it."""

from collections.abc import Iterator

import pytest

from tests.log_capture import Log, listening


@pytest.fixture
def log() -> Iterator[Log]:
    with listening() as log:
        yield log
