"""Keyset pagination of models. Rows are stored JSON documents."""

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
    """Page of JSON `documents`. `cursor` is the start of the next page."""

    documents: list[str]
    cursor: Any
    has_more: bool

    def to_json(self, **members: int) -> RenderedJSON:
        parts = [f'"hasMore":{"true" if self.has_more else "false"}']
        parts += [f'"{name}":{value}' for name, value in members.items()]
        return RenderedJSON(f'{{"data":{{{",".join(parts)},"items":[{",".join(self.documents)}]}}}}')

    def link_header(self, request: Request, name: str) -> dict[str, str]:
        """Return the Link header of the next page (RFC 8288); empty for the last page."""
        if not self.has_more:
            return {}
        query = urlencode({**spelled_out(request.query_params.dict()), name: self.cursor})
        return {"Link": f'<{request.path}?{query}>; rel="next"'}


def list_page(query: dict[str, Any]) -> Page:
    """Return the page for validated list parameters. Its cursor is the ID of the last model.

    Raises QueryValidationError if no model has the ID `startingAfter`.
    """
    using, limit = read_alias(), query.get("limit", LIMIT_DEFAULT)
    names = query.keys() - {"limit", *_INLINED_FILTERS}
    if names <= _COMPILED_PARAMETERS.keys():
        compiled = _compiled_list_query(
            using, frozenset(names), tuple(query.get(name) for name in _INLINED_FILTERS), limit
        )
        rows = compiled.run(**query)
    else:
        rows = list(filtered_models(query).using(using).values_list("document")[: limit + 1])
    if not rows and "startingAfter" in query:
        _validate_cursor(query["startingAfter"], using)
    documents = [text for (text,) in rows[:limit]]
    return Page(documents, json.loads(documents[-1])["id"] if documents else None, has_more=len(rows) > limit)


def filtered_models(query: Mapping[str, Any]) -> StationModelLookups:
    """Return the ordered queryset for validated list parameters."""
    models = ChargingStationModel.objects
    rows = models.archived() if query.get("isArchived") else models.active()
    if "startingAfter" in query:
        rows = rows.after(query["startingAfter"])
    return rows.filtered(**filter_arguments(query), connector_format=query.get("format"))


def filter_arguments(query: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of `filtered()`, except for the connector format, whose parameter name differs."""
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
"""Parameters of compiled queries. The plan of all other filters depends on the number of matches."""

_INLINED_FILTERS = ("isArchived", "powerType")
"""Filters with few values. There is one compiled query per value, because the best plan depends on it."""


@functools.lru_cache(maxsize=256)
def _compiled_list_query(using: str, names: frozenset[str], inlined: tuple[Any, ...], limit: int) -> CompiledQuery:
    values = {name: value for name, value in zip(_INLINED_FILTERS, inlined, strict=True) if value is not None}
    query = {**values, **{name: _COMPILED_PARAMETERS[name] for name in names}}
    # One row more than requested shows whether there is a next page.
    return CompiledQuery(filtered_models(query).values_list("document")[: limit + 1], using)


def _validate_cursor(pk: Any, using: str) -> None:
    """Raise QueryValidationError unless a model has this ID, even if it is archived or excluded by the filters."""
    if not ChargingStationModel.objects.using(using).filter(pk=pk).exists():
        raise QueryValidationError({"startingAfter": ["There is no charging station model with this ID."]})


def get_document(pk: UUID) -> Document:
    """Return the document of a model. Raises DoesNotExist."""
    return Document(*ChargingStationModel.objects.values_list(*DOCUMENT_COLUMNS).get(pk=pk))


def changes_page(query: dict[str, Any], current: RevisionState) -> tuple[Page, int]:
    """Return the page for validated parameters of `changes`, and the next value of `after`.

    The page contains all changes up to `current`, and can contain later ones.
    """
    after, limit = query["after"], query.get("limit", LIMIT_DEFAULT)
    if after == current.number:
        return Page([], None, has_more=False), current.number
    using = read_alias()
    changed = _compiled_changes_query(using, limit).run(after=after)
    rows = [(document, revision) for document, revision, _ in changed]
    # Deleted models are reported as archived, except to callers that start at 0 and never had them.
    if after and (not changed or changed[0][-1]):
        deleted = AuditEvent.objects.using(using).models_deleted_after(after)[: limit + 1]
        rows += [(dump_json(strip_audit_fields(event.before)), event.revision) for event in deleted]
    rows.sort(key=lambda row: row[1])
    selected = rows[:limit]
    last = selected[-1][1] if selected else 0
    page = Page([text for text, _ in selected], last, has_more=len(rows) > limit)
    return page, last if page.has_more else max(last, current.number)


@functools.lru_cache(maxsize=100)
def _compiled_changes_query(using: str, limit: int) -> CompiledQuery:
    """Select document and revision of each model, plus a flag for models deleted since.

    A UNION with the deleted models would make PostgreSQL sort all changes.
    """
    after = Parameter("after", ChargingStationModel, "revision")
    changed = ChargingStationModel.objects.changed_after(after)
    deleted = AuditEvent.objects.models_deleted_after(after)
    return CompiledQuery(changed.values_list("document", "revision", Exists(deleted))[: limit + 1], using)
