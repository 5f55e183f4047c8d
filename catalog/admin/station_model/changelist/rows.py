"""Rows and columns of the list, as its template shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.admin.views.main import ORDER_VAR
from django.http import QueryDict
from django.utils.text import capfirst

from catalog.admin.links import station_model_url
from catalog.admin.station_model.changelist.query import COLUMNS_VAR, with_value
from catalog.admin.station_model.list_filters import with_list_filters
from catalog.models import AuditEvent, ChargingStationModel, ListLayout

COLUMNS: Final = {
    "type": "type",
    "power": "power",
    "connectors": "connectors_shown",
    "evidence": "evidence",
    "updated": "updated",
    "state": "state",
    "ocpp_url_setting": "ocpp_url_setting",
    "source": "source",
    "created": "created",
    "picture": "picture",
    "id": "short_id",
}
"""Columns to choose, by their names in the address: the display methods of the ModelAdmin, in order."""

DEFAULT_COLUMNS: Final = ("type", "power", "connectors", "evidence", "updated")

LIST_DISPLAY: Final = ("name", *COLUMNS.values())


@dataclass(frozen=True)
class Heading:
    """`query` sorts by the column, `direction` is that of the order as it is."""

    name: str
    label: str
    query: str = ""
    direction: str = ""

    @property
    def aria_sort(self) -> str:
        return {"asc": "ascending", "desc": "descending"}.get(self.direction, "")


@dataclass(frozen=True)
class Cell:
    name: str
    label: str
    content: Any


@dataclass(frozen=True)
class Row:
    station_model: ChargingStationModel
    url: str
    cells: list[Cell]


def chosen_columns(query: QueryDict, layout: ListLayout, *, has_mixed_states: bool) -> list[str]:
    """Return the columns of the address, else the person's, else the usual ones; states where they differ."""
    wanted: Iterable[str] = query.get(COLUMNS_VAR, "").split(",") if query.get(COLUMNS_VAR) else layout.columns
    columns = [name for name in COLUMNS if name in set(wanted)] or list(DEFAULT_COLUMNS)
    if has_mixed_states and "state" not in columns:
        columns.append("state")
    return columns


def build_headings(changelist: Any, columns: Sequence[str]) -> list[Heading]:
    admin: Any = changelist.model_admin
    query = changelist.request.GET
    directions = changelist.get_ordering_field_columns() if query.get(ORDER_VAR) else {}
    headings = []
    for name in ("name", *columns):
        method = COLUMNS.get(name, name)
        label = capfirst(getattr(admin, method).short_description)
        place = list(changelist.list_display).index(method)
        direction = directions.get(place, "")
        if changelist.get_ordering_field(method):
            order = f"-{place}" if direction == "asc" else str(place)
            headings.append(Heading(name, label, with_value(query, ORDER_VAR, order), direction))
        else:
            headings.append(Heading(name, label))
    return headings


def build_rows(changelist: Any, columns: Sequence[str]) -> list[Row]:
    """Return the rows of the page: one query for all who changed them last."""
    admin: Any = changelist.model_admin
    station_models = list(changelist.result_list)
    _load_last_actors(station_models)
    labels = {name: capfirst(getattr(admin, method).short_description) for name, method in COLUMNS.items()}
    return [
        Row(
            each,
            with_list_filters(admin, changelist.request, station_model_url(each.pk)),
            [Cell(name, labels[name], getattr(admin, COLUMNS[name])(each)) for name in columns],
        )
        for each in station_models
    ]


def _load_last_actors(station_models: Sequence[Any]) -> None:
    events = AuditEvent.objects.filter(revision__in=[each.revision for each in station_models])
    names = {
        event.revision: event.actor_name for event in events.select_related("user", "client").defer("before", "after")
    }
    for each in station_models:
        each.last_actor = names.get(each.revision, "")
