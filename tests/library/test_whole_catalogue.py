"""The shipped library, and a thousand models made up, go out and come back in each format, to the byte."""

import io
import random
from typing import Any

import openpyxl
import pytest

from catalog.library.formats import Format
from catalog.library.importer import import_library
from catalog.library.reader import SHIPPED, read_content, read_files
from catalog.library.shipped_identities import seed_identities
from catalog.library.synthetic import create_synthetic
from catalog.library.writers import export_models
from catalog.models import (
    AuditEvent,
    ChargingStationModel,
    Connector,
    Evidence,
    IdentityTarget,
    ReportedIdentity,
    SearchWord,
)
from tests.catalogue_snapshot import delete_rows
from tests.factories import TEST_ACTOR, ReportedIdentityFactory, connector_data
from tests.strategies import rolled_back

pytestmark = pytest.mark.django_db

_TABLES = (IdentityTarget, ReportedIdentity, SearchWord, Evidence, Connector, AuditEvent, ChargingStationModel)


def exported(form: Format) -> bytes:
    return b"".join(export_models(ChargingStationModel.objects.all(), form))


def rows_of(workbook: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(workbook), read_only=True).worksheets[0].values)


@pytest.fixture
def catalogue() -> None:
    """All of the library with what stations report, and a thousand more: archived, replaced, with EVSEs and sources."""
    import_library(read_files([SHIPPED]), by=TEST_ACTOR)
    seed_identities(by=TEST_ACTOR)
    create_synthetic(1_000, by=TEST_ACTOR)
    chance = random.Random(7)
    made = list(ChargingStationModel.objects.in_order())[-1_000:]
    for station_model in made[::40]:
        station_model.archive(by=TEST_ACTOR)
    for number, station_model in enumerate(made[1::100]):
        station_model.replace(
            vendor=station_model.vendor,
            model=station_model.model if number % 2 else f"{station_model.model} v2",
            power_type="AC_3_PHASE",
            ocpp_url_key="ocppUrl",
            evidence={"ratings": {"level": chance.choice(["cited", "known"]), "source": "a price list, page 7"}},
            connectors=[connector_data(1, evse=1, max_amperage="0.000001"), connector_data(2, evse=1)],
            by=TEST_ACTOR,
        )
    for station_model in made[3::200]:
        ReportedIdentityFactory(station_models=[station_model, made[5]], serial_prefix="SN-", source="a log")


@pytest.mark.usefixtures("catalogue")
def test_what_went_out_comes_back_identical_in_each_format() -> None:
    count = ChargingStationModel.objects.count()
    assert count > 1_480
    for form in Format:
        content = exported(form)
        library = read_content(content, f"export.{form}")
        assert [str(issue) for issue in library.issues] == []
        assert str(import_library(library, by=TEST_ACTOR)) == f"0 created, {count} unchanged, 0 differs"

        with rolled_back():
            delete_rows(*_TABLES)  # past the domain, which deletes nothing
            report = import_library(library, by=TEST_ACTOR)

            assert str(report) == f"{count} created, 0 unchanged, 0 differs"
            # A workbook says when it was made, so its rows are compared.
            assert exported(form) == content if form is not Format.XLSX else rows_of(exported(form)) == rows_of(content)
            assert ChargingStationModel.objects.archived().exclude(successor=None).count() == 10
            assert ReportedIdentity.objects.count() == 44
            assert Connector.objects.exclude(evse=None).count() == 20
