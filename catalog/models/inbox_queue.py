"""The inbox as a queue: entries in groups, with their sums."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

from django.db import models
from django.db.models.functions import Coalesce, RowNumber

from catalog.models.recognition import ENTRY_DAYS, EntryDay, first_day
from catalog.normalise import normalise_model
from catalog.text import LAST_CHARACTER

GROUPS_PER_PAGE: Final = 12
ENTRIES_PER_GROUP: Final = 8
"""Entries of a group that are listed. The others have a page of their own."""

ENTRIES_OF_ONE_GROUP: Final = 100
_WORDS_MAX: Final = 10

CALLERS: Final = ("first_client", "first_user", "last_client", "last_user")


class QueueOrder(models.TextChoices):
    """What the groups are, and in which order they and their entries stand."""

    REPORTS = "reports", "Most reported"
    NEWEST = "newest", "Newest"
    CLIENT = "client", "By client"


_ENTRY_ORDERS: Final = {
    QueueOrder.REPORTS: ("-count", "-last_seen_at", "id"),
    QueueOrder.NEWEST: ("-first_seen_at", "-count", "id"),
    QueueOrder.CLIENT: ("-count", "-last_seen_at", "id"),
}
_GROUP_ORDERS: Final = {
    QueueOrder.REPORTS: ("-reports", "group"),
    QueueOrder.NEWEST: ("-newest", "group"),
    QueueOrder.CLIENT: ("-reports", "group"),
}


@dataclass
class EntryGroup:
    """Entries of one reported vendor, or of one client. `key` finds the group again."""

    key: str
    size: int
    reports: int
    entries: list[Any] = field(default_factory=list)
    url: str = ""

    @property
    def vendor(self) -> str:
        return str(self.entries[0].vendor) if self.entries else self.key

    @property
    def client(self) -> str:
        return str(self.entries[0].last_client or self.entries[0].last_user) if self.entries else self.key

    @property
    def more(self) -> int:
        """How many entries are not listed."""
        return self.size - len(self.entries)


class InboxQueueQuerySet(models.QuerySet[Any]):
    def model_startswith(self, key: str) -> Self:
        # Not `startswith`, which SQLite does not look up in an index.
        return self.filter(normalised_model__gte=key, normalised_model__lt=key + LAST_CHARACTER)

    def search(self, text: str) -> Self:
        """Filter entries that have each of the words in vendor or model."""
        rows = self
        for word in text.split()[:_WORDS_MAX]:
            found = models.Q(vendor__icontains=word) | models.Q(model__icontains=word)
            if key := normalise_model(word):
                found |= models.Q(normalised_model__contains=key)
            rows = rows.filter(found)
        return rows

    def grouped_by(self, order: QueueOrder) -> Self:
        """Annotate each entry with the key of its group: that of its vendor, or of the client that reported it last."""
        # A user where there was no client.
        client = Coalesce("last_client_id", -models.F("last_user_id"))
        return self.annotate(group=client if order is QueueOrder.CLIENT else models.F("normalised_vendor"))

    def groups(self, order: QueueOrder, page: int, only: str | None = None) -> tuple[list[EntryGroup], bool]:
        """Return the groups of a page, from 0, and whether there are more: two queries, and one for the sparklines.

        With `only`, the one group that has this key, and its first 100 entries.
        """
        rows = self.order_by().grouped_by(order)
        if only is not None:
            rows = rows.filter(group=only)
        sums = rows.values_list("group").annotate(
            size=models.Count("pk"), reports=models.Sum("count"), newest=models.Max("first_seen_at")
        )
        start = page * GROUPS_PER_PAGE
        found = sums.order_by(*_GROUP_ORDERS[order])[start : start + GROUPS_PER_PAGE + 1]
        groups = {key: EntryGroup(str(key), size, reports) for key, size, reports, _ in found}
        has_more = len(groups) > GROUPS_PER_PAGE
        for key in list(groups)[GROUPS_PER_PAGE:]:
            del groups[key]
        place = models.Window(RowNumber(), partition_by="group", order_by=_ENTRY_ORDERS[order])
        listed = rows.filter(group__in=list(groups)).annotate(place=place)
        listed = listed.filter(place__lte=ENTRIES_PER_GROUP if only is None else ENTRIES_OF_ONE_GROUP)
        entries = list(listed.select_related(*CALLERS, "decided_by").order_by("group", "place"))
        for entry in entries:
            groups[entry.group].entries.append(entry)
        _add_sparklines(entries)
        return list(groups.values()), has_more


def _add_sparklines(entries: Sequence[Any]) -> None:
    """Set `daily_reports` of each entry: the reports of the last 14 days, the oldest first."""
    start = first_day(ENTRY_DAYS)
    counted: dict[Any, list[int]] = {entry.pk: [0] * ENTRY_DAYS for entry in entries}
    rows = EntryDay.objects.filter(entry__in=counted, day__gte=start)
    for pk, day, reports in rows.values_list("entry", "day", "reports"):
        if (place := (day - start).days) < ENTRY_DAYS:
            counted[pk][place] = reports
    for entry in entries:
        entry.daily_reports = counted[entry.pk]


def keys_of_groups(groups: Collection[EntryGroup]) -> list[Any]:
    """Return the keys of the listed entries, in the order of the queue."""
    return [entry.pk for group in groups for entry in group.entries]
