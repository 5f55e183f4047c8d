"""How many queries something may take; with the SQL, where it takes others."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

AUTHENTICATION = 1
"""Token, client, owner and the catalogue's revision in one query."""


@contextmanager
def queries(number: int) -> Iterator[None]:
    """Fail, showing each of them, unless exactly `number` queries are made inside."""
    with CaptureQueriesContext(connection) as captured:
        yield
    made = [each["sql"] for each in captured]
    assert len(made) == number, "\n".join([f"{len(made)} queries and not {number}:", *made])
