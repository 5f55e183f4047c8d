"""Query parameters, read as strictly as bodies: a mistyped filter must not return the whole catalogue."""

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
"""What a column of revisions can hold."""
_REVISION_DIGITS = 30  # more than any revision has: a longer one is from the future too
_LIMIT_DIGITS = 100
_DIGITS = re.compile(r"[0-9]+", re.ASCII)

# As clients write JSON's numbers: 0.000001 is 1e-06 to some.
_WATTS = re.compile(r"[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?", re.ASCII)


def parse_id(text: str) -> UUID | None:
    """Return the id that `text` is, in either case, else None. SQL Server, for one, gives ids back in capitals."""
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text.lower() else None


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
        "invalid": f"Give a whole number from 1, of at most {_LIMIT_DIGITS} digits; more than 100 is taken as 100."
    }

    def to_internal_value(self, data: Any) -> int:
        significant = data.lstrip("0")
        if len(data) > _LIMIT_DIGITS or not _DIGITS.fullmatch(significant):
            self.fail("invalid")
        return min(int(significant[:4]), LIMIT_MAX)


@extend_schema_field({"type": "integer", "format": "int64", "minimum": 0, "maximum": REVISION_MAX, "default": 0})
class RevisionParamField(serializers.Field):
    default_error_messages = {"invalid": "Give a whole number from 0: the revision that the last answer gave."}

    def to_internal_value(self, data: Any) -> int:
        significant = data.lstrip("0") or data[:1]
        if not _DIGITS.fullmatch(significant):
            self.fail("invalid")
        return int(significant[:_REVISION_DIGITS])


@extend_schema_field({"type": "string", "minLength": 36, "maxLength": 36, "pattern": ID_PATTERN})
class IdParamField(serializers.Field):
    default_error_messages = {"invalid": "Give the id of a charging station model."}

    def to_internal_value(self, data: Any) -> UUID:
        found = parse_id(data)
        if found is None:
            self.fail("invalid")
        return found


@extend_schema_field({"type": "boolean", "default": False})
class BooleanParamField(serializers.Field):
    default_error_messages = {"invalid": "Give true or false."}

    def to_internal_value(self, data: Any) -> bool:
        if data not in {"true", "false"}:
            self.fail("invalid")
        return bool(data == "true")


@extend_schema_field({"type": "number", "exclusiveMinimum": 0, "maximum": POWER_MAX, "multipleOf": 10**-DECIMAL_PLACES})
class WattsParamField(serializers.Field):
    default_error_messages = {
        "invalid": f"Give watts: a number greater than 0, at most {POWER_MAX}, with at most {DECIMAL_PLACES} decimal "
        "places."
    }

    def to_internal_value(self, data: Any) -> Decimal:
        if not _WATTS.fullmatch(data):
            self.fail("invalid")
        watts = Decimal(data)
        if not 0 < watts <= POWER_MAX or watts.quantize(DECIMAL_STEP) != watts:
            self.fail("invalid")
        return watts.quantize(DECIMAL_STEP)


class QueryParamsSerializer(StrictSerializer):
    """Parameters of a URL, instead of members of a body. None of them has a default."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        # By name, because DRF raises and catches an exception for each parameter that could be there and is not.
        values: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        for name, field in self.fields.items():
            if name in data or field.required:
                try:
                    values[field.source or name] = field.run_validation(data.get(name, empty))
                except ValidationError as error:
                    errors[name] = error.detail
        errors |= self.refuse_unknown(data)
        if errors:
            raise ValidationError(errors)
        return values

    def _unknown_name_error(self, name: str) -> ErrorDetail:
        return ErrorDetail("This parameter is not known here.", code="unknown_parameter")


class PaginatedQuerySerializer(QueryParamsSerializer):
    limit = LimitField(
        required=False, help_text="The maximum number of charging station models to return; at most 100."
    )


class ListQuerySerializer(PaginatedQuerySerializer):
    startingAfter = IdParamField(
        required=False, help_text="The ID of the charging station model after which the page starts."
    )
    vendor = TrimmedCharField(
        max_length=TEXT_MAX,
        required=False,
        help_text="The vendor of the charging station models to return; exact, without regard to case.",
    )
    model = TrimmedCharField(
        max_length=TEXT_MAX,
        required=False,
        help_text="The model of the charging station models to return; exact, without regard to case.",
    )
    isArchived = BooleanParamField(
        required=False, help_text="Filter by archived status. Defaults to false (only non-archived models)."
    )
    q = TrimmedCharField(
        max_length=TEXT_MAX,
        required=False,
        validators=[validate_no_control_characters, require_words],
        help_text="Words to search for: each, in any order and case, begins a word of vendor, model, friendly name or "
        "of a name under which stations report themselves. At least one letter or digit, at most "
        f"{SEARCH_WORDS_MAX} words.",
    )
    powerType = StrictChoiceField(
        choices=PowerType.choices,
        required=False,
        help_text="The power type of the charging station models to return.",
    )
    connectionType = StrictChoiceField(
        choices=ConnectionType.choices,
        required=False,
        help_text="The type of a connector of the charging station models to return; with `format`, of one connector "
        "that has both.",
    )
    format = StrictChoiceField(
        choices=ConnectorFormat.choices,
        required=False,
        help_text="The format of a connector of the charging station models to return; with `connectionType`, of one "
        "connector that has both.",
    )
    minPowerWatts = WattsParamField(
        required=False, help_text="The least power in watts, this included, that the strongest connector may have."
    )
    maxPowerWatts = WattsParamField(
        required=False, help_text="The most power in watts, this included, that the strongest connector may have."
    )

    def validate(self, query: dict[str, Any]) -> dict[str, Any]:
        names = ("minPowerWatts", "maxPowerWatts")
        if all(name in query for name in names) and query["minPowerWatts"] > query["maxPowerWatts"]:
            fault = ErrorDetail("minPowerWatts is greater than maxPowerWatts.", code="min_above_max")
            raise ValidationError({name: [fault] for name in names})
        return query


def spelled_out(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return valid parameters as short as they can be written: without zeros and white space that say nothing."""
    return {name: _shortest(name, value) for name, value in parameters.items()}


def _shortest(name: str, value: str) -> str:
    if name == "limit":
        return str(LimitField().to_internal_value(value))
    if name in {"minPowerWatts", "maxPowerWatts"}:
        return f"{WattsParamField().to_internal_value(value).normalize():f}"
    return trim(value)


class QueryValidationError(ValidationError):
    """Faults of query parameters, by name."""

    place = "parameter"


class ChangesQuerySerializer(PaginatedQuerySerializer):
    after = RevisionParamField(required=False, help_text="The revision that the last answer gave; 0 for all models.")


def read_query_params(reader: StrictSerializer, request: Request) -> dict[str, Any]:
    """Return the values of the request's parameters. Raises QueryError that names every faulty one."""
    parameters = request.query_params
    faults: dict[str, Any] = {}
    values: dict[str, Any] = {}
    try:
        values = reader.run_validation(parameters.dict())
    except ValidationError as error:
        faults |= cast("dict[str, Any]", error.detail)
    faults |= {
        name: [ErrorDetail("This parameter is given more than once.", code="repeated")]
        for name, given in parameters.lists()
        if len(given) > 1
    }
    if faults:
        raise QueryValidationError(faults)
    return dict(values)
