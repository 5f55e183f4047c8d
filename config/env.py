"""Reading the environment, strictly: a value that cannot be meant stops the start with a sentence that names it."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

_BOOLEANS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}
_KEY_MIN = 50
_KEY_CHARACTERS_MIN = 5
"""As Django's own check security.W009 has them."""

_HOST = re.compile(r"\.?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\]")
"""What Django compares `Host` with, without the port."""

_POSTGRESQL = {"postgres", "postgresql"}


def env_file_path() -> Path | None:
    """Return the file that ENV_FILE names: `.env` beside manage.py where it is not set, none where it is
    empty, so that tests read no developer's."""
    name = os.environ.get("ENV_FILE", str(Path(__file__).resolve().parent.parent / ".env"))
    return Path(name) if name else None


class Environment:
    """The process environment over an optional file of `NAME=value` lines; the process wins."""

    def __init__(self, file: Path | None = None) -> None:
        try:
            values = dotenv_values(file, interpolate=False) if file and file.is_file() else {}
        except (OSError, UnicodeDecodeError) as error:
            msg = f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}"
            raise ImproperlyConfigured(msg) from error
        self._values = {**{name: value or "" for name, value in values.items()}, **os.environ}

    def string(self, name: str, default: str = "") -> str:
        return self._values.get(name, "").strip() or default

    def required(self, name: str, hint: str) -> str:
        value = self.string(name)
        if not value:
            msg = f"{name} is not set: {hint}"
            raise ImproperlyConfigured(msg)
        return value

    def signing_key(self, name: str, hint: str) -> str:
        """Return a text that nobody guesses. No error shows it."""
        return self._strong(name, self.required(name, hint), hint)

    def former_signing_keys(self, name: str, hint: str) -> list[str]:
        """Return texts with blanks between them: whoever guesses one can forge as with the present key."""
        return [self._strong(name, value, hint) for value in self.string(name).split()]

    @staticmethod
    def _strong(name: str, value: str, hint: str) -> str:
        if len(value) < _KEY_MIN or len(set(value)) < _KEY_CHARACTERS_MIN:
            msg = (
                f"{name} can be guessed: it has {len(value)} characters, {len(set(value))} different ones, and needs "
                f"{_KEY_MIN} and {_KEY_CHARACTERS_MIN}; {hint}"
            )
            raise ImproperlyConfigured(msg)
        return value

    def hosts(self, name: str, hint: str) -> list[str]:
        """Return what may stand in `Host`: each is one that a request can match, and none matches every request."""
        hosts = self.csv(name, hint)
        for host in hosts:
            if host == "*":
                msg = f"{name} is {self.string(name)!r}: * takes requests for any host; name yours, {hint}"
                raise ImproperlyConfigured(msg)
            if not _HOST.fullmatch(host):
                msg = (
                    f"{name} is {self.string(name)!r}: no request matches {host}; write names without a port, IPv6 as "
                    "[::1], and .example.com for all names below it"
                )
                raise ImproperlyConfigured(msg)
        return hosts

    def secret(self, name: str, *, minimum: int) -> str:
        """Return a text of that many characters at least, or "" when it is not set. No error shows it."""
        value = self.string(name)
        if value and not (len(value) >= minimum and value.isascii() and value.isprintable() and " " not in value):
            msg = f"{name} is too short or has characters that no header takes: use {minimum} or more, random ones"
            raise ImproperlyConfigured(msg)
        return value

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self.string(name)
        if not value:
            return default
        if value.lower() not in _BOOLEANS:
            msg = f"{name} is {value!r}: use true or false"
            raise ImproperlyConfigured(msg)
        return _BOOLEANS[value.lower()]

    def integer(self, name: str, *, default: int, minimum: int, maximum: int) -> int:
        value = self.string(name)
        if not value:
            return default
        if not (value.isascii() and value.isdigit() and minimum <= int(value) <= maximum):
            msg = f"{name} is {value!r}: use a whole number from {minimum} to {maximum}"
            raise ImproperlyConfigured(msg)
        return int(value)

    def choice(self, name: str, words: Sequence[str]) -> str:
        """Return one of the words, the first where nothing is set."""
        value = self.string(name, words[0]).lower()
        if value not in words:
            msg = f"{name} is {self.string(name)!r}: use {', '.join(words[:-1])} or {words[-1]}"
            raise ImproperlyConfigured(msg)
        return value

    def csv(self, name: str, hint: str) -> list[str]:
        names = [part.strip() for part in self.required(name, hint).split(",")]
        if not all(names) or any(" " in part or "/" in part for part in names):
            msg = f"{name} is {self.string(name)!r}: use names with commas between them, {hint}"
            raise ImproperlyConfigured(msg)
        return names

    def origins(self, name: str) -> list[str]:
        """Return origins (RFC 6454) with blanks between them: scheme, host, and a port that is not the scheme's."""
        origins = self.string(name).split()
        if not all(re.fullmatch(r"https?://[^/?#@\s,]+", origin) for origin in origins):
            example = "https://catalogue.example.com:8443"
            msg = f"{name} is {self.string(name)!r}: use origins such as {example}, with blanks between them"
            raise ImproperlyConfigured(msg)
        return origins

    def redis_url(self, name: str) -> str:
        """Return a redis:// or rediss:// URL, or "" when it is not set."""
        value = self.string(name)
        if value and not _is_redis_url(value):
            msg = f"{name} is not a Redis URL: use redis://:PASSWORD@HOST:PORT/NUMBER, and %-encode the password"
            raise ImproperlyConfigured(msg)
        return value

    def database(self, name: str, default: Path) -> dict[str, Any]:
        """Return NAME, USER, ... of PostgreSQL for a postgresql:// URL, or NAME of SQLite for sqlite:///PATH.

        The password never stands in an error: it would end in a log.
        """
        value = self.string(name)
        if not value:
            return {"engine": "sqlite", "NAME": default}
        scheme = value.partition("://")[0]
        if scheme == "sqlite" and value.startswith("sqlite:///") and len(value) > len("sqlite:///"):
            return {"engine": "sqlite", "NAME": Path(unquote(value.removeprefix("sqlite:///")))}
        if scheme not in _POSTGRESQL:
            msg = f"{name} is not a database URL: use postgresql://USER:PASSWORD@HOST:PORT/NAME or sqlite:///PATH"
            raise ImproperlyConfigured(msg)
        return _postgresql(name, value)

    def replicas(self, name: str, of: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the PostgreSQL databases of URLs with blanks between them: copies of the database `of`."""
        values = self.string(name).split()
        if values and of["engine"] != "postgresql":
            msg = f"{name} is set and DATABASE_URL names no PostgreSQL: only that has replicas"
            raise ImproperlyConfigured(msg)
        if any(value.partition("://")[0] not in _POSTGRESQL or value.count("://") > 1 for value in values):
            msg = f"{name} is no list of URLs: use postgresql://USER:PASSWORD@HOST:PORT/NAME, with blanks between them"
            raise ImproperlyConfigured(msg)
        return [_postgresql(name, value) for value in values]


def _is_redis_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
        _ = parts.port  # raises ValueError where a password with `/` has become a port
    except ValueError:
        return False
    is_whole = parts.netloc.count("@") <= 1 and not any(
        "@" in part for part in (parts.path, parts.query, parts.fragment)
    )
    return parts.scheme in {"redis", "rediss"} and bool(parts.hostname) and is_whole


def _is_split_as_meant(value: str, parts: dict[str, Any]) -> bool:
    """Return whether no part of a password can have become a host, port or name: those are told in errors."""
    authority, _, path = value.partition("://")[2].partition("?")[0].partition("/")
    ports = str(parts.get("port", "")).split(",")
    return authority.count("@") <= 1 and "@" not in path and all(port.isdigit() or not port for port in ports)


def _postgresql(name: str, value: str) -> dict[str, Any]:
    try:
        parts = conninfo_to_dict(value)
    except ProgrammingError:
        parts = {}
    if not (parts and _is_split_as_meant(value, parts)):
        msg = (
            f"{name} is not a PostgreSQL URL that libpq can read: check it for characters that need %-encoding. In a "
            "password that is %25 for %, %40 for @ and %2F for /"
        )
        raise ImproperlyConfigured(msg)
    if not parts.get("dbname"):
        msg = f"{name} names no database: end it with /NAME"
        raise ImproperlyConfigured(msg)
    return {
        "engine": "postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "options": parts,
    }
