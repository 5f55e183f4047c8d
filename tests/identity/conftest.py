"""The shipped library, as an installation has it."""

import pytest

from catalog.library.apply import apply
from catalog.library.read import SHIPPED, read
from catalog.library.reported import seed_reported
from tests.factories import COMMAND


@pytest.fixture
def shipped_catalogue(db: None) -> None:
    apply(read([SHIPPED]), by=COMMAND)
    seed_reported(by=COMMAND)
