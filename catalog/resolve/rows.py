"""What the catalogue knows that can bear on a report, read with a few index look-ups for many reports at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Expression, F, Field, Q, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast, Length, Substr
from django.db.models.lookups import Exact

from catalog.db.lateral import Branch, LateralQuery, Texts
from catalog.db.router import read_alias
from catalog.limits import IDENTITY_PREFIX_MIN
from catalog.models import ChargingStationModel, IdentityTarget
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
        matches = report.serial_startswith(self.normalised_serial), report.firmware_startswith(self.normalised_firmware)
        return False if False in matches else None if None in matches else True

    def is_written_as(self, report: BootReport) -> bool:
        return spelling_of(self.model).can_be_written_as(
            report.spelling, min(len(self.normalised_model), len(report.key))
        )


KNOWN = (
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


OF_TARGET = tuple(f"station_model__{name}" for name in MODEL_COLUMNS)
"""FOUND, of each model that an identity can be."""


_TYPES: list[Field] = [UUIDField(), *[TextField()] * (len(KNOWN) - 2), BooleanField()]
NO_IDENTITY = [Cast(Value(None), output_field=each) for each in _TYPES]
"""What stands for KNOWN where a model is found without an identity: a UNION has columns of the same types."""


def prefix_condition(column: str, key: str) -> Q:
    return Q(**{f"{column}__gte": key, f"{column}__lt": key + LAST_CHARACTER})


def read_rows(pairs: Sequence[Texts]) -> list[tuple[list[ModelRow], list[IdentityRow]]]:
    """Return what stands under each pair of a vendor's and a model's key, in one query for all of them.

    That is the station models with these keys, and the identities of the vendor with this model's key or a beginning of
    it, the shortest first.
    """
    identified, named = _under_keys(read_alias()).run(pairs, pairs)
    return [
        ([ModelRow(*row[len(KNOWN) :]) for row in models], known_of(rows))
        for models, rows in zip(named, identified, strict=True)
    ]


@cache
def _under_keys(using: str) -> LateralQuery:
    return LateralQuery(
        using,
        Branch(_pick_identities, 2, [*KNOWN, *OF_TARGET]),
        Branch(_pick_models, 2, [*NO_IDENTITY, *MODEL_COLUMNS]),
    )


def _pick_models(vendor: Expression, model: Expression) -> QuerySet:
    return ChargingStationModel.objects.filter(normalised_vendor=vendor, normalised_model=model).order_by()


def _pick_identities(vendor: Expression, model: Expression) -> QuerySet:
    key = F("identity__normalised_model")
    return IdentityTarget.objects.filter(
        Exact(Substr(model, 1, Length(key)), key),
        identity__normalised_vendor=vendor,
        # Of the index: nothing else can be a beginning.
        identity__normalised_model__gte=Substr(model, 1, IDENTITY_PREFIX_MIN),
        identity__normalised_model__lte=model,
    ).order_by()


def known_of(rows: Iterable[Sequence[Any]]) -> list[IdentityRow]:
    """Return the identities of rows that hold KNOWN and OF_TARGET, each with its models."""
    found: dict[UUID, tuple[Sequence[Any], list[ModelRow]]] = {}
    for row in rows:
        known, target = row[: len(KNOWN)], ModelRow(*row[len(KNOWN) :])
        found.setdefault(known[0], (known, []))[1].append(target)
    return in_order(IdentityRow(*(*known, _by_age(targets))) for known, targets in found.values())


def in_order(known: Iterable[IdentityRow]) -> list[IdentityRow]:
    """Return identities with the shortest first, then by what is unique of one: never as the database returns them."""
    return sorted(
        known,
        key=lambda each: (
            len(each.normalised_model),
            each.normalised_vendor,
            each.normalised_model,
            each.normalised_serial,
            each.normalised_firmware,
            each.is_prefix,
        ),
    )


def _by_age(targets: Iterable[ModelRow]) -> tuple[ModelRow, ...]:
    return tuple(sorted(targets, key=lambda each: each.created_revision))
