"""A PostgreSQL that is away: who comes after the first is told at once, and does not try by himself."""

import psycopg
import pytest
from django.db.utils import ConnectionHandler

from tests.live_servers import free_port


def test_after_a_try_that_failed_the_next_caller_is_told_at_once() -> None:
    where = {"ENGINE": "config.postgresql", "NAME": "x", "HOST": "127.0.0.1", "PORT": str(free_port())}
    nowhere = ConnectionHandler({"default": {}, "nowhere": where})["nowhere"]

    with pytest.raises(psycopg.OperationalError, match="refused"):
        nowhere.connect()
    with pytest.raises(psycopg.OperationalError, match="a moment ago"):
        nowhere.connect()
