"""What the operators' commands share: words on stderr, and a refusal in one sentence."""

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

_LOGS_EVENTS = 2
"""The verbosity from which on the log tells of each change, as that of the service does."""


def integer_range(minimum: int, maximum: int) -> Callable[[str], int]:
    """Return what argparse takes as the `type` of a whole number in that range."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and minimum <= int(text) <= maximum):
            msg = f"{text!r} is not a whole number from {minimum} to {maximum}"
            raise ArgumentTypeError(msg)
        return int(text)

    return read


def quiet_below(verbosity: int) -> AbstractContextManager[None]:
    """Return a context in which events are logged only where the verbosity asks for that."""
    return muted() if verbosity < _LOGS_EVENTS else nullcontext()


class CatalogueCommand(BaseCommand):
    """A command that never asks, and ends with a sentence and exit code 1 when it cannot do what it was asked to."""

    verbosity = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # What goes to stderr would be red, and most of it is no error.
        super().__init__(*args, **{**kwargs, "no_color": True})

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.verbosity = options["verbosity"]
        try:
            with quiet_below(self.verbosity):
                return super().execute(*args, **options)
        except CatalogueError as refusal:
            raise CommandError(str(refusal)) from refusal
        except ValidationError as refusal:
            raise CommandError(flatten_errors(refusal)) from refusal
        except AnyDatabaseError as error:
            if is_read_only(error):
                raise CommandError(READ_ONLY_DETAIL) from error
            said = " ".join(str(error).split()).rstrip(".")
            msg = f"The database says: {said}. Is it there, and migrated?"
            raise CommandError(msg) from error

    def info(self, words: str) -> None:
        """Write words for a person, unless silence was asked for."""
        if self.verbosity:
            self.stderr.write(words)

    def progress(self, words: str, *, last: bool = False) -> None:
        """Write over the words said before, and only where a person is watching."""
        if self.verbosity and self.stderr.isatty():
            self.stderr.write(f"\r{words}", ending="\n" if last else "")
            self.stderr.flush()
