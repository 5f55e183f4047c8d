"""Uploads that cost more than they weigh: bounded before they are read, and told as a fault of the file."""

import io
import json
import random
import zipfile
from collections.abc import Callable

import pytest

from catalog.library.reader import read_content
from tests.library.table_files import a_row, csv_of, issue_messages, xlsx_of

MIB = 1024 * 1024
NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
TYPES = "[Content_Types].xml"


def with_parts(**parts: bytes) -> bytes:
    """The workbook with those parts in place of its own: `sheet`, `strings`, `styles`, `types`, `workbook`."""
    names = {"sheet": SHEET, "strings": STRINGS, "styles": STYLES, "types": TYPES, "workbook": "xl/workbook.xml"}
    given = {names[name]: content for name, content in parts.items()}
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of(a_row()))) as old,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in old.namelist():
            if name not in given:
                archive.writestr(name, old.read(name))
        for name, content in given.items():
            archive.writestr(name, content)
    return changed.getvalue()


def types() -> bytes:
    with zipfile.ZipFile(io.BytesIO(xlsx_of(a_row()))) as archive:
        return archive.read(TYPES)


def uneven(unit: bytes, length: int) -> bytes:
    """So many bytes of the unit, with a blank here and there: packed to about a thirtieth."""
    blanks = random.Random(1)
    parts = []
    while length > 0:
        parts.append(unit + b" " * (blanks.random() < 0.15))
        length -= len(parts[-1])
    return b"".join(parts)


def a_sheet(content: bytes) -> bytes:
    return b"<worksheet %b><sheetData>%b</sheetData></worksheet>" % (NAMESPACE, content)


def styles_of(length: int) -> bytes:
    return b"<styleSheet %b><cellXfs>%b</cellXfs></styleSheet>" % (NAMESPACE, uneven(b"<xf/>", length))


MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "styles": (lambda: with_parts(styles=styles_of(16 * MIB)), "'xl/styles.xml', which unpacks to more than 1 MiB"),
    "texts": (
        lambda: with_parts(strings=uneven(b"<si/>", 17 * MIB)),
        "'xl/sharedStrings.xml', which unpacks to more than 16 MiB",
    ),
    "a description by another name": (
        lambda: with_parts(
            types=types().replace(b"/xl/workbook.xml", b"/" + SHEET.encode()), sheet=uneven(b"<x/>", 2 * MIB)
        ),
        "'xl/worksheets/sheet1.xml', which unpacks to more than 1 MiB",
    ),
    "a ratio": (lambda: with_parts(sheet=a_sheet(b"<row/>" * (MIB // 3))), "packed to less than 1/100 of its length"),
    "elements": (lambda: with_parts(sheet=a_sheet(uneven(b"<x/>", 9 * MIB))), "has more than 2,000,000 elements"),
    "one row": (
        lambda: with_parts(sheet=a_sheet(b"<row>" + uneven(b"<c/>", 4 * 70_000) + b"</row>")),
        "has a row of more than 65,536 elements",
    ),
    "rows within a row": (
        lambda: with_parts(sheet=a_sheet(b"<row>" + uneven(b"<c/><row/>", 10 * 70_000) + b"</row>")),
        "has a row of more than 65,536 elements",
    ),
    "what looks like rows in one": (
        lambda: with_parts(sheet=a_sheet(b"<row>" + uneven(b"<c/><!--</row><row>-->", 22 * 70_000) + b"</row>")),
        "has a row of more than 65,536 elements",
    ),
    "another encoding": (
        lambda: with_parts(
            types='<?xml version="1.0" encoding="UTF-16"?>'.encode("utf-16")
            + types().replace(b"/xl/workbook.xml", b"/" + SHEET.encode()).decode().encode("utf-16-le"),
            sheet=uneven(b"<x/>", 2 * MIB),
        ),
        "'xl/worksheets/sheet1.xml', which unpacks to more than 1 MiB",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_workbook_that_costs_too_much_is_refused_before_it_is_read(kind: str) -> None:
    make, words = REFUSED[kind]
    content = make()

    [issue] = issue_messages(read_content(content, "a.xlsx"))

    assert len(content) < 2 * MIB
    assert words in issue


def test_a_workbook_with_pictures_and_much_that_is_not_read_is_taken() -> None:
    content = io.BytesIO(with_parts())
    noise = random.Random(1).randbytes(2 * MIB)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", noise)
        archive.writestr("xl/calcChain.xml", b"<calcChain>" + uneven(b'<c r="A1"/>', 2 * MIB) + b"</calcChain>")

    assert issue_messages(read_content(content.getvalue(), "a.xlsx")) == []


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_columns_beyond_the_limit_are_refused_and_empty_ones_are_not(name: str) -> None:
    write = csv_of if name == "a.csv" else xlsx_of
    names = list(a_row())
    empty = [""] * 60 if name == "a.csv" else [None] * 60

    assert issue_messages(read_content(write(a_row(), names=[*names, *empty]), name)) == []  # type: ignore[list-item]


def test_a_heading_of_very_many_columns_is_one_fault() -> None:
    content = ("," * 2_000_000 + "x\n" + "a\n" * 100_000).encode()

    [message] = issue_messages(read_content(content, "a.csv"))

    assert message.startswith("1: needs the columns vendor, model, ")


@pytest.mark.parametrize(("name", "limit"), [("identities", 500), ("connectors", 64)])
def test_entries_of_a_list_that_is_too_long_are_not_judged(name: str, limit: int) -> None:
    row = {
        "vendor": "Alfen",
        "model": "NG910",
        "powerType": "DC",
        "connectors": [{"id": 1, "connectionType": "CHADEMO", "format": "CABLE", "maxAmperage": 1, "maxVoltage": 1,
                        "maxPowerWatts": 1}],
        "configurationKeys": {"ocppUrl": "K"},
        name: [{}] * 100_000,
    }  # fmt: skip

    issues = issue_messages(read_content(json.dumps([row]).encode(), "a.json"))

    assert issues == [f"1: #/0/{name} must have at most {limit} entries, not 100000"]
