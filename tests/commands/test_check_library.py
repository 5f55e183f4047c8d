"""`check_library`: coverage in numbers, and figures that look wrong."""

import json
from pathlib import Path

from tests.library.test_library_apply import a_row
from tests.management import run_command

SOURCED = {"ratings": {"level": "derived", "source": "page 7"}}


def library(tmp_path: Path) -> Path:
    dc = {"id": 1, "connectionType": "IEC_62196_T2_COMBO", "format": "CABLE"}
    fast = [{**dc, "maxAmperage": 500, "maxVoltage": 920, "maxPowerWatts": 350_000}]
    file = tmp_path / "models.json"
    rows = [
        a_row("NG900", evidence=SOURCED),
        a_row("NG901", evidence={"ratings": {"level": "known"}, "ocppUrl": {"level": "assumed"}}),
        a_row("NG902", 22_080),
        a_row("HYC", powerType="DC", connectors=[*fast, {**a_row()["connectors"][0], "id": 2}], evidence=SOURCED),
    ]
    file.write_text(json.dumps(rows))
    return file


def test_models_are_counted_by_what_readers_ask_for(tmp_path: Path) -> None:
    said = run_command("check_library", library(tmp_path), "--format", "json")

    told = json.loads(said.out)
    assert [tuple(each.values()) for each in told["coverage"]] == [
        ("all", "models", 4, 2, "50 %", 1),
        ("vendor", "Alfen", 4, 2, "50 %", 1),
        ("power type", "AC_1_PHASE", 3, 1, "33 %", 1),
        ("power type", "DC", 1, 1, "100 %", 0),
        ("connector type", "IEC_62196_T2", 4, 2, "50 %", 1),
        ("connector type", "IEC_62196_T2_COMBO", 1, 1, "100 %", 0),
        ("power class", "AC medium, 7.4 to 22 kW", 3, 1, "33 %", 1),
        ("power class", "DC ultra-fast 2, 350 kW and over", 1, 1, "100 %", 0),
    ]
    assert told["evidence"][1] == {
        "subject": "ratings",
        "cited": "0 (0 %)",
        "derived": "2 (50 %)",
        "known": "1 (25 %)",
        "assumed": "0 (0 %)",
        "none": "1 (25 %)",
    }
    assert {each["check"]: each["models"] for each in told["checks"]} == {
        "doubtful_figures": 1,
        "near_duplicate": 0,
        "vendor_spelled_in_two_ways": 0,
        "no_evidence": 1,
        "unsourced_ratings": 2,
        "assumed_ocpp_url_key": 1,
        "no_image": 4,
        "no_friendly_name": 4,
        "never_reported": 0,
    }
    [doubt] = told["doubtful"]
    assert (doubt["model"], doubt["code"], doubt["line"]) == ("NG902", "too_much_power", 1)
    assert said.err == "4 models, 1 warnings.\n"


def test_a_table_is_for_people(tmp_path: Path) -> None:
    said = run_command("check_library", library(tmp_path))

    assert "vendor          Alfen                             4       2        50 %           1\n" in said.out
    assert "\nvendor  model  code            reason\nAlfen   NG902  too_much_power  Connector 1: 22080 W" in said.out


def test_the_shipped_library_has_no_figure_that_looks_wrong() -> None:
    said = run_command("check_library", "--format", "csv")

    assert said.out.startswith("by,name,models,sourced,share sourced,doubtful\nall,models,")
    assert said.err.endswith("models, 0 warnings.\n")


def test_a_file_that_cannot_be_imported_is_a_failure(tmp_path: Path) -> None:
    file = tmp_path / "models.json"
    file.write_text("[{}]")

    said = run_command("check_library", file)

    assert f"{file}:1: #/0 needs vendor, which is missing" in said.err
    assert said.refusal == "5 errors in the files."
    assert said.out == ""
