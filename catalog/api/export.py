"""Export of the catalogue, or of the models that match the filters, as one file."""

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
    """Filters of the list. `format` is the file format, and archived models are included by default."""

    limit = None  # type: ignore[assignment]  # removes the field (DRF)
    startingAfter = None  # type: ignore[assignment]
    format = StrictChoiceField(
        choices=[(each.value, each.value) for each in Format],
        required=False,
        help_text="File format (default: `jsonl`, JSON Lines).",
    )
    connectionType = StrictChoiceField(
        choices=ConnectionType.choices,
        required=False,
        help_text="Connector type to filter by. Together with `connectorFormat`, one connector must match both.",
    )
    connectorFormat = StrictChoiceField(
        choices=ConnectorFormat.choices,
        required=False,
        help_text="Connector format to filter by (called `format` in the list). Together with `connectionType`, one "
        "connector must match both.",
    )
    isArchived = _TriStateBooleanField(
        required=False, help_text="`true`: archived models only; `false`: active models only; default: all."
    )


def export_response(request: Request, query: dict[str, Any], tag: str) -> HttpResponseBase:
    """Return a file with the models that match an `ExportQuery`, from one snapshot.

    The file is complete before the response begins, so a slow download does not hold a database connection. Large files
    are buffered on disk. Raises QueryValidationError for a format that cannot hold all rows.
    """
    from catalog.library.writers import (
        write_to_temp_file,  # imported late to save memory
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
    except ExportTooLarge as error:
        raise QueryValidationError({"format": [ErrorDetail(str(error), code=error.code)]}) from error
    return FileResponse(
        file, as_attachment=True, filename=f"{_FILENAME_FORMAT}.{form}", content_type=form.media_type, headers=headers
    )


# For the OpenAPI document.

_ROWS: Final = {"type": "array", "items": {"type": "object"}}
_SCHEMAS: Final[dict[Format, Any]] = {
    Format.JSON: _ROWS,  # first, because some client generators use only the first type
    Format.JSONL: {"type": "string", "description": "One JSON object per line."},
    Format.YAML: _ROWS,
    Format.CSV: {"type": "string", "description": "One row per connector."},
    Format.XLSX: {"type": "string", "format": "binary", "description": "One row per connector."},
}
EXPORT_RESPONSES: Final = {(200, form.media_type.partition(";")[0]): schema for form, schema in _SCHEMAS.items()}


def export_examples(row: dict[str, Any]) -> list[OpenApiExample]:
    return [
        OpenApiExample("Success", value=value, response_only=True, media_type=form.media_type)
        for form, value in ((Format.JSONL, dump_json(row)), (Format.JSON, [row]), (Format.YAML, [row]))
    ]
