"""The list with its filters, counts and chips."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib.admin.views.main import ChangeList
from django.utils.functional import cached_property

from catalog.admin.station_model.changelist.list_filter import MultiValueFilter, OptionGroup
from catalog.admin.station_model.changelist.query import without_parameters, without_values
from catalog.models import ChargingStationModel

COUNTED_MODELS_MAX = 10_000
"""Models that are counted beside a filter: a larger number costs too much, and helps nobody to choose.

In a catalogue of more, the filters are counted once the page is shown.
"""


@dataclass(frozen=True)
class Panel:
    """A filter with its values and their numbers of models."""

    filter: MultiValueFilter
    groups: list[OptionGroup]

    @property
    def is_set(self) -> bool:
        return bool(self.filter.chips)


@dataclass(frozen=True)
class SetValue:
    """A chip, and the address of the list without it."""

    label: str
    without: str


class StationModelChangeList(ChangeList):
    request: Any
    is_counted = False

    def get_results(self, request: Any) -> None:
        self.request = request
        super().get_results(request)

    @property
    def filters(self) -> list[MultiValueFilter]:
        return cast(list[MultiValueFilter], self.filter_specs)

    @cached_property
    def panels(self) -> list[Panel]:
        """Return the filters: with counts in a small catalogue, or where `is_counted` is set."""
        self.is_counted = self.is_counted or self.is_small
        return [
            Panel(spec, spec.groups(self.rows_without(spec) if self._can_count(spec) else None))
            for spec in self.filters
        ]

    def _can_count(self, spec: MultiValueFilter) -> bool:
        if not self.is_counted or self.is_small:
            return self.is_counted
        if not spec.chips:
            return bool(self.result_count < COUNTED_MODELS_MAX)
        some = self.rows_without(spec).order_by().values("pk")[: COUNTED_MODELS_MAX + 1]
        return bool(some.count() <= COUNTED_MODELS_MAX)

    def rows_without(self, spec: MultiValueFilter) -> Any:
        """Return the models that match the search and all filters but that one."""
        rows = self._searched
        for other in self.filters:
            if other is not spec:
                rows = other.queryset(self.request, rows)
        return rows

    @cached_property
    def _searched(self) -> Any:
        if self.query and self.queryset.query.is_empty():
            return self.root_queryset.none()  # a refused search has its message already
        models: Any = self.root_queryset
        return models.found_by(self.query.strip()) if self.query.strip() else models

    @cached_property
    def is_small(self) -> bool:
        some = ChargingStationModel.objects.order_by().values("pk")[: COUNTED_MODELS_MAX + 1]
        return bool(some.count() <= COUNTED_MODELS_MAX)

    @cached_property
    def set_values(self) -> list[SetValue]:
        chips = [chip for spec in self.filters for chip in spec.chips]
        return [SetValue(chip.label, without_values(self.request.GET, (chip.name, chip.value))) for chip in chips]

    @property
    def without_filters(self) -> str:
        names = [name for spec in self.filters for name in spec.parameters]
        return without_parameters(self.request.GET, names)

    @property
    def without_search(self) -> str:
        return without_parameters(self.request.GET, ["q"])
