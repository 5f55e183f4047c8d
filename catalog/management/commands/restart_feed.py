"""`restart_feed`: for a catalogue that went back in time."""

from typing import Any

from django.db import transaction

from catalog.management.operator import OperatorCommand
from catalog.models import CatalogueRevision


class Command(OperatorCommand):
    help = (
        "Goes on from a revision that was never given out, so that every reader of the changes feed is told to start "
        "over. Run it after a backup was restored."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        revision = CatalogueRevision.lock()
        revision.restart()
        self.say(f"Readers start over. The catalogue is at revision {revision.number}.")
