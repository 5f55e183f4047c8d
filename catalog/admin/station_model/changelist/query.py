"""The query string of the list: which parameters it has, and addresses with others."""

from collections.abc import Iterable
from copy import copy
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR
from django.http import Http404, HttpRequest, QueryDict

from catalog.admin.station_model.changelist.filters import (
    ConnectorFilter,
    EvidenceFilter,
    PowerTypeFilter,
    QualityFilter,
    StateFilter,
    VendorFilter,
)
from catalog.admin.station_model.changelist.list_filter import MultiValueFilter
from catalog.admin.station_model.changelist.range_filters import ChangedFilter, PowerFilter
from catalog.limits import TEXT_MAX

FILTERS: tuple[type[MultiValueFilter], ...] = (
    VendorFilter,
    PowerTypeFilter,
    PowerFilter,
    ConnectorFilter,
    EvidenceFilter,
    QualityFilter,
    ChangedFilter,
    StateFilter,
)

COLUMNS_VAR = "columns"


class ColumnsParameter(admin.ListFilter):
    """No filter: it takes the columns of the address, which the list shows, from the lookups."""

    title = "columns"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        params.pop(COLUMNS_VAR, None)

    def has_output(self) -> bool:
        return False


_FILTER_OF = {name: each for each in FILTERS for name in each.parameters}

PARAMETERS = frozenset({*_FILTER_OF, COLUMNS_VAR})
"""Parameters of the list that are not Django's own."""

_OTHERS = (SEARCH_VAR, ORDER_VAR, COLUMNS_VAR)

Pairs = list[tuple[str, str]]


def clean_query(query: QueryDict) -> tuple[Pairs, Pairs]:
    """Return the parameters that make a view, in a fixed order, and those that the list does not know or refuses."""
    known: Pairs = []
    unknown: Pairs = []
    for name, values in query.lists():
        for value in dict.fromkeys(values):
            if value:
                (known if _is_valid(name, value) else unknown).append((name, value))
    return sorted(known), unknown


def with_clean_query(request: HttpRequest) -> HttpRequest:
    """Return the request with the parameters of a view alone. Raises Http404 for a value that no filter has."""
    known, unknown = clean_query(request.GET)
    if unknown:
        raise Http404
    cleaned = copy(request)
    cleaned.GET = QueryDict(urlencode(known))
    return cleaned


def without_values(query: QueryDict, *taken: tuple[str, str]) -> str:
    """Return the query string without those values, and from the first page."""
    return encode(each for each in clean_query(query)[0] if each not in taken)


def without_parameters(query: QueryDict, names: Iterable[str]) -> str:
    dropped = set(names)
    return encode((name, value) for name, value in clean_query(query)[0] if name not in dropped)


def with_value(query: QueryDict, name: str, value: str) -> str:
    """Return the query string with one value of a parameter, from the first page."""
    others = [each for each in clean_query(query)[0] if each[0] != name]
    return encode([*others, (name, value)])


def filters_of(query: QueryDict) -> Pairs:
    """Return the filters and the search of the query: by them two views are the same."""
    return [each for each in clean_query(query)[0] if each[0] in _FILTER_OF or each[0] == SEARCH_VAR]


def encode(pairs: Iterable[tuple[str, str]]) -> str:
    return "?" + urlencode(list(pairs))


def _is_valid(name: str, value: str) -> bool:
    if name in _FILTER_OF:
        return len(value) <= TEXT_MAX and _FILTER_OF[name].is_valid(name, value)
    return name in _OTHERS and len(value) <= TEXT_MAX
