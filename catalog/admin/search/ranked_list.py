"""The list of models under a search: the best matches first."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ORDER_VAR
from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from catalog.admin.search.visited import note_visit
from catalog.models import ChargingStationModel
from catalog.models.counts import BoundedPaginator
from catalog.models.querysets.ranking import RANKED_MAX, Rank, RankedModel, parse_id
from catalog.models.querysets.search import require_words


class RankedPaginator(BoundedPaginator):
    """Pages of models: first the `best`, in their order, then the others in the order of the queryset.

    The two are read apart, for to sort all matches by rank would read each of them.
    """

    def __init__(self, *args: Any, best: Sequence[RankedModel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._best = best

    def page(self, number: Any) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        end = min(start + self.per_page, self.count)
        found: Any = self.object_list
        best = self._best[start:end]
        rows: list[ChargingStationModel] = list(found.in_rank_order(best)) if best else []
        if end > len(self._best):
            others = found.exclude(pk__in=[each.pk for each in self._best])
            rows += others[max(start - len(self._best), 0) : end - len(self._best)]
        return Page(rows, number, self)


class RankedSearchMixin(admin.ModelAdmin):
    """ModelAdmin mixin of the models: search by rank, unless a column is sorted by, and the last visited models."""

    def search_queryset(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet, bool]:
        text = search_term.strip()
        if not text:
            return queryset, False
        try:
            require_words(text)
        except ValidationError as error:
            messages.error(request, error.message)
            return queryset.none(), False
        found = queryset.found_by(text)
        if ORDER_VAR in request.GET:
            return found, False
        ranked = found.rank(text, is_matched=True)
        best = [each for each in ranked if each.rank < Rank.WORDS]
        if len(ranked) < RANKED_MAX:
            return found.best_first(best, self.get_ordering(request)), False
        request.best_matches = best  # type: ignore[attr-defined]
        return found, False

    def get_paginator(self, request: HttpRequest, queryset: Any, per_page: int, *args: Any, **kwargs: Any) -> Any:
        """Put the best matches first where there are too many others to sort."""
        if best := getattr(request, "best_matches", None):
            return RankedPaginator(queryset, per_page, *args, best=best, **kwargs)
        return super().get_paginator(request, queryset, per_page, *args, **kwargs)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().change_view(request, object_id, *args, **kwargs)
        if response.status_code == HTTPStatus.OK and (pk := parse_id(unquote(object_id))):
            note_visit(request, response, pk)
        return response
