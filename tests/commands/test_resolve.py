"""`resolve`: a pair, or a fleet from a file; nothing is written, and every refusal is one sentence."""

import csv
import json
from pathlib import Path

import pytest

from catalog.models import CatalogueRevision, ReportedIdentity, UnknownHardware
from catalog.resolve import inbox_writer
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory
from tests.management import QuickstartRun, run_command
from tests.query_counts import queries
from tests.resolve.resolve_helpers import create_identity


@pytest.mark.django_db
def test_a_pair_is_told_as_data_and_nothing_is_written_or_noted() -> None:
    station_model = StationModelFactory(vendor="Zaptec", model="One")
    create_identity("", "ZAP", station_model, serial_prefix="Z1")
    before = catalogue_rows()

    said = run_command("resolve", "", "ZAP", "--serial-number", "Z1-1", "--format", "json")
    run_command("resolve", "Nobody", "Nothing")
    inbox_writer.flush()

    assert json.loads(said.out) == [
        {
            "vendor": "",
            "model": "ZAP",
            "match": "identity",
            "is": ["Zaptec One"],
            "ids": [str(station_model.pk)],
            "why": ["reported identity (no vendor) / ZAP"],
        }
    ]
    assert said.err == "1 report, 0 exact, 1 identity, 0 ambiguous, 0 none: 100 % recognised.\n"
    assert catalogue_rows() == before
    assert UnknownHardware.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "heading",
    [
        "vendor,model",
        "chargePointVendor,chargePointModel",
        "vendorName,model",
        "\ufeffVENDOR,Model",
    ],
)
def test_a_fleet_may_have_the_names_of_ocpp(tmp_path: Path, heading: str) -> None:
    station_model = StationModelFactory(vendor="Zaptec", model="One")
    file = tmp_path / "fleet.csv"
    file.write_text(f"{heading},serialNumber\nZaptec,One,\x00\nNobody,Nothing\x00,1\n", encoding="utf-8")

    said = run_command("resolve", "--csv", file, "--format", "csv")

    assert said.refusal == ""
    assert said.out.splitlines()[:2] == [
        "vendor,model,match,is,ids,why",
        f"Zaptec,One,exact,Zaptec One,{station_model.pk},",
    ]
    assert said.err == "2 reports, 1 exact, 0 identity, 0 ambiguous, 1 none: 50 % recognised.\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "line 1: needs a heading with vendor and model; vendor and model cannot be found"),
        (b"vendor\nZaptec\n", "line 1: needs a heading with vendor and model; model cannot be found"),
        (b"vendor,model,vendorName\n", "line 1: has 2 columns for the vendor; keep one"),
        (b"\n\nvendor\nZaptec\n", "line 3: needs a heading with vendor and model; model cannot be found"),
        (
            b"vendor,model\nZaptec,\xff\n",
            "line 2: is not UTF-8: byte 0xFF is no part of a character; save it as CSV UTF-8",
        ),
        (b'vendor,model\nZaptec,"One\nZaptec,Two\n', "line 3: is not valid CSV: unexpected end of data"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "fleet.csv"
    file.write_bytes(content)

    said = run_command("resolve", "--csv", file)

    assert (said.out, said.refusal) == ("", f"{file}, {told}. No reports were resolved.")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([], 2, "CommandError: Specify VENDOR and MODEL, or --csv FILE."),
        (["Zaptec"], 2, "CommandError: Specify VENDOR and MODEL, or --csv FILE."),
        (["Zaptec", "One", "--csv", "-"], 2, "CommandError: Specify VENDOR and MODEL, or --csv FILE."),
        (["--csv", "missing.csv"], 1, "CommandError: Cannot read missing.csv: No such file or directory."),
    ],
)
def test_bad_usage_is_one_sentence(opened: QuickstartRun, arguments: list[str], code: int, told: str) -> None:
    said = opened.installation.manage("resolve", *arguments)

    assert (said.returncode, said.stdout) == (code, "")
    assert said.stderr.endswith(f"{told}\n")
    assert "Traceback" not in said.stderr


def test_a_fleet_comes_from_stdin_too(opened: QuickstartRun) -> None:
    said = opened.installation.manage("resolve", "--csv", "-", stdin="vendor,model\nWallbox,PLP1-0-2-4\n")

    assert (said.returncode, said.stdout.split()[5:8]) == (0, ["Wallbox", "PLP1-0-2-4", "exact"])


@pytest.mark.parametrize("arguments", [["Zaptec\udcff", "One"], ["Zaptec", "One", "--serial-number", "\udcff"]])
def test_bytes_that_are_no_text_are_dirt_like_any_other(opened: QuickstartRun, arguments: list[str]) -> None:
    said = opened.installation.manage("resolve", *arguments, "--format", "json")

    assert said.returncode == 0
    assert json.loads(said.stdout)[0]["match"] == "none"


@pytest.mark.django_db
@pytest.mark.parametrize("odd", ["x" * 201, "x" * 1_000_000, "\x00", "\x1b[2J", "\u202e", ""])
def test_an_odd_row_is_none_and_takes_no_other_along(tmp_path: Path, odd: str) -> None:
    StationModelFactory(vendor="Zaptec", model="One")
    file = tmp_path / "fleet.csv"
    file.write_text(f"vendor,model\nZaptec,One\nZaptec,{odd}\n{odd},Two\nZaptec\nZaptec,One\n", encoding="utf-8")

    said = run_command("resolve", "--csv", file, "--format", "json")
    shown = run_command("resolve", "--csv", file)

    assert [each["match"] for each in json.loads(said.out)] == ["exact", "none", "none", "none", "exact"]
    assert len(shown.out.splitlines()) == 6
    assert not {"\x00", "\x1b", "\u202e"} & set(shown.out)
    assert max(map(len, shown.out.splitlines())) < 300


def test_a_report_on_the_command_line_may_be_of_any_length(opened: QuickstartRun) -> None:
    said = opened.installation.manage("resolve", "Zaptec", "x" * 5_000)

    assert (said.returncode, said.stderr.splitlines()[-1]) == (
        0,
        "1 report, 0 exact, 0 identity, 0 ambiguous, 1 none: 0 % recognised.",
    )
    assert "longer than any vendor or model" in said.stdout


FLEET = [["Charge Box", "Charge Point Vendor", "MODEL"], ["CS-1", "Zaptec", "One"], ["CS-2", "Zaptec, AS", "One; two"]]


@pytest.mark.django_db
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("before", ["", "\ufeff", "sep={}\n", "\ufeffsep={}\r\n", "\n\n", "{0}{0}\n \n", "SEP={}\n\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_fleet_is_read_as_a_spreadsheet_saves_it(tmp_path: Path, delimiter: str, before: str, end: str) -> None:
    StationModelFactory(vendor="Zaptec", model="One")
    file = tmp_path / "fleet.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        opened.write(before.format(delimiter))
        csv.writer(opened, delimiter=delimiter, lineterminator=end).writerows([*FLEET[:2], [], *FLEET[2:]])

    said = run_command("resolve", "--csv", file, "--format", "json")

    assert said.refusal == ""
    assert [(each["vendor"], each["model"], each["match"]) for each in json.loads(said.out)] == [
        ("Zaptec", "One", "exact"),
        ("Zaptec, AS", "One; two", "none"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "heading",
    [
        "charge_point_vendor,charge_point_model,charge_point_serial_number,fw_version",
        "CHARGE POINT VENDOR, charge-point-model ,Serial No,Firmware Version",
        "Vendor Name,Model,Serial Number,firmwareVersion",
        "Manufacturer,Model Name,SN,FW",
    ],
)
def test_a_heading_may_be_spelled_in_any_way(tmp_path: Path, heading: str) -> None:
    StationModelFactory(vendor="Zaptec", model="One")
    file = tmp_path / "fleet.csv"
    file.write_text(f"{heading}\nZaptec,One,1,2\n", encoding="utf-8")

    assert json.loads(run_command("resolve", "--csv", file, "--format", "json").out)[0]["match"] == "exact"


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_large_fleet_is_read_a_thousand_rows_at_a_time(tmp_path: Path, form: str) -> None:
    StationModelFactory(vendor="Zaptec", model="One")
    file = tmp_path / "fleet.csv"
    file.write_text("vendor,model\n" + "Zaptec,One\n" * 2_500, encoding="utf-8")

    with queries(3 * 2):
        said = run_command("resolve", "--csv", file, "--format", form)

    assert said.err == "2500 reports, 2500 exact, 0 identity, 0 ambiguous, 0 none: 100 % recognised.\n"
    if form == "json":
        assert len(json.loads(said.out)) == 2_500
    else:
        heading, *rows = said.out.splitlines()
        assert len(rows) == 2_500
        assert heading not in rows


@pytest.mark.django_db
def test_what_is_not_recognised_can_be_sent_on_and_read_again(tmp_path: Path) -> None:
    one, two = StationModelFactory(vendor="Zaptec", model="One"), StationModelFactory(vendor="Zaptec", model="Two")
    create_identity("", "ZAP", one, two)
    file, unknown = tmp_path / "fleet.csv", tmp_path / "unknown.csv"
    file.write_text(
        "vendor;model;serial number\nZaptec;One;1\n;ZAP;2\nNobody;=1+1;3\nNobody;=1+1;3\nNobody;'t Zand;4\n", "utf-8"
    )

    said = run_command("resolve", "--csv", file, "--unknown", unknown)
    again = run_command("resolve", "--csv", unknown, "--format", "json")

    assert unknown.read_text("utf-8").splitlines() == [
        "vendor,model,serialNumber,firmwareVersion,match",
        ",ZAP,2,,ambiguous",
        "Nobody,'=1+1,3,,none",
        "Nobody,'t Zand,4,,none",
    ]
    assert said.err.splitlines() == [
        "5 reports, 1 exact, 0 identity, 1 ambiguous, 3 none: 20 % recognised.",
        f"Wrote 3 unresolved reports to {unknown}.",
    ]
    assert [each["model"] for each in json.loads(again.out)] == ["ZAP", "=1+1", "'t Zand"]


@pytest.mark.django_db
def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    said = run_command("resolve", "Nobody", "Nothing", "--unknown", tmp_path)

    assert said.refusal == f"Cannot write {tmp_path}: Is a directory."


@pytest.mark.django_db
def test_a_dry_run_on_an_empty_catalogue_counts_identities_and_writes_none() -> None:
    said = run_command("seed_catalog", "--dry-run")

    assert said.err.splitlines()[1] == (
        "Vendors' other names: 3 created, 0 unchanged. Reported identities: 39 created, 0 unchanged."
    )
    assert ReportedIdentity.objects.count() == 0
    assert CatalogueRevision.objects.get().number == 0
