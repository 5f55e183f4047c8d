"""Adding, removing and moving connector rows of a posted form."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from catalog.admin.station_model.connectors import CONNECTOR_FIELDS, next_free_id
from catalog.limits import CONNECTORS_MAX

_PREFIX = "connectors"
_TOTAL = f"{_PREFIX}-TOTAL_FORMS"

_DIGITS_MAX = 18

Row = dict[str, str]


def parse_digits(text: str) -> int | None:
    """Return a number of a posted form, None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX else None


def read_rows(data: Mapping[str, Any]) -> list[Row]:
    """Return the posted rows, at most twice as many as a model has connectors."""
    count = parse_digits(data.get(_TOTAL, "")) or 0
    return [
        {name: data.get(f"{_PREFIX}-{number}-{name}", "") for name in CONNECTOR_FIELDS}
        for number in range(min(count, 2 * CONNECTORS_MAX))
    ]


def write_rows(data: QueryDict, rows: Sequence[Mapping[str, Any]]) -> QueryDict:
    """Return a copy of the posted form with these connectors, in this order."""
    changed = data.copy()
    for name in [name for name in changed if name.startswith(f"{_PREFIX}-")]:
        del changed[name]
    for number, row in enumerate(rows):
        changed.update({f"{_PREFIX}-{number}-{name}": str(row.get(name) or "") for name in CONNECTOR_FIELDS})
    changed.update({_TOTAL: str(len(rows)), f"{_PREFIX}-INITIAL_FORMS": "0"})
    return changed


def change_rows(data: QueryDict, command: str) -> QueryDict:
    """Return a copy of the posted form after `add`, `remove:1`, `up:1` or `down:1`. Other commands change nothing."""
    rows = read_rows(data)
    verb, _, text = command.partition(":")
    number = parse_digits(text)
    if verb == "add" and len(rows) < CONNECTORS_MAX:
        rows.append(_copy_last(rows))
    elif number is None or number >= len(rows):
        pass
    elif verb == "remove":
        del rows[number]
    elif verb == "up" and number > 0:
        rows.insert(number - 1, rows.pop(number))
    elif verb == "down" and number < len(rows) - 1:
        rows.insert(number + 1, rows.pop(number))
    return write_rows(data, rows)


def _copy_last(rows: list[Row]) -> Row:
    """Return a row like the last one, with the next connector ID and, where EVSEs are numbered, the next EVSE."""
    last = rows[-1] if rows else {}
    copy = {**last, "connector_id": _next_free(rows, "connector_id")}
    return {**copy, "evse": _next_free(rows, "evse")} if last.get("evse") else copy


def _next_free(rows: list[Row], name: str) -> str:
    return str(next_free_id([parse_digits(row.get(name, "").strip()) for row in rows]))
