"""Connector rows in the form of a station model."""

import math
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminIntegerFieldWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet

from catalog.admin.mixins.permissions import StaffOnlyMixin
from catalog.limits import CONNECTORS_MAX
from catalog.messages import CONNECTOR_COUNT, DUPLICATE_CONNECTOR_ID
from catalog.models import Connector

CONNECTOR_FIELDS = (
    "connector_id",
    "evse",
    "connection_type",
    "format",
    "max_amperage",
    "max_voltage",
    "max_power_watts",
)

# int() and Decimal() also accept 1_0 and digits of other scripts.
_NUMBER = re.compile(r"\s*[-+]?[0-9.]*([eE][-+]?[0-9]+)?\s*", re.ASCII)


class AsciiNumberMixin(forms.Field):
    """Mixin for form fields that accept only the digits 0 to 9."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and not _NUMBER.fullmatch(value):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class AsciiIntegerField(AsciiNumberMixin, forms.IntegerField):
    pass


class AsciiDecimalField(AsciiNumberMixin, forms.DecimalField):
    pass


class ConnectorForm(forms.ModelForm):
    place = AsciiIntegerField(
        required=False,
        min_value=0,
        max_value=1000,
        widget=AdminIntegerFieldWidget,
        help_text="Order of the connectors. Rows without a number come last.",
    )

    class Meta:
        labels = {
            "connector_id": "Connector ID",
            "evse": "EVSE",
            "connection_type": "Type",
            "format": "Format",
            "max_amperage": "Max. current (A)",
            "max_voltage": "Max. voltage (V, line to neutral for AC)",
            "max_power_watts": "Max. power (W)",
        }
        help_texts = dict.fromkeys(
            ("connector_id", "connection_type", "max_amperage", "max_voltage", "max_power_watts"), ""
        )

    def has_changed(self) -> bool:
        """Return whether the row has a value other than its order."""
        return any(name != "place" for name in self.changed_data)

    def clean(self) -> dict[str, Any]:
        """Skip `super().clean()`, which queries the database for each constraint."""
        return self.cleaned_data


class ConnectorFormSet(BaseInlineFormSet):
    """Formset of plain values: saving replaces all connectors of the model, in order.

    So connector IDs can be swapped between rows, and a forged key cannot change a connector of another model.
    """

    def __init__(self, data: Any = None, *, instance: Any = None, initial: Any = None, **kwargs: Any) -> None:
        if data is None and instance is not None and not instance._state.adding:
            initial = [connector_initial(each) for each in instance.connectors.all()]
        super().__init__(data, instance=instance, initial=initial, **kwargs)
        if not self.is_bound:
            # An empty row at the end, for browsers without JavaScript.
            self.extra = len(initial or ()) + 1

    def get_queryset(self) -> QuerySet:
        return Connector.objects.none()

    def initial_form_count(self) -> int:
        return 0

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name in ("id", "station_model"):
            form.fields[name].disabled = True  # ignores posted values
        for name in ("place", *CONNECTOR_FIELDS):
            label = form.fields[name].label or name.capitalize()
            # Screen readers do not use the column heading as a label.
            form.fields[name].widget.attrs["aria-label"] = label if index is None else f"{label}, row {index + 1}"

    def clean(self) -> None:
        filled = self._filled_forms
        if not 1 <= len(filled) <= CONNECTORS_MAX:
            raise ValidationError(CONNECTOR_COUNT)
        seen: set[int] = set()
        for form in filled:
            connector_id = form.cleaned_data.get("connector_id")
            if connector_id in seen:
                form.add_error("connector_id", DUPLICATE_CONNECTOR_ID)
            elif connector_id is not None:
                seen.add(connector_id)

    @property
    def connector_values(self) -> list[dict[str, Any]]:
        """Connectors in order, for the model methods. Only after `is_valid`."""
        rows = [form.cleaned_data for form in self._filled_forms]
        rows.sort(key=lambda row: math.inf if row["place"] is None else row["place"])
        return [{name: row[name] for name in CONNECTOR_FIELDS} for row in rows]

    @property
    def _filled_forms(self) -> list[Any]:
        return [form for form in self.forms if form.has_changed()]


def connector_initial(connector: Connector) -> dict[str, Any]:
    """Return the initial values of a row."""
    values = {name: getattr(connector, name) for name in CONNECTOR_FIELDS}
    return {
        "place": connector.position + 1,
        **{name: f"{value.normalize():f}" if isinstance(value, Decimal) else value for name, value in values.items()},
    }


class ConnectorInline(StaffOnlyMixin, admin.TabularInline):
    model = Connector
    form = ConnectorForm
    formset = ConnectorFormSet
    fields = ("place", *CONNECTOR_FIELDS)
    extra = 1
    min_num = 0
    max_num = CONNECTORS_MAX
    formfield_overrides = {
        models.IntegerField: {"form_class": AsciiIntegerField},
        models.DecimalField: {"form_class": AsciiDecimalField, "widget": AdminIntegerFieldWidget},
    }

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        # Allows empty rows between the filled ones, and limits the rows for a forged count.
        return super().get_formset(request, obj, absolute_max=2 * CONNECTORS_MAX, **kwargs)
