"""Search for people: what fits best comes first."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple, Self

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Q, Value, When

from catalog.limits import TEXT_MAX
from catalog.models.querysets.search import StationModelSearch, require_words
from catalog.models.search_word import own_name_words, split_search_words
from catalog.normalise import normalise_model, normalise_vendor
from catalog.text import LAST_CHARACTER, casefold_key

RANKED_MAX = 200
"""Models of one search that are compared with each other."""

_VENDOR_WORDS_MAX = 4


class Rank(IntEnum):
    """How well a model fits a search, best first."""

    ID = 1
    MODEL = 2
    REPORTED = 3
    VENDOR = 4
    BEGINNING = 5
    WORDS_OF_MODEL = 6
    WORDS = 7

    @property
    def is_exact(self) -> bool:
        return self <= Rank.REPORTED


class RankedModel(NamedTuple):
    """A model that was found, in the order of results: by its rank, the active before the archived."""

    rank: Rank
    is_spelled_differently: bool
    archived: bool
    created_revision: int
    pk: uuid.UUID


class _Row(NamedTuple):
    pk: uuid.UUID
    archived: bool
    created_revision: int
    vendor: str
    model: str
    model_key: str
    normalised_vendor: str
    normalised_model: str


class StationModelRanking(StationModelSearch):
    """The searches of pages. The API has `filtered`, whose order a cursor can follow."""

    def search(self, text: str) -> Self:
        """Return the at most 200 models that fit best, the best first; none for a text without words."""
        return self.in_rank_order(self.rank(text))

    def in_rank_order(self, ranked: Sequence[RankedModel]) -> Self:
        """Keep those models, in their order."""
        return self.filter(created_revision__in=[each.created_revision for each in ranked]).best_first(ranked)

    def best_first(self, ranked: Sequence[RankedModel], then: Sequence[str] = ("created_revision",)) -> Self:
        """Put those models first, in their order, and the others behind them. For few rows: all are sorted."""
        places = [When(created_revision=each.created_revision, then=Value(n)) for n, each in enumerate(ranked)]
        if not places:
            return self.order_by(*then)
        return self.order_by(Case(*places, default=Value(len(places)), output_field=IntegerField()), *then)

    def found_by(self, text: str) -> Self:
        """Keep all models that a text finds, in their present order: those with its words; if the model that it names
        has other words, only that one, as for an ID.
        """
        rows = self.matching(text)
        if not _is_searchable(text):
            return rows
        typed = _Typed(text)
        named = Q(pk=typed.pk) if typed.pk else typed.names_model() | Q(pk__in=typed.find_reported())
        exact = list(self.filter(named).order_by().values_list("pk", flat=True)[:RANKED_MAX])
        return self.filter(pk__in=exact) if exact and not rows.filter(pk__in=exact).exists() else rows

    def rank(self, text: str, *, is_matched: bool = False) -> list[RankedModel]:
        """Return the at most 200 models that fit best, the best first. `is_matched` says that these are those of
        `found_by` already.

        Each way to find one reads at most 200 rows of an index, whatever the text is.
        """
        if not _is_searchable(text):
            return []
        typed = _Typed(text)
        if typed.pk:
            rows = self.filter(pk=typed.pk).order_by().values_list("archived", "created_revision", "pk")
            if found := [RankedModel(Rank.ID, False, *row) for row in rows]:
                return found
        reported = typed.find_reported()
        # Of either state, for SQLite looks an index up by its first column alone.
        words = self if is_matched else self.filter(archived__in=[False, True]).matching(text)
        rows_by_pk = {
            row.pk: row
            for rows in (
                self.filter(typed.begins_model()).order_by("normalised_model", "normalised_vendor"),
                self.filter(typed.names_model()).order_by(),
                self.filter(pk__in=reported).order_by(),
                words.order_by("archived", "created_revision"),
            )
            for row in (_Row(*values) for values in rows.values_list(*_Row._fields)[:RANKED_MAX])
        }
        ranked = [
            RankedModel(
                typed.rank(row, is_reported=row.pk in reported),
                row.model_key != typed.model_key,
                row.archived,
                row.created_revision,
                row.pk,
            )
            for row in rows_by_pk.values()
        ]
        return sorted(ranked)[:RANKED_MAX]


class _Typed:
    """A text as each way to find a model takes it."""

    def __init__(self, text: str) -> None:
        self.pk = parse_id(text)
        self.model_key = casefold_key(text)
        self.key = normalise_model(text)
        self.vendor_key = normalise_vendor(text)
        self.words = split_search_words(text)
        self._pairs = set(_vendor_and_model(text))
        self._vendors = _with_aliases({vendor for vendor, _ in self._pairs})

    def begins_model(self) -> Q:
        return Q(normalised_model__gte=self.key, normalised_model__lt=self.key + LAST_CHARACTER)

    def names_model(self) -> Q:
        """Return the condition of models whose vendor and model the text is, the vendor by any of its names."""
        pairs = [
            Q(normalised_vendor__in=self._vendors[vendor], normalised_model=model) for vendor, model in self._pairs
        ]
        return _any(pairs)

    def find_reported(self) -> set[uuid.UUID]:
        """Return the models that report themselves like that, with or without their vendor."""
        pairs = [
            Q(identity__normalised_vendor__in=self._vendors[vendor], identity__normalised_model=model)
            for vendor, model in self._pairs
        ]
        condition = _any([Q(identity__normalised_model=self.key), *pairs])
        targets = apps.get_model("catalog", "IdentityTarget").objects.filter(condition)
        return set(targets.values_list("station_model_id", flat=True)[:RANKED_MAX])

    def rank(self, row: _Row, *, is_reported: bool) -> Rank:
        if row.normalised_model == self.key or self._is_named(row):
            return Rank.MODEL
        if is_reported:
            return Rank.REPORTED
        if row.normalised_vendor == self.vendor_key:
            return Rank.VENDOR
        if row.normalised_model.startswith(self.key):
            return Rank.BEGINNING
        known = own_name_words(row.model)
        if all(any(each.startswith(word) for each in known) for word in self.words):
            return Rank.WORDS_OF_MODEL
        return Rank.WORDS

    def _is_named(self, row: _Row) -> bool:
        return any(
            row.normalised_model == model and row.normalised_vendor in self._vendors[vendor]
            for vendor, model in self._pairs
        )


def _vendor_and_model(text: str) -> Iterable[tuple[str, str]]:
    """Yield the keys of vendor and model that a text can be: at its slash, or behind one of its first words."""
    vendor, slash, model = text.partition("/")
    splits = [(vendor, model)] if slash else []
    words = text.split()
    splits += [
        (" ".join(words[:count]), " ".join(words[count:]))
        for count in range(1, min(_VENDOR_WORDS_MAX, len(words) - 1) + 1)
    ]
    for vendor, model in splits:
        keys = normalise_vendor(vendor), normalise_model(model)
        if all(keys):
            yield keys


def _with_aliases(vendors: Collection[str]) -> dict[str, set[str]]:
    """Return the keys under which models of each vendor stand: its own, and that of which it is an alias."""
    keys = {vendor: {vendor} for vendor in vendors}
    synonyms = apps.get_model("catalog", "VendorSynonym").objects.filter(normalised_name__in=vendors)
    for name, vendor in synonyms.values_list("normalised_name", "normalised_vendor") if vendors else ():
        keys[name].add(vendor)
    return keys


def _any(conditions: Sequence[Q]) -> Q:
    either = Q(pk__in=[])
    for condition in conditions:
        either |= condition
    return either


def _is_searchable(text: str) -> bool:
    try:
        require_words(text)
    except ValidationError:
        return False
    return len(text) <= TEXT_MAX


def parse_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text.strip())
    except ValueError:
        return None
