"""Mirrors that see the feed and nothing else are true copies, whatever happens to the catalogue in whatever order.

A short run; `HYPOTHESIS_PROFILE=promises` makes it a long one.
"""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from catalog.exceptions import DuplicateModel
from catalog.models import CatalogueRevision, ChargingStationModel
from catalog.models.integrity import find_inconsistencies
from catalog.response_cache.application import store
from tests.api_clients import MODELS, create_token
from tests.factories import TEST_ACTOR, ApiClientFactory, StationModelFactory, connector_data
from tests.wsgi_client import WSGIResponse, send

WHICH = st.integers(0, 5)
NAMES = st.sampled_from(["Home", "Büro", None])
CONNECTORS = st.lists(st.integers(1, 3), min_size=1, max_size=3, unique=True)


def the_table() -> dict[str, str]:
    return {str(pk): text for pk, text in ChargingStationModel.objects.values_list("pk", "document")}


class Mirror:
    """What the description of the feed tells a client to do, and no more."""

    def __init__(self, credentials: dict[str, str]) -> None:
        self.credentials = credentials
        self.start_over()

    def start_over(self) -> None:
        self.after = 0
        self.copy: dict[str, Any] = {}
        self.tags: dict[str, str] = {}

    def ask(self, limit: int) -> bool:
        """Whether there is more to ask for."""
        query = f"after={self.after}&limit={limit}"
        answer: WSGIResponse = send(
            "GET",
            f"{MODELS}/changes",
            query=query,
            headers={**self.credentials, "If-None-Match": self.tags.get(query, "")},
        )
        if answer.status == 304:
            return False
        if answer.status == 400:
            assert answer.json()["code"] == "start_over"
            assert self.after != 0
            self.start_over()
            return True
        assert answer.status == 200, answer.body
        data = answer.json()["data"]
        assert len(data["items"]) <= limit
        assert data["revision"] > self.after or not data["items"]
        for item in data["items"]:
            self.copy[item["id"]] = item
        self.after = data["revision"]
        self.tags[query] = answer.headers["ETag"]
        return bool(data["hasMore"])

    def catch_up(self, limit: int) -> None:
        # No page is empty but the last, and who starts over does so once: nobody else writes meanwhile.
        enough = 2 + ChargingStationModel.objects.count()
        asked = 1
        while self.ask(limit):
            asked += 1
            assert asked <= enough, f"asked {asked} times, is at {self.after}, and there is still more"
        assert {pk: json.dumps(each) for pk, each in self.copy.items()} == {
            pk: json.dumps(json.loads(text)) for pk, text in the_table().items()
        }


class Catalogue(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        store.clear()  # the next run gives the same revisions to other rows
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        credentials = {"Authorization": f"Bearer {create_token(ApiClientFactory(access='read'))}"}
        self.mirrors = [Mirror(credentials) for _ in range(3)]
        self.backup: str | None = None

    def teardown(self) -> None:
        try:
            for mirror in self.mirrors:
                mirror.catch_up(100)
            assert list(find_inconsistencies()) == []
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def pick(self, which: int) -> ChargingStationModel:
        rows = list(ChargingStationModel.objects.in_order())
        return rows[which % len(rows)]

    def has_rows(self) -> bool:
        return ChargingStationModel.objects.exists()

    # What happens

    @rule(connectors=CONNECTORS)
    def create(self, connectors: list[int]) -> None:
        StationModelFactory(connectors=[connector_data(number) for number in connectors])

    @rule(number=st.integers(0, 4))
    def create_many(self, number: int) -> None:
        drafts = [StationModelFactory.build() for _ in range(number)]
        names = ("vendor", "model", "power_type", "ocpp_url_key")
        ChargingStationModel.objects.create_many(
            [{**{name: getattr(each, name) for name in names}, "connectors": [connector_data()]} for each in drafts],
            by=TEST_ACTOR,
        )

    @precondition(has_rows)
    @rule(which=WHICH, name=NAMES)
    def rename(self, which: int, name: str | None) -> None:
        self.pick(which).rename(name, by=TEST_ACTOR)

    @precondition(has_rows)
    @rule(which=WHICH, connectors=CONNECTORS)
    def edit(self, which: int, connectors: list[int]) -> None:
        self.pick(which).edit(connectors=[connector_data(number) for number in connectors], by=TEST_ACTOR)

    @precondition(has_rows)
    @rule(which=WHICH)
    def archive(self, which: int) -> None:
        self.pick(which).archive(by=TEST_ACTOR)

    @precondition(has_rows)
    @rule(which=WHICH)
    def replace(self, which: int) -> None:
        """As a wrong model is corrected: archived, and created again."""
        wrong = self.pick(which)
        wrong.archive(by=TEST_ACTOR)
        try:
            StationModelFactory(vendor=wrong.vendor, model=wrong.model)
        except DuplicateModel:
            wrong.refresh_from_db()
            assert wrong.is_archived

    @precondition(has_rows)
    @rule(which=WHICH)
    def unarchive(self, which: int) -> None:
        try:
            self.pick(which).unarchive(by=TEST_ACTOR)
        except DuplicateModel:
            assert self.pick(which).is_archived

    @rule()
    def back_up(self) -> None:
        self.backup = transaction.savepoint()

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore(self) -> None:
        """The catalogue goes back in time; its operator does as the documentation says."""
        assert self.backup is not None
        transaction.savepoint_rollback(self.backup)
        call_command("restart_feed", verbosity=0)

    # Who reads

    @rule(which=st.integers(0, 1), limit=st.integers(1, 3))
    def ask_once(self, which: int, limit: int) -> None:
        self.mirrors[which].ask(limit)

    @rule(which=st.integers(0, 2), limit=st.integers(1, 5))
    def catch_up(self, which: int, limit: int) -> None:
        self.mirrors[which].catch_up(limit)

    @rule(which=st.integers(0, 2))
    def ask_for_the_future(self, which: int) -> None:
        """A mirror of a catalogue that was further once."""
        mirror = self.mirrors[which]
        mirror.after = CatalogueRevision.current().number + 1

        assert mirror.ask(1) is True
        assert (mirror.after, mirror.copy) == (0, {})


@pytest.mark.django_db
def test_a_mirror_of_the_feed_is_a_true_copy() -> None:
    run_state_machine_as_test(Catalogue)
