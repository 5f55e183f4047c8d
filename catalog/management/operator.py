"""What the operators' commands share: words on stderr, and a refusal in one sentence."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as AnyDatabaseError
from django.db import connection

from catalog.errors import CatalogueError, in_words


class OperatorCommand(BaseCommand):
    """A command that never asks, and ends with a sentence and exit code 1 when it cannot do what it was asked to."""

    verbosity = 1

    def execute(self, *args: Any, **options: Any) -> str | None:
        self.verbosity = options["verbosity"]
        self.stderr.style_func = None  # most words are no errors
        if connection.connection is None:
            # One connection is enough here, and the reason of its failure is told; a pool's is that time ran out.
            connection.settings_dict["OPTIONS"].pop("pool", None)
        try:
            return super().execute(*args, **options)
        except CatalogueError as refusal:
            raise CommandError(str(refusal)) from refusal
        except ValidationError as refusal:
            raise CommandError(in_words(refusal)) from refusal
        except AnyDatabaseError as error:
            msg = f"The database says: {' '.join(str(error).split())}. Is it there, and migrated?"
            raise CommandError(msg) from error

    def say(self, words: str) -> None:
        """This will write words for a person, unless silence was asked for."""
        if self.verbosity:
            self.stderr.write(words)
