"""`migrate`: Django's command with longer database timeouts, for example to build an index on a large table."""

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from catalog.management.timeouts import relaxed_timeouts


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] == DEFAULT_DB_ALIAS:
            with relaxed_timeouts():
                super().handle(*args, **options)
        else:
            super().handle(*args, **options)
