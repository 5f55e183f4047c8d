"""How models are found by what few or many of them have, at any size of the catalogue."""

import itertools
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple, Self

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.lookups import IsNull

from catalog.choices import ConnectionType, ConnectorFormat
from catalog.limits import SEARCH_WORDS_MAX
from catalog.models.connector import Connector
from catalog.models.querysets.lookups import StationModelLookups
from catalog.models.search_word import SearchWord, split_search_words

SMALL_SET_MAX = 2_000
"""Models that are named one by one in a query. To name as many costs little more than to name 500; what 500 of a
million have, a walk meets four times as late."""


def require_words(text: str) -> None:
    """Validate a search text: 1 to 20 words, each a run of letters and digits."""
    words = split_search_words(text)
    if not words:
        raise ValidationError("Enter at least one letter or digit.", code="no_words")
    if len(words) > SEARCH_WORDS_MAX:
        raise ValidationError(f"Search for at most {SEARCH_WORDS_MAX} words.", code="too_many_words")


class _Criterion(NamedTuple):
    """What models are searched for: a condition on each row, and the index that says how many there are."""

    condition: Q | IsNull
    keys: QuerySet
    field: str = "created_revision"
    """Of the models, that `keys` are values of."""


class StationModelSearch(StationModelLookups):
    """The catalogue's words that look first at how many models have something.

    Whether a page is sooner found by walking through the list, or by all models that have the thing, neither database
    knows beforehand, and the wrong way reads the whole catalogue. So the thing's own index shows first whether more
    than FEW have it. If no more do, they are named, and the list reads no other row; if more do, a walk in the list's
    order soon meets them. The index is read when the method is called, and no longer once few are left.
    """

    def filtered(
        self,
        *,
        vendor: str | None = None,
        model: str | None = None,
        q: str = "",
        power_type: str | None = None,
        connection_type: str | None = None,
        connector_format: str | None = None,
        min_power_watts: Decimal | None = None,
        max_power_watts: Decimal | None = None,
    ) -> Self:
        """Keep the models that match everything, in their order: what the list and exports know."""
        rows = self if vendor is None else self.of_vendor(vendor)
        rows = rows if model is None else rows.of_model(model)
        rows = rows if power_type is None else rows.of_power_type(power_type)
        criteria = itertools.chain(
            _with_words(q),
            _with_connector(connection_type, connector_format),
            self._with_power(min_power_watts, max_power_watts),
        )
        return rows.satisfying(criteria).in_order()

    def matching(self, words: str) -> Self:
        """Keep the models in which each of the words, in any order and case, begins a word of vendor, model, friendly
        name or a reported identity. No words keep all.
        """
        return self.satisfying(_with_words(words))

    def satisfying(self, criteria: Iterable[_Criterion]) -> Self:
        rows, are_few = self, False
        for condition, keys, field in criteria:
            # Whether there is one more, first: to read the keys of so many takes ten times as long as to go past them.
            if are_few or list(keys[SMALL_SET_MAX : SMALL_SET_MAX + 1]):
                rows = rows.alias(power=_POWER).filter(condition)
            else:
                rows, are_few = rows.listed_by(keys, field), True
        return rows

    def listed_by(self, keys: QuerySet, field: str) -> Self:
        """Keep the models whose `field` is one of `keys`."""
        if field != "created_revision":
            # SQLite would go through the whole list, in the order of its index, for keys that are not in that index.
            rows = self.model.objects.order_by().filter(**{f"{field}__in": keys.order_by()})
            keys = rows.values_list("created_revision", flat=True)
        places = ",".join(map(str, sorted(set(keys))))
        # Numbers of our own, so written into the query: to bind each as a value takes five times as long as the rest.
        return self.filter(created_revision__in=RawSQL(places, ()) if places else [])  # noqa: S611 - numbers

    def _with_power(self, minimum: Decimal | None, maximum: Decimal | None) -> Iterator[_Criterion]:
        limits = {name: limit for name, limit in (("gte", minimum), ("lte", maximum)) if limit is not None}
        if limits:
            rows = self.model.objects.order_by().filter(
                archived__in=[False, True], **{f"max_power_watts__{name}": limit for name, limit in limits.items()}
            )
            condition = Q(**{f"power__{name}": limit for name, limit in limits.items()})
            yield _Criterion(condition, rows.values_list("created_revision", flat=True))


# `+ 0`, or SQLite would sort all that the index of powers has in the range to walk a few steps of the list.
_POWER = F("max_power_watts") + 0


def _with_words(words: str) -> Iterator[_Criterion]:
    for word in _most_specific_words(words):
        # In the order of the index, or PostgreSQL may read the whole table for a word that it takes for common.
        rows = (
            SearchWord.objects.word_startswith(word)
            .order_by("word", "created_revision")
            .values_list("created_revision", flat=True)
        )
        yield _Criterion(_exists_per_row(rows.filter(created_revision=OuterRef("created_revision"))), rows)


def _with_connector(connection_type: str | None, connector_format: str | None) -> Iterator[_Criterion]:
    if connection_type is None and connector_format is None:
        return
    # All where none is wanted: the index goes from type to format to model, and SQLite leaves out no step.
    types = [connection_type] if connection_type else ConnectionType.values
    formats = [connector_format] if connector_format else ConnectorFormat.values
    rows = Connector.objects.order_by().filter(connection_type__in=types)
    there = rows.filter(format__in=formats, station_model=OuterRef("pk")).values("pk")
    if connector_format:
        rows = rows.filter(format=connector_format)
    if connection_type:
        rows = rows.order_by("format", "station_model_id")  # for PostgreSQL, as above
    yield _Criterion(_exists_per_row(there), rows.values_list("station_model", flat=True), field="pk")


def _exists_per_row(rows: QuerySet) -> IsNull:
    """Return a condition that each database looks up row by row.

    It may make a join of EXISTS, and PostgreSQL does: then it goes through all that the index has.
    """
    return IsNull(Subquery(rows.order_by()[:1]), False)


def _most_specific_words(text: str) -> list[str]:
    """Without those that another one begins with, for it says more. The longest first: few have it, most likely."""
    words = split_search_words(text)
    telling = [word for word in words if not any(other != word and other.startswith(word) for other in words)]
    return sorted(telling, key=lambda word: (-len(word), word))
