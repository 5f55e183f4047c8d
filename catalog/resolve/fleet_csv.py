"""A fleet's reports out of the rows of a table: a heading, and a station or a pair in each row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from catalog.resolve.boot_report import BootReport

# Names in the catalogue, OCPP 1.6, OCPP 2.0.1 and back-ends, ignoring case and punctuation.
_COLUMNS = {
    "vendor": ("vendor", "chargepointvendor", "vendorname", "manufacturer"),
    "model": ("model", "chargepointmodel", "modelname"),
    "serial_number": ("serialnumber", "chargepointserialnumber"),
    "firmware_version": ("firmwareversion", "fwversion", "firmware"),
}

HEADING = ("vendor", "model", "serialNumber", "firmwareVersion")
"""The columns as the API names them."""


def is_heading(text: str) -> bool:
    """Return whether a column of this name is read."""
    return any(_fold_heading(text) in spellings for spellings in _COLUMNS.values())


@dataclass(frozen=True, slots=True)
class FleetFileError(Exception):
    """A table that has no reports. Lines count from 1."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


def read_reports(rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[BootReport]:
    """Yield the reports of numbered rows, in their order; columns of other names are skipped.

    A row that ends early says nothing of the rest. Raises FleetFileError where the first row is no heading.
    """
    rows = iter(rows)
    line, heading = next(rows, (1, ()))
    places = _column_positions(line, heading)
    for _, cells in rows:
        yield BootReport.of(
            **{"vendor": "", "model": "", **{name: cells[at] for name, at in places.items() if at < len(cells)}}
        )


def _column_positions(line: int, heading: Sequence[str]) -> dict[str, int]:
    given = [_fold_heading(name) for name in heading]
    places: dict[str, int] = {}
    for name, spellings in _COLUMNS.items():
        found = [place for place, each in enumerate(given) if each in spellings]
        if len(found) > 1:
            raise FleetFileError(line, f"has {len(found)} columns for the {name.replace('_', ' ')}; keep one")
        if found:
            places[name] = found[0]
    if missing := [name for name in ("vendor", "model") if name not in places]:
        raise FleetFileError(line, f"needs a heading with vendor and model; {' and '.join(missing)} cannot be found")
    return places


def _fold_heading(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()
