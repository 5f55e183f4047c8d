"""The workbook that people start from: headings with units, an example, and what each column takes."""

import io
from typing import Any, Final

from catalog.choices import ConnectionType, ConnectorFormat, PowerType
from catalog.library.columns import COLUMNS_BY_NAME
from catalog.library.readers.sheet import EXAMPLE_VENDOR
from catalog.library.table_words import POWER, label_of

_ROWS: Final = 1_000
"""Rows whose cells offer the values of their column."""

_COLUMNS: Final = (
    ("vendor", "", EXAMPLE_VENDOR, "The manufacturer. Use the spelling of the catalogue."),
    ("model", "", "WB-22-T2", "The model as stations report it, usually the order code."),
    ("friendlyName", "", "Wallbox 22 kW", "A name for people."),
    ("powerType", "", "AC, 3 phases", "Of the station."),
    ("connectorId", "", 1, "1, 2, 3: one row for each connector. Repeat vendor and model."),
    ("evse", "", None, "Connectors with the same EVSE number cannot be used at the same time."),
    ("connectionType", "", "Type 2", "The plug or socket."),
    ("format", "", "Socket", "A cable that is attached to the station, or a socket."),
    ("maxAmperage", "A", 32, "For AC: per phase."),
    ("maxVoltage", "V", 230, "For AC: line to neutral, usually 230. For DC: the highest voltage."),
    (POWER, "kW", 22, "Of this connector."),
    ("ocppUrl", "", "CentralSystemAddress", "The OCPP setting that holds the back-end URL."),
    ("imageUrl", "", None, "Full web address of a picture."),
    ("ratingsEvidence", "", None, "cited, derived, known or assumed: how you know current, voltage and power."),
    ("ratingsSource", "", None, "The document that gives them, with its page."),
    ("ratingsLink", "", None, "Its web address."),
)
_CHOICES: Final[dict[str, Any]] = {
    "powerType": PowerType,
    "connectionType": ConnectionType,
    "format": ConnectorFormat,
}


def build_template() -> bytes:
    """Return an XLSX workbook. Its example is left out when it is imported."""
    import openpyxl  # takes memory until a workbook is written
    from openpyxl.styles import Font

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Models"
    sheet.append([label_of(name, unit) for name, unit, _, _ in _COLUMNS])
    sheet.append([example for _, _, example, _ in _COLUMNS])
    sheet.freeze_panes = "A2"
    for position, cell in enumerate(sheet[1]):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = max(len(str(cell.value)), 12) + 4
        sheet.cell(2, position + 1).font = Font(italic=True, color="808080")
        _offer_values(sheet, cell.column_letter, _COLUMNS[position][0])
    _add_notes(workbook.create_sheet("Notes"), Font(bold=True))
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _offer_values(sheet: Any, letter: str, name: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    if (choices := _CHOICES.get(name)) is None:
        return
    # A list in a cell is separated by commas, which some labels have: the cells of the notes are referred to instead.
    position = [column for column, *_ in _COLUMNS].index(name) + 2
    last = chr(ord("D") + len(choices.labels) - 1)
    offered = DataValidation(type="list", formula1=f"Notes!$D${position}:${last}${position}", allow_blank=True)
    offered.showErrorMessage = False
    offered.add(f"{letter}2:{letter}{_ROWS}")
    sheet.add_data_validation(offered)


def _add_notes(sheet: Any, bold: Any) -> None:
    sheet.append(["Column of the sheet", "Needed", "What to enter", "Values"])
    for name, unit, _, note in _COLUMNS:
        column = COLUMNS_BY_NAME[name]
        values = [str(label) for label in _CHOICES[name].labels] if name in _CHOICES else []
        sheet.append([f"{label_of(name, unit)}:", "yes" if column.is_required else "", note, *values])
    for cell in sheet[1]:
        cell.font = bold
    for letter, width in (("A", 24), ("B", 10), ("C", 70)):
        sheet.column_dimensions[letter].width = width
