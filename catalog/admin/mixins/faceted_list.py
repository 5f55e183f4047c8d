"""A list whose filters say how many rows each of their values would leave."""

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.utils.functional import cached_property

from catalog.admin.mixins.changelist import ChoiceFilter
from catalog.models.counts import FILTER_COUNT_MAX, bounded_counts

SCAN_MAX = 4 * FILTER_COUNT_MAX
"""Connectors that are looked through for one count."""


class FacetFilter(ChoiceFilter):
    """A filter with counts: each is of the rows that the other filters leave."""

    template = "admin/catalog/facet_filter.html"

    default_value = ""
    """The value that stands for no value among the counts."""

    @property
    def ignored_parameters(self) -> set[str]:
        """The parameters that its counts do not regard."""
        return {str(self.parameter_name)}

    def filter_for_facets(self, queryset: QuerySet) -> QuerySet:
        """Return the rows that the filter leaves, for the counts of the others."""
        return self.queryset(self.request, queryset)

    def facet_querysets(self, others: Any, *, is_narrow: bool) -> dict[str, QuerySet]:
        """Return what to count for each value, of the rows `others`. Narrow are a thousand at most."""
        return {value: self.apply(others, value) for value, _ in self.choices_offered}

    def scan_window(self, value: str) -> QuerySet | None:
        """Return the rows that the count of `value` looks through, where an end is set to them."""
        return None

    def choices(self, changelist: Any) -> Any:
        facet_counts = changelist.counts.get(self.parameter_name, {})
        values = [self.default_value, *(value for value, _ in self.choices_offered)]
        for value, choice in zip(values, super().choices(changelist), strict=True):
            yield {**choice, "count": facet_counts.get(value)}


class FacetedChangeList(ChangeList):
    @cached_property
    def counts(self) -> dict[str, dict[str, str]]:
        """The counts in words, by filter and value.

        Beside a search or other filters than the state, nothing is counted until at most a thousand rows are left: no
        index serves every combination, so each count could go through the whole table.
        """
        asked: dict[tuple[str, str], QuerySet] = {}
        scan_window: dict[tuple[str, str], QuerySet] = {}
        for spec in self.filter_specs:
            if not isinstance(spec, FacetFilter) or (found := self._rows_without(spec)) is None:
                continue
            others, is_narrow = found
            for value, question in spec.facet_querysets(others, is_narrow=is_narrow).items():
                key = str(spec.parameter_name), value
                asked[key] = question.order_by()[: FILTER_COUNT_MAX + 1]
                if not is_narrow and (looked_through := spec.scan_window(value)) is not None:
                    scan_window[key] = looked_through
        names = {f"counted_{number}": key for number, key in enumerate(asked)}
        ends = {f"scanned_{number}": key for number, key in enumerate(scan_window)}
        numbers = bounded_counts(
            {name: asked[key] for name, key in names.items()} | {name: scan_window[key] for name, key in ends.items()}
        )
        cut = {key for name, key in ends.items() if numbers.get(name, 0) >= SCAN_MAX}
        counts: dict[str, dict[str, str]] = {}
        for name, key in names.items():
            if name in numbers:
                counts.setdefault(key[0], {})[key[1]] = _format_count(numbers[name], is_least=key in cut)
        return counts

    def _rows_without(self, spec: FacetFilter) -> tuple[QuerySet, bool] | None:
        """Return the rows that all filters but this one leave, and whether they are a thousand at most."""
        if self.query and self.queryset.query.is_empty():
            return None  # a search that was refused, in words that need not be said again
        others: Any = self.root_queryset
        is_default = not self.query
        applied: list[str] = []
        for other in self.filter_specs:
            parameters = {str(each) for each in other.expected_parameters()}
            if parameters & spec.ignored_parameters:
                continue
            if isinstance(other, FacetFilter):
                others = other.filter_for_facets(others)
            else:
                others = other.queryset(spec.request, others)
            applied += sorted(parameters)
            is_default = is_default and (parameters <= self.index_parameters or not parameters & set(self.params))
        if is_default:
            return others, False
        if self.query:
            if (found := self._search_result(spec.request)) is None:
                return None
            return others.filter(pk__in=found), True
        key = tuple(applied)
        if key not in self._scan_windows:
            self._scan_windows[key] = list(others.order_by().values_list("pk", flat=True)[: FILTER_COUNT_MAX + 1])
        window = self._scan_windows[key]
        if len(window) > FILTER_COUNT_MAX:
            return None
        return self.root_queryset.filter(pk__in=window), True

    def _search_result(self, request: Any) -> list[Any] | None:
        """Return the rows that are searched for, whatever the filters, once: a search has queries of its
        own. None for more than a thousand."""
        if () not in self._scan_windows:
            found, _ = self.model_admin.get_search_results(request, self.root_queryset, self.query)
            self._scan_windows[()] = list(found.order_by().values_list("pk", flat=True)[: FILTER_COUNT_MAX + 1])
        window = self._scan_windows[()]
        return window if len(window) <= FILTER_COUNT_MAX else None

    @cached_property
    def _scan_windows(self) -> dict[tuple[str, ...], list[Any]]:
        return {}

    index_parameters = frozenset({"state"})
    """Parameters of filters that every index begins with."""


def _format_count(counted: int, *, is_least: bool) -> str:
    if counted > FILTER_COUNT_MAX:
        return f"{FILTER_COUNT_MAX:,}+"
    return f"{counted}+" if is_least else str(counted)
