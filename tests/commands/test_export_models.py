"""`export_models`: what is picked, in any format, whole or not at all."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory, connector_data
from tests.management import run_command

pytestmark = pytest.mark.django_db


@pytest.fixture
def _three() -> None:
    StationModelFactory(model="NG900")
    StationModelFactory(model="NG901", archived=True)
    dc = connector_data(connection_type="CHADEMO", format="CABLE", max_power_watts=50_000)
    StationModelFactory(vendor="Wallbox", model="Supernova", power_type="DC", connectors=[dc])


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    ("options", "models"),
    [
        ([], ["NG900", "NG901", "Supernova"]),
        (["--active"], ["NG900", "Supernova"]),
        (["--archived"], ["NG901"]),
        (["--vendor", "ALFEN"], ["NG900", "NG901"]),
        (["--vendor", "ALFEN", "--model", "ng900"], ["NG900"]),
        (["--q", "super"], ["Supernova"]),
        (["--power-type", "DC"], ["Supernova"]),
        (["--connection-type", "IEC_62196_T2", "--connector-format", "SOCKET"], ["NG900", "NG901"]),
        (["--min-power-watts", "7360.5"], ["Supernova"]),
        (["--max-power-watts", "7360"], ["NG900", "NG901"]),
        (["--vendor", "Nobody"], []),
    ],
)
def test_what_is_picked_is_written(tmp_path: Path, options: list[str], models: list[str]) -> None:
    file = tmp_path / "models.json"

    said = run_command("export_models", file, *options)

    assert [row["model"] for row in json.loads(file.read_bytes())] == models
    assert said.err == f"{len(models)} model{'s' * (len(models) != 1)} exported.\n"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize("suffix", ["yaml", "yml", "json", "jsonl", "ndjson", "csv", "xlsx"])
def test_an_import_of_what_was_exported_changes_nothing(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"models.{suffix}"
    before = catalogue_rows()

    run_command("export_models", file)
    said = run_command("import_models", file, "--on-difference", "edit")

    assert said.err == "0 created, 3 unchanged, 0 differs.\n"
    assert catalogue_rows() == before


@pytest.mark.usefixtures("_three")
def test_json_lines_go_to_stdout(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out))

    said = run_command("export_models", "-")

    assert [json.loads(line)["model"] for line in out.getvalue().splitlines()] == ["NG900", "NG901", "Supernova"]
    assert said.err == "3 models exported.\n"


@pytest.mark.usefixtures("_three")
def test_a_file_that_is_there_is_replaced_by_a_whole_one_or_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "models.xlsx"
    file.write_bytes(b"of yesterday")
    monkeypatch.setattr("catalog.library.writers.WORKBOOK_MAX", 2)

    refused = run_command("export_models", file)
    left = file.read_bytes()
    run_command("export_models", file, "--active")

    assert refused.refusal == "A workbook takes 2 models. Export fewer, or in another format."
    assert left == b"of yesterday"
    assert file.read_bytes().startswith(b"PK")
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["models.txt"], "Specify --format, or use a file name that ends in .yaml"),
        (["nowhere/models.json"], "Cannot write nowhere/models.json: No such file or directory."),
        (["--min-power-watts", "many"], "'many' must be a number of watts"),
        (["--q", "-"], "Enter at least one letter or digit."),
    ],
)
def test_what_cannot_be_is_refused(arguments: list[str], said: str) -> None:
    assert said in run_command("export_models", *arguments).refusal
