"""Which database a read asks."""

from django.db import DEFAULT_DB_ALIAS


def source() -> str:
    """This will return the alias of the database that answers this read.

    All that one answer is made of has to come from here, its revision not later than its rows: a body that is older
    than the revision it is kept under would be served until the next change.
    """
    return DEFAULT_DB_ALIAS
