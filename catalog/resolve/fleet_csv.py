"""A fleet's reports, from a file: CSV with a heading, a station or a pair a line."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from catalog.limits import TEXT_MAX
from catalog.resolve.boot_report import BootReport

# Of the catalogue, of OCPP 1.6 and of OCPP 2.0.1, without regard to case.
_COLUMNS = {
    "vendor": ("vendor", "chargepointvendor", "vendorname"),
    "model": ("model", "chargepointmodel"),
    "serial_number": ("serialnumber", "chargepointserialnumber"),
    "firmware_version": ("firmwareversion",),
}


@dataclass(frozen=True, slots=True)
class FleetFileError(Exception):
    """A file that cannot be read as reports. Lines count from 1."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


def read_reports(content: bytes) -> Iterator[BootReport]:
    """Yield the reports of a file in UTF-8, in its order; columns of other names are skipped.

    Raises BadFleet at the first line that is none.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FleetFileError(content.count(b"\n", 0, error.start) + 1, "is not UTF-8") from error
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        places = _column_positions(next(rows, []))
        for row in rows:
            if row:
                yield _parse_row(row, places, rows.line_num)
    except csv.Error as error:
        raise FleetFileError(rows.line_num, f"is not CSV: {error}") from error


def _column_positions(heading: list[str]) -> dict[str, int]:
    given = [name.strip().lower().replace("_", "") for name in heading]
    places: dict[str, int] = {}
    for name, spellings in _COLUMNS.items():
        found = [place for place, each in enumerate(given) if each in spellings]
        if len(found) > 1:
            raise FleetFileError(1, f"has {len(found)} columns for the {name.replace('_', ' ')}; keep one")
        if found:
            places[name] = found[0]
    if missing := [name for name in ("vendor", "model") if name not in places]:
        raise FleetFileError(1, f"needs a heading with vendor and model; {' and '.join(missing)} cannot be found")
    return places


def _parse_row(row: list[str], places: dict[str, int], line: int) -> BootReport:
    if len(row) <= max(places.values()):
        raise FleetFileError(line, f"has {len(row)} values, fewer than the heading asks for")
    values = {name: row[place] for name, place in places.items()}
    for name, value in values.items():
        if len(value) > TEXT_MAX:
            raise FleetFileError(
                line, f"has a {name.replace('_', ' ')} of {len(value)} characters; at most {TEXT_MAX} are read"
            )
    return BootReport(**values)
