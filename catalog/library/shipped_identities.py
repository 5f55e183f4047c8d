"""What ships with the product of reported identities: `reported.yaml`, into the catalogue."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.db import transaction

from catalog.exceptions import IdentityExists, SynonymExists
from catalog.models import Actor, CatalogueRevision, ChargingStationModel, ReportedIdentity, VendorSynonym
from catalog.text import casefold_key

REPORTED_FILE: Final = Path(__file__).parent / "reported.yaml"

Key = tuple[str, str]


class SeedOutcome(StrEnum):
    CREATED = "created"
    UNCHANGED = "unchanged"
    """The catalogue has one of this name, the same or staff's own: it is left as it is."""
    SKIPPED = "skipped"
    """It names a model that the catalogue does not have."""


@dataclass(frozen=True, slots=True)
class SeedReport:
    """What became of each vendor's name and each identity that stands for a model."""

    synonyms: Counter[SeedOutcome]
    identities: Counter[SeedOutcome]

    def __str__(self) -> str:
        return (
            f"Vendors' other names: {_count_text(self.synonyms)}. Reported identities: {_count_text(self.identities)}"
        )


@cache
def load_shipped_identities() -> dict[str, list[dict[str, Any]]]:
    """Return the file: `vendors` and `identities`, those that stand for no model included."""
    content: dict[str, list[dict[str, Any]]] = yaml.safe_load(REPORTED_FILE.read_text(encoding="utf-8"))
    return content


@transaction.atomic
def seed_identities(*, by: Actor, coming: Collection[Key] = (), dry_run: bool = False) -> SeedReport:
    """Add the names and identities that the catalogue does not have, all or none. Idempotent.

    `coming` are the keys of models that a dry run takes for there. What is there is never changed.
    """
    CatalogueRevision.lock()
    synonyms = Counter(_seed_synonym(each, by) for each in load_shipped_identities()["vendors"])
    identities = Counter(
        _seed_identity(each, by, coming) for each in load_shipped_identities()["identities"] if each.get("models")
    )
    if dry_run:
        transaction.set_rollback(True)
    return SeedReport(synonyms, identities)


def _seed_synonym(row: dict[str, Any], by: Actor) -> SeedOutcome:
    try:
        VendorSynonym.objects.create_audited(by=by, **row)
    except SynonymExists:
        return SeedOutcome.UNCHANGED
    return SeedOutcome.CREATED


def _seed_identity(row: dict[str, Any], by: Actor, coming: Collection[Key]) -> SeedOutcome:
    station_models = list(_targets(row))
    if len(station_models) < len(row["models"]):
        keys = {(casefold_key(each["vendor"]), casefold_key(each["model"])) for each in row["models"]}
        there = {each.key for each in station_models}
        return SeedOutcome.CREATED if keys <= there | set(coming) else SeedOutcome.SKIPPED
    try:
        ReportedIdentity.objects.create_audited(
            by=by,
            station_models=station_models,
            vendor=row["vendor"],
            model=row["model"],
            serial_prefix=row.get("serialNumberPrefix", ""),
            source=row["source"],
        )
    except IdentityExists:
        return SeedOutcome.UNCHANGED
    return SeedOutcome.CREATED


def _targets(row: dict[str, Any]) -> Iterator[ChargingStationModel]:
    """Return the active model of each name, or the one archived last."""
    for name in row["models"]:
        found = ChargingStationModel.objects.named(name["vendor"], name["model"])
        station_model = found.active().first() or found.order_by("-created_revision").first()
        if station_model is not None:
            yield station_model


def _count_text(counts: Counter[SeedOutcome]) -> str:
    # Skipped ones are the exception: named when there are any.
    return ", ".join(
        f"{counts[each]} {each}"
        for each in SeedOutcome
        if each is not SeedOutcome.SKIPPED or counts[SeedOutcome.SKIPPED]
    )
