"""The rows of a file that could not be imported, each with what is wrong, as a file to be corrected."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from catalog.library.formats import Format, is_table
from catalog.library.import_preview import Problem
from catalog.library.readers.cells import Cell, NumberCell, text_of
from catalog.library.readers.column_choices import ColumnChoices
from catalog.library.readers.headings import PROBLEM_HEADING
from catalog.library.readers.table import TableError
from catalog.library.readers.table_files import read_table
from catalog.library.readers.xlsx_rows import escape_xml_chars
from catalog.library.spreadsheet_escaping import escape_formula

_CELL_MAX: Final = 32_000
_Values = Sequence[object]


def write_problem_rows(
    content: bytes, name: str, choices: ColumnChoices, problems: Sequence[Problem], form: Format
) -> bytes:
    """Return CSV or XLSX. Of a table it has the rows as they were, with a column more that an import ignores; of any
    other file, and of one that is no table, a list of the problems.
    """
    rows = _table_rows(content, name, choices, problems) if is_table(name) else None
    rows = rows or [("Line", "Model", "Field", PROBLEM_HEADING), *map(_problem_row, problems)]
    return _write_csv(rows) if form is Format.CSV else _write_workbook(rows)


def _table_rows(content: bytes, name: str, choices: ColumnChoices, problems: Sequence[Problem]) -> list[_Values] | None:
    """Return the heading and the rows with problems; None where no row can be shown."""
    texts: dict[int, list[str]] = {}
    for each in problems:
        for line in each.lines:
            texts.setdefault(line, [])
        if each.row and each.line is not None:
            texts.setdefault(each.line, []).append(" ".join(filter(None, (each.where, each.message))))
    if not texts:
        return None
    try:
        table = read_table(content, name, is_heading=choices.is_heading)
        heading = [text for text in table.headings if text != PROBLEM_HEADING]
        skipped = {position for position, text in enumerate(table.headings) if text == PROBLEM_HEADING}
        rows: list[_Values] = [(PROBLEM_HEADING, *heading)]
        for line, cells in table.rows:
            if line in texts:
                own = [_value(cell) for position, cell in enumerate(cells) if position not in skipped]
                rows.append(("; ".join(texts[line]), *own))
    except TableError:
        return None
    return rows


def _problem_row(problem: Problem) -> _Values:
    return problem.line, problem.model, problem.where, problem.message


def _value(cell: Cell) -> object:
    is_number = isinstance(cell, NumberCell) and str(cell) == str(cell.value)
    return cell.value if is_number and isinstance(cell, NumberCell) else text_of(cell)


def _safe(value: object) -> object:
    return escape_formula(value[:_CELL_MAX]) if isinstance(value, str) else value


def _write_csv(rows: Iterable[_Values]) -> bytes:
    text = io.StringIO()
    text.write("\ufeff")  # by which spreadsheets know UTF-8
    csv.writer(text).writerows([_safe(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _write_workbook(rows: Iterable[_Values]) -> bytes:
    import openpyxl  # takes memory until a workbook is written
    from openpyxl.cell import WriteOnlyCell

    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Problems")
    sheet.freeze_panes = "B2"
    sheet.column_dimensions["A"].width = 60
    for row in rows:
        cells = []
        for value in map(_safe, row):
            cell = WriteOnlyCell(sheet, escape_xml_chars(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"  # also what looks like an error, such as #N/A
            cells.append(cell)
        sheet.append(cells)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()
