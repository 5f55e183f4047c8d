"""XLSX: plain values out of a workbook, and none of the harm that one can do."""

import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from catalog.library.reader import read_content
from tests.library.table_files import Cells, a_row, issue_messages, xlsx_of


@pytest.mark.parametrize(
    ("cell", "issue"),
    [
        ("=1+1", "holds a formula: put its value there"),
        ("#REF!", "holds the error #REF!"),
        (
            date(2026, 11, 24),
            "holds a date or time, 2026-11-24 00:00:00: make it a text or number cell, then type it again",
        ),
        (
            datetime(2026, 11, 24, 12),  # noqa: DTZ001
            "holds a date or time, 2026-11-24 12:00:00: make it a text or number cell, then type it again",
        ),
        (time(12), "holds a date or time, 12:00:00: make it a text or number cell, then type it again"),
    ],
)
@pytest.mark.parametrize("column", ["A vendor", "C friendlyName", "J maxVoltage"])
def test_cells_that_hold_no_plain_value_are_refused(column: str, cell: Any, issue: str) -> None:
    letter, name = column.split()

    assert issue_messages(read_content(xlsx_of(a_row(**{name: cell})), "a.xlsx")) == [
        f"2: column {letter} ({name}) {issue}"
    ]


@pytest.mark.parametrize(
    ("changed", "issue"),
    [
        ({"maxVoltage": True}, "2: column J (maxVoltage) must be a number, such as 32 or 32 V, not 'TRUE'"),
        ({"vendor": True}, "2: column A (vendor) must be text, not TRUE: make it a text cell, then type it again"),
        ({"model": 1.5}, "2: column B (model) must be text, not 1.5: make it a text cell, then type it again"),
        (
            {"model": 10**15},
            "2: column B (model) holds the number 1000000000000000 that the sheet shows as 1.00000E+15: "
            "make it a text cell, then type it again",
        ),
    ],
)
def test_a_cell_of_another_kind_is_refused(changed: Cells, issue: str) -> None:
    assert issue_messages(read_content(xlsx_of(a_row(**changed)), "a.xlsx")) == [issue]


def test_a_whole_number_is_an_order_code_and_a_text_of_digits_a_number() -> None:
    [row] = read_content(xlsx_of(a_row(model=9100, maxVoltage="230.5")), "a.xlsx").rows

    assert row.document["model"] == "9100"
    assert row.document["connectors"][0]["maxVoltage"] == Decimal("230.5")


def rezipped(content: bytes, part: str, new: bytes) -> bytes:
    """The workbook with one part replaced."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            archive.writestr(name, new if name == part else old.read(name))
    return changed.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
DAMAGED = "is a damaged workbook; save it again as XLSX"
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("content", "issue"),
    [
        (b"", "is not an XLSX workbook"),
        (b"vendor,model", "is not an XLSX workbook"),
        (xlsx_of(a_row())[:-100], "is not an XLSX workbook"),
        (rezipped(xlsx_of(a_row()), SHEET, b"\0" * (64 * 1024 * 1024 + 1)), "unpacks to more than 64 MiB"),
        (rezipped(xlsx_of(a_row()), SHEET, LAUGHS), DAMAGED),
        (rezipped(xlsx_of(a_row()), SHEET, b"<worksheet>"), DAMAGED),
        (rezipped(xlsx_of(a_row()), "[Content_Types].xml", b"<x/>"), DAMAGED),
    ],
    ids=["empty", "text", "cut", "zip bomb", "entities", "broken sheet", "broken workbook"],
)
def test_what_is_no_harmless_workbook_is_refused(content: bytes, issue: str) -> None:
    assert issue_messages(read_content(content, "a.xlsx")) == [issue]


def test_entities_are_refused_and_not_expanded() -> None:
    assert openpyxl.DEFUSEDXML


def test_a_sheet_that_is_all_gaps_is_read_in_no_time() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="XFD1"><v>1</v></c></row><row r="2000000000"><c r="A2000000000"><v>1</v></c></row>'
        b"</sheetData></worksheet>"
    )

    [issue] = issue_messages(read_content(rezipped(xlsx_of(a_row()), SHEET, sheet), "a.xlsx"))

    assert issue.startswith("1: needs the columns vendor, model, powerType,")
