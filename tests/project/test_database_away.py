"""A PostgreSQL that is away: who comes after the first is told at once, and does not try by himself."""

import os
import socket
import subprocess
import sys
from contextlib import suppress
from threading import Thread

import psycopg
import pytest
from django.db.utils import ConnectionHandler

from tests.live_servers import free_port
from tests.management import ROOT


def test_after_a_try_that_failed_the_next_caller_is_told_at_once() -> None:
    where = {"ENGINE": "config.postgresql", "NAME": "x", "HOST": "127.0.0.1", "PORT": str(free_port())}
    nowhere = ConnectionHandler({"default": {}, "nowhere": where})["nowhere"]

    with pytest.raises(psycopg.OperationalError, match="refused"):
        nowhere.connect()
    with pytest.raises(psycopg.OperationalError, match="at the last attempt"):
        nowhere.connect()


def test_a_pgbouncer_that_was_not_declared_is_told_in_one_line() -> None:
    """As PgBouncer answers, in PostgreSQL's protocol: no TLS, then a FATAL error to the parameters."""
    words = b"SFATAL\0C08P01\0Munsupported startup parameter: options\0\0"
    refusal = b"E" + (len(words) + 4).to_bytes(4, "big") + words
    with socket.create_server(("127.0.0.1", 0)) as pgbouncer:
        Thread(target=refuse_startups, args=(pgbouncer, refusal), daemon=True).start()
        url = f"postgresql://ada:hunter2@127.0.0.1:{pgbouncer.getsockname()[1]}/catalogue"
        done = [
            subprocess.run(
                [sys.executable, ROOT / "manage.py", *command],
                env={**os.environ, "DATABASE_URL": url},
                capture_output=True,
                text=True,
                check=False,
            )
            for command in (["migrate"], ["check_catalog"])
        ]

    for each in done:
        assert each.returncode == 1
        assert len(each.stderr.strip().splitlines()) == 1
        assert "Set PGBOUNCER=true" in each.stderr
        assert "hunter2" not in each.stdout + each.stderr


def refuse_startups(server: socket.socket, refusal: bytes) -> None:
    with suppress(OSError):
        while True:
            caller, _ = server.accept()
            with caller:
                while (first := caller.recv(8)) and first[:4] == (8).to_bytes(4, "big"):
                    caller.sendall(b"N")  # neither TLS nor GSSAPI
                caller.sendall(refusal)
