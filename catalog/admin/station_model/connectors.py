"""Connector rows in the form of a station model."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet

from catalog.admin.mixins.permissions import StaffOnlyMixin
from catalog.admin.station_model.figure_field import QUANTITIES, FigureField
from catalog.limits import CONNECTORS_MAX
from catalog.models import Connector

CONNECTOR_FIELDS = (
    "connector_id",
    "connection_type",
    "format",
    "max_power_watts",
    "max_amperage",
    "max_voltage",
    "evse",
)

# int() and Decimal() also accept 1_0 and digits of other scripts.
_NUMBER = re.compile(r"\s*[-+]?[0-9.]*([eE][-+]?[0-9]+)?\s*", re.ASCII)

_COUNT = f"Add at least one connector ({CONNECTORS_MAX} at most)."


class WholeNumberField(forms.IntegerField):
    """Whole number in a text field, of the digits 0 to 9 only."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "figure"}
        super().__init__(widget=forms.TextInput(attrs), **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and not _NUMBER.fullmatch(value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class ConnectorForm(forms.ModelForm):
    connector_id = WholeNumberField(
        label="ID",
        validators=[MinValueValidator(1, "Connector IDs start at 1.")],
        error_messages={"required": "Enter the connector ID."},
    )
    evse = WholeNumberField(label="EVSE", required=False, validators=[MinValueValidator(1, "EVSE numbers start at 1.")])
    max_amperage = FigureField("max_amperage")
    max_voltage = FigureField("max_voltage")
    max_power_watts = FigureField("max_power_watts")

    class Meta:
        labels = {"connection_type": "Type", "format": "Format"}
        help_texts = {"connection_type": ""}
        error_messages = {
            "connection_type": {"required": "Choose a connector type."},
            "format": {"required": "Choose a format."},
        }

    def clean(self) -> dict[str, Any]:
        """Skip `super().clean()`, which has each row checked for uniqueness by queries: the formset does that."""
        return self.cleaned_data

    @property
    def readings(self) -> dict[str, str]:
        """What is understood of each figure, by the ID of its input."""
        readings = {}
        for name in QUANTITIES:
            field: Any = self.fields[name]
            readings[str(self[name].id_for_label)] = field.reading(self[name].value())
        return readings


class ConnectorFormSet(BaseInlineFormSet):
    """Formset of plain values: saving replaces all connectors of the model, in order.

    So connector IDs can be swapped between rows, and a forged key cannot change a connector of another model.
    """

    def __init__(self, data: Any = None, *, instance: Any = None, initial: Any = None, **kwargs: Any) -> None:
        if data is None and instance is not None and not instance._state.adding:
            initial = [connector_initial(each) for each in instance.connectors.all()]
        if data is None and not initial:
            initial = [{"connector_id": 1}]
        super().__init__(data, instance=instance, initial=initial, **kwargs)
        if not self.is_bound:
            self.extra = len(initial or ())

    def get_queryset(self) -> QuerySet:
        return Connector.objects.none()

    def initial_form_count(self) -> int:
        return 0

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name in ("id", "station_model"):
            form.fields[name].disabled = True  # ignores posted values
        for name in CONNECTOR_FIELDS:
            label = form.fields[name].label
            form.fields[name].widget.attrs["aria-label"] = label if index is None else f"{label}, connector {index + 1}"

    def clean(self) -> None:
        filled = self.filled_forms
        if not 1 <= len(filled) <= CONNECTORS_MAX:
            raise ValidationError(_COUNT)
        ids = [form.cleaned_data.get("connector_id") for form in filled]
        seen: set[int] = set()
        for form, connector_id in zip(filled, ids, strict=True):
            if connector_id in seen:
                form.add_error("connector_id", f"ID {connector_id} is already used. Try {next_free_id(ids)}.")
            elif connector_id is not None:
                seen.add(connector_id)

    @property
    def connector_values(self) -> list[dict[str, Any]]:
        """Connectors in the order of the rows, for the model methods. Only after `is_valid`."""
        return [{name: form.cleaned_data[name] for name in CONNECTOR_FIELDS} for form in self.filled_forms]

    @property
    def filled_forms(self) -> list[Any]:
        return [form for form in self.forms if form.has_changed()]


def next_free_id(ids: list[Any]) -> int:
    """Return the lowest connector ID that is not used."""
    used = set(ids)
    return next(number for number in range(1, len(used) + 2) if number not in used)


def connector_initial(connector: Connector) -> dict[str, Any]:
    """Return the initial values of a row."""
    values = {name: getattr(connector, name) for name in CONNECTOR_FIELDS}
    figures = {name: quantity.format(values[name]) for name, quantity in QUANTITIES.items()}
    return values | figures


class ConnectorInline(StaffOnlyMixin, admin.TabularInline):
    model = Connector
    form = ConnectorForm
    formset = ConnectorFormSet
    fields = CONNECTOR_FIELDS
    extra = 1
    min_num = 0
    max_num = CONNECTORS_MAX

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        # Allows empty rows between the filled ones, and limits the rows for a forged count.
        return super().get_formset(request, obj, absolute_max=2 * CONNECTORS_MAX, **kwargs)
