"""Form field for amps, volts and power as people type them: `22 kW`, `22,08`, `32A`."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.library.readers.figures import AmbiguousFigure, parse_figure
from catalog.library.table_words import POWER, Heading, Unit
from catalog.limits import AMPERAGE_MAX, POWER_MAX, VOLTAGE_MAX
from catalog.text import trim

_LENGTH_MAX = 40


@dataclass(frozen=True)
class Quantity:
    """What a figure measures: `unit` is that of a number without one, `stored` that of the catalogue."""

    column: str
    name: str
    unit: str
    exponent: int
    stored: str
    maximum: int

    def parse(self, text: str) -> Decimal:
        """Return the figure in the stored unit. Raises ValueError with the sentence for the form."""
        if len(text) > _LENGTH_MAX:
            raise ValueError(f"{self.name} has too many characters. Enter a number, e.g. 22 {self.unit}.")
        heading = Heading(self.column, Unit(self.unit, self.exponent))
        try:
            return Decimal(parse_figure(text, heading))
        except AmbiguousFigure as error:
            unit = error.unit or self.unit
            whole_unit = error.unit or self.stored
            readings = f"{error.fraction} {unit} or {error.whole} {whole_unit}"
            raise ValueError(f"{self.name} \u201c{trim(text)}\u201d can be {readings}. Enter one of the two.") from None
        except ValueError as error:
            raise ValueError(f"{self.name} {error}.") from None

    def format(self, value: Decimal) -> str:
        """Return a stored figure as a text that `parse` reads back, in the unit of the form."""
        text = f"{(value.scaleb(-self.exponent)).normalize():f}"
        try:
            if self.parse(text) == value:
                return text
        except ValueError:  # 22.125 can be 22125
            pass
        return f"{value.normalize():f} {self.stored}" if self.exponent else f"{text}0"

    def describe(self, value: Decimal) -> str:
        """Return what was understood, in the stored unit."""
        return f"= {value.normalize():,f} {self.stored}"


QUANTITIES = {
    "max_amperage": Quantity("maxAmperage", "Current", "A", 0, "A", AMPERAGE_MAX),
    "max_voltage": Quantity("maxVoltage", "Voltage", "V", 0, "V", VOLTAGE_MAX),
    "max_power_watts": Quantity(POWER, "Power", "kW", 3, "W", POWER_MAX),
}


class FigureField(forms.Field):
    """Field that cleans to a Decimal in the stored unit."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        self.quantity = QUANTITIES[name]
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "figure", "maxlength": _LENGTH_MAX}
        messages = {"required": f"Enter the {self.quantity.name.lower()}."}
        label = f"{self.quantity.name} ({self.quantity.unit})"
        super().__init__(widget=forms.TextInput(attrs), error_messages=messages, label=label, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        text = trim(value or "")
        if not text:
            return None
        try:
            number = self.quantity.parse(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None
        if number > self.quantity.maximum:
            maximum = self.quantity.format(Decimal(self.quantity.maximum))
            raise ValidationError(f"Enter at most {maximum} {self.quantity.unit}.", code="max_value")
        return number

    def reading(self, text: Any) -> str:
        """Return what is understood of a text, where that is not the text itself."""
        try:
            value = self.to_python(text)
        except ValidationError:
            return ""
        is_plain = self.quantity.unit == self.quantity.stored and trim(text or "").replace(".", "").isdigit()
        return "" if value is None or is_plain else self.quantity.describe(value)
