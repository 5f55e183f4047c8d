"""`check_catalog`: integrity check of the catalogue."""

from typing import Any

from django.core.management.base import CommandError

from catalog.db.snapshot import consistent_snapshot
from catalog.management.base import CatalogueCommand
from catalog.models.integrity import find_inconsistencies


class Command(CatalogueCommand):
    help = (
        "Check the integrity of the catalogue. Finds rows that were changed by SQL, loaddata or bulk updates: API "
        "documents, revisions, history, keys and connectors must be consistent. Exit code 1 if problems are found."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        with consistent_snapshot():
            for count, inconsistency in enumerate(find_inconsistencies(), start=1):  # noqa: B007 - the last one is the count
                self.stdout.write(inconsistency)
        if count:
            msg = f"The catalogue is inconsistent: {count} {'problem' if count == 1 else 'problems'} found."
            raise CommandError(msg)
        self.info("The catalogue is consistent.")
