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

_MADE_BY_THE_CATALOGUE = frozenset({"id", "isArchived", "createdAt", "updatedAt"})


class Outcome(StrEnum):
    CREATED = "created"
    UNCHANGED = "unchanged"
    DIFFERS = "differs"
    ARCHIVED = "archived"
    """Staff took the model out of the catalogue: a library does not bring it back."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of a model, in the contract's words: `connectors/0/maxPowerWatts`."""

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
    """This will return what becomes of each row, and the rows that the catalogue would refuse. Nothing is written."""
    wanted: list[tuple[LibraryRow, ChargingStationModel, dict[str, Any]]] = []
    faults: list[Fault] = []
    for row in rows:
        try:
            station_model, connectors = ChargingStationModel.objects.build(draft_of(row.document))
        except ValidationError as error:
            faults.append(Fault(row.file, row.line, (), f"is refused: {in_words(error)}"))
        else:
            wanted.append((row, station_model, _comparable(station_model.as_document(connectors))))
    keys = {station_model.key for _, station_model, _ in wanted}
    objects = ChargingStationModel.objects.with_connectors()
    active = {found.key: found for found in objects.active().with_keys(keys)}
    archived = {found.key: found for found in objects.archived().in_order().with_keys(keys - active.keys())}
    compared = []
    for row, station_model, document in wanted:
        if (found := active.get(station_model.key)) is not None:
            differences = tuple(_differences(_comparable(found.as_document()), document))
            outcome = Outcome.DIFFERS if differences else Outcome.UNCHANGED
            compared.append(Compared(row, outcome, found, differences))
        elif (found := archived.get(station_model.key)) is not None:
            compared.append(Compared(row, Outcome.ARCHIVED, found))
        else:
            compared.append(Compared(row, Outcome.CREATED))
    return compared, faults


def _comparable(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in _MADE_BY_THE_CATALOGUE}


def _differences(in_catalogue: Any, in_file: Any, *place: str) -> Iterator[Difference]:
    if isinstance(in_catalogue, dict) and isinstance(in_file, dict):
        for name, value in in_catalogue.items():
            yield from _differences(value, in_file[name], *place, name)
    elif isinstance(in_catalogue, list) and isinstance(in_file, list):
        for position, (one, other) in enumerate(zip_longest(in_catalogue, in_file)):
            yield from _differences(one, other, *place, str(position))
    elif in_catalogue != in_file:
        yield Difference("/".join(place), in_catalogue, in_file)
