"""Whether the catalogue is what its methods would have made it: finds what was done to its tables past them."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q

from catalog.limits import CONNECTORS_MAX
from catalog.models.audit_event import Action, AuditEvent
from catalog.models.revision import CatalogueRevision
from catalog.models.station_model import ChargingStationModel

_CHUNK = 500


def find_faults() -> Iterator[str]:
    """This will yield a sentence for each fault, in a stable order.

    Memory does not grow with the catalogue, only with the history of the 500 models at hand. While the catalogue
    changes, run it inside `one_moment`.
    """
    yield from _faults_of_revision()
    yield from _faults_of_absence()
    history = Prefetch("events", AuditEvent.objects.order_by("revision"), to_attr="history")
    rows = ChargingStationModel.objects.in_order().with_connectors().prefetch_related(history)
    for station_model in rows.iterator(chunk_size=_CHUNK):
        for fault in (*_faults_of_row(station_model), *_faults_of_history(station_model)):
            yield f"{station_model.pk} ({station_model}): {fault}"


@contextmanager
def one_moment() -> Iterator[None]:
    """This will show all queries inside the catalogue as it is at the first of them. Changes meanwhile need not wait.

    Inside a transaction it does nothing: that one has begun already.
    """
    connection = transaction.get_connection()
    if connection.in_atomic_block:
        yield
        return
    # Not `atomic`: on SQLite ours begin by locking all writers out, on PostgreSQL each query has a moment of its own.
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if is_postgresql else "BEGIN")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _faults_of_revision() -> Iterator[str]:
    """Each number that was given out since the last restart stands in one event, and no event is ahead of the last."""
    current = CatalogueRevision.current()
    since = Q(revision__gt=current.begins_at, revision__lte=current.number)
    history = AuditEvent.objects.aggregate(told=Count("pk", filter=since), latest=Max("revision"))
    if (history["latest"] or 0) > current.number:
        yield (
            f"The catalogue is at revision {current.number}, and a change at {history['latest']}: readers would miss "
            "what comes next. Run manage.py restart_feed."
        )
    if history["told"] != current.number - current.begins_at:
        yield f"Of the revisions {current.begins_at + 1} to {current.number}, the history tells {history['told']}."


def _faults_of_absence() -> Iterator[str]:
    there = ChargingStationModel.objects.filter(pk=OuterRef("station_model_id"))
    gone = AuditEvent.objects.filter(~Exists(there)).order_by("station_model_id")
    for pk in gone.values_list("station_model_id", flat=True).distinct().iterator():
        yield f"{pk}: is gone, and its history is not. Nothing is ever deleted here."


def _faults_of_row(station_model: ChargingStationModel) -> Iterator[str]:
    connectors = list(station_model.connectors.all())
    if not 1 <= len(connectors) <= CONNECTORS_MAX:
        yield f"has {len(connectors)} connectors."
    if [each.position for each in connectors] != list(range(len(connectors))):
        yield "has connectors whose positions are not 0, 1, 2, ..."
    if (station_model.vendor_key, station_model.model_key) != station_model.key:
        yield "is looked up under a key that is not its vendor and model."
    if station_model.document != station_model.render():
        yield "is answered by the API otherwise than its row says."


def _faults_of_history(station_model: ChargingStationModel) -> Iterator[str]:
    """From its creation on, each event begins where the one before it ended, and the last is what is there."""
    history: list[AuditEvent] = station_model.history  # type: ignore[attr-defined]
    if not history:
        yield f"is at revision {station_model.revision}, and has no history."
        return
    first, last = history[0], history[-1]
    if (first.action, first.revision) != (Action.CREATED, station_model.created_revision):
        yield f"came in at revision {station_model.created_revision}, and its history begins at {first.revision}."
    if last.revision != station_model.revision:
        yield f"is at revision {station_model.revision}, and its history ends at {last.revision}."
    for earlier, later in pairwise(history):
        if later.before is None or not _agree(earlier.after, later.before):
            yield f"was changed between the revisions {earlier.revision} and {later.revision} without an event."
    if not _agree(last.after, station_model.as_document()):
        yield f"was changed since revision {last.revision} without an event."


def _agree(earlier: dict[str, Any], later: dict[str, Any]) -> bool:
    """In all that both know of: a field that the contract gains is not in events of before."""
    return all(earlier[name] == later[name] for name in earlier.keys() & later.keys())
