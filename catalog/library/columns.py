"""Catalogue files as tables, CSV and XLSX: one row a connector, with the columns of its model on each of them.

    number          counts the models of the file: rows with the same number are one model
    vendor, model, friendlyName, powerType, ocppUrl, imageUrl       of the model, as in the API
    designationEvidence, designationSource, designationLink, designationNote       of the evidence of a library file;
        the same of ratings, ocppUrl and image
    identities      the list of a library file, as JSON
    archived        true, or false or empty
    replacedByVendor, replacedByModel       as in a library file
    connectorId, evse, connectionType, format, maxAmperage (A), maxVoltage (V), maxPowerWatts (W)    of the connector

One row holds the names of the columns, in any order; titles may stand above it. `table_words.toml` has the other words
that people write for columns and values, and the units. `number`, friendlyName, imageUrl, evse and those from
`designationEvidence` to `replacedByModel` may be left out; the catalogue's evidence and identities stay as they are
then, while an empty cell says that there is none. Without numbers, rows with the same vendor, model and archived are
one model, wherever they stand. Empty rows are passed over; texts are trimmed, and `spreadsheet_escaping.py` says what
an apostrophe at their beginning means.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from catalog.choices import EvidenceSubject
from catalog.library.parsed_file import Location
from catalog.product_fields import COLUMN_FIELDS


class ColumnKind(Enum):
    TEXT = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    LIST = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """`place` is that of the value in a row of a library file, `connectors` standing for each of them."""

    name: str
    place: Location
    kind: ColumnKind = ColumnKind.TEXT
    is_required: bool = True
    empty_means_null: bool = False
    """An empty cell is not the same as no column."""

    @property
    def is_of_connector(self) -> bool:
        return self.place[:1] == ("connectors",)


ROW_NUMBER_COLUMN: Final = Column("number", (), ColumnKind.NUMBER, is_required=False)
COLUMNS: Final = (
    ROW_NUMBER_COLUMN,
    *(Column(field.name, field.path, is_required=field.is_required) for field in COLUMN_FIELDS),
    *(
        Column(f"{subject}{title}", ("evidence", subject, name), is_required=False, empty_means_null=True)
        for subject in EvidenceSubject.values
        for title, name in (("Evidence", "level"), ("Source", "source"), ("Link", "link"), ("Note", "note"))
    ),
    Column("identities", ("identities",), ColumnKind.LIST, is_required=False, empty_means_null=True),
    Column("archived", ("archived",), ColumnKind.BOOLEAN, is_required=False),
    Column("replacedByVendor", ("replacedBy", "vendor"), is_required=False, empty_means_null=True),
    Column("replacedByModel", ("replacedBy", "model"), is_required=False, empty_means_null=True),
    Column("connectorId", ("connectors", "id"), ColumnKind.NUMBER),
    Column("evse", ("connectors", "evse"), ColumnKind.NUMBER, is_required=False),
    Column("connectionType", ("connectors", "connectionType")),
    Column("format", ("connectors", "format")),
    Column("maxAmperage", ("connectors", "maxAmperage"), ColumnKind.NUMBER),
    Column("maxVoltage", ("connectors", "maxVoltage"), ColumnKind.NUMBER),
    Column("maxPowerWatts", ("connectors", "maxPowerWatts"), ColumnKind.NUMBER),
)
COLUMNS_BY_NAME: Final = {column.name: column for column in COLUMNS}
MODEL_COLUMNS: Final = tuple(column for column in COLUMNS if not column.is_of_connector)
