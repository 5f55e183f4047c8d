"""Form field to search and select station models. Works without JavaScript."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.limits import TEXT_MAX
from catalog.models import ChargingStationModel

RESULTS_MAX = 20

SEARCH_FIELD = "_find"  # name of the search button


class SearchInput(forms.TextInput):
    """Text input with a search button. It has no template, because widget templates are loaded from Django only."""

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
    """Mixin for forms with a `SearchField` named `find` and a model choice field named `PICKER_FIELD`."""

    PICKER_FIELD: str

    @property
    def is_searching(self) -> bool:
        return self.is_bound and SEARCH_FIELD in self.data

    def is_valid(self) -> bool:
        return not self.is_searching and super().is_valid()

    @property
    def errors(self) -> ErrorDict:
        """Form errors. Empty during a search, because the form may be incomplete."""
        return ErrorDict() if self.is_searching else super().errors

    def set_choices(self, suggested: Iterable[ChargingStationModel]) -> None:
        """Offer the suggested, the already selected and the found models."""
        field: Any = self.fields[self.PICKER_FIELD]
        models = [*suggested, *self._selected_models(field), *self._search_results()]
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
            return []  # invalid ID; the field reports it when it is cleaned

    def _search_results(self) -> list[ChargingStationModel]:
        words = self.data.get("find", "") if self.is_searching else ""
        if not words.strip() or len(words) > TEXT_MAX or "\0" in words:
            return []
        matching = ChargingStationModel.objects.matching(words).order_by("archived", "vendor_key", "model_key")
        results = list(matching[: RESULTS_MAX + 1])
        self.fields["find"].help_text = _result_message(len(results))
        return results[:RESULTS_MAX]


def choice_label(station_model: ChargingStationModel) -> str:
    """Return vendor, model and friendly name."""
    name = f", {station_model.friendly_name}" if station_model.friendly_name else ""
    return f"{station_model}{name}{' (archived)' if station_model.is_archived else ''}"


def _result_message(count: int) -> str:
    if not count:
        return "No models found. Try fewer words, or only the beginning of the model name."
    if count > RESULTS_MAX:
        return (
            f"More than {RESULTS_MAX} models found; the first {RESULTS_MAX} are shown above. Add another word to "
            "narrow the search."
        )
    return f"{count} {'model' if count == 1 else 'models'} found, shown above."
