"""The words by which a station model is found: one row a word, so that an index finds what begins with it."""

import functools
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import Q

from catalog.db.bulk import delete_statement, insert_rows
from catalog.db.statements import CompiledQuery, bind_list, padded_length, parameter_list
from catalog.fields import KeyField
from catalog.models.revision import CatalogueRevision
from catalog.models.search_phrases import fact_words, split_name, split_query
from catalog.normalise import normalise_model, normalise_vendor, split_words
from catalog.text import LAST_CHARACTER

if TYPE_CHECKING:
    from catalog.models.station_model import ChargingStationModel

WORD_MAX = 40

_REBUILT_AT_ONCE = 1_000


def split_search_words(text: str) -> set[str]:
    """Return the words to search for."""
    return _shorten(split_query(text))


def split_names(*names: str) -> set[str]:
    """Return the words to store of those names."""
    return _shorten(word for name in names for word in split_name(name))


def _shorten(words: Iterable[str]) -> set[str]:
    return {word[:WORD_MAX] for word in words}


class SearchWordQuerySet(models.QuerySet["SearchWord"]):
    def word_startswith(self, word: str) -> "SearchWordQuerySet":
        # Not `startswith`, which neither database looks up in an index for a text that is not known beforehand.
        return self.filter(word__gte=word, word__lt=word + LAST_CHARACTER)

    def reindex(self, station_models: Sequence["ChargingStationModel"]) -> None:
        """Replace the words of models whose names or identities have changed."""
        revisions = [each.created_revision for each in station_models]
        insert_rows(
            self.expected_rows(station_models), statements=[delete_statement(self.model, "created_revision", revisions)]
        )

    def rebuild(self) -> int:
        """Write the words of all models again, and return the number of models.

        Changes of the catalogue wait for a thousand models at a time.
        """
        station_models = apps.get_model("catalog", "ChargingStationModel").objects.in_order()
        done = last = 0
        while True:
            with transaction.atomic():
                CatalogueRevision.lock()
                batch = list(station_models.filter(created_revision__gt=last)[:_REBUILT_AT_ONCE])
                if not batch:
                    self.exclude(created_revision__in=station_models.values("created_revision")).delete()
                    return done
                self.reindex(batch)
            done, last = done + len(batch), batch[-1].created_revision

    def expected_rows(self, station_models: Sequence["ChargingStationModel"]) -> list["SearchWord"]:
        """Return the words of models that are there, as they should be."""
        return SearchWord.build_for(station_models, _reported_words(station_models))


class SearchWord(models.Model):
    """A word of vendor, model, friendly name or a reported identity of one model, or of its plugs, phases and power.

    `created_revision` is the model's, so that words are read in the order of the list.
    """

    pk = models.CompositePrimaryKey("word", "created_revision")
    word = KeyField(max_length=WORD_MAX)
    created_revision = models.BigIntegerField()

    objects = SearchWordQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["created_revision", "word"], name="search_word_revision_idx")]
        constraints = [models.CheckConstraint(name="search_word_not_blank", condition=~Q(word=""))]

    def __str__(self) -> str:
        return self.word

    @classmethod
    def build_for(
        cls, station_models: Sequence["ChargingStationModel"], reported: Mapping[int, set[str]] | None = None
    ) -> list["SearchWord"]:
        """Return the words of those models, not yet saved, with those of their identities by place."""
        reported = reported or {}
        return [
            cls(word=word, created_revision=each.created_revision)
            for each in station_models
            for word in sorted(own_words(each) | reported.get(each.created_revision, set()))
        ]


def own_words(station_model: "ChargingStationModel") -> set[str]:
    """Return the words of the model's own names, and of what it has."""
    vendor, model, friendly_name = station_model.vendor, station_model.model, station_model.friendly_name or ""
    return (
        split_names(vendor, model, friendly_name)
        # The keys too, so that PLP1024 finds PLP1-0-2-4.
        | _shorten({*split_words(normalise_vendor(vendor)), *split_words(normalise_model(model))})
        | _shorten(fact_words(json.loads(station_model.document)))
    )


def own_name_words(model: str) -> set[str]:
    """Return the words of a model's name, and its key."""
    return split_names(model) | _shorten(split_words(normalise_model(model)))


def _reported_words(station_models: Sequence["ChargingStationModel"]) -> dict[int, set[str]]:
    keys = [each.pk for each in station_models]
    count = padded_length(keys)
    rows = (
        _compiled_reported_words(count, DEFAULT_DB_ALIAS).run(**bind_list("key", keys))
        if count
        else _reported_words_query(keys)
    )
    words: dict[int, set[str]] = defaultdict(set)
    for revision, vendor, model in rows:
        words[revision] |= split_names(vendor) | own_name_words(model)
    return words


def _reported_words_query(keys: Sequence[Any]) -> models.QuerySet:
    targets = apps.get_model("catalog", "IdentityTarget")
    rows = targets.objects.filter(station_model__pk__in=keys)
    return rows.values_list("station_model__created_revision", "identity__vendor", "identity__model")


@functools.cache
def _compiled_reported_words(places: int, using: str) -> CompiledQuery:
    keys = parameter_list("key", apps.get_model("catalog", "ChargingStationModel"), "id", places)
    return CompiledQuery(_reported_words_query(keys), using)
