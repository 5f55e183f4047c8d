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
from catalog.text import fold

REPORTED: Final = Path(__file__).parent / "reported.yaml"

Key = tuple[str, str]


class Outcome(StrEnum):
    CREATED = "created"
    UNCHANGED = "unchanged"
    """The catalogue has one of this name, the same or staff's own: it is left as it is."""
    SKIPPED = "skipped"
    """It names a model that the catalogue does not have."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What became of each vendor's name and each identity that stands for a model."""

    synonyms: Counter[Outcome]
    identities: Counter[Outcome]

    def __str__(self) -> str:
        return f"Vendors' other names: {_told(self.synonyms)}. Reported identities: {_told(self.identities)}"


@cache
def shipped() -> dict[str, list[dict[str, Any]]]:
    """Return the file: `vendors` and `identities`, those that stand for no model included."""
    content: dict[str, list[dict[str, Any]]] = yaml.safe_load(REPORTED.read_text(encoding="utf-8"))
    return content


@transaction.atomic
def seed_reported(*, by: Actor, coming: Collection[Key] = (), dry_run: bool = False) -> Seeded:
    """Add the names and identities that the catalogue does not have, all or none. Idempotent.

    `coming` are the keys of models that a dry run takes for there. What is there is never changed.
    """
    CatalogueRevision.lock()
    synonyms = Counter(_seed_synonym(each, by) for each in shipped()["vendors"])
    identities = Counter(_seed_identity(each, by, coming) for each in shipped()["identities"] if each.get("models"))
    if dry_run:
        transaction.set_rollback(True)
    return Seeded(synonyms, identities)


def _seed_synonym(row: dict[str, Any], by: Actor) -> Outcome:
    try:
        VendorSynonym.objects.add(by=by, **row)
    except SynonymExists:
        return Outcome.UNCHANGED
    return Outcome.CREATED


def _seed_identity(row: dict[str, Any], by: Actor, coming: Collection[Key]) -> Outcome:
    station_models = list(_targets(row))
    if len(station_models) < len(row["models"]):
        keys = {(fold(each["vendor"]), fold(each["model"])) for each in row["models"]}
        there = {each.key for each in station_models}
        return Outcome.CREATED if keys <= there | set(coming) else Outcome.SKIPPED
    try:
        ReportedIdentity.objects.add(
            by=by,
            station_models=station_models,
            vendor=row["vendor"],
            model=row["model"],
            serial_prefix=row.get("serialNumberPrefix", ""),
            source=row["source"],
        )
    except IdentityExists:
        return Outcome.UNCHANGED
    return Outcome.CREATED


def _targets(row: dict[str, Any]) -> Iterator[ChargingStationModel]:
    """The active model of each name, or the last that was archived."""
    for name in row["models"]:
        found = ChargingStationModel.objects.named(name["vendor"], name["model"])
        station_model = found.active().first() or found.order_by("-created_revision").first()
        if station_model is not None:
            yield station_model


def _told(counts: Counter[Outcome]) -> str:
    # Skipped ones are the exception: named when there are any.
    return ", ".join(
        f"{counts[each]} {each}" for each in Outcome if each is not Outcome.SKIPPED or counts[Outcome.SKIPPED]
    )
