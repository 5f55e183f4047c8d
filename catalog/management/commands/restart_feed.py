"""`restart_feed`: for a catalogue that went back in time."""

from typing import Any

from catalog.management.base import CatalogueCommand
from catalog.models import Actor, Channel
from catalog.models.feed_restart import restart_feed

_BY = Actor(channel=Channel.COMMAND, command="restart_feed")


class Command(CatalogueCommand):
    help = (
        "Goes on from a revision that was never given out, so that every reader of the changes feed is told to start "
        "over, and gives each model a new one. Run it after a backup was restored."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        revision = restart_feed(by=_BY)
        self.info(f"Readers start over. The catalogue is at revision {revision.number}.")
