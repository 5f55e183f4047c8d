"""The shipped library, as an installation has it."""

import pytest

from catalog.library.importer import apply
from catalog.library.reader import SHIPPED, read
from catalog.library.shipped_identities import seed_reported
from tests.factories import COMMAND


@pytest.fixture
def shipped_catalogue(db: None) -> None:
    apply(read([SHIPPED]), by=COMMAND)
    seed_reported(by=COMMAND)
