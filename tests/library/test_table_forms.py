"""A table reads to the same rows in whatever form it was written; and what can be read in two ways is refused."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from catalog.library.reader import read_content
from tests.library.table_files import NAMES, a_row, csv_of, xlsx_of
from tests.library.table_forms import Rendered, tables


def assert_read_as_meant(table: Rendered) -> None:
    library = read_content(table.content, table.name)

    assert [str(each) for each in library.issues] == []
    assert [row.document for row in library.rows] == table.documents


def assert_two_ways_refused(*, column: str, whole: int, rest: int, sign: str, unit: str, delimiter: str) -> None:
    cell = f"{whole}{sign}{rest:03}{unit if column == 'maxPowerWatts' else ''}"
    row: dict[str, Any] = a_row(**{column: cell})
    quoted = {name: f'"{value}"' for name, value in row.items()}
    for content, name in ((csv_of(quoted, delimiter=delimiter), "a.csv"), (xlsx_of(row), "a.xlsx")):
        library = read_content(content, name)

        [issue] = library.issues
        assert issue.column == f"column {'ABCDEFGHIJK'[NAMES.index(column)]} ({column})"
        assert issue.message.startswith(f"can be read as {whole}{rest:03} or as {whole}.")
        assert re.search(re.escape(repr(cell)), issue.message)
        assert len(library) == 0


two_ways = {
    "column": st.sampled_from(["maxAmperage", "maxVoltage", "maxPowerWatts"]),
    "whole": st.integers(1, 999),
    "rest": st.integers(0, 999),
    "sign": st.sampled_from(".,"),
    "unit": st.sampled_from(["", " W", "kW"]),
    "delimiter": st.sampled_from(",;\t|"),
}


@given(tables())
def test_a_table_is_read_as_it_was_meant_in_every_form(table: Rendered) -> None:
    assert_read_as_meant(table)


@given(**two_ways)
def test_a_number_that_can_be_read_in_two_ways_is_refused_in_every_form(**cell: Any) -> None:
    assert_two_ways_refused(**cell)
