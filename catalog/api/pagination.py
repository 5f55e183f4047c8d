"""Pages of the catalogue: by the place of a model in it, never by counting."""

from typing import Any

from catalog.api.queries import LIMIT_DEFAULT, QueryError
from catalog.models import ChargingStationModel


def page_of(query: dict[str, Any]) -> tuple[list[ChargingStationModel], bool]:
    """This will return the models that a `ListQuery` asks for, and whether more follow.

    Raises ValidationError naming `startingAfter` when no model has that id.
    """
    found = (
        ChargingStationModel.objects.archived() if query.get("isArchived") else ChargingStationModel.objects.active()
    )
    if "vendor" in query:
        found = found.of_vendor(query["vendor"])
    if "model" in query:
        found = found.of_model(query["model"])
    if "startingAfter" in query:
        found = found.after(_place_of(query["startingAfter"]))
    # One more than asked for says whether there are more.
    limit = query.get("limit", LIMIT_DEFAULT)
    rows = list(found.in_order().with_connectors()[: limit + 1])
    return rows[:limit], len(rows) > limit


def _place_of(pk: Any) -> int:
    """Any model is a bookmark, archived ones and those that the filter leaves out included."""
    place: int | None = ChargingStationModel.objects.filter(pk=pk).values_list("created_revision", flat=True).first()
    if place is None:
        raise QueryError({"startingAfter": ["There is no charging station model with this id."]})
    return place
