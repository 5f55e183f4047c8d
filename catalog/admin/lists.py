"""What all lists of the admin have in common: what they can be asked, and that they answer in a page, not a 500."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from catalog.counting import BoundedPaginator
from catalog.limits import TEXT_MAX


class ChoiceFilter(admin.SimpleListFilter):
    """One value out of an enumeration. Any other is refused: a mistyped filter must not show everything."""

    offered: Iterable[tuple[str, str]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.offered)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value is None:
            return queryset
        if value not in dict(self.offered):
            raise IncorrectLookupParameters
        return self.narrow(queryset, value)

    def narrow(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(**{str(self.parameter_name): value})


class StrictList:
    """Mixed into a ModelAdmin: takes the parameters of its filters and no other.

    Django would pass any `?field__lookup=` on to the database, which refuses some values with an exception.
    """

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    paginator: type[Paginator] = BoundedPaginator

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Called what it is, and not "Select charging station model to change"."""
        title = capfirst(self.opts.verbose_name_plural)  # type: ignore[attr-defined]
        return super().changelist_view(request, {"title": title, **(extra_context or {})})  # type: ignore[misc, no-any-return]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        filters = self.get_list_filter(request)  # type: ignore[attr-defined]
        return lookup in {f"{each}__exact" if isinstance(each, str) else each.parameter_name for each in filters}

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        if len(search_term) > TEXT_MAX:  # SQLite takes no endless expression
            messages.error(request, f"Search for at most {TEXT_MAX} characters.")
            return queryset.none(), False
        return self.search(request, queryset, search_term)

    def search(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return super().get_search_results(request, queryset, search_term)  # type: ignore[misc, no-any-return]

    def response_action(
        self, request: HttpRequest, queryset: QuerySet, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        try:
            return super().response_action(request, queryset, *args, **kwargs)  # type: ignore[misc, no-any-return]
        except ValidationError:  # an id among the selected that cannot be one
            messages.error(request, "The selection cannot be read. Nothing has been changed.")
            return None
