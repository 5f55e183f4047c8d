"""Whether the catalogue is what its methods would have made it: finds what was done to its tables past them."""

import json
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet

from catalog.db.bulk import batched
from catalog.fields import DerivedField
from catalog.hardware.plausibility import plausibility_warnings
from catalog.limits import CONNECTORS_MAX
from catalog.models.audit_event import Action, AuditEvent
from catalog.models.audited import AuditedModel
from catalog.models.document import AUDIT_ONLY_FIELDS
from catalog.models.reported_identity import ReportedIdentity
from catalog.models.revision import CatalogueRevision
from catalog.models.search_word import SearchWord
from catalog.models.station_model import ChargingStationModel
from catalog.models.vendor import Vendor
from catalog.models.vendor_synonym import VendorSynonym

_CHUNK = 500

_ONLY_WHEN_SET = set(AUDIT_ONLY_FIELDS)

_BEFORE_EVIDENCE = {"source", "confidence"}
"""What records have of the time before there was evidence."""


def find_inconsistencies() -> Iterator[str]:
    """Yield a sentence for each inconsistency, in a stable order.

    Memory does not grow with the catalogue, only with the history of the 500 rows at hand. While the catalogue
    changes, run it inside `consistent_snapshot`.
    """
    yield from _check_revision()
    for model in (ChargingStationModel, VendorSynonym, ReportedIdentity, Vendor):
        yield from _check_deleted_rows(model)
    history = Prefetch("events", AuditEvent.objects.order_by("revision"), to_attr="history")
    station_models = (
        ChargingStationModel.objects.in_order()
        .with_connectors()
        .prefetch_related("evidence", "dismissed_checks", history)
    )
    for station_model in station_models.iterator(chunk_size=_CHUNK):
        for issue in (*_row_issues(station_model), *_history_issues(station_model)):
            yield f"{station_model.pk} ({station_model}): {issue}"
    yield from _search_word_issues()
    for synonym in VendorSynonym.objects.order_by("pk").prefetch_related(history).iterator(chunk_size=_CHUNK):
        for issue in (*_key_issues(synonym), *_history_issues(synonym)):
            yield f"{synonym.pk} ({synonym}): {issue}"
    for vendor in Vendor.objects.order_by("pk").prefetch_related(history).iterator(chunk_size=_CHUNK):
        for issue in (*_key_issues(vendor), *_history_issues(vendor)):
            yield f"{vendor.pk} ({vendor}): {issue}"
    identities = ReportedIdentity.objects.order_by("pk").prefetch_related(history, "targets")
    for identity in identities.iterator(chunk_size=_CHUNK):
        for issue in (*_key_issues(identity), *_history_issues(identity)):
            yield f"{identity.pk} ({identity}): {issue}"


def _check_revision() -> Iterator[str]:
    """Check that each number since the last restart has one event, and that no event is ahead of the catalogue."""
    current = CatalogueRevision.current()
    since = Q(revision__gt=current.base_number, revision__lte=current.number)
    history = AuditEvent.objects.aggregate(count=Count("pk", filter=since), latest=Max("revision"))
    if (history["latest"] or 0) > current.number:
        yield (
            f"The catalogue is at revision {current.number}, and a change at {history['latest']}: readers would miss "
            "what comes next. Run manage.py restart_feed."
        )
    if history["count"] != current.number - current.base_number:
        yield f"Of the revisions {current.base_number + 1} to {current.number}, the history has {history['count']}."


def _check_deleted_rows(model: type[AuditedModel]) -> Iterator[str]:
    for pk in _build_absence_query(model).all().iterator():
        yield f"{pk}: is gone, and its history does not say that it was deleted."


@cache
def _build_absence_query(model: type[AuditedModel]) -> QuerySet[AuditEvent, Any]:
    """Return a query for the keys of rows that are gone while no event says that they were deleted.

    It is built once: on a small catalogue that takes longer than to run it.
    """
    column = f"{model.SUBJECT}_id"
    events = AuditEvent.objects.filter(**{f"{column}__isnull": False})
    there = model._base_manager.filter(pk=OuterRef(column))
    deleted = AuditEvent.objects.filter(action=Action.DELETED, **{column: OuterRef(column)})
    gone = events.filter(~Exists(there), ~Exists(deleted)).order_by(column)
    return gone.values_list(column, flat=True).distinct()


def _row_issues(station_model: ChargingStationModel) -> Iterator[str]:
    connectors = list(station_model.connectors.all())
    if not 1 <= len(connectors) <= CONNECTORS_MAX:
        yield f"has {len(connectors)} connectors."
    if [each.position for each in connectors] != list(range(len(connectors))):
        yield "has connectors whose positions are not 0, 1, 2, ..."
    if len({each.evse is None for each in connectors}) > 1:
        yield "says of some of its connectors, and not of others, which EVSE they belong to."
    yield from _key_issues(station_model)
    if connectors and station_model.max_power_watts != max(each.max_power_watts for each in connectors):
        yield "is filtered by a power that none of its connectors has."
    if station_model.document != station_model.render():
        yield "is answered by the API otherwise than its row says."
    elif station_model.has_doubtful_figures != bool(plausibility_warnings(json.loads(station_model.document))):
        yield "is marked as plausible, and its figures are not; or the other way round."


def _key_issues(row: AuditedModel) -> Iterator[str]:
    keys = [field for field in row._meta.fields if isinstance(field, DerivedField)]
    if any(getattr(row, key.attname) != key.derive(getattr(row, key.source)) for key in keys):
        yield "is looked up under a key that is not made of its texts."


def _search_word_issues() -> Iterator[str]:
    """Yield the models whose stored words are wrong, in the order of the list."""
    rows = ChargingStationModel.objects.in_order().with_connectors()
    for batch in batched(rows.iterator(chunk_size=_CHUNK), _CHUNK):
        for each in batch:
            each.document = each.render()  # the stored one may be wrong, which is another issue
        revisions = [each.created_revision for each in batch]
        stored = set(SearchWord.objects.filter(created_revision__in=revisions).values_list("word", "created_revision"))
        wanted = {(each.word, each.created_revision) for each in SearchWord.objects.expected_rows(batch)}
        wrong = {revision for _, revision in stored ^ wanted}
        for station_model in batch:
            if station_model.created_revision in wrong:
                yield f"{station_model.pk} ({station_model}): is found by words that are not its own."
    if _build_stray_words_query().all().exists():
        yield "There are words of models that are not there."


@cache
def _build_stray_words_query() -> QuerySet[SearchWord]:
    return SearchWord.objects.filter(
        ~Exists(ChargingStationModel.objects.filter(created_revision=OuterRef("created_revision")))
    )


def _history_issues(row: AuditedModel) -> Iterator[str]:
    """From its creation on, each event begins where the one before it ended, and the last is what is there."""
    history: list[AuditEvent] = row.history  # type: ignore[attr-defined]
    if not history:
        yield f"is at revision {row.revision}, and has no history."
        return
    first, last = history[0], history[-1]
    created_at = getattr(row, "created_revision", first.revision)
    if (first.action, first.revision) != (Action.CREATED, created_at):
        yield f"came in at revision {created_at}, and its history begins at {first.revision}."
    if last.revision != row.revision:
        yield f"is at revision {row.revision}, and its history ends at {last.revision}."
    for earlier, later in pairwise(history):
        if not _records_match(earlier.after, later.before):
            yield f"was changed between the revisions {earlier.revision} and {later.revision} without an event."
    if not _records_match(last.after, row.as_record()):
        yield f"was changed since revision {last.revision} without an event."


def _records_match(earlier: dict[str, Any] | None, later: dict[str, Any] | None) -> bool:
    """In all that both know of: a field that the contract gains is not in events of before."""
    if earlier is None or later is None:  # deleted, or created, in the middle of its life
        return False
    names = (earlier.keys() & later.keys()) | _ONLY_WHEN_SET
    if earlier.keys() & _BEFORE_EVIDENCE:
        names -= {"evidence"}  # which the migration made of them
    return all(earlier.get(name) == later.get(name) for name in names)
