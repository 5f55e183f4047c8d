"""Pages of the catalogue: by the place of a model in it, never by counting. Rows come as the JSON that they are."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from catalog.api.queries import LIMIT_DEFAULT, QueryError
from catalog.api.renderers import Rendered
from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel
from catalog.models.document import as_json, contract_part
from catalog.querysets import CatalogueQuerySet


@dataclass(frozen=True)
class Page:
    """`bookmark` is where the next page starts; `documents` are JSON."""

    documents: list[str]
    bookmark: Any
    has_more: bool

    def render(self, **more: int) -> Rendered:
        members = [f'"hasMore":{"true" if self.has_more else "false"}']
        members += [f'"{name}":{value}' for name, value in more.items()]
        return Rendered(f'{{"data":{{{",".join(members)},"items":[{",".join(self.documents)}]}}}}')

    def link(self, path: str, parameters: dict[str, str], name: str) -> dict[str, str]:
        """This will return the header that leads to the next page (RFC 8288), where there is one."""
        if not self.has_more:
            return {}
        query = urlencode({**parameters, name: self.bookmark})
        return {"Link": f'<{path}?{query}>; rel="next"'}


def _page(found: CatalogueQuerySet, limit: int, bookmark: str) -> Page:
    return _cut(list(found.values_list("document", bookmark)[: limit + 1]), limit)


def _cut(rows: list[tuple[str, Any]], limit: int) -> Page:
    """One more than asked for says whether there are more."""
    shown = rows[:limit]
    return Page([text for text, _ in shown], shown[-1][1] if shown else None, has_more=len(rows) > limit)


def list_page(query: dict[str, Any]) -> Page:
    """This will return the models that a `ListQuery` asks for; its bookmark is the last id.

    Raises QueryError naming `startingAfter` when no model has that id.
    """
    everything = ChargingStationModel.objects
    found = everything.archived() if query.get("isArchived") else everything.active()
    if "startingAfter" in query:
        found = found.after(_place_of(query["startingAfter"]))
    if "vendor" in query:
        found = found.of_vendor(query["vendor"])
    if "model" in query:
        found = found.of_model(query["model"])
    if "powerType" in query:
        found = found.of_power_type(query["powerType"])
    found = found.matching(query.get("q", ""))
    found = found.with_connector(query.get("connectionType"), query.get("format"))
    found = found.with_power(query.get("minPowerWatts"), query.get("maxPowerWatts"))
    return _page(found.in_order(), query.get("limit", LIMIT_DEFAULT), "pk")


def _place_of(pk: Any) -> int:
    """Any model is a bookmark, archived ones and those that the filter leaves out included."""
    place: int | None = ChargingStationModel.objects.filter(pk=pk).values_list("created_revision", flat=True).first()
    if place is None:
        raise QueryError({"startingAfter": ["There is no charging station model with this id."]})
    return place


def changes_page(query: dict[str, Any], current: CatalogueRevision) -> tuple[Page, int]:
    """This will return what a `ChangesQuery` asks for, and the revision to ask from next.

    `current` was read before: all up to it is here, and what came meanwhile may be too.
    """
    after, limit = query["after"], query.get("limit", LIMIT_DEFAULT)
    changed = ChargingStationModel.objects.changed_after(after)
    rows: list[tuple[str, Any]] = list(changed.values_list("document", "revision")[: limit + 1])
    # What was deleted for good stays archived to a reader who does not know yet; who begins at 0 never had it.
    gone = list(AuditEvent.objects.models_deleted_after(after)[: limit + 1]) if after else []
    rows += [(as_json(contract_part(event.before)), event.revision) for event in gone]
    page = _cut(sorted(rows, key=lambda row: row[1]), limit)
    last = page.bookmark or 0
    return page, last if page.has_more else max(last, current.number)
