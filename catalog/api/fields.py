"""JSON values taken as what they are: DRF's own fields also take "32" for a number and 123 for a text."""

from decimal import Decimal
from typing import Any

from django.core.validators import ProhibitNullCharactersValidator
from rest_framework import serializers
from rest_framework.validators import ProhibitSurrogateCharactersValidator

from catalog.limits import CONNECTOR_ID_MAX, DECIMAL_PLACES
from catalog.text import replace_surrogates, trim, validate_no_control_characters, validate_visible

_ADDED_BY_DRF = (ProhibitNullCharactersValidator, ProhibitSurrogateCharactersValidator)

DECIMAL_STEP = Decimal(1).scaleb(-DECIMAL_PLACES)


class TrimmedCharField(serializers.CharField):
    """A JSON string of one line, trimmed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [validate_no_control_characters, validate_visible])
        super().__init__(trim_whitespace=False, **kwargs)  # that is Python's white space; ours is trimmed below
        # DRF adds two of its own, for NUL and for surrogates; ours says it once.
        self.validators = [each for each in self.validators if not isinstance(each, _ADDED_BY_DRF)]

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(trim(data) if isinstance(data, str) else data)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)  # before a validator that takes longer reads it
        return super().to_internal_value(data)


class RawTextField(serializers.CharField):
    """A text as a station reported it. Nothing in it is refused or trimmed: it is looked up in spite of its dirt."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, allow_blank=True, **kwargs)
        self.validators = []

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(replace_surrogates(data))


class StrictChoiceField(serializers.ChoiceField):
    """A JSON string out of an enumeration. The refusal says what would be right; it does not send back what came."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices, **kwargs)
        self.error_messages["invalid_choice"] = f"Must be one of {', '.join(self.choices)}."

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class RatingField(serializers.Field):
    """A JSON number in A, V or W: greater than 0, at most `maximum`, at most six decimal places, kept exactly."""

    default_error_messages = {
        "invalid": "Must be a number.",
        "min_value": "Must be greater than 0.",
        "max_value": "Must be at most {maximum}.",
        "decimal_places": f"Must have at most {DECIMAL_PLACES} decimal places.",
    }

    def __init__(self, *, maximum: int, **kwargs: Any) -> None:
        self.maximum = maximum
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or not isinstance(data, (int, Decimal)):
            self.fail("invalid")
        value = Decimal(data)
        if value <= 0:
            self.fail("min_value")
        if value > self.maximum:
            self.fail("max_value", maximum=self.maximum)
        # Compared, not counted: 32.0000000 is 32, and neither is rounded on the way.
        exact = value.quantize(DECIMAL_STEP)
        if exact != value:
            self.fail("decimal_places")
        return exact

    def to_representation(self, value: Decimal) -> int | float:
        return int(value) if value == value.to_integral_value() else float(value)


class ConnectorIdField(serializers.Field):
    """OCPP connectorId: a whole JSON number from 1; 1.0 is one."""

    default_error_messages = {
        "invalid": "Must be a whole number.",
        "min_value": "Must be at least 1.",
        "max_value": f"Must be at most {CONNECTOR_ID_MAX}.",
    }

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, (int, Decimal)):
            self.fail("invalid")
        if data < 1:
            self.fail("min_value")
        if data > CONNECTOR_ID_MAX:
            self.fail("max_value")
        if data != int(data):
            self.fail("invalid")
        return int(data)

    def to_representation(self, value: int) -> int:
        return value
