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
    assert [str(fault) for fault in shipped.faults] == []


def test_it_has_261_rows_of_68_vendors(shipped: Library) -> None:
    assert len(shipped.rows) == 261
    assert len(FILES) == 68
    assert len({row.document["vendor"] for row in shipped.rows}) == 68


def test_every_shipped_row_says_where_its_facts_come_from_and_is_offered(shipped: Library) -> None:
    """Which a file of anyone else's may leave out."""
    assert [row for row in shipped.rows if not row.source or not row.confidence or row.is_archived] == []


def test_it_has_the_counted_power_types_connectors_and_confidences(shipped: Library) -> None:
    power_types = Counter(row.document["powerType"] for row in shipped.rows)
    formats = Counter(connector["format"] for row in shipped.rows for connector in row.document["connectors"])
    confidences = Counter(row.confidence for row in shipped.rows)

    assert power_types == {"AC_1_PHASE": 95, "AC_3_PHASE": 127, "DC": 39}
    assert formats == {"CABLE": 222, "SOCKET": 103}
    assert confidences == {"cited": 97, "known": 164}


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
    assert row.confidence == "cited"
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
