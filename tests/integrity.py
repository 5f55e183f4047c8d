"""Whether a test left the catalogue sound, whatever it did: what was found sound once is not looked at again."""

from hashlib import blake2b

from catalog.models.integrity import find_inconsistencies
from tests.catalogue_snapshot import catalogue_rows

_found_sound: set[bytes] = set()


def assert_catalogue_consistent() -> None:
    """Fail, saying the faults, unless there are none.

    Faults are a matter of the catalogue's rows and of nothing else, so of equal catalogues one is looked at: the empty
    one, and that which all tests of a module begin with.
    """
    catalogue = blake2b(repr(catalogue_rows()).encode()).digest()
    if catalogue in _found_sound:
        return
    issues = list(find_inconsistencies())
    assert issues == [], "\n".join(issues)
    _found_sound.add(catalogue)
