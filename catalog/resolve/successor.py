"""What took the place of an archived model."""

from catalog.models import ChargingStationModel
from catalog.resolve.rows import FOUND, Found

_MAX_HOPS = 20


def find_successor(archived: Found) -> Found | None:
    """Return the active model that stands in for an archived one: of the same vendor and name, or at the end
    of the line of those that replaced it. None when there is none."""
    active = ChargingStationModel.objects.active()
    twin = active.named(archived.vendor, archived.model).values_list(*FOUND).first()
    if twin is not None:
        return Found(*twin)
    next_id = archived.successor_id
    for _ in range(_MAX_HOPS):
        if next_id is None:
            break
        current = Found(*ChargingStationModel.objects.values_list(*FOUND).get(pk=next_id))
        if not current.is_archived:
            return current
        next_id = current.successor_id
    return None
