"""The rules about many entries of the inbox: how reports are counted, and what waits again."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from catalog.db.counters import add_counts
from catalog.limits import OPEN_ENTRIES_PER_CALLER_MAX
from catalog.models.api_client import ApiClient
from catalog.models.inbox_event import InboxAction, InboxEvent
from catalog.models.inbox_queue import InboxQueueQuerySet
from catalog.models.recognition import EntryDay
from catalog.models.unrecognised_report import ReportTally

IGNORED_UNTIL_TIMES: Final = 10
"""An entry is ignored until it was reported so many times as often as when that was decided."""

_WAITING, _RESOLVED, _IGNORED = "waiting", "resolved", "ignored"

Key = tuple[str, str]
"""`normalised_model` and `normalised_vendor` of an entry."""


class _Known(NamedTuple):
    """What is read of an entry that is there, before it is counted."""

    pk: UUID
    state: str
    decided_revision: int | None
    accepts_several: bool

    def is_contradicted_by(self, tally: ReportTally) -> bool:
        """Return whether the entry is resolved, and its report was looked up later and is not recognised."""
        return (
            self.state == _RESOLVED
            and self.decided_revision is not None
            and tally.last.revision >= self.decided_revision
            and not (self.accepts_several and tally.last.is_ambiguous)
        )


class UnknownHardwareQuerySet(InboxQueueQuerySet):
    def waiting(self) -> Self:
        """Filter entries that staff have not decided on, the most reported first."""
        return self.filter(state=_WAITING).order_by("-count", "-last_seen_at", "id")

    def with_keys(self, keys: Collection[Key]) -> Self:
        """Filter a superset of the entries with those keys."""
        return self.filter(
            normalised_model__in={model for model, _ in keys}, normalised_vendor__in={vendor for _, vendor in keys}
        )

    def record(self, many: Sequence[ReportTally]) -> Counter[tuple[str, int]]:
        """Count reports, one tally for each pair, and add the pairs that are new; in one transaction.

        Entries that the reports contradict wait again, and so do ignored ones that became frequent. A caller who was
        the first to report 500 that wait adds no more: returns how many were refused, by caller.
        """
        # In one order everywhere: two processes that write the same pairs wait for each other, and do not deadlock.
        many = sorted(many, key=lambda each: each.key)
        with transaction.atomic():
            columns = ("normalised_model", "normalised_vendor", *_Known._fields)
            known = {
                (model, vendor): _Known(*rest)
                for model, vendor, *rest in self.with_keys([each.key for each in many]).values_list(*columns)
            }
            new, refused = self._apply_quota([each for each in many if each.key not in known])
            # Of those that are new here, another process may have added some since.
            added = self._add(new)
            counted = known.keys() | ({each.key for each in new} - added.keys())
            for each in many:
                if each.key in counted:
                    self._increment(each)
            self._end_decisions([(known[each.key], each) for each in many if each.key in known])
            keys = {**{key: row.pk for key, row in known.items()}, **added}
            days = [(keys[each.key], each.last.at.date(), each.count) for each in many if each.key in keys]
            add_counts(EntryDay, ["entry", "day"], ["reports"], days)
        return refused

    def _apply_quota(self, new: Sequence[ReportTally]) -> tuple[list[ReportTally], Counter[tuple[str, int]]]:
        remaining = self._remaining_quota({each.first.caller for each in new})
        accepted: list[ReportTally] = []
        refused: Counter[tuple[str, int]] = Counter()
        for each in new:
            caller = each.first.caller
            remaining[caller] -= 1
            if remaining[caller] >= 0:
                accepted.append(each)
            else:
                refused[caller] += 1
        return accepted, refused

    def _remaining_quota(self, callers: Collection[tuple[str, int]]) -> Counter[tuple[str, int]]:
        """Return how many entries each caller may still add. Locks the callers, so that other processes wait."""
        remaining = Counter(dict.fromkeys(callers, OPEN_ENTRIES_PER_CALLER_MAX))
        waiting = self.filter(state=_WAITING)
        for kind, column, table, others in (
            ("client", "first_client", ApiClient, {}),
            ("user", "first_user", User, {"first_client": None}),
        ):
            keys = [pk for each, pk in callers if each == kind]
            if keys:
                # Evaluated for its lock. `no_key`: those who only refer to the caller need not wait.
                list(table._default_manager.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
                counted = waiting.filter(**{f"{column}__in": keys}, **others).values_list(column)
                remaining -= Counter({(kind, pk): count for pk, count in counted.annotate(models.Count("pk"))})
        return remaining

    def _add(self, new: Sequence[ReportTally]) -> dict[Key, UUID]:
        """Add the entries, and return those that did not exist."""
        rows = [self.model.build(each) for each in new]
        self.bulk_create(rows, ignore_conflicts=True)
        there = self.filter(pk__in=[row.pk for row in rows])
        return {
            (model, vendor): pk
            for model, vendor, pk in there.values_list("normalised_model", "normalised_vendor", "pk")
        }

    def _increment(self, tally: ReportTally) -> None:
        model, vendor = tally.key
        last = tally.last
        self.filter(normalised_model=model, normalised_vendor=vendor).update(
            count=models.F("count") + tally.count,
            # Clocks differ: an entry is never seen last before it was seen first.
            last_seen_at=Greatest("last_seen_at", last.at),
            last_client=last.client_id,
            last_user=last.user_id,
            is_ambiguous=last.is_ambiguous,
            **last.details,
        )

    def _end_decisions(self, counted: Sequence[tuple[_Known, ReportTally]]) -> None:
        """Let entries wait again whose decision their reports have ended. The rows are locked: they were counted."""
        for known, tally in counted:
            if known.is_contradicted_by(tally):
                # In the very words that are not recognised: another spelling of the same pair can be.
                last = tally.last
                texts = {**last.stored_names, "serial_number": "", "firmware_version": "", **last.details}
                resolved = self.filter(pk=known.pk, state=_RESOLVED, decided_revision__lte=last.revision)
                resolved.put_back("unrecognised", **texts)
        ignored = [known.pk for known, _ in counted if known.state == _IGNORED]
        if ignored:
            frequent = self.filter(pk__in=ignored, count__gte=models.F("decided_count") * IGNORED_UNTIL_TIMES)
            frequent.filter(state=_IGNORED).put_back("frequent")

    def put_back(self, because: str, **values: Any) -> list[UUID]:
        """Let these entries wait again by themselves, and return their keys."""
        actions = {"unrecognised": InboxAction.UNRECOGNISED, "frequent": InboxAction.IGNORING_ENDED}
        with transaction.atomic():
            keys = self.lock_keys()
            self.model.objects.filter(pk__in=keys).update(
                state=_WAITING, returned_because=because, accepts_several=False, **values
            )
            InboxEvent.objects.bulk_create([InboxEvent(entry_id=key, action=actions[because]) for key in keys])
        return keys

    def settle(self, found: Mapping[UUID, UUID | None], revision: int) -> list[UUID]:
        """Resolve those of these entries that wait, which the catalogue recognises at that revision.

        `found` are the keys of the entries, each with that of its model. Returns the keys of those that did wait.
        """
        with transaction.atomic():
            keys = self.filter(pk__in=found, state=_WAITING).lock_keys()
            self.filter(pk__in=keys).update(
                state=_RESOLVED,
                returned_because="",
                note="",
                decided_by=None,
                decided_at=timezone.now(),
                decided_count=models.F("count"),
                decided_revision=revision,
            )
            InboxEvent.objects.bulk_create(
                [InboxEvent(entry_id=key, action=InboxAction.RECOGNISED, station_model_id=found[key]) for key in keys]
            )
        return keys

    def lock_keys(self) -> list[UUID]:
        rows = self.select_for_update().order_by("normalised_model", "normalised_vendor")
        return list(rows.values_list("pk", flat=True))
