"""Different changes of one model at once: none undoes another, and readers see each of them whole."""

import json
from functools import partial
from threading import Event
from typing import Any

import pytest

from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel
from catalog.models.integrity import find_inconsistencies
from tests.api.bad import a_body
from tests.api_clients import MODELS, create_token
from tests.concurrency.threads import run_concurrently
from tests.factories import TEST_ACTOR, ApiClientFactory, StationModelFactory, UserFactory
from tests.wsgi_client import send

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 32


@pytest.fixture
def credentials() -> dict[str, str]:
    return {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(is_staff=True)))}"}


def test_a_rename_undoes_no_archive_and_an_archive_loses_no_name(credentials: dict[str, str]) -> None:
    for number in range(ROUNDS):
        station_model = StationModelFactory(friendly_name="Before")
        path = f"{MODELS}/{station_model.pk}"
        names = [f"Name {number}.{which}" for which in range(3)]
        renames = [
            partial(send, "PATCH", path, body=json.dumps({"friendlyName": name}).encode(), headers=credentials)
            for name in names
        ]

        answers = run_concurrently([*renames, partial(send, "POST", f"{path}/archive", headers=credentials)])

        assert [answer.status for answer in answers] == [200] * 4
        station_model.refresh_from_db()
        assert station_model.is_archived
        in_order = sorted(answers[:3], key=lambda answer: int(answer.headers["ETag"].strip('"').partition("-")[2]))
        assert station_model.friendly_name == in_order[-1].json()["data"]["friendlyName"]
    assert list(find_inconsistencies()) == []


def test_a_change_from_an_old_copy_of_a_row_undoes_nothing() -> None:
    """The domain, without the API: two objects of one row, each read before the other one changed it."""
    station_model = StationModelFactory()
    one = ChargingStationModel.objects.get(pk=station_model.pk)
    other = ChargingStationModel.objects.get(pk=station_model.pk)

    one.archive(by=TEST_ACTOR)
    other.rename("Renamed", by=TEST_ACTOR)

    kept = ChargingStationModel.objects.get(pk=station_model.pk)
    assert (kept.is_archived, kept.friendly_name) == (True, "Renamed")


def test_revisions_are_seen_in_their_order() -> None:
    """A reader who has seen a revision has seen all before it: none is committed late."""
    StationModelFactory(model="first")
    start = CatalogueRevision.current().number
    writers, each = 4, 20
    done = Event()

    def write(writer: int) -> int:
        for number in range(each):
            station_model = StationModelFactory(vendor=f"Vendor {writer}", model=f"Model {number}")
            station_model.rename("Renamed", by=TEST_ACTOR)
        return each

    def read() -> int:
        reads = 0
        while not done.is_set() or reads == 0:
            seen = list(
                AuditEvent.objects.filter(revision__gt=start).order_by("revision").values_list("revision", flat=True)
            )
            assert seen == list(range(start + 1, start + 1 + len(seen)))
            reads += 1
        return reads

    def write_and_tell() -> int:
        try:
            return sum(run_concurrently([partial(write, writer) for writer in range(writers)]))
        finally:
            done.set()

    written, reads, _ = run_concurrently([write_and_tell, read, read])

    assert written == writers * each
    assert reads > 1
    assert CatalogueRevision.current().number == start + 2 * writers * each


def test_a_walk_during_writes_sees_each_model_once(credentials: dict[str, str]) -> None:
    there = [str(StationModelFactory(vendor="There", model=f"Model {number}").pk) for number in range(40)]
    gone = [StationModelFactory(vendor="Gone", model=f"Model {number}") for number in range(20)]
    acknowledged: list[str] = []
    done = Event()

    def create(writer: int) -> None:
        for number in range(15):
            body = {**a_body(), "vendor": f"New {writer}", "model": f"Model {number}"}
            answer = send("POST", MODELS, body=json.dumps(body).encode(), headers=credentials)
            assert answer.status == 201
            acknowledged.append(answer.json()["data"]["id"])

    def archive_and_rename() -> None:
        for station_model, other in zip(gone, there, strict=False):
            assert send("POST", f"{MODELS}/{station_model.pk}/archive", headers=credentials).status == 200
            renamed = send("PATCH", f"{MODELS}/{other}", body=b'{"friendlyName": "Renamed"}', headers=credentials)
            assert renamed.status == 200

    def write() -> int:
        try:
            run_concurrently([*(partial(create, writer) for writer in range(4)), archive_and_rename])
        finally:
            done.set()
        return 0

    def walk(limit: int) -> int:
        walks = 0
        while not done.is_set() or walks == 0:
            known = [*there, *acknowledged]
            seen: list[str] = []
            page: dict[str, Any] = {"hasMore": True}
            while page["hasMore"]:
                after = f"&startingAfter={seen[-1]}" if seen else ""
                answer = send("GET", MODELS, query=f"limit={limit}{after}", headers=credentials)
                assert answer.status == 200
                page = answer.json()["data"]
                seen += [each["id"] for each in page["items"]]
                assert all(each["connectors"] for each in page["items"])
                assert len(seen) == len(set(seen))
            assert set(known) <= set(seen)
            walks += 1
        return walks

    _, *walks = run_concurrently([write, partial(walk, 7), partial(walk, 20)])

    assert all(walks)
    assert len(acknowledged) == 60
