"""Picking station models in a form: among those offered, and those found by words. Without a script."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.limits import TEXT_MAX
from catalog.models import ChargingStationModel

RESULTS_MAX = 20

SEARCH_FIELD = "_find"
"""The button that looks for models, and saves nothing."""


class SearchInput(forms.TextInput):
    """A text with its button. No template of ours: those of widgets are looked for among Django's own."""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return format_html(
            '{} <button type="submit" name="{}" value="1" class="button" formnovalidate>Find</button>',
            super().render(*args, **kwargs),
            SEARCH_FIELD,
        )


class SearchField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            required=False,
            max_length=TEXT_MAX,
            label="Find models",
            widget=SearchInput(attrs={"class": "vTextField"}),
            help_text="Search by vendor, model or friendly name, then select a result above.",
        )


class StationModelPickerMixin(forms.BaseForm):
    """Mixed into a form with a `SearchField` named `find` and a choice of station models named by `PICKER_FIELD`."""

    PICKER_FIELD: str

    @property
    def is_finding(self) -> bool:
        return self.is_bound and SEARCH_FIELD in self.data

    def is_valid(self) -> bool:
        return not self.is_finding and super().is_valid()

    @property
    def errors(self) -> ErrorDict:
        """Empty while models are looked for: what is typed so far need not be right yet."""
        return ErrorDict() if self.is_finding else super().errors

    def set_choices(self, offered: Iterable[ChargingStationModel]) -> None:
        """Let one pick among the offered, those that were picked already, and those that were found."""
        field: Any = self.fields[self.PICKER_FIELD]
        models = [*offered, *self._selected_models(field), *self._search_results()]
        field.choices = [(each.pk, choice_label(each)) for each in dict.fromkeys(models)]
        if not field.choices:
            field.help_text = "Search for a model below, then select it here."

    def _selected_models(self, field: Any) -> list[ChargingStationModel]:
        if not self.is_bound:
            return []
        posted = self.data.getlist(self.PICKER_FIELD) if hasattr(self.data, "getlist") else []
        try:
            return list(field.queryset.filter(pk__in=posted[:RESULTS_MAX]))
        except forms.ValidationError:
            return []  # no id at all; the field says so when it is cleaned

    def _search_results(self) -> list[ChargingStationModel]:
        words = self.data.get("find", "") if self.is_finding else ""
        if not words.strip() or len(words) > TEXT_MAX or "\0" in words:
            return []
        matching = ChargingStationModel.objects.matching(words).order_by("archived", "vendor_key", "model_key")
        found = list(matching[: RESULTS_MAX + 1])
        self.fields["find"].help_text = _result_message(len(found))
        return found[:RESULTS_MAX]


def choice_label(station_model: ChargingStationModel) -> str:
    """Return what tells it from others in a choice."""
    name = f", {station_model.friendly_name}" if station_model.friendly_name else ""
    return f"{station_model}{name}{' (archived)' if station_model.is_archived else ''}"


def _result_message(found: int) -> str:
    if not found:
        return "No models found. Try fewer words, or only the beginning of the model name."
    if found > RESULTS_MAX:
        return (
            f"More than {RESULTS_MAX} models found; the first {RESULTS_MAX} are shown above. Add another word to "
            "narrow the search."
        )
    return f"{found} {'model' if found == 1 else 'models'} found, shown above."
