"""`restart_feed`: restart of the change feed after a backup was restored."""

from typing import Any

from catalog.management.base import CatalogueCommand
from catalog.models import Actor, Channel
from catalog.models.feed_restart import restart_feed

_BY = Actor(channel=Channel.COMMAND, command="restart_feed")


class Command(CatalogueCommand):
    help = (
        "Restart the change feed after restoring a backup. Moves to an unused revision and re-numbers all models, so "
        "that every reader starts over."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        revision = restart_feed(by=_BY)
        self.info(f"Feed restarted: readers will start over. Current revision: {revision.number}.")
