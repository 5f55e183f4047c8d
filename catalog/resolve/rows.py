"""What the catalogue knows that can bear on a report, read with a few index look-ups for many reports at once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, TextField, Value

from catalog.db.router import read_alias
from catalog.db.statements import CompiledQuery, bind_list, padded_length, parameter_list
from catalog.models import ChargingStationModel, IdentityTarget, ReportedIdentity
from catalog.normalise import spelling_of
from catalog.resolve.boot_report import BootReport
from catalog.text import LAST_CHARACTER, casefold_key


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A station model as it is looked up: rows as values, for a model object would cost more than the query."""

    pk: UUID
    vendor: str
    model: str
    normalised_vendor: str
    normalised_model: str
    is_archived: bool
    successor_id: UUID | None
    created_revision: int
    document: str

    @property
    def name(self) -> tuple[str, str]:
        return casefold_key(self.vendor), casefold_key(self.model)


MODEL_COLUMNS = (
    "pk",
    "vendor",
    "model",
    "normalised_vendor",
    "normalised_model",
    "archived",
    "successor_id",
    "created_revision",
    "document",
)


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """A reported identity that staff wrote down, and the models that it can be."""

    pk: UUID
    vendor: str
    model: str
    serial_prefix: str
    firmware_prefix: str
    source: str
    normalised_vendor: str
    normalised_model: str
    normalised_serial: str
    normalised_firmware: str
    is_prefix: bool
    targets: tuple[ModelRow, ...]

    @property
    def is_conditional(self) -> bool:
        return bool(self.normalised_serial or self.normalised_firmware)

    @property
    def specificity(self) -> tuple[int, ...]:
        """How specific it is: the greatest decides."""
        return (
            len(self.normalised_serial),
            len(self.normalised_firmware),
            not self.is_prefix,
            len(self.normalised_model),
        )

    def conditions_match(self, report: BootReport) -> bool | None:
        """Return whether the serial number and firmware version are right, None when one was not reported."""
        told = report.serial_startswith(self.normalised_serial), report.firmware_startswith(self.normalised_firmware)
        return False if False in told else None if None in told else True

    def is_written_as(self, report: BootReport) -> bool:
        return spelling_of(self.model).can_be_written_as(
            report.spelling, min(len(self.normalised_model), len(report.key))
        )


IDENTITY_COLUMNS = (
    "identity_id",
    "identity__vendor",
    "identity__model",
    "identity__serial_prefix",
    "identity__firmware_prefix",
    "identity__source",
    "identity__normalised_vendor",
    "identity__normalised_model",
    "identity__normalised_serial",
    "identity__normalised_firmware",
    "identity__is_prefix",
)


def prefix_condition(column: str, key: str) -> Q:
    return Q(**{f"{column}__gte": key, f"{column}__lt": key + LAST_CHARACTER})


def find_models(condition: Q, *, limit: int | None = None) -> list[ModelRow]:
    """Return the station models that the condition, on their keys, keeps."""
    return [ModelRow(*row) for row in _models_query(condition)[:limit]]


def _models_query(condition: Q) -> QuerySet:
    # In the order of the index, so that a limit ends the search and no plan sorts or walks all that begins alike.
    rows = ChargingStationModel.objects.filter(condition).order_by("normalised_model", "normalised_vendor")
    return rows.values_list(*MODEL_COLUMNS)


def find_identities(condition: Q, *, limit: int | None = None) -> list[IdentityRow]:
    """Return the identities that the condition keeps, by their keys, each with its models.

    `limit` counts models.
    """
    return _group_identities(_identities_query(condition)[:limit])


def _identities_query(condition: Q) -> QuerySet:
    rows = IdentityTarget.objects.filter(condition).order_by(
        "identity__normalised_model", "identity__normalised_vendor"
    )
    return rows.values_list(*IDENTITY_COLUMNS, *(f"station_model__{name}" for name in MODEL_COLUMNS))


def find_by_keys(
    models: Collection[str], beginnings: Collection[str], vendors: Collection[str]
) -> tuple[list[ModelRow], list[IdentityRow]]:
    """Return the station models that have one of the keys `models`, and the identities that have one of
    `beginnings`, of one of those vendors: in one query."""
    sizes = padded_length(models), padded_length(beginnings), padded_length(vendors)
    if all(sizes):
        rows: Iterable[Any] = _compiled_find_by_keys(read_alias(), *sizes).run(
            **bind_list("model", models), **bind_list("beginning", beginnings), **bind_list("vendor", vendors)
        )
    else:
        rows = _combined_query(models, beginnings, vendors)
    named: list[ModelRow] = []
    told: list[Sequence[Any]] = []
    for row in rows:
        if row[0] is None:
            named.append(ModelRow(*row[len(IDENTITY_COLUMNS) :]))
        else:
            told.append(row)
    return named, _group_identities(told)


def _combined_query(models: Collection[Any], beginnings: Collection[Any], vendors: Collection[Any]) -> QuerySet:
    """Rows of an identity and a model that it can be; of no identity, where the model is found by its own name."""
    told = _identities_query(Q(identity__normalised_model__in=beginnings, identity__normalised_vendor__in=vendors))
    unset = [Value(None, output_field=TextField()) for _ in IDENTITY_COLUMNS]
    named = ChargingStationModel.objects.filter(normalised_model__in=models, normalised_vendor__in=vendors)
    return told.order_by().union(named.order_by().values_list(*unset, *MODEL_COLUMNS), all=True)


@lru_cache(maxsize=64)
def _compiled_find_by_keys(using: str, models: int, beginnings: int, vendors: int) -> CompiledQuery:
    return CompiledQuery(
        _combined_query(
            parameter_list("model", ChargingStationModel, "normalised_model", models),
            parameter_list("beginning", ReportedIdentity, "normalised_model", beginnings),
            parameter_list("vendor", ChargingStationModel, "normalised_vendor", vendors),
        ),
        using,
    )


def _group_identities(rows: Iterable[Sequence[Any]]) -> list[IdentityRow]:
    found: dict[UUID, tuple[Sequence[Any], list[ModelRow]]] = {}
    for row in rows:
        known, target = row[: len(IDENTITY_COLUMNS)], ModelRow(*row[len(IDENTITY_COLUMNS) :])
        found.setdefault(known[0], (known, []))[1].append(target)
    told = [IdentityRow(*(*known, _in_order(targets))) for known, targets in found.values()]
    # What is unique of an identity: the database need not return a batch in the order of its single reports.
    return sorted(
        told,
        key=lambda each: (
            each.normalised_vendor,
            each.normalised_model,
            each.normalised_serial,
            each.normalised_firmware,
            each.is_prefix,
        ),
    )


def _in_order(targets: Iterable[ModelRow]) -> tuple[ModelRow, ...]:
    return tuple(sorted(targets, key=lambda each: each.created_revision))
