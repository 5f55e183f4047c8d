"""Serializer fields without type conversion: they reject "32" as a number and 123 as text."""

from decimal import Decimal
from typing import Any

from django.core.validators import ProhibitNullCharactersValidator
from rest_framework import serializers
from rest_framework.validators import ProhibitSurrogateCharactersValidator

from catalog.limits import CONNECTOR_ID_MAX, DECIMAL_PLACES
from catalog.messages import (
    EMPTY,
    NOT_A_CHOICE,
    NOT_A_NUMBER,
    NOT_GREATER,
    NOT_TEXT,
    NOT_WHOLE,
    NULL,
    TOO_LARGE,
    TOO_LONG,
    TOO_MANY_DECIMALS,
    TOO_SMALL,
)
from catalog.text import replace_surrogates, trim, validate_no_control_characters, validate_visible

_ADDED_BY_DRF = (ProhibitNullCharactersValidator, ProhibitSurrogateCharactersValidator)

DECIMAL_STEP = Decimal(1).scaleb(-DECIMAL_PLACES)


class TrimmedCharField(serializers.CharField):
    """JSON string of one line, trimmed."""

    default_error_messages = {
        "invalid": NOT_TEXT,
        "null": NULL,
        "blank": EMPTY,
        "max_length": TOO_LONG.replace("{limit}", "{max_length}"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [validate_no_control_characters, validate_visible])
        super().__init__(trim_whitespace=False, **kwargs)  # `trim` also removes other white space
        # `validate_no_control_characters` covers them.
        self.validators = [each for each in self.validators if not isinstance(each, _ADDED_BY_DRF)]

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(trim(data) if isinstance(data, str) else data)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)  # before slower validators run
        return super().to_internal_value(data)


class RawTextField(serializers.CharField):
    """Text reported by a station. It accepts all characters and does not trim."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, allow_blank=True, **kwargs)
        self.validators = []

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(replace_surrogates(data))


class StrictChoiceField(serializers.ChoiceField):
    """JSON string out of an enumeration. The error message lists the choices and does not repeat the input."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices, **kwargs)
        self.error_messages["invalid_choice"] = NOT_A_CHOICE.format(choices=", ".join(self.choices))

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class RatingField(serializers.Field):
    """JSON number in A, V or W: greater than 0, at most `maximum`, at most six decimal places."""

    default_error_messages = {
        "invalid": NOT_A_NUMBER,
        "min_value": NOT_GREATER.format(limit=0),
        "max_value": TOO_LARGE,
        "decimal_places": TOO_MANY_DECIMALS.format(limit=DECIMAL_PLACES),
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
            self.fail("max_value", limit=self.maximum)
        # 32.0000000 is valid, because it equals 32.
        exact = value.quantize(DECIMAL_STEP)
        if exact != value:
            self.fail("decimal_places")
        return exact

    def to_representation(self, value: Decimal) -> int | float:
        return int(value) if value == value.to_integral_value() else float(value)


class ConnectorIdField(serializers.Field):
    """OCPP connectorId: a whole JSON number from 1, which can be written as 1.0."""

    default_error_messages = {
        "invalid": NOT_WHOLE,
        "min_value": TOO_SMALL.format(limit=1),
        "max_value": TOO_LARGE.format(limit=CONNECTOR_ID_MAX),
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
