"""A PostgreSQL that is away: who comes after the first is told at once, and does not try by himself."""

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from tests.servers import free_port


def test_after_a_try_that_failed_the_next_caller_is_told_at_once() -> None:
    nowhere = {"ENGINE": "config.postgresql", "NAME": "x", "HOST": "127.0.0.1", "PORT": str(free_port())}
    handler = ConnectionHandler({"default": {}, "nowhere": nowhere})

    with pytest.raises(OperationalError, match="refused"):
        handler["nowhere"].ensure_connection()
    with pytest.raises(OperationalError, match="a moment ago"):
        handler["nowhere"].ensure_connection()
