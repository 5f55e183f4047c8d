"""Tables as people have them: their words, units, titles, sheets and separators; and what is refused in them."""

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from catalog.library.reader import read_content
from catalog.library.readers.column_choices import ColumnChoices, build_ignored, ignores_all
from tests.library.table_files import NAMES, a_row, csv_of, issue_messages, xlsx_of

HEADING = (
    "Hersteller;Modell;Phasen;Stromart;OCPP key;Connector no.;Plug;Cable or socket;Max. current;Voltage;Power (kW)"
)


def read(text: str, name: str = "a.csv") -> Any:
    return read_content(text.encode(), name)


def connector(text: str) -> dict[str, Any]:
    library = read(text)
    assert library.issues == ()
    [row] = library.rows
    return row.document["connectors"][0]


def a_figure(name: str, cell: str, heading: str | None = None) -> Any:
    names = [heading if heading and each == name else each for each in NAMES]
    row = a_row() | {heading or name: cell}
    library = read_content(csv_of(row, names=names, delimiter=";"), "a.csv")
    return [str(each).split(")", 1)[1].strip() for each in library.issues] or library.rows[0].document["connectors"][0][
        name
    ]


def test_a_table_in_the_words_of_its_writer_is_read() -> None:
    library = read(
        "\ufeffsep=;\nLadestationen 2026;;;\n;;\n"
        + HEADING
        + "\nExample Maker;EX-22;3;AC;CentralSystemAddress;1;Typ 2;Tethered;32A;230 V;22,08\n"
        + "Example Maker;EX-150;;DC;CentralSystemAddress;1;CHAdeMO;cable;350;500;150\n"
        + "Example Maker;EX-22;3;AC;CentralSystemAddress;2;Type 2;Socket;16,5;230;11,385 kW\n".replace(
            "11,385 kW", "11385 W"
        )
    )

    assert library.issues == ()
    ac, dc = library.rows
    assert (ac.document["powerType"], dc.document["powerType"]) == ("AC_3_PHASE", "DC")
    assert ac.document["connectors"] == [
        {
            "id": 1,
            "connectionType": "IEC_62196_T2",
            "format": "CABLE",
            "maxAmperage": 32,
            "maxVoltage": 230,
            "maxPowerWatts": 22080,
        },
        {
            "id": 2,
            "connectionType": "IEC_62196_T2",
            "format": "SOCKET",
            "maxAmperage": Decimal("16.5"),
            "maxVoltage": 230,
            "maxPowerWatts": 11385,
        },
    ]
    assert (ac.line, dc.line) == (5, 6)


@pytest.mark.parametrize(
    ("cell", "watts"),
    [
        ("22080", 22080),
        ("22080 W", 22080),
        ("22 kW", 22000),
        ("22kW", 22000),
        ("7.36 kW", 7360),
        ("7,36 KW", 7360),
        ("0.15 MW", 150_000),
        ("22 080", 22080),
        ("22'080", 22080),
        ("22\u00a0080,5", Decimal("22080.5")),
        ("2.208E4", 22080),
        ("1234.567", Decimal("1234.567")),
        ("22.0800", Decimal("22.08")),
        ("0,125", Decimal("0.125")),
    ],
)
def test_a_power_is_read_where_it_can_mean_one_thing(cell: str, watts: Any) -> None:
    assert a_figure("maxPowerWatts", cell) == watts


@pytest.mark.parametrize(
    ("cell", "issue"),
    [
        ("22.080", "can be read as 22080 or as 22.08: write 22080 or 22.08, not '22.080'"),
        ("1,234", "can be read as 1234 or as 1.234: write 1234 or 1.2340, not '1,234'"),
        ("22.080 kW", "can be read as 22080 or as 22.08: write 22080 or 22.08, not '22.080 kW'"),
        ("1.234,5", "has separators of thousands, '1.234,5': write 1234.5"),
        ("1,234.5", "has separators of thousands, '1,234.5': write 1234.5"),
        ("1.234.567", "has separators of thousands, '1.234.567': write 1234567"),
        ("22 kVA", "must be a number in W or kW or MW, not '22 kVA'"),
        ("22 mW", "must be a number in W or kW or MW, not '22 mW'"),
        ("32 A", "must be a number in W or kW or MW, not '32 A'"),
        ("50%", "must be a number in W or kW or MW, not '50%'"),
        ("~22", "must be a number, such as 32 or 32 W, not '~22'"),
        ("3x32", "must be a number, such as 32 or 32 W, not '3x32'"),
        ("11-22 kW", "must be a number, such as 32 or 32 W, not '11-22 kW'"),
        ("22,", "must be a number, such as 32 or 32 W, not '22,'"),
        ("1.2.3", "must be a number, not '1.2.3'"),
        ("200 MW", "must be at most 100000000, not 200000000 (the cell says '200 MW')"),
    ],
)
def test_a_power_that_can_mean_two_things_is_refused_as_it_was_typed(cell: str, issue: str) -> None:
    assert a_figure("maxPowerWatts", cell) == [issue]


@pytest.mark.parametrize(
    ("heading", "cell", "watts"),
    [
        ("Power (kW)", "22", 22000),
        ("POWER  [KW]", "22,5", 22500),
        ("Leistung in kW", "22", 22000),
        ("max_power_kw", "7.4", 7400),
        ("maxPowerKw", "7.4", 7400),
        ("Max. power (W)", "22080", 22080),
        ("Power", "22 kW", 22000),
        ("Power (kW)", "22000 W", 22000),
    ],
)
def test_a_unit_in_the_heading_scales(heading: str, cell: str, watts: int) -> None:
    assert a_figure("maxPowerWatts", cell, heading) == watts


def test_a_power_without_any_unit_is_refused_with_both_readings() -> None:
    assert a_figure("maxPowerWatts", "22", "Power") == [
        "may be 22 W or 22 kW: write the unit behind the number, or into the heading"
    ]


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("connectionType", "Type 2", "IEC_62196_T2"),
        ("connectionType", "iec_62196_t2_combo", "IEC_62196_T2_COMBO"),
        ("connectionType", "CCS2", "IEC_62196_T2_COMBO"),
        ("connectionType", "CCS Combo 1", "IEC_62196_T1_COMBO"),
        ("connectionType", "CHAdeMO", "CHADEMO"),
        ("connectionType", "Type 1 (J1772)", "IEC_62196_T1"),
        ("connectionType", "NACS", "SAE_J3400"),
        ("format", "Socket", "SOCKET"),
        ("format", "tethered", "CABLE"),
    ],
)
def test_values_are_read_in_the_words_of_people(name: str, cell: str, value: str) -> None:
    assert a_figure(name, cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [("AC, 3 phases", "AC_3_PHASE"), ("ac_1_phase", "AC_1_PHASE"), ("dc", "DC"), ("3-phasig", "AC_3_PHASE")],
)
def test_power_types_are_read_in_the_words_of_people(cell: str, value: str) -> None:
    [row] = read_content(csv_of(a_row(powerType=cell), delimiter=";"), "a.csv").rows

    assert row.document["powerType"] == value


@pytest.mark.parametrize(
    ("power_type", "phases", "said"),
    [
        ("AC", "3", "AC_3_PHASE"),
        ("", "1", "AC_1_PHASE"),
        ("", "DC", "DC"),
        ("DC", "3", "DC"),
        ("AC_1_PHASE", "3", "is 'AC_1_PHASE', and the phases say AC_3_PHASE: correct one of the two"),
        ("AC", "2", "must be 1 or 3, or DC, not '2'"),
        ("", "", "must not be empty"),
    ],
)
def test_the_kind_of_current_and_the_phases_make_the_power_type(power_type: str, phases: str, said: str) -> None:
    library = read_content(csv_of(a_row(powerType=power_type, Phases=phases), names=["Phases", *NAMES]), "a.csv")

    issues = [str(each).split(")", 1)[1].strip() for each in library.issues]
    assert (issues or [library.rows[0].document["powerType"]]) == [said]


def test_ccs_is_ccs2_with_a_note_and_refused_beside_plugs_of_north_america() -> None:
    european = read_content(csv_of(a_row(connectionType="CCS")), "a.csv")
    american = read_content(csv_of(a_row(connectionType="CCS"), a_row(connectorId=2, connectionType="NACS")), "a.csv")

    assert european.rows[0].document["connectors"][0]["connectionType"] == "IEC_62196_T2_COMBO"
    assert [str(each) for each in european.notes] == [
        "a.csv:2: column G (connectionType) 'CCS' is read as CCS2 (1 row): write CCS1 where that is meant"
    ]
    assert issue_messages(american) == [
        "2: column G (connectionType) may be CCS1 or CCS2 in a table with plugs of North America, 'CCS': write which"
    ]
    assert american.rows == ()


@pytest.mark.parametrize("cell", ["WAHR", "yes", "true", "x"])
def test_yes_is_true(cell: str) -> None:
    [row] = read_content(csv_of(a_row(archived=cell), names=[*NAMES, "archived"]), "a.csv").rows

    assert row.is_archived


def test_a_word_that_is_not_known_is_told_as_it_was_typed_with_what_may_be_meant() -> None:
    library = read_content(
        csv_of(a_row(connectionType="Typee 2", archived="WAHRR"), names=[*NAMES, "archived"]), "a.csv"
    )

    plug, archived = issue_messages(library)
    assert plug == "2: column G (connectionType) cannot be 'Typee 2'; did you mean Type 2?"
    assert archived == "2: column L (archived) must be true or false, yes or no, not 'WAHRR'"


def test_columns_that_are_not_known_are_told_once_and_ignored_only_when_that_is_asked_for() -> None:
    content = csv_of(
        *(a_row(model=f"EX-{each}", Notes="x", Colour="red", **{"": "z"}) for each in range(3)),
        names=["Notes", *NAMES, "Colour", ""],
    )

    refused = read_content(content, "a.csv")
    half = read_content(content, "a.csv", ColumnChoices(build_ignored(["NOTES"])))
    named = read_content(content, "a.csv", ColumnChoices(build_ignored(["notes", "colour", "N"])))
    every = read_content(content, "a.csv", ColumnChoices(ignores_all))

    assert [line.split(";")[0] for line in issue_messages(refused)] == [
        "1: column A (Notes) is not known",
        "1: column M (Colour) is not known",
        "2: column N holds values, and has no heading: give it one, or empty it",
    ]
    assert next(line.split(";")[0] for line in issue_messages(half)) == "1: column M (Colour) is not known"
    for library in (named, every):
        assert library.issues == ()
        assert len(library) == 3
        assert [str(each) for each in library.notes] == [
            "a.csv:1: column A (Notes) is ignored",
            "a.csv:1: column M (Colour) is ignored",
            "a.csv:2: column N is ignored, and has no heading",
        ]


def test_a_heading_with_a_slip_is_told_with_what_is_meant() -> None:
    [unknown, missing] = issue_messages(read_content(csv_of(a_row(), names=["Vendr", *NAMES[1:]]), "a.csv"))

    assert unknown.startswith("1: column A (Vendr) is not known; did you mean vendor? Rename it, or have it ignored: ")
    assert missing == "1: needs the columns vendor, which are missing in its heading"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_separator_and_every_encoding_that_names_itself_is_read(encoding: str, delimiter: str) -> None:
    text = csv_of(a_row(vendor="Müller", maxVoltage="230.5"), delimiter=delimiter).decode().encode(encoding)

    [row] = read_content(text, "a.csv").rows

    assert row.document["vendor"] == "Müller"
    assert row.document["connectors"][0]["maxVoltage"] == Decimal("230.5")


def test_a_code_that_a_spreadsheet_rounded_is_refused_in_csv_too() -> None:
    assert issue_messages(read_content(csv_of(a_row(model="1.20E+05")), "a.csv")) == [
        "2: column B (model) holds a number that a spreadsheet shows as 1.20E+05: "
        "make it a text cell, then type it again"
    ]
    assert read_content(csv_of(a_row(model="12E4")), "a.csv").rows[0].document["model"] == "12E4"


def workbook(*sheets: tuple[str, list[list[Any]]], hidden: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in sheets:
        sheet = book.create_sheet(title)
        sheet.sheet_state = "hidden" if title == hidden else "visible"
        for line in lines:
            sheet.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


LINES = [[*NAMES], [a_row()[name] for name in NAMES]]


def test_the_sheet_that_has_the_heading_is_read_below_its_title() -> None:
    content = workbook(("Cover", [["Our chargers"], [1, 2]]), ("List", [["Title"], [], *LINES]), ("Notes", [["model"]]))

    library = read_content(content, "a.xlsx")

    assert library.issues == ()
    assert [row.line for row in library.rows] == [4]


def test_a_hidden_sheet_is_not_read_and_two_that_are_shown_are_refused() -> None:
    sheets = (("Old", LINES), ("New", LINES))

    assert read_content(workbook(*sheets, hidden="Old"), "a.xlsx").issues == ()
    assert issue_messages(read_content(workbook(*sheets), "a.xlsx")) == [
        "has such a heading on several sheets, 'Old', 'New': keep one, or save each as a file"
    ]


def formatted(name: str, value: Any, number_format: str) -> Any:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(a_row(**{name: value}))))
    book.active.cell(2, NAMES.index(name) + 1).number_format = number_format
    content = io.BytesIO()
    book.save(content)
    return read_content(content.getvalue(), "a.xlsx")


@pytest.mark.parametrize(
    ("name", "value", "number_format", "read"),
    [
        ("model", 59015, "000000", "059015"),
        ("model", 59015, "@", "59015"),
        ("maxPowerWatts", 22080, "#,##0", 22080),
        ("maxPowerWatts", 22, '0" kW"', 22000),
        ("maxPowerWatts", 7.4, '0.0\\ "kW"', 7400),
        ("maxAmperage", 16.5, "0.00", Decimal("16.5")),
    ],
)
def test_what_a_workbook_shows_counts(name: str, value: Any, number_format: str, read: Any) -> None:
    library = formatted(name, value, number_format)

    assert library.issues == ()
    document = library.rows[0].document
    assert (document | document["connectors"][0])[name] == read


@pytest.mark.parametrize(
    ("name", "value", "number_format", "issue"),
    [
        ("model", 120000, "0.00E+00", "holds the number 120000 that the sheet shows as 1.20E+05: "),
        ("model", 4012345678901, "General", "holds the number 4012345678901 that the sheet shows as 4.01235E+12: "),
        ("model", 59015, "#,##0", "holds the number 59015 that the sheet shows as 59,015: "),
        ("maxPowerWatts", 16.1, "0", "holds 16.1, which the sheet shows as 16: type the number that is meant"),
        ("maxPowerWatts", 0.5, "0%", "holds 0.5, which the sheet shows as a percentage or in thousands: "),
        ("maxPowerWatts", 22080, "0,", "holds 22080, which the sheet shows as a percentage or in thousands: "),
        ("maxPowerWatts", 32, '0" A"', "must be a number in W or kW or MW, not '32 A'"),
        ("maxAmperage", 32, "yyyy-mm-dd", "holds a date or time, 1900-02-01 00:00:00: "),
    ],
)
def test_what_a_workbook_shows_otherwise_is_refused(name: str, value: Any, number_format: str, issue: str) -> None:
    library = formatted(name, value, number_format)

    [said] = issue_messages(library)
    assert said.split(") ", 1)[1].startswith(issue)
    assert library.rows == ()
