"""CSV as spreadsheets of all sorts write it."""

from decimal import Decimal

import pytest

from catalog.library.reader import read_content
from tests.library.table_files import a_row, csv_of, issue_messages


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_csv_with_another_delimiter_is_recognised(delimiter: str) -> None:
    library = read_content(b"\xef\xbb\xbf" + csv_of(a_row(model="NG,910"), delimiter=delimiter), "a.CSV")

    assert library.issues == ()
    assert library.rows[0].document["model"] == "NG,910"


@pytest.mark.parametrize(
    ("cell", "volts"), [("230,5", "230.5"), ("230.5", "230.5"), ("0.125", "0.125"), ("230", "230")]
)
def test_beside_semicolons_a_comma_is_a_decimal_one(cell: str, volts: str) -> None:
    library = read_content(csv_of(a_row(maxVoltage=cell), delimiter=";"), "a.csv")

    assert library.issues == ()
    assert library.rows[0].document["connectors"][0]["maxVoltage"] == Decimal(volts)


def test_a_number_with_thousands_is_not_guessed() -> None:
    semicolons = read_content(csv_of(a_row(maxPowerWatts="22.080"), delimiter=";"), "a.csv")
    commas = read_content(csv_of(a_row(maxPowerWatts='"22,080"')), "a.csv")

    assert issue_messages(semicolons) == [
        "2: column K (maxPowerWatts) can be read as 22080 or as 22.08: write 22080 or 22.08, not '22.080'"
    ]
    assert issue_messages(commas) == [
        "2: column K (maxPowerWatts) can be read as 22080 or as 22.08: write 22080 or 22.08, not '22,080'"
    ]


def test_rows_are_counted_by_the_lines_of_the_file() -> None:
    content = csv_of(a_row(friendlyName='"two\r\nlines"'), a_row(model="NG911", maxVoltage=0))

    assert [line.split(" ")[0] for line in issue_messages(read_content(content, "a.csv"))] == ["2:", "4:"]


@pytest.mark.parametrize(
    ("content", "issue"),
    [
        (csv_of(a_row(vendor='"Alfen')), "2: is not valid CSV: unexpected end of data"),
        (csv_of(a_row(vendor='"Al"fen')), "2: is not valid CSV: ',' expected after '\"'"),
        (csv_of(a_row(vendor="x" * 200_000)), "2: is not valid CSV: field larger than field limit (131072)"),
        (
            csv_of(a_row()).replace(b"Double", b"D\xf6uble"),
            "2: is not UTF-8: byte 0xF6 is no part of a character; save it as CSV UTF-8",
        ),
        (
            csv_of(a_row(vendor="a\x00b")),
            "2: column A (vendor) must not contain control characters, line breaks or bidirectional overrides",
        ),
    ],
    ids=["open quote", "text behind a quote", "endless cell", "latin-1", "NUL"],
)
def test_broken_csv_is_refused(content: bytes, issue: str) -> None:
    assert issue_messages(read_content(content, "a.csv")) == [issue]
