"""Query parameters, read as strictly as bodies: a mistyped filter must not return the whole catalogue."""

import re
from typing import Any
from uuid import UUID

from django.http import QueryDict
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from catalog.api.fields import TextField
from catalog.api.serializers import StrictSerializer
from catalog.limits import TEXT_MAX

LIMIT_DEFAULT = 20
LIMIT_MAX = 100
_REVISION_DIGITS = 30  # more than any revision has: a longer one is from the future too
_DIGITS = re.compile(r"[0-9]+", re.ASCII)


def parse_id(text: str) -> UUID | None:
    """This will return the id that `text` is, in the one spelling in which ids are given out, else None."""
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text else None


@extend_schema_field({"type": "string", "pattern": "^0*[1-9][0-9]*$", "default": str(LIMIT_DEFAULT)})
class LimitField(serializers.Field):
    default_error_messages = {"invalid": "Give a whole number from 1; more than 100 is taken as 100."}

    def to_internal_value(self, data: Any) -> int:
        significant = data.lstrip("0")
        if not _DIGITS.fullmatch(significant):
            self.fail("invalid")
        return min(int(significant[:4]), LIMIT_MAX)


@extend_schema_field({"type": "integer", "minimum": 0, "default": 0})
class RevisionField(serializers.Field):
    default_error_messages = {"invalid": "Give a whole number from 0: the revision that the last answer gave."}

    def to_internal_value(self, data: Any) -> int:
        significant = data.lstrip("0") or data[:1]
        if not _DIGITS.fullmatch(significant):
            self.fail("invalid")
        return int(significant[:_REVISION_DIGITS])


@extend_schema_field({"type": "string", "minLength": 1})
class IdField(serializers.Field):
    default_error_messages = {"invalid": "Give the id of a charging station model."}

    def to_internal_value(self, data: Any) -> UUID:
        found = parse_id(data)
        if found is None:
            self.fail("invalid")
        return found


@extend_schema_field({"type": "boolean", "default": False})
class TrueOrFalseField(serializers.Field):
    default_error_messages = {"invalid": "Give true or false."}

    def to_internal_value(self, data: Any) -> bool:
        if data not in {"true", "false"}:
            self.fail("invalid")
        return bool(data == "true")


class Query(StrictSerializer):
    limit = LimitField(
        required=False, help_text="The maximum number of charging station models to return; at most 100."
    )

    def _refusal(self, name: str) -> ErrorDetail:
        return ErrorDetail("This parameter is not known here.", code="unknown_parameter")


class ListQuery(Query):
    startingAfter = IdField(required=False, help_text="The ID of the last charging station model to return.")
    vendor = TextField(
        max_length=TEXT_MAX,
        required=False,
        help_text="The vendor of the charging station models to return; exact, without regard to case.",
    )
    model = TextField(
        max_length=TEXT_MAX,
        required=False,
        help_text="The model of the charging station models to return; exact, without regard to case.",
    )
    isArchived = TrueOrFalseField(
        required=False, help_text="Filter by archived status. Defaults to false (only non-archived models)."
    )


class QueryError(ValidationError):
    """Faults of query parameters, by name."""

    place = "parameter"


class ChangesQuery(Query):
    after = RevisionField(required=False, help_text="The revision that the last answer gave; 0 for all models.")


def read_query(serializer: type[StrictSerializer], parameters: QueryDict) -> dict[str, Any]:
    """This will return the parameters' values, or raise ValidationError naming every faulty one."""
    reader = serializer(data=parameters.dict())
    faults: dict[str, Any] = {} if reader.is_valid() else dict(reader.errors)
    faults |= {
        name: [ErrorDetail("This parameter is given more than once.", code="repeated")]
        for name, values in parameters.lists()
        if len(values) > 1
    }
    if faults:
        raise QueryError(faults)
    return dict(reader.validated_data)
