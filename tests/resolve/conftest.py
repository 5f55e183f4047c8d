"""The shipped library, as an installation has it."""

import pytest

from catalog.library.importer import import_library
from catalog.library.reader import SHIPPED, read_files
from catalog.library.shipped_identities import seed_identities
from tests.factories import TEST_ACTOR


@pytest.fixture
def shipped_catalogue(db: None) -> None:
    import_library(read_files([SHIPPED]), by=TEST_ACTOR)
    seed_identities(by=TEST_ACTOR)
