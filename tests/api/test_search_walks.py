"""Search and filters on random catalogues: the list says what going through every row would say, page by page.

FEW is the number from which on models are no longer named, but met on a walk; here it is small, so that both ways and
every mixture of them are taken on catalogues of a few models.
"""
# ruff: noqa: RUF001 - letters that look like others are among the names

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from catalog.choices import ConnectionType, ConnectorFormat, PowerType
from catalog.models import ChargingStationModel, ReportedIdentity
from catalog.models.querysets import search
from catalog.models.search_word import own_words, split_names, split_search_words
from catalog.normalise import normalise_model
from tests.api_clients import MODELS, authenticated_client
from tests.factories import TEST_ACTOR, connector_data
from tests.strategies import rolled_back

pytestmark = pytest.mark.django_db

NAMES = st.sampled_from(["Eve", "EVO 2", "Ev-e", "Straße 22", "STRASSE", "22 kW", "2.2", "E v e", "ＥＶ", "Eve Evo 22"])
SEARCHES = st.sampled_from(
    [
        "e",
        "ev",
        "eve",
        "evo eve",
        "22",
        "2",
        "strasse",
        "ev 2",
        "k w",
        "straße 22 kw",
        "x",
        "eve!",
        "type 2",
        "7kw",
        "3 phase",
    ]
)
POWERS = st.sampled_from(["0.000001", "3680", "7360.5", "7360.500001", "22080", "100000000"])
TYPES = st.sampled_from(ConnectionType.values[:3])
FORMATS = st.sampled_from(ConnectorFormat.values)

CONNECTORS = st.lists(
    st.fixed_dictionaries({"connection_type": TYPES, "format": FORMATS, "max_power_watts": POWERS}),
    min_size=1,
    max_size=3,
)
STATION_MODELS = st.fixed_dictionaries(
    {
        "vendor": NAMES,
        "model": NAMES,
        "friendly_name": st.none() | NAMES,
        "power_type": st.sampled_from(PowerType.values),
        "connectors": CONNECTORS.map(
            lambda connectors: [connector_data(number, **each) for number, each in enumerate(connectors, start=1)]
        ),
    }
)
QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "q": SEARCHES,
        "vendor": NAMES,
        "powerType": st.sampled_from(PowerType.values),
        "connectionType": TYPES,
        "format": FORMATS,
        "minPowerWatts": POWERS,
        "maxPowerWatts": POWERS,
        "isArchived": st.sampled_from(["true", "false"]),
    },
).filter(lambda query: Decimal(query.get("minPowerWatts", "0")) <= Decimal(query.get("maxPowerWatts", "Infinity")))


def meets(station_model: ChargingStationModel, query: dict[str, str]) -> bool:
    """The slow and obvious way."""
    shown = station_model.as_document()
    wanted = {"connectionType": query.get("connectionType"), "format": query.get("format")}
    strongest = max(Decimal(str(each["maxPowerWatts"])) for each in shown["connectors"])
    return (
        shown["isArchived"] == (query.get("isArchived") == "true")
        and query.get("vendor", shown["vendor"]).casefold() == shown["vendor"].casefold()
        and query.get("powerType") in {None, shown["powerType"]}
        and any(all(value in {None, each[name]} for name, value in wanted.items()) for each in shown["connectors"])
        and Decimal(query.get("minPowerWatts", "0")) <= strongest <= Decimal(query.get("maxPowerWatts", "Infinity"))
        and all(
            any(known.startswith(word) for known in known_words(station_model))
            for word in split_search_words(query.get("q", ""))
        )
    )


def known_words(station_model: ChargingStationModel) -> set[str]:
    known = own_words(station_model)
    for identity in ReportedIdentity.objects.filter(station_models=station_model):
        known |= split_names(identity.vendor, identity.model) | {normalise_model(identity.model)}
    return known


def walked(caller: APIClient, query: dict[str, str], limit: int, start: str | None) -> list[str]:
    """The ids of all pages."""
    seen: list[str] = []
    while True:
        after = seen[-1] if seen else start
        response = caller.get(MODELS, {**query, "limit": limit, **({"startingAfter": after} if after else {})})
        assert response.status_code == 200, response.content
        data = response.json()["data"]
        seen += [each["id"] for each in data["items"]]
        assert len(data["items"]) == limit or not data["hasMore"]
        if not data["hasMore"]:
            return seen


@given(
    station_models=st.lists(st.tuples(STATION_MODELS, st.booleans()), max_size=9),
    identity=st.none() | st.tuples(NAMES, NAMES),
    asked=st.lists(st.tuples(QUERIES, st.none() | st.integers(0, 8)), min_size=1, max_size=6),
    few=st.sampled_from([0, 1, 2, 4, search.SMALL_SET_MAX]),
    limit=st.integers(1, 5),
)
def test_a_walk_under_any_filters_finds_what_going_through_every_row_finds(
    station_models: list[tuple[dict[str, Any], bool]],
    identity: tuple[str, str] | None,
    asked: list[tuple[dict[str, str], int | None]],
    few: int,
    limit: int,
) -> None:
    with rolled_back(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "SMALL_SET_MAX", few)
        caller = authenticated_client(access="read")
        # The number is for the names to differ.
        drafts = [
            {**fields, "model": f"{fields['model']} M{number}", "ocpp_url_key": "ServerURL"}
            for number, (fields, _) in enumerate(station_models)
        ]
        made = ChargingStationModel.objects.create_many(drafts, by=TEST_ACTOR)
        for station_model, (_, archived) in zip(made, station_models, strict=True):
            if archived:
                station_model.archive(by=TEST_ACTOR)
        there = list(ChargingStationModel.objects.with_connectors().in_order())
        if identity and there:
            vendor, model = identity
            ReportedIdentity.objects.create_audited(
                by=TEST_ACTOR, station_models=there[::3], vendor=vendor, model=model
            )
        for query, start in asked:
            bookmark = there[start] if start is not None and start < len(there) else None
            later = there[start + 1 :] if bookmark else there

            found = walked(caller, query, limit, str(bookmark.pk) if bookmark else None)

            assert found == [str(each.pk) for each in later if meets(each, query)], (query, few)
