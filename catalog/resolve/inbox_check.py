"""Whether entries of the inbox are still what they are: looked at when the catalogue has changed."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import Q

from catalog.db.bulk import batched
from catalog.models import AuditEvent, CatalogueRevision, UnknownHardware, VendorSynonym
from catalog.models.inbox_check import InboxCheck
from catalog.models.inbox_queryset import UnknownHardwareQuerySet
from catalog.normalise import normalise_model, normalise_vendor
from catalog.resolve.boot_report import BootReport
from catalog.resolve.resolution import Match, Resolution
from catalog.resolve.resolver import resolve_many
from catalog.text import LAST_CHARACTER

_BATCH_SIZE: Final = 100
_EVENTS_MAX: Final = 200
"""Changes whose entries are looked for by name. After more of them, all entries are checked."""

_BEGINNING: Final = 3
"""Characters of a key that a report and what it resolves to have in common: no `*` stands after fewer, no legal form
leaves fewer, and no name is cut to fewer."""


def resolve_entries(entries: Sequence[UnknownHardware]) -> list[Resolution]:
    """Return the current resolution of each entry, in order."""
    return resolve_many(
        [BootReport(each.vendor, each.model, each.serial_number, each.firmware_version) for each in entries]
    )


def check_inbox() -> int:
    """Check the entries that the changes since the last check can concern, and return how many changed state.

    What is recognised now is resolved, and what is resolved and not recognised any more waits again. Several processes
    can do it at once: each change of state is made once.
    """
    revision = CatalogueRevision.current().number
    check = InboxCheck.current()
    if check.revision >= revision:
        return 0
    events = AuditEvent.objects.filter(revision__gt=check.revision, revision__lte=revision)
    records = events.order_by("revision").values_list("synonym", "before", "after")[: _EVENTS_MAX + 1]
    entries = UnknownHardware.objects.exclude(state=UnknownHardware.State.IGNORED)
    if len(found := list(records)) <= _EVENTS_MAX:
        entries = _concerned(entries, found)
    changed = check_entries(entries)
    check.advance(revision)
    return changed


def check_entries(entries: UnknownHardwareQuerySet) -> int:
    """Check these entries against the catalogue as it is now, and return how many changed state."""
    changed = 0
    for keys in batched(list(entries.order_by().values_list("pk", flat=True)), _BATCH_SIZE):
        # Read before what it stands for: what is resolved can be newer than it, never older.
        revision = CatalogueRevision.current().number
        rows = list(UnknownHardware.objects.filter(pk__in=keys))
        changed += _apply(rows, resolve_entries(rows), revision)
    return changed


def _apply(entries: Sequence[UnknownHardware], resolutions: Iterable[Resolution], revision: int) -> int:
    recognised, contradicted = {}, []
    for entry, resolution in zip(entries, resolutions, strict=True):
        if resolution.is_recognised:
            if entry.state == UnknownHardware.State.WAITING:
                recognised[entry.pk] = resolution.models[0].pk
        elif entry.state == UnknownHardware.State.RESOLVED and not (
            entry.accepts_several and resolution.match is Match.AMBIGUOUS
        ):
            contradicted.append(entry.pk)
    changed = UnknownHardware.objects.settle(recognised, revision) if recognised else []
    if contradicted:
        resolved = UnknownHardware.objects.filter(pk__in=contradicted, state=UnknownHardware.State.RESOLVED)
        changed += resolved.filter(decided_revision__lte=revision).put_back("unrecognised")
    return len(changed)


def _concerned(entries: UnknownHardwareQuerySet, records: Sequence[tuple]) -> UnknownHardwareQuerySet:
    """Filter a superset of the entries whose resolution those changes can have changed."""
    models, vendors = set(), set()
    for synonym, before, after in records:
        for record in (before or {}, after or {}):
            if synonym is not None:
                vendors |= {normalise_vendor(record.get("name", "")), normalise_vendor(record.get("vendor", ""))}
            elif "model" in record:
                models.add(normalise_model(record["model"])[:_BEGINNING])
    if vendors := vendors - {""}:
        vendors = {key[:_BEGINNING] for key in VendorSynonym.objects.equivalent_names(sorted(vendors))}
    condition = Q(pk__in=())
    for column, beginnings in (("normalised_model", models - {""}), ("normalised_vendor", vendors)):
        for beginning in sorted(beginnings):
            condition |= Q(**{f"{column}__gte": beginning, f"{column}__lt": beginning + LAST_CHARACTER})
    return entries.filter(condition)
