"""What the rows of library files would change: each is compared with the model that the catalogue has of its name."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from catalog.exceptions import flatten_errors
from catalog.hardware.plausibility import PlausibilityWarning, plausibility_warnings
from catalog.library.parsed_file import ValidationIssue
from catalog.library.row_identities import identities_of, keyed_identities
from catalog.library.rows import EXTRA_FIELDS, Key, LibraryRow, draft_from_row, model_key
from catalog.models import ChargingStationModel, Connector
from catalog.models.document import AUDIT_ONLY_FIELDS
from catalog.models.evidence import record_evidence

SERVER_FIELDS = frozenset({"id", "isArchived", "createdAt", "updatedAt"})

ComparableValues = dict[str, Any]
"""A model in the words of the files, as far as it is compared."""

_Wanted = tuple[LibraryRow, Key, ComparableValues]
"""A row, its key, and the model that it describes."""


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    """It differs, and is changed to match the file."""
    REPLACED = "replaced"
    """It differs, and is archived and replaced by the row of the file."""
    UNCHANGED = "unchanged"
    DIFFERS = "differs"
    ARCHIVED = "archived"
    """Staff took the model out of the catalogue: a file does not bring it back."""


class OnDifference(StrEnum):
    """What becomes of an active model that differs from the file."""

    REPORT = "report"
    """It is left as it is."""
    EDIT = "edit"
    """It is made as the file has it: the figures in the catalogue were wrong."""
    REPLACE = "replace"
    """It is archived in favour of a new one: the hardware has changed. Where only what the API does not show differs,
    such as the evidence, it is edited."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of a model, in the words of the files: `connectors/0/maxPowerWatts`."""

    field: str
    in_catalogue: Any
    in_file: Any

    @property
    def is_shown_by_the_api(self) -> bool:
        steps = self.field.split("/")
        return steps[0] not in EXTRA_FIELDS and steps[-1] != "evse"

    def __str__(self) -> str:
        before, after = (json.dumps(value, ensure_ascii=False) for value in (self.in_catalogue, self.in_file))
        return f"{self.field}: {before} -> {after}"


@dataclass(frozen=True, slots=True)
class RowComparison:
    """A row and what becomes of it. `station_model` is the one that the catalogue has, once there is one."""

    row: LibraryRow
    outcome: Outcome
    station_model: ChargingStationModel | None = None
    differences: tuple[Difference, ...] = ()
    near_duplicates: tuple[PlausibilityWarning, ...] = ()

    @property
    def doubts(self) -> list[PlausibilityWarning]:
        """What looks wrong in the row; nothing of one that says what the catalogue has already."""
        if self.outcome is Outcome.UNCHANGED:
            return []
        return [*self.near_duplicates, *plausibility_warnings(self.row.document)]

    def outcome_for(self, on_difference: OnDifference) -> Outcome:
        """Return what becomes of the row. Archived models stay as they are, and people archive."""
        is_archived = self.row.is_archived or (self.station_model is not None and self.station_model.is_archived)
        if self.outcome is not Outcome.DIFFERS or is_archived or on_difference is OnDifference.REPORT:
            return self.outcome
        is_shown = any(each.is_shown_by_the_api for each in self.differences)
        return Outcome.REPLACED if is_shown and on_difference is OnDifference.REPLACE else Outcome.CHANGED


def compare(
    rows: Sequence[LibraryRow], *, up_to: int, gone: Collection[UUID] = ()
) -> tuple[list[RowComparison], list[ValidationIssue]]:
    """Return what becomes of each row, and the rows that the catalogue would refuse. Nothing is written.

    A row is compared with the active model of its name; one that says it is archived, with the archived models of
    that name as well. It is unchanged if one of them is as it says, and created if there is no model of the name.
    Models that came in later than the revision `up_to`, or are `gone` from it, are passed over: they are of this run.
    """
    wanted: list[_Wanted] = []
    issues: list[ValidationIssue] = []
    for row in rows:
        try:
            wanted.append((row, row.key, _comparable_values(row)))
        except ValidationError as error:
            sentence = f"is refused: {flatten_errors(error)}"
            issues.append(ValidationIssue(row.file, row.line, (), sentence, row_number=row.number))
    keys = {key for _, key, _ in wanted}
    objects = ChargingStationModel.objects.with_connectors().select_related("successor").prefetch_related("evidence")
    active = {found.key: found for found in objects.active().with_keys(keys) if found.created_revision <= up_to}
    archived_keys = {key for row, key, _ in wanted if row.is_archived or key not in active}
    archived: dict[Key, list[ChargingStationModel]] = {}
    for found in objects.archived().in_order().with_keys(archived_keys):
        if found.created_revision <= up_to and found.pk not in gone:
            archived.setdefault(found.key, []).append(found)
    telling = {key for row, key, _ in wanted if "identities" in row.extra_fields}
    identities = identities_of(
        each.pk for key in telling for each in (*archived.get(key, []), active.get(key)) if each is not None
    )
    return [_compare_row(each, active.get(each[1]), archived.get(each[1], []), identities) for each in wanted], issues


def _comparable_values(row: LibraryRow) -> ComparableValues:
    """Return the values of a row. Raises ValidationError for a row that the catalogue rejects."""
    station_model, connectors = ChargingStationModel.objects.build_unsaved(draft_from_row(row))
    extra: ComparableValues = {"archived": row.is_archived}
    if "evidence" in row.extra_fields:
        extra["evidence"] = record_evidence(station_model.build_own_evidence(row.evidence))
    if "identities" in row.extra_fields:
        extra["identities"] = keyed_identities(row.extra_fields["identities"])
    if "replacedBy" in row.extra_fields:
        extra["replacedBy"] = row.successor_key
    return _request_part(station_model, connectors) | extra


def _request_part(station_model: ChargingStationModel, connectors: Iterable[Connector]) -> ComparableValues:
    record = station_model.build_record(station_model.as_document(connectors), connectors, ())
    return {
        name: value for name, value in record.items() if name not in (*SERVER_FIELDS, *EXTRA_FIELDS, *AUDIT_ONLY_FIELDS)
    }


def _compare_row(
    wanted: _Wanted,
    active: ChargingStationModel | None,
    archived: list[ChargingStationModel],
    identities: dict[UUID, list[dict[str, str]]],
) -> RowComparison:
    row, _, words = wanted
    said = {name: value for name, value in words.items() if name not in row.unsaid_paths}
    if not row.is_archived and active is None:
        return RowComparison(row, Outcome.ARCHIVED, archived[-1]) if archived else RowComparison(row, Outcome.CREATED)
    candidates = [each for each in (active, *reversed(archived)) if each is not None]
    if not candidates:
        return RowComparison(row, Outcome.CREATED)
    found = [
        (each, tuple(_differences(_stored_values(each, said, identities.get(each.pk, [])), said)))
        for each in candidates
    ]
    station_model, differences = next((each for each in found if not each[1]), found[0])
    return RowComparison(row, Outcome.DIFFERS if differences else Outcome.UNCHANGED, station_model, differences)


def _stored_values(
    station_model: ChargingStationModel, names: Iterable[str], identities: list[dict[str, str]]
) -> ComparableValues:
    """Return what the catalogue stores for the fields of the row."""
    successor = station_model.successor
    words = _request_part(station_model, station_model.connectors.all()) | {
        "archived": station_model.is_archived,
        "evidence": record_evidence(station_model.evidence.all()),
        "identities": keyed_identities(identities),
        "replacedBy": model_key({"vendor": successor.vendor, "model": successor.model}) if successor else None,
    }
    return {name: words[name] for name in names}


def _differences(in_catalogue: Any, in_file: Any, *place: str) -> Iterator[Difference]:
    if isinstance(in_catalogue, dict) and isinstance(in_file, dict):
        for name in {**in_catalogue, **in_file}:  # what is unset may be left out of either
            yield from _differences(in_catalogue.get(name), in_file.get(name), *place, name)
    elif isinstance(in_catalogue, list) and isinstance(in_file, list):
        for position, (one, other) in enumerate(zip_longest(in_catalogue, in_file)):
            yield from _differences(one, other, *place, str(position))
    elif in_catalogue != in_file:
        yield Difference("/".join(place), in_catalogue, in_file)
