"""Queries that are compiled once answer as the ORM does, byte for byte, whatever is asked of whatever is there."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from catalog.api.pagination import _compiled_changes_query, _compiled_list_query, filtered_models
from catalog.api.query_params import ListQuerySerializer
from catalog.choices import PowerType
from catalog.db.statements import Parameter
from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel, IdentityTarget
from catalog.models.document import strip_audit_fields
from catalog.normalise import normalise_model, normalise_vendor
from catalog.resolve.rows import KNOWN, MODEL_COLUMNS, OF_TARGET, IdentityRow, ModelRow, known_of, read_rows
from catalog.text import casefold_key
from tests.api_clients import MODELS, authenticated_client
from tests.factories import TEST_ACTOR, StationModelFactory
from tests.query_plans import explain, force_index_scans
from tests.resolve.resolve_helpers import create_identity
from tests.strategies import drafts, rolled_back

pytestmark = pytest.mark.django_db

NAMES = st.sampled_from(["Alfen", "ALFEN", "Straße", "strasse", " Zaptec ", "İ", "%s", "50%", "Eve", "'"])


@given(
    given_drafts=st.lists(st.tuples(drafts, NAMES, NAMES, st.booleans()), max_size=7),
    asked=st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "vendor": NAMES,
                "model": NAMES,
                "isArchived": st.sampled_from(["true", "false"]),
                "powerType": st.sampled_from(PowerType.values),
                "limit": st.integers(1, 4).map(str),
                "startingAfter": st.integers(0, 6),
            },
        ),
        min_size=1,
        max_size=8,
    ),
)
def test_a_page_is_what_the_plain_queryset_says(
    given_drafts: list[tuple[dict[str, Any], str, str, bool]], asked: list[dict[str, Any]]
) -> None:
    with rolled_back():
        caller = authenticated_client(access="read")
        there = []
        for number, (fields, vendor, model, archived) in enumerate(given_drafts):
            draft = {**fields, "vendor": vendor, "model": f"{model} {number}" if number % 2 else model}
            if not ChargingStationModel.objects.active().named(draft["vendor"], draft["model"]).exists():
                station_model = ChargingStationModel.objects.create_with_connectors(**draft, by=TEST_ACTOR)
                if archived:
                    station_model.archive(by=TEST_ACTOR)
                there.append(station_model)
        for query in asked:
            start = query.pop("startingAfter", None)
            if start is not None and start < len(there):
                query["startingAfter"] = str(there[start].pk)

            answer = caller.get(MODELS, query)

            assert answer.status_code == 200
            assert answer.content == slowly(query)
        for station_model in there:
            station_model.refresh_from_db()
            assert caller.get(f"{MODELS}/{station_model.pk}").content == station_model.render().encode()


def slowly(query: dict[str, str]) -> bytes:
    """The obvious way: rows as model objects, their JSON made anew from their fields and connectors."""
    reader = ListQuerySerializer(data=query)
    assert reader.is_valid(), reader.errors
    values = dict(reader.validated_data)
    limit = values.pop("limit", 20)
    rows = list(filtered_models(values).with_connectors())
    data = {"hasMore": len(rows) > limit, "items": [each.as_document() for each in rows[:limit]]}
    return json.dumps({"data": data}, ensure_ascii=False, separators=(",", ":")).encode()


@given(
    fates=st.lists(st.sampled_from(["stays", "archived", "deleted", "renamed"]), max_size=6), limit=st.integers(1, 4)
)
def test_a_page_of_changes_is_what_the_plain_querysets_say(fates: list[str], limit: int) -> None:
    with rolled_back():
        caller = authenticated_client(access="read")
        begin = CatalogueRevision.current().number
        there = [StationModelFactory() for _ in fates]
        for station_model, fate in zip(there, fates, strict=True):
            if fate in {"archived", "deleted"}:
                station_model.archive(by=TEST_ACTOR)
            if fate == "deleted":
                station_model.delete_permanently(by=replace(TEST_ACTOR, reason="Entered by mistake"))
            if fate == "renamed":
                station_model.rename("Later", by=TEST_ACTOR)
        for after in range(begin, CatalogueRevision.current().number):
            answer = caller.get(f"{MODELS}/changes", {"after": after, "limit": limit})

            assert answer.status_code == 200
            assert answer.json()["data"]["items"] == changes_slowly(after)[:limit]


def changes_slowly(after: int) -> list[dict[str, Any]]:
    """What has changed and, unless all is new to the reader, what was deleted, in the order of revisions."""
    told = {each.revision: each.as_document() for each in ChargingStationModel.objects.filter(revision__gt=after)}
    if after:
        events = AuditEvent.objects.filter(action="deleted", station_model__isnull=False, revision__gt=after)
        told |= {each.revision: strip_audit_fields(each.before) for each in events}
    return [told[revision] for revision in sorted(told)]


@given(
    given_names=st.lists(
        st.tuples(NAMES, NAMES, st.booleans()),
        max_size=6,
        unique_by=lambda each: (normalise_vendor(each[0]), normalise_model(each[1])),  # as identities are
    ),
    asked=st.lists(NAMES, min_size=1, max_size=3, unique=True),
    vendors=st.lists(NAMES, min_size=1, max_size=3, unique=True),
)
def test_what_is_looked_up_at_once_is_what_the_plain_querysets_say(
    given_names: list[tuple[str, str, bool]], asked: list[str], vendors: list[str]
) -> None:
    with rolled_back():
        station_model = StationModelFactory()
        for vendor, model, is_identity in given_names:
            if is_identity and normalise_model(model):
                create_identity(vendor, model, station_model)
            elif not ChargingStationModel.objects.named(
                casefold_key(vendor.strip()), casefold_key(model.strip())
            ).exists():
                station_model = StationModelFactory(vendor=vendor, model=model)
        pairs = [(normalise_vendor(vendor), normalise_model(model)) for vendor in vendors for model in asked]

        filtered_models = read_rows(pairs)

        for (vendor, model), (named, told) in zip(pairs, filtered_models, strict=True):
            rows = ChargingStationModel.objects.filter(normalised_model=model, normalised_vendor=vendor).values_list(
                *MODEL_COLUMNS
            )
            assert sorted(named, key=str) == sorted((ModelRow(*row) for row in rows), key=str)
            assert told == [
                each for each in all_identities() if each.normalised_vendor == vendor and begins(model, each)
            ]


def all_identities() -> list[IdentityRow]:
    return known_of(IdentityTarget.objects.values_list(*KNOWN, *OF_TARGET))


def begins(model: str, known: IdentityRow) -> bool:
    """Whether a model's key is or begins like that of the identity, as far as one with a `*` has to be long."""
    return model.startswith(known.normalised_model) and len(known.normalised_model) >= min(3, len(model))


def test_deletions_are_found_by_their_index_even_when_planned_for_any_word() -> None:
    query = _compiled_changes_query("default", 20)
    words = ["7" if isinstance(each, Parameter | int) else f"'{each}'" for each in query.parameters]
    sql = query.sql
    if connection.vendor == "postgresql":
        for number in range(1, len(words) + 1):
            sql = sql.replace("%s", f"${number}", 1)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"PREPARE changes AS {sql}")
        sql = f"EXECUTE changes({', '.join(words)})"
    else:
        sql %= tuple(words)

    assert "event_deleted_idx" in "".join(explain(sql))


@pytest.mark.postgresql
@pytest.mark.parametrize("few", [(True, None), (True, PowerType.AC_3_PHASE), (False, PowerType.DC)])
def test_a_page_of_the_few_is_not_looked_for_among_all_the_others(few: tuple[bool, PowerType | None]) -> None:
    for number in range(300):
        StationModelFactory(model=f"One of many {number}", power_type=PowerType.AC_3_PHASE)
    force_index_scans()

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")  # as it is from the sixth time on
        cursor.execute(f"PREPARE page AS {_compiled_list_query('default', frozenset(), few, 20).sql}")
        cursor.execute("EXPLAIN (ANALYZE) EXECUTE page")
        plan = "\n".join(step for (step,) in cursor.fetchall())
        cursor.execute("DEALLOCATE page")

    assert "Removed by Filter" not in plan, plan
