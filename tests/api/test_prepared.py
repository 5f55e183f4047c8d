"""Queries that are compiled once answer as the ORM does, byte for byte, whatever is asked of whatever is there."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.api.pagination import found
from catalog.api.queries import ListQuery
from catalog.choices import PowerType
from catalog.models import ChargingStationModel
from tests.callers import MODELS, calling
from tests.factories import COMMAND
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
        caller = calling(access="read")
        there = []
        for number, (fields, vendor, model, archived) in enumerate(given_drafts):
            draft = {**fields, "vendor": vendor, "model": f"{model} {number}" if number % 2 else model}
            if not ChargingStationModel.objects.active().named(draft["vendor"], draft["model"]).exists():
                station_model = ChargingStationModel.objects.create_with_connectors(**draft, by=COMMAND)
                if archived:
                    station_model.archive(by=COMMAND)
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
    reader = ListQuery(data=query)
    assert reader.is_valid(), reader.errors
    values = dict(reader.validated_data)
    limit = values.pop("limit", 20)
    rows = list(found(values).with_connectors())
    data = {"hasMore": len(rows) > limit, "items": [each.as_document() for each in rows[:limit]]}
    return json.dumps({"data": data}, ensure_ascii=False, separators=(",", ":")).encode()
