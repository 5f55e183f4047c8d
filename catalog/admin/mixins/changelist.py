"""What all lists of the admin have in common: what they can be asked, and that they answer in a page, not a 500."""

from collections.abc import Iterable
from typing import Any

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


class ChoiceFilter(admin.SimpleListFilter):
    """One value out of an enumeration. Any other is refused: a mistyped filter must not show everything."""

    choices_offered: Iterable[tuple[str, str]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.choices_offered)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value is None:
            return queryset
        if value not in dict(self.choices_offered):
            raise IncorrectLookupParameters
        return self.apply(queryset, value)

    def apply(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(**{str(self.parameter_name): value})


class StrictChangeListMixin(admin.ModelAdmin):
    """Mixed into a ModelAdmin: takes the parameters of its filters and no other.

    Django would pass any `?field__lookup=` on to the database, which refuses some values with an exception.
    """

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    paginator = BoundedPaginator

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Called what it is, and not "Select charging station model to change"."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        filters: Any = self.get_list_filter(request)
        return lookup in {f"{each}__exact" if isinstance(each, str) else each.parameter_name for each in filters}

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        if len(search_term) > TEXT_MAX:  # SQLite takes no endless expression
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
        except ValidationError:  # an id among the selected that cannot be one
            messages.error(request, "The selection is invalid. Nothing was changed. Select the rows again.")
            return None


def redirect_missing(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Redirect to the index with Django's own words for an object that does not exist."""
    words = gettext("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?")  # noqa: RUF001 - as Django has it
    messages.warning(request, words % {"name": model_admin.opts.verbose_name, "key": unquote(object_id)})
    return HttpResponseRedirect(reverse("admin:index", current_app=model_admin.admin_site.name))
