"""What the rows of library files would change: each is compared with the model that the catalogue has of its name."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError

from catalog.errors import in_words
from catalog.library.nodes import Fault
from catalog.library.read import LibraryRow
from catalog.models import ChargingStationModel

MADE_BY_THE_CATALOGUE = frozenset({"id", "isArchived", "createdAt", "updatedAt", "replacedBy"})

Key = tuple[str, str]
"""Vendor and model as they are compared."""

_Wanted = tuple[LibraryRow, Key, dict[str, Any]]
"""A row, its key, and the model that it describes."""


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    """It differs, and whoever imports wants it as the file has it."""
    UNCHANGED = "unchanged"
    DIFFERS = "differs"
    ARCHIVED = "archived"
    """Staff took the model out of the catalogue: a file does not bring it back."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of a model, in the words of the files: `connectors/0/maxPowerWatts`."""

    field: str
    in_catalogue: Any
    in_file: Any

    def __str__(self) -> str:
        before, after = (json.dumps(value, ensure_ascii=False) for value in (self.in_catalogue, self.in_file))
        return f"{self.field}: {before} -> {after}"


@dataclass(frozen=True, slots=True)
class Compared:
    """A row and what becomes of it. `station_model` is the one that the catalogue has, once there is one."""

    row: LibraryRow
    outcome: Outcome
    station_model: ChargingStationModel | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def is_changeable(self) -> bool:
        """Archived models are left as they were, and archiving is left to people."""
        is_archived = self.row.is_archived or (self.station_model is not None and self.station_model.is_archived)
        return self.outcome is Outcome.DIFFERS and not is_archived


def draft_of(document: dict[str, Any]) -> dict[str, Any]:
    """This will return the arguments of `create_with_connectors` for a create request of the contract."""
    return {
        "vendor": document["vendor"],
        "model": document["model"],
        "friendly_name": document.get("friendlyName"),
        "power_type": document["powerType"],
        "connectors": [
            {
                "connector_id": connector["id"],
                "evse": connector.get("evse"),
                "connection_type": connector["connectionType"],
                "format": connector["format"],
                "max_amperage": connector["maxAmperage"],
                "max_voltage": connector["maxVoltage"],
                "max_power_watts": connector["maxPowerWatts"],
            }
            for connector in document["connectors"]
        ],
        "ocpp_url_key": document["configurationKeys"]["ocppUrl"],
        "image_url": document.get("imageUrl"),
    }


def compare(rows: Iterable[LibraryRow]) -> tuple[list[Compared], list[Fault]]:
    """This will return what becomes of each row, and the rows that the catalogue would refuse. Nothing is written.

    A row is compared with the active model of its name; one that says it is archived, with the archived models of
    that name as well. It is unchanged if one of them is as it says, and created if there is no model of the name.
    """
    wanted: list[_Wanted] = []
    faults: list[Fault] = []
    for row in rows:
        try:
            station_model, connectors = ChargingStationModel.objects.build(draft_of(row.document))
        except ValidationError as error:
            faults.append(Fault(row.file, row.line, (), f"is refused: {in_words(error)}"))
        else:
            record = station_model.record_of(station_model.as_document(connectors), connectors)
            wanted.append((row, station_model.key, _comparable(record, is_archived=row.is_archived)))
    keys = {key for _, key, _ in wanted}
    objects = ChargingStationModel.objects.with_connectors()
    active = {found.key: found for found in objects.active().with_keys(keys)}
    asked = {key for row, key, _ in wanted if row.is_archived or key not in active}
    archived: dict[Key, list[ChargingStationModel]] = {}
    for found in objects.archived().in_order().with_keys(asked):
        archived.setdefault(found.key, []).append(found)
    return [_compared(each, active.get(each[1]), archived.get(each[1], [])) for each in wanted], faults


def _compared(wanted: _Wanted, active: ChargingStationModel | None, archived: list[ChargingStationModel]) -> Compared:
    row, _, document = wanted
    if not row.is_archived and active is None:
        return Compared(row, Outcome.ARCHIVED, archived[-1]) if archived else Compared(row, Outcome.CREATED)
    candidates = [each for each in (active, *reversed(archived)) if each is not None]
    if not candidates:
        return Compared(row, Outcome.CREATED)
    found = [(each, tuple(_differences(_comparable_model(each), document))) for each in candidates]
    station_model, differences = next((each for each in found if not each[1]), found[0])
    return Compared(row, Outcome.DIFFERS if differences else Outcome.UNCHANGED, station_model, differences)


def _comparable_model(station_model: ChargingStationModel) -> dict[str, Any]:
    return _comparable(station_model.as_record(), is_archived=station_model.is_archived)


def _comparable(record: dict[str, Any], *, is_archived: bool) -> dict[str, Any]:
    values = {name: value for name, value in record.items() if name not in MADE_BY_THE_CATALOGUE}
    return {**values, "archived": is_archived}


def _differences(in_catalogue: Any, in_file: Any, *place: str) -> Iterator[Difference]:
    if isinstance(in_catalogue, dict) and isinstance(in_file, dict):
        for name in {**in_catalogue, **in_file}:  # what is unset may be left out of either
            yield from _differences(in_catalogue.get(name), in_file.get(name), *place, name)
    elif isinstance(in_catalogue, list) and isinstance(in_file, list):
        for position, (one, other) in enumerate(zip_longest(in_catalogue, in_file)):
            yield from _differences(one, other, *place, str(position))
    elif in_catalogue != in_file:
        yield Difference("/".join(place), in_catalogue, in_file)
