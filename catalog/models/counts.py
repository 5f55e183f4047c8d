"""Numbers for lists that stay as cheap as the table grows: counted so far and no further."""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar, cast

from django.core.cache import caches
from django.core.paginator import Paginator
from django.db.models import IntegerField, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.utils.functional import cached_property

from catalog.models.revision import CatalogueRevision

LIST_COUNT_MAX = 10_000
"""Rows of a list that are counted, and that its pages reach."""

RECOUNT_INTERVAL = 60
"""Seconds between two counts of the same while the catalogue goes on changing."""


class HasRevision(Protocol):
    """Figures of the catalogue as it was at a revision."""

    @property
    def revision(self) -> int: ...


_Figures = TypeVar("_Figures", bound=HasRevision)


def cached_per_revision(name: str, count: Callable[[int], _Figures]) -> _Figures:
    """Return the result of `count`, cached per revision and computed at most once a minute.

    While the catalogue is written, the result may be up to a minute old. Change `name` with the shape of the result:
    the cache may hold one of another release.
    """
    # Of this process: what others could write into a shared cache, a page would show.
    cache = caches["figures"]
    # Read before what is counted, which can then be newer than it says, and is counted again.
    revision = CatalogueRevision.current().number
    cached: _Figures | None = cache.get(name)
    if cached is not None and (
        cached.revision == revision or not cache.add(f"{name}:turn", True, timeout=RECOUNT_INTERVAL)
    ):
        return cached
    counted = count(revision)
    cache.set(name, counted, timeout=None)
    return counted


class BoundedPaginator(Paginator):
    """Paginator of the first ten thousand rows. Filter the list to reach the others."""

    @cached_property
    def count(self) -> int:
        rows = cast("QuerySet", self.object_list)
        counted = rows.order_by().values("pk")[: LIST_COUNT_MAX + 1].count()
        self.has_more = counted > LIST_COUNT_MAX
        return min(counted, LIST_COUNT_MAX)


class _Bounded(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) bounded)"
    output_field = IntegerField()
    empty_result_set_value = 0


def bounded_counts(querysets: Mapping[str, QuerySet], **others: Combinable) -> dict[str, int]:
    """Count the rows of each queryset, all in one query. Pass slices to limit the counts, and other expressions."""
    bounded = {name: _Bounded(queryset.values("pk")) for name, queryset in querysets.items()}
    # The one row that is always there, but after a flush; then there is nothing to count.
    return cast("dict[str, int]", CatalogueRevision.objects.values(**bounded, **others).first() or {})
