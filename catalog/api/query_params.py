"""Serializers for query parameters. They reject unknown names: a misspelt filter would return all models."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import empty
from rest_framework.request import Request

from catalog.api.fields import DECIMAL_STEP, StrictChoiceField, TrimmedCharField
from catalog.api.serializers import StrictSerializer
from catalog.choices import ConnectionType, ConnectorFormat, PowerType
from catalog.limits import DECIMAL_PLACES, POWER_MAX, SEARCH_WORDS_MAX, TEXT_MAX
from catalog.models.querysets.search import require_words
from catalog.text import ID_PATTERN, trim, validate_no_control_characters

LIMIT_DEFAULT = 20
LIMIT_MAX = 100
REVISION_MAX = 2**63 - 1
"""Largest value of a revision column."""
_REVISION_DIGITS = 30  # more digits than any revision has
_LIMIT_DIGITS = 100
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_ID = re.compile(ID_PATTERN)

# Some clients send 0.000001 as 1e-06.
_WATTS = re.compile(r"[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?", re.ASCII)


def parse_id(text: str) -> UUID | None:
    """Return the UUID of a hyphenated hexadecimal text in lower or upper case, else None."""
    return UUID(text) if _ID.fullmatch(text) else None


@extend_schema_field(
    {
        "type": "string",
        "maxLength": _LIMIT_DIGITS,
        "pattern": "^0*[1-9][0-9]*$",
        "default": str(LIMIT_DEFAULT),
    }
)
class LimitField(serializers.Field):
    default_error_messages = {
        "invalid": f"Must be a whole number of at least 1 with at most {_LIMIT_DIGITS} digits. Values above "
        f"{LIMIT_MAX} are treated as {LIMIT_MAX}."
    }

    def to_internal_value(self, data: Any) -> int:
        significant = data.lstrip("0")
        if len(data) > _LIMIT_DIGITS or not _DIGITS.fullmatch(significant):
            self.fail("invalid")
        return min(int(significant[:4]), LIMIT_MAX)


@extend_schema_field({"type": "integer", "format": "int64", "minimum": 0, "maximum": REVISION_MAX, "default": 0})
class RevisionParamField(serializers.Field):
    default_error_messages = {"invalid": "Must be 0 or a revision from a previous response."}

    def to_internal_value(self, data: Any) -> int:
        significant = data.lstrip("0") or data[:1]
        if not _DIGITS.fullmatch(significant):
            self.fail("invalid")
        return int(significant[:_REVISION_DIGITS])


@extend_schema_field({"type": "string", "minLength": 36, "maxLength": 36, "pattern": ID_PATTERN})
class IdParamField(serializers.Field):
    default_error_messages = {"invalid": "Must be the ID of a charging station model."}

    def to_internal_value(self, data: Any) -> UUID:
        value = parse_id(data)
        if value is None:
            self.fail("invalid")
        return value


@extend_schema_field({"type": "boolean", "default": False})
class BooleanParamField(serializers.Field):
    default_error_messages = {"invalid": "Must be true or false."}

    def to_internal_value(self, data: Any) -> bool:
        if data not in {"true", "false"}:
            self.fail("invalid")
        return bool(data == "true")


@extend_schema_field({"type": "number", "exclusiveMinimum": 0, "maximum": POWER_MAX, "multipleOf": 10**-DECIMAL_PLACES})
class WattsParamField(serializers.Field):
    default_error_messages = {
        "invalid": f"Must be a number of watts greater than 0 and at most {POWER_MAX}, with at most {DECIMAL_PLACES} "
        "decimal places."
    }

    def to_internal_value(self, data: Any) -> Decimal:
        if not _WATTS.fullmatch(data):
            self.fail("invalid")
        watts = Decimal(data)
        if not 0 < watts <= POWER_MAX or watts.quantize(DECIMAL_STEP) != watts:
            self.fail("invalid")
        return watts.quantize(DECIMAL_STEP)


class QueryParamsSerializer(StrictSerializer):
    """Serializer for query parameters. Fields have no defaults."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        # A loop over the fields, because DRF raises and catches an exception for each absent parameter.
        values: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        for name, field in self.fields.items():
            if name in data or field.required:
                try:
                    values[field.source or name] = field.run_validation(data.get(name, empty))
                except ValidationError as error:
                    errors[name] = error.detail
        errors |= self.find_unknown_keys(data)
        if errors:
            raise ValidationError(errors)
        return values

    def _unknown_name_error(self, name: str) -> ErrorDetail:
        return ErrorDetail("Unknown query parameter.", code="unknown_parameter")


class PaginatedQuerySerializer(QueryParamsSerializer):
    limit = LimitField(required=False, help_text="Maximum number of items per page (1 to 100, default 20).")


class ListQuerySerializer(PaginatedQuerySerializer):
    startingAfter = IdParamField(required=False, help_text="ID of the last model of the previous page.")
    vendor = TrimmedCharField(
        max_length=TEXT_MAX,
        required=False,
        help_text="Vendor to filter by (exact match, case-insensitive).",
    )
    model = TrimmedCharField(
        max_length=TEXT_MAX,
        required=False,
        help_text="Model to filter by (exact match, case-insensitive).",
    )
    isArchived = BooleanParamField(
        required=False, help_text="`true`: archived models only; `false` (default): active models only."
    )
    q = TrimmedCharField(
        max_length=TEXT_MAX,
        required=False,
        validators=[validate_no_control_characters, require_words],
        help_text="Search words, in any order, case-insensitive. Each must match the beginning of a word in vendor, "
        "model, friendly name or a reported identity, or a plug, a number of phases or a power that a connector has: "
        "`Type 2`, `CCS2`, `DC`, `3 phase`, `22 kW`. White space between letters and digits does not matter. At least "
        f"one letter or digit, at most {SEARCH_WORDS_MAX} words. The order is that of the list.",
    )
    powerType = StrictChoiceField(
        choices=PowerType.choices,
        required=False,
        help_text="Power type to filter by.",
    )
    connectionType = StrictChoiceField(
        choices=ConnectionType.choices,
        required=False,
        help_text="Connector type to filter by. Together with `format`, one connector must match both.",
    )
    format = StrictChoiceField(
        choices=ConnectorFormat.choices,
        required=False,
        help_text="Connector format to filter by. Together with `connectionType`, one connector must match both.",
    )
    minPowerWatts = WattsParamField(
        required=False, help_text="Minimum power of the strongest connector in watts (inclusive)."
    )
    maxPowerWatts = WattsParamField(
        required=False, help_text="Maximum power of the strongest connector in watts (inclusive)."
    )

    def validate(self, query: dict[str, Any]) -> dict[str, Any]:
        names = ("minPowerWatts", "maxPowerWatts")
        if all(name in query for name in names) and query["minPowerWatts"] > query["maxPowerWatts"]:
            error = ErrorDetail("minPowerWatts must not be greater than maxPowerWatts.", code="min_above_max")
            raise ValidationError({name: [error] for name in names})
        return query


def spelled_out(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return validated parameters in their shortest form, without redundant zeros and white space."""
    return {name: _shortest(name, value) for name, value in parameters.items()}


def _shortest(name: str, value: str) -> str:
    if name == "limit":
        return str(LimitField().to_internal_value(value))
    if name in {"minPowerWatts", "maxPowerWatts"}:
        return f"{WattsParamField().to_internal_value(value).normalize():f}"
    return trim(value)


class QueryValidationError(ValidationError):
    """Validation errors of query parameters, by name."""

    place = "parameter"


class ChangesQuerySerializer(PaginatedQuerySerializer):
    after = RevisionParamField(
        required=False, help_text="Revision from the previous response; 0 (default) for all models."
    )


def read_query_params(serializer: StrictSerializer, request: Request) -> dict[str, Any]:
    """Return the validated query parameters. Raises QueryValidationError with all errors."""
    parameters = request.query_params
    errors: dict[str, Any] = {}
    values: dict[str, Any] = {}
    try:
        values = serializer.run_validation(parameters.dict())
    except ValidationError as error:
        errors |= cast("dict[str, Any]", error.detail)
    errors |= {
        name: [ErrorDetail("This parameter must be given only once.", code="repeated")]
        for name, values_given in parameters.lists()
        if len(values_given) > 1
    }
    if errors:
        raise QueryValidationError(errors)
    return dict(values)
