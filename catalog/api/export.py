"""The catalogue as one file, for staff: all of it, or what is picked as in the list."""

from typing import Any, Final

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema_field
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request

from catalog.api.fields import StrictChoiceField
from catalog.api.pagination import filter_arguments
from catalog.api.query_params import BooleanParamField, ListQuerySerializer, QueryValidationError
from catalog.choices import ConnectionType, ConnectorFormat
from catalog.exceptions import ExportTooLarge
from catalog.library.formats import Format
from catalog.models import ChargingStationModel
from catalog.models.document import dump_json

_FILENAME_FORMAT: Final = "charging-station-models"


@extend_schema_field({"type": "boolean"})
class _TriStateBooleanField(BooleanParamField):
    pass


class ExportQuery(ListQuerySerializer):
    """As the list's, but that `format` is that of the file, and that archived models are in it unless left out."""

    limit = None  # type: ignore[assignment]  # by which DRF takes a field away
    startingAfter = None  # type: ignore[assignment]
    format = StrictChoiceField(
        choices=[(each.value, each.value) for each in Format],
        required=False,
        help_text="The format of the file; `jsonl` (JSON Lines) if it is not given.",
    )
    connectionType = StrictChoiceField(
        choices=ConnectionType.choices,
        required=False,
        help_text="The type of a connector; with `connectorFormat`, of one connector that has both.",
    )
    connectorFormat = StrictChoiceField(
        choices=ConnectorFormat.choices,
        required=False,
        help_text="The format of a connector, which the list calls `format`; with `connectionType`, of one connector "
        "that has both.",
    )
    isArchived = _TriStateBooleanField(
        required=False, help_text="`true` for archived models only, `false` for active ones; all if it is not given."
    )


def export_response(request: Request, query: dict[str, Any], tag: str) -> HttpResponseBase:
    """Answer a file with the models that an `ExportQuery` asks for, as they were at one moment.

    It is written aside first, on disk where it is large: whoever downloads slowly holds no connection of the database,
    and what fails fails before the answer begins. Raises QueryError for a format that cannot hold as much.
    """
    from catalog.library.writers import (
        write_to_temp_file,  # the library's readers and writers take memory until they are used
    )

    form = Format(query.get("format", Format.JSONL))
    headers = {"ETag": tag}
    if request.method == "HEAD":
        return HttpResponse(content_type=form.media_type, headers=headers)
    rows = ChargingStationModel.objects.all()
    if "isArchived" in query:
        rows = rows.archived() if query["isArchived"] else rows.active()
    try:
        file = write_to_temp_file(
            rows.filtered(**filter_arguments(query), connector_format=query.get("connectorFormat")), form
        )
    except ExportTooLarge as refusal:
        raise QueryValidationError({"format": [ErrorDetail(str(refusal), code=refusal.code)]}) from refusal
    return FileResponse(
        file, as_attachment=True, filename=f"{_FILENAME_FORMAT}.{form}", content_type=form.media_type, headers=headers
    )


# What the OpenAPI document says of it.

_ROWS: Final = {"type": "array", "items": {"type": "object"}}
_SCHEMAS: Final[dict[Format, Any]] = {
    Format.JSON: _ROWS,  # first: generators that know one type of answer take this one
    Format.JSONL: {"type": "string", "description": "A JSON object a line."},
    Format.YAML: _ROWS,
    Format.CSV: {"type": "string", "description": "A row a connector."},
    Format.XLSX: {"type": "string", "format": "binary", "description": "A row a connector."},
}
EXPORT_RESPONSES: Final = {(200, form.media_type.partition(";")[0]): schema for form, schema in _SCHEMAS.items()}


def export_examples(row: dict[str, Any]) -> list[OpenApiExample]:
    return [
        OpenApiExample("Success", value=value, response_only=True, media_type=form.media_type)
        for form, value in ((Format.JSONL, dump_json(row)), (Format.JSON, [row]), (Format.YAML, [row]))
    ]
