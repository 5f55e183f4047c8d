"""Pages of the catalogue: by the place of a model in it, never by counting. Rows come as the JSON that they are."""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists
from rest_framework.request import Request

from catalog.api.query_params import LIMIT_DEFAULT, QueryValidationError, spelled_out
from catalog.api.renderers import RenderedJSON
from catalog.db.router import read_alias
from catalog.db.statements import CompiledQuery, Parameter
from catalog.http.callers import DOCUMENT_COLUMNS, Document
from catalog.models import AuditEvent, ChargingStationModel, RevisionState
from catalog.models.document import dump_json, strip_audit_fields
from catalog.models.querysets.lookups import StationModelLookups


@dataclass(frozen=True)
class Page:
    """`cursor` is where the next page starts; `documents` are JSON."""

    documents: list[str]
    cursor: Any
    has_more: bool

    def to_json(self, **more: int) -> RenderedJSON:
        members = [f'"hasMore":{"true" if self.has_more else "false"}']
        members += [f'"{name}":{value}' for name, value in more.items()]
        return RenderedJSON(f'{{"data":{{{",".join(members)},"items":[{",".join(self.documents)}]}}}}')

    def link_header(self, request: Request, name: str) -> dict[str, str]:
        """Return the header that leads to the next page (RFC 8288), where there is one."""
        if not self.has_more:
            return {}
        query = urlencode({**spelled_out(request.query_params.dict()), name: self.cursor})
        return {"Link": f'<{request.path}?{query}>; rel="next"'}


def list_page(query: dict[str, Any]) -> Page:
    """Return the models that a `ListQuery` asks for; its bookmark is the last id.

    Raises QueryError naming `startingAfter` when no model has that id.
    """
    using, limit = read_alias(), query.get("limit", LIMIT_DEFAULT)
    asked = query.keys() - {"limit", *_INLINED_FILTERS}
    if asked <= _COMPILED_PARAMETERS.keys():
        shape = _compiled_list_query(
            using, frozenset(asked), tuple(query.get(name) for name in _INLINED_FILTERS), limit
        )
        rows = shape.run(**query)
    else:
        rows = list(filtered_models(query).using(using).values_list("document")[: limit + 1])
    if not rows and "startingAfter" in query:
        _validate_cursor(query["startingAfter"], using)
    documents = [text for (text,) in rows[:limit]]
    return Page(documents, json.loads(documents[-1])["id"] if documents else None, has_more=len(rows) > limit)


def filtered_models(query: Mapping[str, Any]) -> StationModelLookups:
    """Return the rows that a `ListQuery` asks for, in their order."""
    everything = ChargingStationModel.objects
    rows = everything.archived() if query.get("isArchived") else everything.active()
    if "startingAfter" in query:
        rows = rows.after(query["startingAfter"])
    return rows.filtered(**filter_arguments(query), connector_format=query.get("format"))


def filter_arguments(query: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a query picks models, as `picked` takes it; `format` means different things."""
    names = {
        "vendor": "vendor",
        "model": "model",
        "q": "q",
        "powerType": "power_type",
        "connectionType": "connection_type",
        "minPowerWatts": "min_power_watts",
        "maxPowerWatts": "max_power_watts",
    }
    return {argument: query[name] for name, argument in names.items() if name in query}


_COMPILED_PARAMETERS = {
    name: Parameter(name, ChargingStationModel, field)
    for name, field in (
        ("startingAfter", "id"),
        ("vendor", "vendor_key"),
        ("model", "model_key"),
    )
}
"""What can be asked for by the same query, whatever its value. The other filters look first at how many have it."""

_INLINED_FILTERS = ("isArchived", "powerType")
"""What has so few values that there is a query for each: how it is best carried out depends on how many have it."""


@functools.lru_cache(maxsize=256)
def _compiled_list_query(using: str, asked: frozenset[str], written_out: tuple[Any, ...], limit: int) -> CompiledQuery:
    given = {name: value for name, value in zip(_INLINED_FILTERS, written_out, strict=True) if value is not None}
    query = {**given, **{name: _COMPILED_PARAMETERS[name] for name in asked}}
    # One more than asked for says whether there are more.
    return CompiledQuery(filtered_models(query).values_list("document")[: limit + 1], using)


def _validate_cursor(pk: Any, using: str) -> None:
    """Any model is a bookmark, archived ones and those that the filter leaves out included."""
    if not ChargingStationModel.objects.using(using).filter(pk=pk).exists():
        raise QueryValidationError({"startingAfter": ["There is no charging station model with this ID."]})


def get_document(pk: UUID) -> Document:
    """Return a model as it is now. Raises DoesNotExist."""
    return Document(*ChargingStationModel.objects.values_list(*DOCUMENT_COLUMNS).get(pk=pk))


def changes_page(query: dict[str, Any], current: RevisionState) -> tuple[Page, int]:
    """Return what a `ChangesQuery` asks for, and the revision to ask from next.

    `current` was read before: all up to it is here, and what came meanwhile may be too.
    """
    after, limit = query["after"], query.get("limit", LIMIT_DEFAULT)
    if after == current.number:
        return Page([], None, has_more=False), current.number
    using = read_alias()
    changed = _compiled_changes_query(using, limit).run(after=after)
    rows = [(document, revision) for document, revision, _ in changed]
    # What was deleted for good stays archived to a reader who does not know yet; who begins at 0 never had it.
    if after and (not changed or changed[0][-1]):
        gone = AuditEvent.objects.using(using).models_deleted_after(after)[: limit + 1]
        rows += [(dump_json(strip_audit_fields(event.before)), event.revision) for event in gone]
    rows.sort(key=lambda row: row[1])
    shown = rows[:limit]
    last = shown[-1][1] if shown else 0
    page = Page([text for text, _ in shown], last, has_more=len(rows) > limit)
    return page, last if page.has_more else max(last, current.number)


@functools.lru_cache(maxsize=100)
def _compiled_changes_query(using: str, limit: int) -> CompiledQuery:
    """Of each model its document, its revision, and whether any was deleted later: seldom, so the same query tells.

    A UNION of both would do too, if PostgreSQL did not sort all that changed to begin with it.
    """
    after = Parameter("after", ChargingStationModel, "revision")
    changed = ChargingStationModel.objects.changed_after(after)
    deleted = AuditEvent.objects.models_deleted_after(after)
    return CompiledQuery(changed.values_list("document", "revision", Exists(deleted))[: limit + 1], using)
