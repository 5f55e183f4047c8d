"""The environment is read strictly: a value that cannot be meant stops the start with a sentence that names it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import Environment


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An environment in which NAME has that value, or none."""

    def give(value: str | None) -> Environment:
        monkeypatch.delenv("NAME", raising=False)
        if value is not None:
            monkeypatch.setenv("NAME", value)
        return Environment()

    return give


def refusal_of(call: Any, *arguments: Any, **options: Any) -> str:
    with pytest.raises(ImproperlyConfigured) as refusal:
        call(*arguments, **options)
    return str(refusal.value)


@pytest.mark.parametrize("value", [None, "", "  "])
def test_what_is_required_has_to_be_there(given: Any, value: str | None) -> None:
    assert refusal_of(given(value).required, "NAME", "give one") == "NAME is not set: give one"


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("1", True),
        ("TRUE", True),
        (" yes ", True),
        ("on", True),
        ("0", False),
        ("False", False),
        ("no", False),
        ("OFF", False),
    ],
)
def test_booleans_have_a_few_spellings(given: Any, value: str, meant: bool) -> None:
    assert given(value).boolean("NAME", default=not meant) is meant


@pytest.mark.parametrize("value", ["maybe", "2", "tru\u0435", "none", "-"])
def test_a_boolean_that_is_neither_stops_the_start(given: Any, value: str) -> None:
    assert refusal_of(given(value).boolean, "NAME", default=False) == f"NAME is {value!r}; it must be true or false"


@pytest.mark.parametrize("default", [True, False])
def test_a_boolean_that_is_empty_is_its_default(given: Any, default: bool) -> None:
    assert given("").boolean("NAME", default=default) is default


def test_a_whole_number_is_read(given: Any) -> None:
    environment = given(" 30 ")

    assert environment.integer("NAME", default=5, minimum=0, maximum=30) == 30
    assert given(None).integer("NAME", default=5, minimum=0, maximum=30) == 5


@pytest.mark.parametrize("value", ["31", "-1", "1.0", "1_0", "ten", "\u0663", "\u00b2", "0x1", "+1"])
def test_a_number_that_is_none_or_too_large_stops_the_start(given: Any, value: str) -> None:
    told = refusal_of(given(value).integer, "NAME", default=5, minimum=0, maximum=30)

    assert told == f"NAME is {value!r}; it must be a whole number from 0 to 30"


def test_names_stand_with_commas_between_them(given: Any) -> None:
    environment = given("localhost, 127.0.0.1 ,[::1],.example.com,*")

    assert environment.csv("NAME", "such as a.com") == ["localhost", "127.0.0.1", "[::1]", ".example.com", "*"]


@pytest.mark.parametrize("value", ["a.com b.com", "a.com,", ",a.com", "https://a.com", "a.com/x"])
def test_names_that_are_none_stop_the_start(given: Any, value: str) -> None:
    told = refusal_of(given(value).csv, "NAME", "such as a.com")

    assert told == f"NAME is {value!r}; it must be a comma-separated list, such as a.com"


def test_origins_stand_with_blanks_between_them(given: Any) -> None:
    assert given("").origins("NAME") == []
    assert given("https://a.com:8443 http://[::1]:8000").origins("NAME") == ["https://a.com:8443", "http://[::1]:8000"]


@pytest.mark.parametrize("value", ["a.com", "https://", "https://a.com/", "https://a.com,https://b.com", "ftp://a.com"])
def test_an_origin_that_is_none_stops_the_start(given: Any, value: str) -> None:
    assert refusal_of(given(value).origins, "NAME").startswith(
        f"NAME is {value!r}; it must be a space-separated list of origins such as https://"
    )


@pytest.mark.parametrize("value", ["", "redis://cache:6379/0", "rediss://:secret@cache"])
def test_a_redis_url_is_taken_as_it_is(given: Any, value: str) -> None:
    assert given(value).redis_url("NAME") == value


@pytest.mark.parametrize(
    "value",
    [
        "cache:6379",
        "http://:hunter2@cache",
        "redis://",
        "redis:///0",
        "unix:///x",
        "redis://:hunter@2@cache/0",
        "redis://:hunter/2@cache/0",
        "redis://ada:hunter/2@cache/0",
        "redis://ada:hunter#2@cache/0",
        "redis://ada:hunter?2@cache/0",
    ],
)
def test_a_redis_url_that_is_none_stops_the_start(given: Any, value: str) -> None:
    told = refusal_of(given(value).redis_url, "NAME")

    assert told == "NAME is not a Redis URL; use redis://:PASSWORD@HOST:PORT/NUMBER, and percent-encode the password"


def test_the_database_is_a_file_where_none_is_named(given: Any, tmp_path: Path) -> None:
    assert given("").database("NAME", default=tmp_path) == {"engine": "sqlite", "NAME": tmp_path}


def test_a_sqlite_url_names_a_file(given: Any, tmp_path: Path) -> None:
    assert given("sqlite:////var/a%20b.db").database("NAME", default=tmp_path)["NAME"] == Path("/var/a b.db")
    assert given("sqlite:///b.db").database("NAME", default=tmp_path)["NAME"] == Path("b.db")


def test_a_postgresql_url_is_taken_apart(given: Any, tmp_path: Path) -> None:
    url = "postgresql://ada:p%40ss%2F@db.example.com:6432/catalogue?sslmode=verify-full"

    assert given(url).database("NAME", default=tmp_path) == {
        "engine": "postgresql",
        "NAME": "catalogue",
        "USER": "ada",
        "PASSWORD": "p@ss/",
        "HOST": "db.example.com",
        "PORT": "6432",
        "options": {"sslmode": "verify-full"},
    }


@pytest.mark.parametrize("password", ["pa?ss", "pa?a=ss", "pa#ss", "pa:ss", "pa[ss"])
def test_a_password_that_libpq_reads_as_it_is_is_taken(given: Any, tmp_path: Path, password: str) -> None:
    database = given(f"postgresql://ada:{password}@db,other/x").database("NAME", default=tmp_path)

    assert (database["PASSWORD"], database["HOST"], database["NAME"]) == (password, "db,other", "x")


def test_a_postgresql_url_may_name_a_socket(given: Any, tmp_path: Path) -> None:
    database = given("postgres:///catalogue?host=/run/postgresql").database("NAME", default=tmp_path)

    assert (database["NAME"], database["HOST"], database["PORT"]) == ("catalogue", "/run/postgresql", "")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://ada:hunter2@db/x", "is not a database URL"),
        ("ada:hunter2@db/x", "is not a database URL"),
        ("sqlite://hunter2", "is not a database URL"),
        ("sqlite:///", "is not a database URL"),
        ("postgresql//ada:hunter2@db/x", "is not a database URL"),
        ("postgresql://ada:hunter2@db", "has no database name; append /NAME"),
        ("postgresql://ada:hunter2@db/", "has no database name; append /NAME"),
        ("postgresql://ada:hunter@2@db/x", "is not a valid PostgreSQL URL"),
        ("postgresql://ada:hunter/2@db/x", "is not a valid PostgreSQL URL"),
        ("postgresql://ada:hunter/2@db:5432/x?sslmode=require", "is not a valid PostgreSQL URL"),
        ("postgresql://ada:hunter2/x", "is not a valid PostgreSQL URL"),
        ("postgresql://ada:hunter2%zz@db/x", "is not a valid PostgreSQL URL"),
        ("postgresql://ada:hunter2@db/x?nonsense=1", "is not a valid PostgreSQL URL"),
        ("postgresql://ada:hunter2@db:port:5/x?y", "is not a valid PostgreSQL URL"),
    ],
)
def test_a_database_url_that_is_none_stops_the_start_and_keeps_the_password(
    given: Any, tmp_path: Path, url: str, told: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        given(url).database("NAME", default=tmp_path)

    assert str(refusal.value).startswith(f"NAME {told}")
    assert "hunter2" not in str(refusal.value)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_the_process_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "env"
    file.write_text('NAME=file\nOTHER="two words"\nEMPTY=\nDOLLAR=a$HOME\n')
    monkeypatch.setenv("NAME", "process")

    environment = Environment(file)

    assert environment.string("NAME") == "process"
    assert environment.string("OTHER") == "two words"
    assert environment.string("EMPTY", "default") == "default"
    assert environment.string("DOLLAR") == "a$HOME"


def test_a_file_that_is_not_there_is_no_fault(tmp_path: Path) -> None:
    assert Environment(tmp_path / "missing").string("NAME_THAT_NOBODY_HAS") == ""


def test_a_file_that_is_not_utf_8_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_bytes(b"NAME=\xff\n")

    assert refusal_of(Environment, file) == f"{file} cannot be read: it is not valid UTF-8"


def test_replicas_are_urls_with_blanks_between_them(given: Any) -> None:
    primary = {"engine": "postgresql"}
    one, two = given(" postgresql://me@one/catalogue  postgres://me@two:5433/catalogue ").replicas("NAME", of=primary)

    assert (one["HOST"], one["NAME"], one["USER"]) == ("one", "catalogue", "me")
    assert (two["HOST"], two["PORT"]) == ("two", "5433")
    assert given(None).replicas("NAME", of=primary) == []


@pytest.mark.parametrize(
    ("value", "engine", "told"),
    [
        ("postgresql://one/catalogue,postgresql://two/catalogue", "postgresql", "must be a space-separated list"),
        ("sqlite:///copy.sqlite3", "postgresql", "must be a space-separated list of URLs"),
        ("postgresql://one", "postgresql", "has no database name"),
        ("postgresql://one/catalogue", "sqlite", "requires a PostgreSQL DATABASE_URL"),
    ],
)
def test_replicas_that_cannot_be_meant_stop_the_start(given: Any, value: str, engine: str, told: str) -> None:
    assert told in refusal_of(given(value).replicas, "NAME", of={"engine": engine})


@pytest.mark.parametrize(
    "value",
    ["catalogue.example.com", ".example.com", "localhost,127.0.0.1,[::1]", "web", "a_b", "xn--bcher-kva.example"],
)
def test_hosts_that_a_request_can_match_are_taken(given: Any, value: str) -> None:
    assert given(value).hosts("NAME", "hint") == value.split(",")


@pytest.mark.parametrize("value", [".", "..", ".*", "a..b", "a.b.", "localhost:", "[::1", "ho*st", "a@b", "a?b"])
def test_a_host_that_no_request_matches_stops_the_start(given: Any, value: str) -> None:
    assert f"{value} is not a valid host name;" in refusal_of(given(value).hosts, "NAME", "hint")
