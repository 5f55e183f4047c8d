"""`resolve`: a pair, or a fleet from a file; nothing is written, and every refusal is one sentence."""

import json
from pathlib import Path

import pytest

from catalog.models import CatalogueRevision, ReportedIdentity, UnknownHardware
from catalog.resolve import inbox_writer
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory
from tests.management import QuickstartRun, run_command
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
        (b"vendor,model\nZaptec,One\nZaptec\n", "line 3: has 1 values, fewer than the heading asks for"),
        (b"vendor,model\nZaptec,\xff\n", "line 2: is not UTF-8"),
        (b"vendor,model\nZaptec," + b"x" * 201, "line 2: has a model of 201 characters; at most 200 are read"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "fleet.csv"
    file.write_bytes(content)

    said = run_command("resolve", "--csv", file)

    assert (said.out, said.refusal) == ("", f"{file}, {told}. Nothing was resolved.")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([], 2, "CommandError: Give a vendor and a model, or --csv FILE."),
        (["Zaptec"], 2, "CommandError: Give a vendor and a model, or --csv FILE."),
        (["Zaptec", "One", "--csv", "-"], 2, "CommandError: Give a vendor and a model, or --csv FILE."),
        (["Zaptec", "x" * 201], 2, "has 201 characters; at most 200 are read"),
        (["--csv", "missing.csv"], 1, "CommandError: missing.csv cannot be read: No such file or directory."),
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
def test_bytes_that_are_no_text_are_refused(opened: QuickstartRun, arguments: list[str]) -> None:
    said = opened.installation.manage("resolve", *arguments)

    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.endswith(": is not UTF-8\n")


@pytest.mark.django_db
def test_a_dry_run_on_an_empty_catalogue_counts_identities_and_writes_none() -> None:
    said = run_command("seed_catalog", "--dry-run")

    assert said.err.splitlines()[1] == (
        "Vendors' other names: 3 created, 0 unchanged. Reported identities: 19 created, 0 unchanged."
    )
    assert ReportedIdentity.objects.count() == 0
    assert CatalogueRevision.objects.get().number == 0
