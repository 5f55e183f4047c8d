"""The catalogue as rows of a catalogue file, from one consistent snapshot."""

import json
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from catalog.db.snapshot import consistent_snapshot
from catalog.library.comparison import SERVER_FIELDS
from catalog.library.row_identities import identities_of
from catalog.models import Connector, Evidence
from catalog.models.evidence import record_evidence
from catalog.models.querysets.creation import StationModelQuerySet

ExportRow = dict[str, Any]

_ROWS: Final = 1_000
"""Of one page: memory does not grow with the catalogue."""

_CHUNK_SIZE: Final = (
    "pk",
    "created_revision",
    "document",
    "successor__vendor",
    "successor__model",
)


def export_rows(station_models: StationModelQuerySet) -> Generator[ExportRow, None, None]:
    """Yield the models in the order in which they came in, A, V and W as int or exact Decimal.

    They are read page by page from one snapshot, which stays open until the iterator is exhausted or closed. A slow
    reader should write them to a file first.
    """
    found, place = station_models.prefetch_related(None).in_order(), 0
    with consistent_snapshot():
        is_last = False
        while not is_last:
            page = list(found.filter(created_revision__gt=place).values(*_CHUNK_SIZE)[:_ROWS])
            is_last = len(page) < _ROWS
            ids = [each["pk"] for each in page]
            identities, evses, evidence = identities_of(ids), _evses_of(ids), _evidence_of(ids)
            for each in page:
                pk = each["pk"]
                yield _build_row(each, record_evidence(evidence[pk]), identities.get(pk, []), evses[pk])
            place = page[-1]["created_revision"] if page else 0


def _evses_of(ids: Iterable[UUID]) -> dict[UUID, dict[int, Any]]:
    """Return the EVSE of connectors by the model's id and the connector's. No document has it."""
    evses: dict[UUID, dict[int, Any]] = defaultdict(dict)
    connectors = Connector.objects.order_by().filter(station_model__in=list(ids), evse__isnull=False)
    for pk, connector_id, evse in connectors.values_list("station_model", "connector_id", "evse"):
        evses[pk][connector_id] = evse
    return evses


def _evidence_of(ids: Iterable[UUID]) -> dict[UUID, list[Evidence]]:
    evidence: dict[UUID, list[Evidence]] = defaultdict(list)
    for each in Evidence.objects.order_by().filter(station_model__in=list(ids)):
        evidence[each.station_model_id].append(each)
    return evidence


def _build_row(
    found: Mapping[str, Any],
    evidence: dict[str, dict[str, str]],
    identities: list[dict[str, str]],
    evses: Mapping[int, Any],
) -> ExportRow:
    known = json.loads(found["document"], parse_float=Decimal)
    row = {name: value for name, value in known.items() if name not in SERVER_FIELDS}
    if evses:
        row["connectors"] = [{"id": each["id"], "evse": evses[each["id"]], **each} for each in row["connectors"]]
    row |= {"evidence": evidence, "identities": identities}
    if known["isArchived"]:
        successor = {name: found[f"successor__{name}"] for name in ("vendor", "model")}
        row |= {"archived": True, "replacedBy": successor if successor["vendor"] else None}
    return row
