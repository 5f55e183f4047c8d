"""What took the place of archived models."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from catalog.models import ChargingStationModel
from catalog.resolve.rows import MODEL_COLUMNS, ModelRow

_MAX_HOPS = 20


def find_successors(archived: Collection[ModelRow]) -> dict[UUID, ModelRow]:
    """Return the active models that stand in for archived ones, by the id of the archived one.

    That is the one of the same vendor and name, or the one at the end of the line of those that replaced it; some have
    none. One query for all names, and one for each step along the lines, of which there are at most 20.
    """
    active = _active_by_name({each.name for each in archived})
    found = {each.pk: active[each.name] for each in archived if each.name in active}
    steps = {each.pk: each.successor_id for each in archived if each.pk not in found}
    read: dict[UUID, ModelRow] = {}
    for _ in range(_MAX_HOPS):
        ends = {pk: end for pk, end in steps.items() if end is not None}
        if not ends:
            break
        read |= {each.pk: each for each in _rows(pk__in=set(ends.values()) - read.keys())}
        found |= {pk: read[end] for pk, end in ends.items() if not read[end].is_archived}
        steps = {pk: read[end].successor_id for pk, end in ends.items() if read[end].is_archived}
    return found


def _active_by_name(names: Collection[tuple[str, str]]) -> dict[tuple[str, str], ModelRow]:
    if not names:
        return {}
    vendors, models = ({name[part] for name in names} for part in (0, 1))
    return {each.name: each for each in _rows(archived__in=[False], vendor_key__in=vendors, model_key__in=models)}


def _rows(**condition: Any) -> Iterable[ModelRow]:
    return (
        ModelRow(*row)
        for row in ChargingStationModel.objects.filter(**condition).order_by().values_list(*MODEL_COLUMNS)
    )
