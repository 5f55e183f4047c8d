"""Filters and ModelAdmin mixin of all lists in the admin."""

from collections.abc import Iterable
from typing import Any, Never

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from catalog.limits import TEXT_MAX
from catalog.models.counts import BoundedPaginator

INVALID_FILTERS = IncorrectLookupParameters
"""Raised by a list for parameters that it does not have."""


def refuse_parameters() -> Never:
    """Have the list leave out all parameters, and say that they are wrong."""
    raise IncorrectLookupParameters


class ChoiceFilter(admin.SimpleListFilter):
    """Filter by one of the offered values. Other values are rejected, so that a typo does not show all rows."""

    choices_offered: Iterable[tuple[str, str]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.choices_offered)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value is None:
            return queryset
        if value not in dict(self.choices_offered):
            refuse_parameters()
        return self.apply(queryset, value)

    def apply(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(**{str(self.parameter_name): value})


class StrictChangeListMixin(admin.ModelAdmin):
    """ModelAdmin mixin that accepts only the parameters of its filters.

    Django passes other `?field__lookup=` parameters to the database, where some values raise an exception.
    """

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    paginator = BoundedPaginator
    list_title = ""
    """Heading of the list, where it is not the plural name."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Set the title to `list_title` or the plural name instead of "Select ... to change"."""
        title = self.list_title or capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        filters: Any = self.get_list_filter(request)
        return lookup in {f"{each}__exact" if isinstance(each, str) else each.parameter_name for each in filters}

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        if len(search_term) > TEXT_MAX:  # SQLite limits the size of an expression
            messages.error(request, f"Enter at most {TEXT_MAX} characters.")
            return queryset.none(), False
        return self.search_queryset(request, queryset, search_term)

    def search_queryset(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return super().get_search_results(request, queryset, search_term)

    def response_action(
        self, request: HttpRequest, queryset: QuerySet, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        try:
            return super().response_action(request, queryset, *args, **kwargs)
        except ValidationError:  # a selected ID is invalid
            messages.error(request, "The selection is invalid. Nothing was changed. Select the rows again.")
            return None


def redirect_missing(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Redirect to the index with Django's message for an object that does not exist."""
    text = gettext("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?")  # noqa: RUF001 - the message ID of Django
    messages.warning(request, text % {"name": model_admin.opts.verbose_name, "key": unquote(object_id)})
    return HttpResponseRedirect(reverse("admin:index", current_app=model_admin.admin_site.name))
