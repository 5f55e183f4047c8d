"""Whether the catalogue is what its methods would have made it: finds what was done to its tables past them."""

from collections.abc import Iterator

from django.db.models import F, Max, OuterRef, Q, Subquery

from catalog.limits import CONNECTORS_MAX
from catalog.models.audit_event import AuditEvent
from catalog.models.revision import CatalogueRevision
from catalog.models.station_model import ChargingStationModel

_CHUNK = 1_000


def find_faults() -> Iterator[str]:
    """This will yield a sentence for each fault, in a stable order. Memory does not grow with the catalogue."""
    yield from _faults_of_revision()
    yield from _faults_of_history()
    rows = ChargingStationModel.objects.in_order().with_connectors()
    for station_model in rows.iterator(chunk_size=_CHUNK):
        for fault in _faults_of_row(station_model):
            yield f"{station_model.pk} ({station_model}): {fault}"


def _faults_of_revision() -> Iterator[str]:
    current = CatalogueRevision.current()
    latest = ChargingStationModel.objects.aggregate(latest=Max("revision"))["latest"] or 0
    if latest > current.number:
        yield (
            f"A model is at revision {latest}, and the catalogue at {current.number} only: readers would miss it. "
            "Run manage.py restart_feed."
        )


def _faults_of_history() -> Iterator[str]:
    last = AuditEvent.objects.filter(station_model=OuterRef("pk")).order_by("-revision")
    untold = ChargingStationModel.objects.annotate(told=Subquery(last.values("revision")[:1])).filter(
        Q(told__isnull=True) | ~Q(told=F("revision"))
    )
    for pk, revision, told in untold.in_order().values_list("pk", "revision", "told").iterator():
        yield f"{pk}: is at revision {revision}, and its last audit event at {told or 'none'}."


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
