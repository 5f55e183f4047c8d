"""Starting the feed over, for a catalogue that went back in time."""

from django.db import transaction

from catalog.models.audit_event import Action, Actor, AuditEvent
from catalog.models.revision import CatalogueRevision
from catalog.models.station_model import ChargingStationModel

_BATCH = 500


@transaction.atomic
def restart_feed(*, by: Actor) -> CatalogueRevision:
    """Let every reader of the feed start over, and return the revision at which the catalogue then is.

    Each model takes a new revision, in the order that they had, with an event. Otherwise a reader that starts from 0
    would get an old number, which may be that of a reader who saw changes that the catalogue has lost.
    """
    revision = CatalogueRevision.lock()
    revision.reset_numbering()
    remaining = ChargingStationModel.objects.filter(revision__lte=revision.base_number).order_by("revision")
    remaining = remaining.with_connectors()
    while batch := list(remaining[:_BATCH]):
        events: list[AuditEvent] = []
        for station_model, number in zip(batch, revision.allocate(len(batch)), strict=True):
            station_model.revision = number
            record = station_model.as_record()
            events.append(station_model.event(Action.RESTARTED, by, before=record, after=record))
        ChargingStationModel._base_manager.bulk_update(batch, ["revision"])
        AuditEvent.append(events, at=revision)
    return revision
