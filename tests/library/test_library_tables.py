"""CSV and XLSX files alike: a row a connector, and what is said of cells, columns and rows that cannot be."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from catalog.library.reader import Library, read_content
from tests.library.table_files import NAMES, Cells, a_row, csv_of, issue_messages, xlsx_of

Table = Callable[..., Library]


@pytest.fixture(params=["csv", "xlsx"])
def read_rows(request: pytest.FixtureRequest) -> Table:
    """In both formats of tables."""

    def read_rows(*rows: Cells, **options: Any) -> Library:
        make = csv_of if request.param == "csv" else xlsx_of
        return read_content(make(*rows, **options), "table." + request.param)

    return read_rows


def test_rows_below_each_other_are_one_model(read_rows: Table) -> None:
    library = read_rows(
        a_row(connectorId=2),
        a_row(connectorId=1, maxAmperage=16.1, format="CABLE"),
        a_row(model="NG911", friendlyName=""),
    )

    assert library.issues == ()
    first, second = library.rows
    assert first.document == {
        "vendor": "Alfen",
        "model": "NG910",
        "friendlyName": "Eve Double",
        "powerType": "AC_1_PHASE",
        "configurationKeys": {"ocppUrl": "BackOffice-URL-wired"},
        "connectors": [
            {
                "id": 2,
                "connectionType": "IEC_62196_T2",
                "format": "SOCKET",
                "maxAmperage": 32,
                "maxVoltage": 230,
                "maxPowerWatts": 7360,
            },
            {
                "id": 1,
                "connectionType": "IEC_62196_T2",
                "format": "CABLE",
                "maxAmperage": Decimal("16.1"),
                "maxVoltage": 230,
                "maxPowerWatts": 7360,
            },
        ],
    }
    assert (first.line, second.line) == (2, 4)
    assert second.document["model"] == "NG911"
    assert "friendlyName" not in second.document


def test_numbers_tell_models_of_one_name_apart(read_rows: Table) -> None:
    rows = [a_row(number=number, archived="true", connectorId=each) for number, each in ((1, 1), (1, 2), (2, 1))]

    library = read_rows(*rows, names=["number", "archived", *NAMES])

    assert library.issues == ()
    assert [len(row.document["connectors"]) for row in library.rows] == [2, 1]
    assert [row.is_archived for row in library.rows] == [True, True]


def test_rows_of_one_model_may_stand_apart(read_rows: Table) -> None:
    library = read_rows(a_row(), a_row(model="NG911"), a_row(vendor="ALFEN", connectorId=2))

    assert issue_messages(library) == [
        "4: column A (vendor) must be the same in all rows of a model; in row 2 it is 'Alfen'"
    ]
    library = read_rows(a_row(), a_row(model="NG911"), a_row(connectorId=2))
    assert library.issues == ()
    assert [[each["id"] for each in row.document["connectors"]] for row in library.rows] == [[1, 2], [1]]


def test_a_model_under_two_numbers_is_a_twin_and_told_by_its_row(read_rows: Table) -> None:
    library = read_rows(a_row(number=1), a_row(number=2), names=["number", *NAMES])

    [twin] = issue_messages(library)
    assert twin.startswith("3: has the same vendor and model as table.")
    assert twin.endswith(", row 2")


def test_columns_in_any_order_and_empty_rows_are_fine(read_rows: Table) -> None:
    library = read_rows({}, a_row(), {}, a_row(connectorId=2), names=[*reversed(NAMES), ""])

    assert library.issues == ()
    [row] = library.rows
    assert [each["id"] for each in row.document["connectors"]] == [1, 2]
    assert row.line == 3


def test_texts_are_trimmed_and_the_apostrophe_before_a_formula_is_taken_off(read_rows: Table) -> None:
    library = read_rows(a_row(vendor=" '=1+1 ", model="'t Zand", friendlyName="''-x"))

    assert library.issues == ()
    [row] = library.rows
    assert [row.document[name] for name in ("vendor", "model", "friendlyName")] == ["=1+1", "'t Zand", "'-x"]


@pytest.mark.parametrize(
    ("changed", "issue"),
    [
        ({"vendor": ""}, "2: column A (vendor) must not be empty"),
        ({"maxVoltage": ""}, "2: column J (maxVoltage) must not be empty"),
        ({"maxVoltage": 0}, "2: column J (maxVoltage) must be greater than 0, not 0"),
        ({"maxVoltage": "high"}, "2: column J (maxVoltage) must be a number, such as 32 or 32 V, not 'high'"),
        ({"maxVoltage": "1e9999"}, "2: column J (maxVoltage) has more digits than can be stored exactly"),
        (
            {"maxVoltage": "0.0000001"},
            "2: column J (maxVoltage) must have at most 6 decimal places, not 1E-7 (the cell says '0.0000001')",
        ),
        ({"connectorId": 1.5}, "2: column F (connectorId) must be a whole number, not the number 1.5"),
        (
            {"powerType": "AC"},
            "2: column D (powerType) cannot be 'AC', which may be AC, 1 phase or AC, 3 phases",
        ),
        ({"ocppUrl": "x" * 201}, "2: column E (ocppUrl) must have at most 200 characters, not 201"),
        ({"vendor": "x" * 32_000}, "2: column A (vendor) must have at most 200 characters, not 32000"),
    ],
)
def test_a_fault_is_told_with_its_row_and_column(read_rows: Table, changed: Cells, issue: str) -> None:
    library = read_rows(a_row(**changed))

    assert issue_messages(library) == [issue]
    assert library.rows == ()


def test_the_rows_of_a_model_must_agree(read_rows: Table) -> None:
    library = read_rows(a_row(), a_row(connectorId=2, friendlyName="Eve"), a_row(connectorId=3, powerType="DC"))

    assert issue_messages(library) == [
        "3: column C (friendlyName) must be the same in all rows of a model; in row 2 it is 'Eve Double'",
        "4: column D (powerType) must be the same in all rows of a model; in row 2 it is 'AC_1_PHASE'",
    ]


def test_a_connector_twice_is_told_at_its_row(read_rows: Table) -> None:
    assert issue_messages(read_rows(a_row(), a_row())) == [
        "3: column F (connectorId) must be unique in the model; 1 is taken in row 2"
    ]


def test_columns_that_are_missing_unknown_or_there_twice_are_told_at_once(read_rows: Table) -> None:
    library = read_rows(a_row(), names=["vendor", "model", "Vendor", "model", *NAMES[3:-2]])

    vendor_again, model_again, missing = issue_messages(library)
    assert vendor_again == "1: column C (Vendor) is vendor again, as column A (vendor) is: keep one"
    assert model_again == "1: column D (model) is model again, as column B (model) is: keep one"
    assert missing == "1: needs the columns maxVoltage, maxPowerWatts, which are missing in its heading"


def test_a_value_in_a_column_without_a_name_is_refused(read_rows: Table) -> None:
    library = read_rows(a_row(**{"": "x"}), names=[*NAMES, ""])

    assert issue_messages(library) == ["2: column L holds values, and has no heading: give it one, or empty it"]


def test_an_empty_table_needs_its_columns(read_rows: Table) -> None:
    [issue] = issue_messages(read_rows(names=[""]))

    assert issue.startswith("1: needs the columns vendor, model, powerType,")


@pytest.mark.parametrize(("cell", "is_archived"), [("true", True), ("TRUE", True), ("False", False), ("", False)])
def test_archived_is_true_or_false(read_rows: Table, cell: str, is_archived: bool) -> None:
    [row] = read_rows(a_row(archived=cell), names=[*NAMES, "archived"]).rows

    assert row.is_archived is is_archived


@pytest.mark.parametrize(("cell", "shown"), [("maybe", "'maybe'"), (1, "'1'")])
def test_archived_is_nothing_else(read_rows: Table, cell: Any, shown: str) -> None:
    library = read_rows(a_row(archived=cell), names=[*NAMES, "archived"])

    assert issue_messages(library) == [f"2: column L (archived) must be true or false, yes or no, not {shown}"]


def test_no_more_than_a_thousand_faults_are_told(read_rows: Table) -> None:
    issues = issue_messages(read_rows(*[a_row(maxVoltage="")] * 2_000))

    assert len(issues) == 1_001
    assert "has more than 1000 issues; only the first 1000 are listed" in issues
