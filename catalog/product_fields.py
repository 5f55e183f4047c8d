"""The fields of a station model that callers can set, stated once.

JSON documents, catalogue files, serializers, constraints and the history read their names and limits here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from catalog.limits import TEXT_MAX, URL_MAX


class FieldKind(Enum):
    TEXT = auto()
    URL = auto()
    POWER_TYPE = auto()
    CONNECTORS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductField:
    """One field. `path` is its place in a JSON document, and `attribute` that on the model.

    `api_help` describes it in the API, `file_help` in the schema of catalogue files.
    """

    path: tuple[str, ...]
    attribute: str
    label: str
    api_help: str
    file_help: str
    kind: FieldKind = FieldKind.TEXT
    is_required: bool = True

    @property
    def name(self) -> str:
        """The name in the API, and of the column in tables."""
        return self.path[-1]

    @property
    def max_length(self) -> int:
        return URL_MAX if self.kind is FieldKind.URL else TEXT_MAX

    @property
    def is_text(self) -> bool:
        return self.kind in (FieldKind.TEXT, FieldKind.URL)

    def read(self, document: Mapping[str, Any]) -> Any:
        """Return the value that a document has, None if it is left out."""
        *parents, name = self.path
        for parent in parents:
            document = document[parent]
        return document[name] if self.is_required else document.get(name)

    def write(self, document: dict[str, Any], value: Any) -> None:
        """Set the value in a document."""
        *parents, name = self.path
        for parent in parents:
            document = document.setdefault(parent, {})
        document[name] = value


PRODUCT_FIELDS: Final = (
    ProductField(
        path=("vendor",),
        attribute="vendor",
        label="Vendor",
        api_help="Vendor of the charging station.",
        file_help="The maker, as it names itself. With the model, unique, ignoring case.",
    ),
    ProductField(
        path=("model",),
        attribute="model",
        label="Model",
        api_help="Model name of the charging station.",
        file_help="The maker's name or order code of this very variant.",
    ),
    ProductField(
        path=("friendlyName",),
        attribute="friendly_name",
        label="Friendly name",
        api_help="Display name of the model.",
        file_help="A name for people, where the model is a code. Left out or null: none.",
        is_required=False,
    ),
    ProductField(
        path=("powerType",),
        attribute="power_type",
        label="Power type",
        api_help="Power type of the charging station.",
        file_help="OCPI PowerType. A cabinet with DC and AC outlets is DC.",
        kind=FieldKind.POWER_TYPE,
    ),
    ProductField(
        path=("connectors",),
        attribute="connectors",
        label="Connectors",
        api_help="Connectors of the charging station model.",
        file_help="The outlets, in the order in which they are shown. Their ids are unique within the model.",
        kind=FieldKind.CONNECTORS,
    ),
    ProductField(
        path=("configurationKeys", "ocppUrl"),
        attribute="ocpp_url_key",
        label="OCPP URL setting",
        api_help="Name of the OCPP configuration key for the back-end URL.",
        file_help="The setting that holds the URL of the OCPP back-end: its name, such as CentralSystemAddress, "
        "not the URL.",
    ),
    ProductField(
        path=("imageUrl",),
        attribute="image_url",
        label="Image URL",
        api_help="URL of an image of the charging station model.",
        file_help="An absolute http or https URL of a picture. Left out or null: none. It is never fetched.",
        kind=FieldKind.URL,
        is_required=False,
    ),
)
FIELDS_BY_NAME: Final = {field.name: field for field in PRODUCT_FIELDS}
COLUMN_FIELDS: Final = tuple(field for field in PRODUCT_FIELDS if field.kind is not FieldKind.CONNECTORS)
"""Fields with one value: those with a column of the table, and in tables of people."""

TEXT_FIELDS: Final = tuple(field for field in PRODUCT_FIELDS if field.is_text)
OPTIONAL_FIELDS: Final = tuple(field for field in PRODUCT_FIELDS if not field.is_required)
