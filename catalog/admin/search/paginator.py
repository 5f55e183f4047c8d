"""Pages of a search, the best matches first."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page

from catalog.models import ChargingStationModel
from catalog.models.counts import BoundedPaginator
from catalog.models.querysets.ranking import RankedModel


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
        best: Any = self._best[start:end]
        rows: list[ChargingStationModel] = list(self.object_list.in_rank_order(best)) if best else []
        if end > len(self._best):
            others = self.object_list.exclude(pk__in=[each.pk for each in self._best])
            rows += others[max(start - len(self._best), 0) : end - len(self._best)]
        return Page(rows, number, self)
