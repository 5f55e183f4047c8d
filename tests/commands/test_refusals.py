"""What is wrong around a command: one sentence on stderr, nothing on stdout, exit code 1."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.management import Installation, QuickstartRun


@pytest.fixture
def nobody_listens() -> Iterator[str]:
    """The URL of a database on a port at which nobody listens, and will not while it is held."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"postgresql://ada:hunter2@127.0.0.1:{held.getsockname()[1]}/catalogue"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is not set: set it to at least 50 random characters, "),
        (
            "SECRET_KEY",
            "hunter2" * 7,
            "SECRET_KEY is too weak: it has 49 characters, 7 different ones, and needs at least 50 ",
        ),
        (
            "SECRET_KEY",
            "k" * 60,
            "SECRET_KEY is too weak: it has 60 characters, 1 different ones, and needs at least 50 and 5",
        ),
        ("SECRET_KEY_FALLBACKS", f"{'0123456789' * 5} hunter2", "SECRET_KEY_FALLBACKS is too weak: it has 7 "),
        ("ALLOWED_HOSTS", "a.com,*", "ALLOWED_HOSTS is 'a.com,*': * allows all hosts; list your host names, "),
        (
            "ALLOWED_HOSTS",
            "localhost:8000",
            "ALLOWED_HOSTS is 'localhost:8000': localhost:8000 is not a valid host name; ",
        ),
        (
            "ALLOWED_HOSTS",
            "[::1]:8000",
            "ALLOWED_HOSTS is '[::1]:8000': [::1]:8000 is not a valid host name; use names ",
        ),
        ("ALLOWED_HOSTS", "::1", "ALLOWED_HOSTS is '::1': ::1 is not a valid host name; use names without a port, "),
        (
            "ALLOWED_HOSTS",
            "*.a.com",
            "ALLOWED_HOSTS is '*.a.com': *.a.com is not a valid host name; use names without ",
        ),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS is not set: for example catalogue.example.com,localhost"),
        ("ALLOWED_HOSTS", "https://a.com", "ALLOWED_HOSTS is 'https://a.com'; it must be a comma-separated list, "),
        ("DEBUG", "maybe", "DEBUG is 'maybe'; it must be true or false"),
        ("API_RATE_LIMIT", "many", "API_RATE_LIMIT is 'many'; it must be a whole number from 0 to 1000000"),
        ("DATABASE_URL", "mysql://ada:hunter2@db/x", "DATABASE_URL is not a database URL; use postgresql://"),
        (
            "REDIS_URL",
            "http://:hunter2@cache",
            "REDIS_URL is not a Redis URL; use redis://:PASSWORD@HOST:PORT/NUMBER, and percent-encode the password",
        ),
    ],
)
def test_a_misconfigured_environment_is_one_sentence_that_names_the_variable(
    configured: Installation, name: str, value: str, told: str
) -> None:
    said = configured.manage("seed_catalog", **{name: value})

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith(told)
    assert said.stderr.count("\n") == 1
    assert "hunter2" not in said.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["seed_catalog"],
        ["seed_catalog", "--dry-run"],
        ["seed_catalog", "--synthetic", "10"],
        ["create_api_client", "Depot", "--owner", "ada", "--access", "read"],
        ["quickstart", "--no-serve"],
        ["check_catalog"],
    ],
    ids=" ".join,
)
def test_a_database_that_is_away_is_one_sentence(
    configured: Installation, nobody_listens: str, command: list[str]
) -> None:
    said = configured.manage(*command, DATABASE_URL=nobody_listens)

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith("CommandError: Database error: connection failed: ")
    assert "Connection refused" in said.stderr
    assert said.stderr.endswith("Check that the database is running and run manage.py migrate.\n")
    assert said.stderr.count("\n") == 1
    assert "hunter2" not in said.stderr


def test_a_database_without_tables_is_one_sentence(configured: Installation) -> None:
    said = configured.manage("seed_catalog")

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == (
        "CommandError: Database error: no such table: catalog_cataloguerevision. "
        "Check that the database is running and run manage.py migrate.\n"
    )


def test_a_file_that_is_no_database_is_one_sentence(configured: Installation) -> None:
    (configured.folder / "catalogue.sqlite3").write_text("no database" * 100)

    said = configured.manage("seed_catalog")

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == (
        "CommandError: Database error: file is not a database. "
        "Check that the database is running and run manage.py migrate.\n"
    )


def test_the_whole_story_is_told_to_who_asks(configured: Installation) -> None:
    said = configured.manage("seed_catalog", "--traceback")

    assert said.returncode == 1
    assert "Traceback" in said.stderr


def test_a_bad_file_exits_with_1_and_writes_nothing(opened: QuickstartRun, library_file: Callable[..., Path]) -> None:
    before = opened.installation.counts()
    file = library_file({"NG900": 0})

    said = opened.installation.manage("seed_catalog", file)

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == (
        f"{file}:5: #/0/connectors/0/maxPowerWatts must be greater than 0, not 0\n"
        "CommandError: 1 error in the files. Nothing was imported.\n"
    )
    assert opened.installation.counts() == before


def test_a_file_comes_from_stdin_too(opened: QuickstartRun, library_file: Callable[..., Path]) -> None:
    said = opened.installation.manage(
        "seed_catalog", "-", "--dry-run", "--format", "csv", stdin=library_file({"NG900": 7360}).read_text()
    )

    assert (said.returncode, said.stderr) == (0, "Dry run, nothing imported: 1 created, 0 unchanged, 0 differs.\n")
    assert said.stdout.splitlines()[1:] == ["created,Alfen,NG900,,,,stdin,1"]


@pytest.mark.parametrize("command", [["seed_catalog", "--format", "xml"], ["create_api_client"]], ids=" ".join)
def test_bad_usage_exits_with_2(configured: Installation, command: list[str]) -> None:
    said = configured.manage(*command)

    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith("usage: ")


def test_an_environment_file_that_cannot_be_read_is_one_sentence(configured: Installation) -> None:
    configured.env_file.write_bytes(b"DEBUG=\xff\n")

    said = configured.manage("seed_catalog")

    assert (said.returncode, said.stderr) == (1, f"{configured.env_file} cannot be read: it is not valid UTF-8\n")
