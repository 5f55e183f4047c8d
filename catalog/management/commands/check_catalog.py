"""`check_catalog`: whether anything was done to the catalogue past its methods."""

from typing import Any

from django.core.management.base import CommandError

from catalog.db.snapshot import consistent_snapshot
from catalog.management.base import CatalogueCommand
from catalog.models.integrity import find_inconsistencies


class Command(CatalogueCommand):
    help = (
        "Looks for rows that were changed past the catalogue's methods (SQL, loaddata, QuerySet.update): what the API "
        "answers, revisions, history, keys and connectors have to agree. Exits with 1 when anything is found."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        with consistent_snapshot():
            for count, fault in enumerate(find_inconsistencies(), start=1):  # noqa: B007 - the last one is the count
                self.stdout.write(fault)
        if count:
            msg = f"The catalogue is not sound: {count} faults."
            raise CommandError(msg)
        self.info("The catalogue is sound.")
