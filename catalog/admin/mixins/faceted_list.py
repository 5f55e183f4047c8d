"""Changelist whose filters show the number of rows per value."""

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.utils.functional import cached_property

from catalog.admin.links import station_model_url
from catalog.admin.mixins.changelist import ChoiceFilter
from catalog.models.counts import FILTER_COUNT_MAX, bounded_counts

SCAN_MAX = 4 * FILTER_COUNT_MAX  # connectors that are read for one count


class FacetFilter(ChoiceFilter):
    """Filter with counts, each of the rows that match the other filters."""

    template = "admin/catalog/facet_filter.html"

    default_value = ""  # key of the count without a filter value

    @property
    def ignored_parameters(self) -> set[str]:
        """Parameters that the counts of this filter ignore."""
        return {str(self.parameter_name)}

    def filter_for_facets(self, queryset: QuerySet) -> QuerySet:
        """Return the rows that match this filter, for the counts of other filters."""
        return self.queryset(self.request, queryset)

    def facet_querysets(self, others: Any, *, is_narrow: bool) -> dict[str, QuerySet]:
        """Return the querysets to count by value. If `is_narrow`, `others` has at most 1,000 rows."""
        return {value: self.apply(others, value) for value, _ in self.choices_offered}

    def scan_window(self, value: str) -> QuerySet | None:
        """Return the rows that are read to count `value`, or None if they are not limited."""
        return None

    def choices(self, changelist: Any) -> Any:
        facet_counts = changelist.counts.get(self.parameter_name, {})
        values = [self.default_value, *(value for value, _ in self.choices_offered)]
        for value, choice in zip(values, super().choices(changelist), strict=True):
            yield {**choice, "count": facet_counts.get(value)}


class FacetedChangeList(ChangeList):
    def url_for_result(self, result: Any) -> str:
        """Return the page to read, not the editor."""
        return station_model_url(result.pk)

    @cached_property
    def counts(self) -> dict[str, dict[str, str]]:
        """Return the formatted counts by filter and value.

        With a search or filters other than the state, counts are omitted while more than 1,000 rows match: no index
        covers every combination, so a count could read the whole table.
        """
        to_count: dict[tuple[str, str], QuerySet] = {}
        scan_window: dict[tuple[str, str], QuerySet] = {}
        for spec in self.filter_specs:
            if not isinstance(spec, FacetFilter) or (rows := self._rows_without(spec)) is None:
                continue
            others, is_narrow = rows
            for value, queryset in spec.facet_querysets(others, is_narrow=is_narrow).items():
                key = str(spec.parameter_name), value
                to_count[key] = queryset.order_by()[: FILTER_COUNT_MAX + 1]
                if not is_narrow and (scanned := spec.scan_window(value)) is not None:
                    scan_window[key] = scanned
        names = {f"counted_{number}": key for number, key in enumerate(to_count)}
        ends = {f"scanned_{number}": key for number, key in enumerate(scan_window)}
        numbers = bounded_counts(
            {name: to_count[key] for name, key in names.items()}
            | {name: scan_window[key] for name, key in ends.items()}
        )
        truncated = {key for name, key in ends.items() if numbers.get(name, 0) >= SCAN_MAX}
        counts: dict[str, dict[str, str]] = {}
        for name, key in names.items():
            if name in numbers:
                counts.setdefault(key[0], {})[key[1]] = _format_count(numbers[name], is_least=key in truncated)
        return counts

    def _rows_without(self, spec: FacetFilter) -> tuple[QuerySet, bool] | None:
        """Return the rows that match all other filters, and whether they are at most 1,000. None if not countable."""
        if self.query and self.queryset.query.is_empty():
            return None  # a rejected search, which has its own message
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
            if (results := self._search_result(spec.request)) is None:
                return None
            return others.filter(pk__in=results), True
        key = tuple(applied)
        if key not in self._scan_windows:
            self._scan_windows[key] = list(others.order_by().values_list("pk", flat=True)[: FILTER_COUNT_MAX + 1])
        window = self._scan_windows[key]
        if len(window) > FILTER_COUNT_MAX:
            return None
        return self.root_queryset.filter(pk__in=window), True

    def _search_result(self, request: Any) -> list[Any] | None:
        """Return the IDs of the search results without filters, cached. None if there are more than 1,000."""
        if () not in self._scan_windows:
            results, _ = self.model_admin.get_search_results(request, self.root_queryset, self.query)
            self._scan_windows[()] = list(results.order_by().values_list("pk", flat=True)[: FILTER_COUNT_MAX + 1])
        window = self._scan_windows[()]
        return window if len(window) <= FILTER_COUNT_MAX else None

    @cached_property
    def _scan_windows(self) -> dict[tuple[str, ...], list[Any]]:
        return {}

    index_parameters = frozenset({"state"})  # parameters of the first column of every index


def _format_count(counted: int, *, is_least: bool) -> str:
    if counted > FILTER_COUNT_MAX:
        return f"{FILTER_COUNT_MAX:,}+"
    return f"{counted}+" if is_least else str(counted)
