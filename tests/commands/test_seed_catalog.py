"""`seed_catalog`: library files into the catalogue, again and again."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel
from tests.factories import StationModelFactory, connector_data
from tests.integrity import assert_catalogue_consistent
from tests.management import run_command

pytestmark = pytest.mark.django_db

SOURCED = {"ratings": {"level": "cited", "source": "the maker's price list"}}

LibraryFile = Callable[[dict[str, Any]], Path]


def revision() -> int:
    return CatalogueRevision.objects.get().number


def test_the_shipped_library_comes_in_once() -> None:
    first = run_command("seed_catalog", "--format", "json")
    after_the_first = (revision(), AuditEvent.objects.count())
    second = run_command("seed_catalog", "--format", "json")

    assert first.err == (
        "485 created, 0 unchanged, 0 differs.\n"
        "Vendors' other names: 3 created, 0 unchanged. Reported identities: 39 created, 0 unchanged.\n"
    )
    assert second.err == (
        "0 created, 485 unchanged, 0 differs.\n"
        "Vendors' other names: 0 created, 3 unchanged. Reported identities: 0 created, 39 unchanged.\n"
    )
    assert {row["outcome"] for row in json.loads(first.out)} == {"created"}
    assert {row["outcome"] for row in json.loads(second.out)} == {"unchanged"}
    assert [row["id"] for row in json.loads(first.out)] == [row["id"] for row in json.loads(second.out)]
    assert after_the_first == (527, 527)
    assert (revision(), AuditEvent.objects.count()) == (527, 527)
    assert_catalogue_consistent()


def test_a_row_of_the_library_is_kept_as_it_is_written() -> None:
    run_command("seed_catalog")

    station_model = ChargingStationModel.objects.named("Wallbox", "PLP1-0-2-4").with_connectors().get()
    document = station_model.as_document()
    assert document == {
        "id": str(station_model.pk),
        "vendor": "Wallbox",
        "model": "PLP1-0-2-4",
        "friendlyName": "Pulsar Plus 22 kW, Type 2 cable",
        "powerType": "AC_3_PHASE",
        "connectors": [
            {
                "id": 1,
                "connectionType": "IEC_62196_T2",
                "format": "CABLE",
                "maxAmperage": 32,
                "maxVoltage": 230,
                "maxPowerWatts": 22080,
            }
        ],
        "configurationKeys": {"ocppUrl": "ocppCsmsUrl"},
        "imageUrl": None,
        "isArchived": False,
        "createdAt": document["createdAt"],
        "updatedAt": document["createdAt"],
    }


def test_the_history_says_which_command_it_was() -> None:
    run_command("seed_catalog")

    assert set(AuditEvent.objects.values_list("channel", "command", "action", "user", "client")) == {
        ("command", "seed_catalog", "created", None, None)
    }


def test_a_dry_run_tells_the_same_and_writes_nothing(library_file: LibraryFile) -> None:
    said = run_command("seed_catalog", library_file({"NG900": 7360}), "--dry-run", "--format", "json")

    assert said.err == "Dry run, nothing imported: 1 created, 0 unchanged, 0 differs.\n"
    assert [(row["outcome"], row["model"], row["id"]) for row in json.loads(said.out)] == [("created", "NG900", None)]
    assert ChargingStationModel.objects.count() == 0
    assert revision() == 0


def test_what_differs_is_told_value_by_value_and_left_as_it_is(library_file: LibraryFile) -> None:
    station_model = StationModelFactory(
        vendor="ALFEN",
        model="NG900",
        friendly_name="Ours",
        connectors=[connector_data(max_power_watts=7400), connector_data(2)],
    )
    before = station_model.as_document()

    said = run_command("seed_catalog", library_file({"NG900": 7360, "NG901": 3680.5}), "--format", "json")

    [row, created] = json.loads(said.out)
    *warnings, summary = said.err.splitlines()
    assert summary == "1 created, 0 unchanged, 1 differs."
    assert ["ALFEN" in each for each in warnings] == [True]
    assert (row["outcome"], row["id"], row["line"]) == ("differs", str(station_model.pk), 1)
    assert row["differences"] == [
        {"field": "vendor", "in_catalogue": "ALFEN", "in_file": "Alfen"},
        {"field": "friendlyName", "in_catalogue": "Ours", "in_file": None},
        {"field": "connectors/0/maxPowerWatts", "in_catalogue": 7400, "in_file": 7360},
        {"field": "connectors/1", "in_catalogue": before["connectors"][1], "in_file": None},
        {"field": "evidence/ratings", "in_catalogue": None, "in_file": SOURCED["ratings"]},
    ]
    assert (created["outcome"], created["line"]) == ("created", 10)
    assert ChargingStationModel.objects.with_connectors().get(pk=station_model.pk).as_document() == before
    assert revision() == 2


def test_one_that_staff_archived_is_not_brought_back(library_file: LibraryFile) -> None:
    older, archived = (StationModelFactory(vendor="Alfen", model="ng900", archived=True) for _ in range(2))
    before = revision()

    said = run_command("seed_catalog", library_file({"NG900": 7360}), "--format", "json")

    assert said.err == "0 created, 0 unchanged, 0 differs, 1 archived.\n"
    assert [(row["outcome"], row["id"]) for row in json.loads(said.out)] == [("archived", str(archived.pk))]
    assert older.pk != archived.pk
    assert ChargingStationModel.objects.active().count() == 0
    assert revision() == before


def test_an_active_one_counts_and_not_its_archived_twin(library_file: LibraryFile) -> None:
    file = library_file({"NG900": 7360})
    StationModelFactory(vendor="Alfen", model="NG900", archived=True)
    active = StationModelFactory(vendor="Alfen", model="NG900", evidence=SOURCED)

    said = run_command("seed_catalog", file, "--format", "json")

    assert [(row["outcome"], row["id"]) for row in json.loads(said.out)] == [("unchanged", str(active.pk))]


def test_a_bad_row_keeps_all_files_out_and_every_fault_is_told(library_file: LibraryFile, tmp_path: Path) -> None:
    good = tmp_path / "good.yaml"
    good.write_text(library_file({"NG900": 7360}).read_text())
    bad = library_file({"NG901": 0, "NG902": '"many"'})

    said = run_command("seed_catalog", good, bad, tmp_path / "missing.yaml")

    assert said.err.splitlines() == [
        f"{bad}:5: #/0/connectors/0/maxPowerWatts must be greater than 0, not 0",
        f"{bad}:14: #/1/connectors/0/maxPowerWatts must be a number, not the text 'many'",
        f"{tmp_path / 'missing.yaml'}: does not exist",
    ]
    assert said.refusal == "3 errors in the files. Nothing was imported."
    assert said.out == ""
    assert ChargingStationModel.objects.count() == 0
    assert revision() == 0


def test_faults_are_data_where_data_is_asked_for(library_file: LibraryFile) -> None:
    file = library_file({"NG900": 0})

    said = run_command("seed_catalog", file, "--format", "json")

    assert said.refusal == "1 error in the files. Nothing was imported."
    assert json.loads(said.out) == [
        {
            "outcome": "error",
            "file": str(file),
            "line": 5,
            "path": "#/0/connectors/0/maxPowerWatts",
            "fault": "must be greater than 0, not 0",
        }
    ]


def test_a_table_is_for_people(library_file: LibraryFile) -> None:
    StationModelFactory(
        vendor="Alfen", model="NG900", connectors=[connector_data(max_power_watts=7400.5)], evidence=SOURCED
    )

    said = run_command("seed_catalog", library_file({"NG900": 7360, "NG-1": 7360}))

    assert said.out == (
        "outcome  vendor  model  differences\n"
        "differs  Alfen   NG900  connectors/0/maxPowerWatts: 7400.5 -> 7360\n"
        "created  Alfen   NG-1\n"
    )


def test_csv_can_be_opened_in_a_spreadsheet(library_file: LibraryFile) -> None:
    file = library_file({'"=1+1, or so"': 7360})

    said = run_command("seed_catalog", file, "--format", "csv")

    [row] = csv.DictReader(io.StringIO(said.out))
    assert row == {
        "outcome": "created",
        "vendor": "Alfen",
        "model": "'=1+1, or so",
        "id": str(ChargingStationModel.objects.get().pk),
        "differences": "",
        "doubts": "",
        "file": str(file),
        "line": "1",
    }


def test_silence_is_kept_when_asked_for(library_file: LibraryFile) -> None:
    said = run_command("seed_catalog", library_file({"NG900": 7360}), "-v0")

    assert said.err == ""
    assert ChargingStationModel.objects.count() == 1


def test_the_catalogue_is_asked_in_a_few_queries_whatever_the_number_of_rows(
    library_file: LibraryFile, django_assert_num_queries: Any
) -> None:
    file = library_file({f"NG{number}": 7360 for number in range(50)})
    run_command("seed_catalog", file)

    # Patience, a transaction's two ends, the lock, active models, their connectors and evidence.
    with django_assert_num_queries(7 if connection.vendor == "sqlite" else 9):
        said = run_command("seed_catalog", file)

    assert said.err == "0 created, 50 unchanged, 0 differs.\n"
