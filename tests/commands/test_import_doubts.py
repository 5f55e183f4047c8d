"""What `import_models` says of rows that it imports all the same, and of columns that it is to ignore."""

import json
from pathlib import Path

import pytest

from catalog.models import ChargingStationModel
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory
from tests.library.table_files import NAMES, a_row, csv_of
from tests.library.test_library_apply import a_row as a_json_row
from tests.management import run_command

pytestmark = pytest.mark.django_db

NEAR = "legal forms, punctuation and vendor synonyms are ignored. Is it the same product?\n"


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_kilowatts_where_watts_are_meant_are_told(tmp_path: Path, options: list[str]) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv_of(a_row(maxPowerWatts=7.36)))

    said = run_command("import_models", file, *options)

    assert f"{file}:2: Alfen NG910: Connector 1: 7.36 W is far less than 32 A \xd7 230 V = 7360 W." in said.err
    assert "Did you enter kW? 7.36 kW is 7,360 W." in said.err
    assert said.refusal == ""
    assert ChargingStationModel.objects.count() == (0 if options else 1)


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_near_duplicates_of_the_catalogue_and_of_the_files_are_told(tmp_path: Path, options: list[str]) -> None:
    known = StationModelFactory(vendor="Alfen", model="NG910")
    file = tmp_path / "a.csv"
    rows = (a_row(vendor="Alfen B.V."), a_row(model="NG911"), a_row(vendor="alfen bv", model="NG/911"))
    file.write_bytes(csv_of(*rows))

    said = run_command("import_models", file, *options)

    taken = "A station that reports this name would be taken for"
    assert f"{file}:2: Alfen B.V. NG910: {taken} Alfen NG910 ({known.pk}): {NEAR}" in said.err
    assert f"{file}:4: alfen bv NG/911: {taken} Alfen NG911 ({file}:3): {NEAR}" in said.err
    assert said.err.count(taken) == 2
    assert ChargingStationModel.objects.count() == (1 if options else 4)


def test_doubts_are_data_too_and_what_is_unchanged_has_none(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv_of(a_row(maxPowerWatts=7.36)))

    [new] = json.loads(run_command("import_models", file, "--format", "json").out)
    [again] = json.loads(run_command("import_models", file, "--format", "json").out)

    assert [each["code"] for each in new["doubts"]] == ["too_little_power"]
    assert (again["outcome"], again["doubts"]) == ("unchanged", [])


def test_no_more_than_fifty_doubts_are_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv_of(*(a_row(model=f"X{each}", maxPowerWatts=7.36) for each in range(60))))

    said = run_command("import_models", file, "--dry-run")

    assert said.err.count(" is far less than ") == 50
    assert "10 more warnings. Use --format json to list all.\n" in said.err


def test_a_column_that_is_not_of_the_catalogue_stops_the_import_unless_it_is_to_be_ignored(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv_of(a_row(Notes="x", Colour="red"), names=[*NAMES, "Notes", "Colour"]))
    before = catalogue_rows()

    refused = run_command("import_models", file, "--ignore-column", "notes")
    unchanged = catalogue_rows()
    done = run_command("import_models", file, "--ignore-column", "notes", "--ignore-column", "Colour")

    assert refused.refusal == "1 error in the files. Nothing was imported."
    [issue] = [line for line in refused.err.splitlines() if not line.startswith("Note: ")]
    assert issue == (
        f"{file}:1: column M (Colour) is not known; rename it, or have it ignored: --ignore-column 'Colour'"
    )
    assert unchanged == before
    assert done.err == (
        f"Note: {file}:1: column L (Notes) is ignored\nNote: {file}:1: column M (Colour) is ignored\n"
        "1 created, 0 unchanged, 0 differs.\n"
    )


def test_a_directory_is_read_without_what_no_person_put_there(tmp_path: Path) -> None:
    (tmp_path / ".github").mkdir()
    (tmp_path / "a.json").write_text(json.dumps([a_json_row("NG1")]))
    for name in ("._a.json", "~$models.xlsx", ".hidden.yaml", ".github/ci.yml"):
        (tmp_path / name).write_text("on: push")

    said = run_command("import_models", tmp_path, "--dry-run")

    assert (said.refusal, said.err) == ("", "Dry run, nothing imported: 1 created, 0 unchanged, 0 differs.\n")


def test_a_fault_of_a_table_has_no_pointer_in_data_either(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv_of(a_row(number=1), a_row(number=2, powerType="AC"), names=["number", *NAMES]))
    before = catalogue_rows()

    said = run_command("import_models", file, "--format", "json")

    assert [(issue["line"], issue["path"]) for issue in json.loads(said.out)] == [
        (3, ""),
        (3, "column E (powerType)"),
    ]
    assert "#/" not in said.err
    assert catalogue_rows() == before
