"""`reported.yaml`: what ships of reported identities, and how it comes into the catalogue."""

import tomllib
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from catalog.library.importer import import_library
from catalog.library.reader import SHIPPED, read_files
from catalog.library.rows import draft_from_row
from catalog.library.shipped_identities import REPORTED_FILE, SeedReport, load_shipped_identities, seed_identities
from catalog.models import CatalogueRevision, ChargingStationModel, ReportedIdentity, VendorSynonym
from catalog.normalise import normalise_model, normalise_number, normalise_vendor
from catalog.resolve.boot_report import BootReport
from catalog.resolve.resolver import resolve
from tests.factories import TEST_ACTOR

pytestmark = pytest.mark.django_db

IDENTITIES = load_shipped_identities()["identities"]
VENDORS = load_shipped_identities()["vendors"]
ALL = "Vendors' other names: {} created, {} unchanged. Reported identities: {} created, {} unchanged"


@pytest.fixture
def library() -> None:
    import_library(read_files([SHIPPED]), by=TEST_ACTOR)


def seeded(**options: Any) -> SeedReport:
    return seed_identities(by=TEST_ACTOR, **options)


# The file


def test_a_row_has_the_keys_that_are_read_and_its_source() -> None:
    optional = {"models", "serialNumberPrefix", "note"}

    assert set(load_shipped_identities()) == {"vendors", "identities"}
    for row in IDENTITIES:
        assert {"vendor", "model", "source"} <= set(row) <= {"vendor", "model", "source"} | optional
        assert all(isinstance(value, str) for name, value in row.items() if name != "models"), row
        assert row["source"], row
        assert row.get("models") != [], row
        assert all(set(each) == {"vendor", "model"} for each in row.get("models", []))
    for row in VENDORS:
        assert set(row) == {"vendor", "name", "source"}
        assert all(row.values()), row


def test_every_model_that_it_names_is_in_the_shipped_library() -> None:
    library = {(row.document["vendor"], row.document["model"]) for row in read_files([SHIPPED]).rows}
    named = {(each["vendor"], each["model"]) for row in IDENTITIES for each in row.get("models", [])}

    assert named - library == set()
    assert {row["vendor"] for row in VENDORS} <= {vendor for vendor, _ in library}


def test_no_identity_and_no_name_of_a_vendor_is_there_twice() -> None:
    claimed = Counter(
        (
            normalise_vendor(row["vendor"]),
            normalise_model(row["model"]),
            normalise_number(row.get("serialNumberPrefix", "")),
        )
        for row in IDENTITIES
        if row.get("models")
    )

    assert claimed.most_common(1)[0][1] == 1
    assert Counter(normalise_vendor(row["name"]) for row in VENDORS).most_common(1)[0][1] == 1


def test_it_is_packaged() -> None:
    root = Path(__file__).parents[2]
    patterns = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["catalog"]

    assert any(fnmatch(str(REPORTED_FILE.relative_to(root / "catalog")), pattern) for pattern in patterns)


# Into the catalogue


@pytest.mark.usefixtures("library")
def test_it_comes_in_once() -> None:
    assert str(seeded()) == ALL.format(3, 0, 39, 0)
    revision = CatalogueRevision.current().number

    assert str(seeded()) == ALL.format(0, 3, 0, 39)

    assert CatalogueRevision.current().number == revision == 485 + 3 + 39
    assert (ReportedIdentity.objects.count(), VendorSynonym.objects.count()) == (39, 3)


@pytest.mark.usefixtures("library")
def test_an_identity_is_kept_as_it_is_written() -> None:
    seeded()

    identity = ReportedIdentity.objects.get(normalised_serial="evf2s22p44")
    assert (identity.vendor, identity.model, identity.serial_prefix) == (
        "Schneider Electric",
        "MONOBLOCK",
        "EVF2S22P44",
    )
    assert identity.source.startswith("e-mobility-charging-stations-simulator, ")
    assert [str(each) for each in identity.station_models.all()] == ["Schneider Electric EVF2S22P44"]


@pytest.mark.usefixtures("library")
def test_a_dry_run_counts_the_same_and_writes_nothing() -> None:
    before = CatalogueRevision.current().number

    assert str(seeded(dry_run=True)) == ALL.format(3, 0, 39, 0)

    assert (ReportedIdentity.objects.count(), VendorSynonym.objects.count()) == (0, 0)
    assert CatalogueRevision.current().number == before


@pytest.mark.usefixtures("library")
def test_what_staff_have_changed_is_left_alone() -> None:
    other = ChargingStationModel.objects.named("Zaptec", "Pro").first() or ChargingStationModel.objects.first()
    assert other is not None
    ours = ReportedIdentity.objects.create_audited(
        by=TEST_ACTOR, station_models=[other], vendor="KEBA AG", model="kc p30 ess400c2 e0r", source="our own log"
    )
    theirs = VendorSynonym.objects.create_audited(by=TEST_ACTOR, name="DELTA", vendor="Delta Power")

    assert str(seeded()) == ALL.format(2, 1, 38, 1)

    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.source, ours.target_ids) == ("our own log", [other.pk])
    assert theirs.vendor == "Delta Power"


def test_what_names_a_model_that_is_not_there_is_skipped_and_told() -> None:
    rows = [row for row in read_files([SHIPPED]).rows if row.document["vendor"] == "KEBA"]
    ChargingStationModel.objects.create_many([draft_from_row(row) for row in rows], by=TEST_ACTOR)

    assert str(seeded()) == ALL.format(3, 0, 13, 0) + ", 26 skipped"
    assert set(ReportedIdentity.objects.values_list("vendor", flat=True)) == {"Keba AG"}


@pytest.mark.usefixtures("library")
def test_of_archived_models_the_last_is_meant() -> None:
    station_model = ChargingStationModel.objects.named("Wallbox", "PLP1-0-2-4").get()
    station_model.archive(by=TEST_ACTOR)

    seeded()

    identity = ReportedIdentity.objects.get(normalised_model="plp1024")
    assert identity.target_ids == [station_model.pk]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("report", "match", "models"),
    [
        (("Wall Box Chargers", "CMX2-0-2-4"), "identity", ["Commander 2 22 kW"]),
        (("Wallbox", "CMX2-0-2-4"), "identity", ["Commander 2 22 kW"]),
        (("go-e", "go-eCharger_V4"), "ambiguous", ["Gemini 11 kW", "Gemini 22 kW", "flex 11 kW", "flex 22 kW"]),
        (("VESTEL", "EVC04"), "ambiguous", ["AC22SW", "AC22-T2P", "AC11SWA-T2P"]),
        (("Zaptec", "Zaptec Go"), "ambiguous", ["Go", "Go 2"]),
        # By their names still.
        (("Zaptec AS", "Go"), "exact", ["Go"]),
        (("VESTEL", "EVC04-AC22-T2P"), "exact", ["AC22-T2P"]),
        # Of the same maker and not known.
        (("Wall Box Chargers", "CMX2-0-2-2"), "none", []),
        (("go-e", "go-eCharger_V5"), "none", []),
        (("Tesla", "Wall Connector 9"), "none", []),
    ],
)
def test_what_is_seen_in_the_field_is_known(report: tuple[str, str], match: str, models: list[str]) -> None:
    seeded()

    resolution = resolve(BootReport(*report))

    assert resolution.match == match
    assert len(resolution.models) == len(models)
    assert all(each.model.endswith(end) for each, end in zip(resolution.models, models, strict=True))


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(("report", "number"), [(("go-e", "go-eCharger"), 8), (("Tesla", "Wall Connector"), 6)])
def test_a_family_is_ambiguous_among_all_of_it(report: tuple[str, str], number: int) -> None:
    seeded()

    resolution = resolve(BootReport(*report))

    assert (resolution.match, len(resolution.models)) == ("ambiguous", number)
    assert {each.vendor for each in resolution.models} == {report[0]}
