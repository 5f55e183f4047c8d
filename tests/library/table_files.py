"""Rows of tables, and files of them, for tests."""

import io
from typing import Any

import openpyxl

from catalog.library.reader import Library

NAMES = [
    *("vendor", "model", "friendlyName", "powerType", "ocppUrl"),
    *("connectorId", "connectionType", "format", "maxAmperage", "maxVoltage", "maxPowerWatts"),
]
CELLS: dict[str, Any] = {
    "vendor": "Alfen",
    "model": "NG910",
    "friendlyName": "Eve Double",
    "powerType": "AC_1_PHASE",
    "ocppUrl": "BackOffice-URL-wired",
    "connectorId": 1,
    "connectionType": "IEC_62196_T2",
    "format": "SOCKET",
    "maxAmperage": 32,
    "maxVoltage": 230,
    "maxPowerWatts": 7360,
}

Cells = dict[str, Any]


def a_row(**changed: Any) -> Cells:
    return CELLS | changed


def csv_of(*rows: Cells, names: list[str] = NAMES, delimiter: str = ",") -> bytes:
    lines = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    return "\r\n".join(delimiter.join(line) for line in lines).encode()


def xlsx_of(*rows: Cells, names: list[str] = NAMES) -> bytes:
    workbook = openpyxl.Workbook()
    for line in [names, *([row.get(name) for name in names] for row in rows)]:
        workbook.active.append(line)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def issue_messages(library: Library) -> list[str]:
    """Each fault as it is printed, without the file's name."""
    return [str(issue).split(":", 1)[1].strip() for issue in library.issues]
