"""The library that ships with the product is whole and in order."""

import re
from collections import Counter

import pytest

from catalog.library.reader import SHIPPED, Library, read_files

FILES = sorted(SHIPPED.glob("*.yaml"))


@pytest.fixture(scope="module")
def shipped() -> Library:
    return read_files([SHIPPED])


def test_every_shipped_row_is_valid(shipped: Library) -> None:
    assert [str(issue) for issue in shipped.issues] == []


def test_it_has_485_rows_of_89_vendors(shipped: Library) -> None:
    assert len(shipped.rows) == 485
    assert len(FILES) == 89
    assert len({row.document["vendor"] for row in shipped.rows}) == 89


def test_no_fact_of_a_shipped_row_is_without_a_level(shipped: Library) -> None:
    """Which a file of anyone else's may leave out."""
    subjects = ["designation", "ratings", "ocppUrl"]

    assert [row for row in shipped.rows if row.is_archived] == []
    for row in shipped.rows:
        assert list(row.evidence) == subjects + (["image"] if row.document.get("imageUrl") else []), row


def test_a_generic_key_is_never_shown_as_more_than_an_assumption(shipped: Library) -> None:
    generic = [row for row in shipped.rows if row.document["configurationKeys"]["ocppUrl"] == "ocppCsmsUrl"]

    assert len(generic) > 300
    assert {row.evidence["ocppUrl"]["level"] for row in generic} == {"assumed"}


def test_what_is_marked_known_is_not_cited(shipped: Library) -> None:
    for row in shipped.rows:
        for subject, evidence in row.evidence.items():
            if evidence["level"] in ("cited", "derived"):
                told = f"{evidence['source']} {evidence.get('note', '')}"
                assert "(known" not in told, (row, subject)
                assert "general knowledge" not in told, (row, subject)
                assert "index file" not in told, (row, subject)


def test_it_has_the_counted_power_types_connectors_and_levels(shipped: Library) -> None:
    power_types = Counter(row.document["powerType"] for row in shipped.rows)
    formats = Counter(connector["format"] for row in shipped.rows for connector in row.document["connectors"])
    levels = {
        subject: Counter(row.evidence[subject]["level"] for row in shipped.rows)
        for subject in ("designation", "ratings", "ocppUrl")
    }

    assert power_types == {"AC_1_PHASE": 197, "AC_3_PHASE": 195, "DC": 93}
    assert formats == {"CABLE": 425, "SOCKET": 206}
    assert levels == {
        "designation": {"cited": 341, "known": 144},
        "ratings": {"cited": 27, "derived": 100, "known": 358},
        "ocppUrl": {"cited": 67, "derived": 18, "assumed": 400},
    }


def test_a_row_is_the_create_request_and_its_origin_apart(shipped: Library) -> None:
    row = next(row for row in shipped.rows if row.document["model"] == "ADC-180-480-C1C1-AC1R")

    assert row.document == {
        "vendor": "ABB",
        "model": "ADC-180-480-C1C1-AC1R",
        "friendlyName": "Terra 184, dual CCS1 (North America)",
        "powerType": "DC",
        "connectors": [
            {
                "id": connector_id,
                "connectionType": "IEC_62196_T1_COMBO",
                "format": "CABLE",
                "maxAmperage": 200,
                "maxVoltage": 920,
                "maxPowerWatts": 180000,
            }
            for connector_id in (1, 2)
        ],
        "configurationKeys": {"ocppUrl": "ocppCsmsUrl"},
    }
    assert row.evidence["ratings"]["level"] == "derived"
    assert row.file == SHIPPED / "abb.yaml"
    assert row.file.read_text(encoding="utf-8").splitlines()[row.line - 1] == "- vendor: ABB"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_holds_one_vendor_and_is_named_by_it(file, shipped: Library) -> None:
    vendors = {row.document["vendor"] for row in shipped.rows if row.file == file}

    assert len(vendors) == 1
    assert re.sub("[^a-z0-9]+", "-", vendors.pop().lower()) == file.stem


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_tells_editors_about_the_schema(file) -> None:
    first_line = file.read_text(encoding="utf-8").splitlines()[0]

    assert first_line == "# yaml-language-server: $schema=../schema.json"
    assert (file.parent / "../schema.json").is_file()
