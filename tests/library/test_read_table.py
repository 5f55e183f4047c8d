"""`read_table`: the rows of any table file, below the heading that its caller looks for."""

from pathlib import Path

import pytest

from catalog.library.readers.cells import text_of
from catalog.library.readers.table import Table, TableError
from catalog.library.readers.table_files import read_table
from tests.library.table_files import xlsx_of
from tests.library.test_tables_of_people import workbook

FLEET = {"chargepointvendor", "chargepointmodel", "vendor", "model"}


def is_of_fleet(heading: str) -> bool:
    return heading.casefold().replace("_", "").replace(" ", "") in FLEET


def texts_of(table: Table) -> list[tuple[int, list[str]]]:
    return [(line, [text_of(each) for each in cells]) for line, cells in table.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("before", ["", "\r\n\r\n", "My fleet\r\n", "sep={}\r\n"])
def test_the_heading_that_is_looked_for_is_found(delimiter: str, encoding: str, before: str) -> None:
    lines = ["charge_box_id,charge_point_vendor,charge_point_model", "CS-1,Müller,PLP1-0-2-4", "", "CS-2,ABB,CDT::NET"]
    text = before.format(delimiter) + "\r\n".join(lines).replace(",", delimiter)

    table = read_table(text.encode(encoding), "fleet.csv", is_heading=is_of_fleet)

    first = 1 + before.count("\r\n")
    assert table.line == first
    assert table.headings == ["charge_box_id", "charge_point_vendor", "charge_point_model"]
    assert texts_of(table) == [
        (first + 1, ["CS-1", "Müller", "PLP1-0-2-4"]),
        (first + 3, ["CS-2", "ABB", "CDT::NET"]),
    ]


def test_a_path_is_read_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "fleet.xlsx"
    file.write_bytes(workbook(("Cover", [["Fleet"]]), ("Fleet", [[], ["Vendor", "Model"], ["ABB", 59015]])))

    table = read_table(file, is_heading=is_of_fleet)

    assert (table.line, table.sheet, table.headings[:2]) == (2, "Fleet", ["Vendor", "Model"])
    assert [(line, cells[:2]) for line, cells in texts_of(table)] == [(3, ["ABB", "59015"])]


def test_a_file_without_such_a_heading_begins_with_its_first_row() -> None:
    table = read_table(b"\r\na;b\r\n1;2\r\n", is_heading=is_of_fleet)

    assert (table.line, table.headings) == (2, ["a", "b"])
    assert texts_of(table) == [(3, ["1", "2"])]


@pytest.mark.parametrize("line", ['sep="', "sep=\r", "sep=", "sep=ab", "sep=\x00"])
def test_a_separator_that_is_none_is_a_title(line: str) -> None:
    table = read_table(f"{line}\r\nvendor;model\r\n1;2\r\n".encode(), is_heading=is_of_fleet)

    assert [cells for _, cells in texts_of(table)] == [["1", "2"]]


def test_an_empty_file_has_no_heading() -> None:
    table = read_table(b"")

    assert (table.headings, texts_of(table)) == ([], [])


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b'a;b\r\n"c', "a.csv", "line 2: is not valid CSV: unexpected end of data"),
        ("a;b\r\nM\xfcller;c".encode("latin-1"), "a.csv", "line 2: is not UTF-8: byte 0xFC is no part of a character"),
        (b"\xff\xfea", "a.csv", "is not UTF-16 to its end"),
        (b"a;b", "a.xlsx", "is not an XLSX workbook"),
        (xlsx_of()[:-20], "a.xlsx", "is not an XLSX workbook"),
    ],
    ids=["open quote", "latin-1", "half a character", "text", "cut"],
)
def test_what_is_no_table_is_an_error_with_its_line(content: bytes, name: str, said: str) -> None:
    with pytest.raises(TableError) as refusal:
        list(read_table(content, name).rows)

    assert str(refusal.value).startswith(said)


def test_many_sheets_of_gaps_are_looked_through_to_a_bound() -> None:
    from catalog.library.readers.xlsx_rows import HEADING_LINE_MAX

    far = [[] for _ in range(HEADING_LINE_MAX)]
    content = workbook(("Far", [*far, ["Vendor", "Model"]]), ("Near", [["Vendor"], ["ABB"]]))

    assert read_table(content, "a.xlsx", is_heading=is_of_fleet).sheet == "Near"
