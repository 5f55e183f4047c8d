"""What took the place of an archived model."""

from catalog.models import ChargingStationModel
from catalog.resolve.rows import MODEL_COLUMNS, ModelRow

_MAX_HOPS = 20


def find_successor(archived: ModelRow) -> ModelRow | None:
    """Return the active model that stands in for an archived one: of the same vendor and name, or at the end
    of the line of those that replaced it. None when there is none."""
    active = ChargingStationModel.objects.active()
    twin = active.named(archived.vendor, archived.model).values_list(*MODEL_COLUMNS).first()
    if twin is not None:
        return ModelRow(*twin)
    next_id = archived.successor_id
    for _ in range(_MAX_HOPS):
        if next_id is None:
            break
        current = ModelRow(*ChargingStationModel.objects.values_list(*MODEL_COLUMNS).get(pk=next_id))
        if not current.is_archived:
            return current
        next_id = current.successor_id
    return None
