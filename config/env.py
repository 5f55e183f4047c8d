"""Strict parsing of environment variables. An invalid value raises ImproperlyConfigured."""

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
"""Limits of Django's check security.W009."""

_HOST = re.compile(r"\.?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\]")
"""Entry of ALLOWED_HOSTS."""

_POSTGRESQL = {"postgres", "postgresql"}


def env_file_path() -> Path | None:
    """Return the file that ENV_FILE names; by default `.env` next to manage.py, and None if ENV_FILE is empty."""
    name = os.environ.get("ENV_FILE", str(Path(__file__).resolve().parent.parent / ".env"))
    return Path(name) if name else None


class Environment:
    """Variables of the process and of an optional file of `NAME=value` lines. The process takes precedence."""

    def __init__(self, file: Path | None = None) -> None:
        try:
            values = dotenv_values(file, interpolate=False) if file and file.is_file() else {}
        except (OSError, UnicodeDecodeError) as error:
            msg = f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is not valid UTF-8'}"
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
        """Return a strong key. Error messages do not contain it."""
        return self._strong(name, self.required(name, hint), hint)

    def previous_signing_keys(self, name: str, hint: str) -> list[str]:
        """Return a space-separated list of strong keys."""
        return [self._strong(name, value, hint) for value in self.string(name).split()]

    @staticmethod
    def _strong(name: str, value: str, hint: str) -> str:
        if len(value) < _KEY_MIN or len(set(value)) < _KEY_CHARACTERS_MIN:
            msg = (
                f"{name} is too weak: it has {len(value)} characters, {len(set(value))} different ones, and needs at "
                f"least {_KEY_MIN} and {_KEY_CHARACTERS_MIN}; {hint}"
            )
            raise ImproperlyConfigured(msg)
        return value

    def hosts(self, name: str, hint: str) -> list[str]:
        """Return a list of host names without ports and without `*`."""
        hosts = self.csv(name, hint)
        for host in hosts:
            if host == "*":
                msg = f"{name} is {self.string(name)!r}: * allows all hosts; list your host names, {hint}"
                raise ImproperlyConfigured(msg)
            if not _HOST.fullmatch(host):
                msg = (
                    f"{name} is {self.string(name)!r}: {host} is not a valid host name; use names without a port, "
                    "[::1] for IPv6, and .example.com for all subdomains"
                )
                raise ImproperlyConfigured(msg)
        return hosts

    def secret(self, name: str, *, minimum: int) -> str:
        """Return a secret, or "" if it is not set. Error messages do not contain it."""
        value = self.string(name)
        if value and not (len(value) >= minimum and value.isascii() and value.isprintable() and " " not in value):
            msg = f"{name} is too short or has characters that a header cannot have; use at least {minimum} random ones"
            raise ImproperlyConfigured(msg)
        return value

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self.string(name)
        if not value:
            return default
        if value.lower() not in _BOOLEANS:
            msg = f"{name} is {value!r}; it must be true or false"
            raise ImproperlyConfigured(msg)
        return _BOOLEANS[value.lower()]

    def integer(self, name: str, *, default: int, minimum: int, maximum: int) -> int:
        value = self.string(name)
        if not value:
            return default
        if not (value.isascii() and value.isdigit() and minimum <= int(value) <= maximum):
            msg = f"{name} is {value!r}; it must be a whole number from {minimum} to {maximum}"
            raise ImproperlyConfigured(msg)
        return int(value)

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """Return one of the choices; the first is the default."""
        value = self.string(name, choices[0]).lower()
        if value not in choices:
            msg = f"{name} is {self.string(name)!r}; it must be {', '.join(choices[:-1])} or {choices[-1]}"
            raise ImproperlyConfigured(msg)
        return value

    def csv(self, name: str, hint: str) -> list[str]:
        names = [part.strip() for part in self.required(name, hint).split(",")]
        if not all(names) or any(" " in part or "/" in part for part in names):
            msg = f"{name} is {self.string(name)!r}; it must be a comma-separated list, {hint}"
            raise ImproperlyConfigured(msg)
        return names

    def origins(self, name: str) -> list[str]:
        """Return a space-separated list of origins (RFC 6454)."""
        origins = self.string(name).split()
        if not all(re.fullmatch(r"https?://[^/?#@\s,]+", origin) for origin in origins):
            example = "https://catalogue.example.com:8443"
            msg = f"{name} is {self.string(name)!r}; it must be a space-separated list of origins such as {example}"
            raise ImproperlyConfigured(msg)
        return origins

    def origin(self, name: str) -> str:
        """Return one origin (RFC 6454), or "" if it is not set."""
        origins = self.origins(name)
        if len(origins) > 1:
            msg = f"{name} is {self.string(name)!r}; it must be one origin such as https://catalogue.example.com"
            raise ImproperlyConfigured(msg)
        return origins[0] if origins else ""

    def redis_url(self, name: str) -> str:
        """Return a redis:// or rediss:// URL, or "" if it is not set."""
        value = self.string(name)
        if value and not _is_redis_url(value):
            msg = f"{name} is not a Redis URL; use redis://:PASSWORD@HOST:PORT/NUMBER, and percent-encode the password"
            raise ImproperlyConfigured(msg)
        return value

    def database(self, name: str, default: Path) -> dict[str, Any]:
        """Return NAME, USER, ... of PostgreSQL for a postgresql:// URL, or NAME of SQLite for sqlite:///PATH.

        Error messages do not contain the password.
        """
        value = self.string(name)
        if not value:
            return {"engine": "sqlite", "NAME": default}
        scheme = value.partition("://")[0]
        if scheme == "sqlite" and value.startswith("sqlite:///") and len(value) > len("sqlite:///"):
            return {"engine": "sqlite", "NAME": Path(unquote(value.removeprefix("sqlite:///")))}
        if scheme not in _POSTGRESQL:
            msg = f"{name} is not a database URL; use postgresql://USER:PASSWORD@HOST:PORT/NAME or sqlite:///PATH"
            raise ImproperlyConfigured(msg)
        return _postgresql(name, value)

    def replicas(self, name: str, of: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the replicas of the database `of`, from a space-separated list of URLs."""
        values = self.string(name).split()
        if values and of["engine"] != "postgresql":
            msg = f"{name} requires a PostgreSQL DATABASE_URL"
            raise ImproperlyConfigured(msg)
        if any(value.partition("://")[0] not in _POSTGRESQL or value.count("://") > 1 for value in values):
            msg = f"{name} must be a space-separated list of URLs like postgresql://USER:PASSWORD@HOST:PORT/NAME"
            raise ImproperlyConfigured(msg)
        return [_postgresql(name, value) for value in values]


def _is_redis_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
        _ = parts.port  # raises ValueError if part of a password was parsed as port
    except ValueError:
        return False
    is_whole = parts.netloc.count("@") <= 1 and not any(
        "@" in part for part in (parts.path, parts.query, parts.fragment)
    )
    return parts.scheme in {"redis", "rediss"} and bool(parts.hostname) and is_whole


def _has_no_misplaced_password(value: str, parts: dict[str, Any]) -> bool:
    """Return whether no part of a password was parsed as host, port or name, which error messages contain."""
    authority, _, path = value.partition("://")[2].partition("?")[0].partition("/")
    ports = str(parts.get("port", "")).split(",")
    return authority.count("@") <= 1 and "@" not in path and all(port.isdigit() or not port for port in ports)


def _postgresql(name: str, value: str) -> dict[str, Any]:
    try:
        parts = conninfo_to_dict(value)
    except ProgrammingError:
        parts = {}
    if not (parts and _has_no_misplaced_password(value, parts)):
        msg = (
            f"{name} is not a valid PostgreSQL URL; percent-encode special characters of the password: %25 for %, "
            "%40 for @ and %2F for /"
        )
        raise ImproperlyConfigured(msg)
    if not parts.get("dbname"):
        msg = f"{name} has no database name; append /NAME"
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
