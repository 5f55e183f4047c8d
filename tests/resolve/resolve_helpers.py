"""What staff wrote down, and what a report is told."""

from collections.abc import Iterable

from catalog.models import ChargingStationModel, ReportedIdentity, VendorSynonym
from catalog.resolve.boot_report import BootReport
from catalog.resolve.resolution import Resolution
from catalog.resolve.resolver import resolve
from catalog.resolve.rows import ModelRow
from tests.factories import TEST_ACTOR


def create_identity(vendor: str, model: str, *station_models: ChargingStationModel, **fields: str) -> ReportedIdentity:
    """Stations that report this are one of those."""
    return ReportedIdentity.objects.create_audited(
        by=TEST_ACTOR, station_models=station_models, vendor=vendor, model=model, **fields
    )


def create_synonym(name: str, vendor: str) -> VendorSynonym:
    return VendorSynonym.objects.create_audited(by=TEST_ACTOR, name=name, vendor=vendor)


def resolved(vendor: str, model: str, serial_number: str = "", firmware_version: str = "") -> Resolution:
    return resolve(BootReport(vendor, model, serial_number, firmware_version))


def names(found: Iterable[ModelRow]) -> list[str]:
    return [each.model for each in found]


def match_of(*report: str) -> tuple[str, list[str]]:
    """How a report matches, and the models that it is."""
    resolution = resolved(*report)
    return resolution.match.value, names(resolution.models)


def candidates(*report: str) -> list[tuple[str, float]]:
    """The models that a report that nothing fits is near to, and how near."""
    resolution = resolved(*report)
    assert (resolution.match.value, resolution.models, resolution.rule) == ("none", (), None)
    return [(each.found.model, each.score) for each in resolution.candidates]
