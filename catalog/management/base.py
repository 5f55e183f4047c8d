"""Base class of the management commands, and helpers for their options and output."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as AnyDatabaseError

from catalog.db.availability import READ_ONLY_DETAIL, is_read_only
from catalog.event_log import muted
from catalog.exceptions import CatalogueError, flatten_errors

_EVENTS_VERBOSITY = 2  # events are logged from this verbosity on


def integer_range(minimum: int, maximum: int) -> Callable[[str], int]:
    """Return an argparse `type` that accepts integers from `minimum` to `maximum`."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and minimum <= int(text) <= maximum):
            msg = f"{text!r} must be a whole number between {minimum} and {maximum}"
            raise ArgumentTypeError(msg)
        return int(text)

    return read


def quiet_below(verbosity: int) -> AbstractContextManager[None]:
    """Return a context that mutes events below verbosity 2."""
    return muted() if verbosity < _EVENTS_VERBOSITY else nullcontext()


class CatalogueCommand(BaseCommand):
    """Command without prompts. Expected errors end it with one sentence and exit code 1."""

    verbosity = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Django colours stderr red, but most of this output is progress.
        super().__init__(*args, **{**kwargs, "no_color": True})

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.verbosity = options["verbosity"]
        try:
            with quiet_below(self.verbosity):
                return super().execute(*args, **options)
        except CatalogueError as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(flatten_errors(error)) from error
        except AnyDatabaseError as error:
            if is_read_only(error):
                raise CommandError(READ_ONLY_DETAIL) from error
            message = " ".join(str(error).split()).rstrip(".")
            msg = f"Database error: {message}. Check that the database is running and run manage.py migrate."
            raise CommandError(msg) from error

    def info(self, message: str) -> None:
        """Write a message to stderr, unless the verbosity is 0."""
        if self.verbosity:
            self.stderr.write(message)

    def progress(self, message: str, *, last: bool = False) -> None:
        """Replace the previous progress message, if stderr is a terminal."""
        if self.verbosity and self.stderr.isatty():
            self.stderr.write(f"\r{message}", ending="\n" if last else "")
            self.stderr.flush()
