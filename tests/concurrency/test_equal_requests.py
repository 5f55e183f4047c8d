"""The same request from many callers at once: it is carried out once."""

import json
from functools import partial
from typing import Any

import pytest

from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel, Connector
from catalog.models.integrity import find_inconsistencies
from tests.api.bad import a_body
from tests.api_clients import MODELS, create_token
from tests.concurrency.threads import MANY, run_concurrently
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory
from tests.wsgi_client import WSGIResponse, send

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8


@pytest.fixture
def credentials() -> dict[str, str]:
    return {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(is_staff=True)))}"}


def statuses(answers: list[WSGIResponse]) -> list[int]:
    return sorted(answer.status for answer in answers)


def test_of_many_equal_creates_one_is_201_and_the_others_are_409_with_its_id(credentials: dict[str, str]) -> None:
    for number in range(ROUNDS):
        body = json.dumps({**a_body(), "model": f"Pro {number}"}).encode()

        answers = run_concurrently([partial(send, "POST", MODELS, body=body, headers=credentials)] * MANY)

        assert statuses(answers) == [201] + [409] * (MANY - 1)
        [created] = [answer.json()["data"]["id"] for answer in answers if answer.status == 201]
        assert {answer.json()["conflictingId"] for answer in answers if answer.status == 409} == {created}
    assert ChargingStationModel.objects.count() == ROUNDS
    assert Connector.objects.count() == 2 * ROUNDS
    assert AuditEvent.objects.count() == ROUNDS
    assert list(find_inconsistencies()) == []


def test_of_many_archives_all_are_200_and_one_changes_the_model(credentials: dict[str, str]) -> None:
    for _ in range(ROUNDS):
        station_model = StationModelFactory()
        revision = CatalogueRevision.current().number

        answers = run_concurrently(
            [partial(send, "POST", f"{MODELS}/{station_model.pk}/archive", headers=credentials)] * MANY
        )

        assert statuses(answers) == [200] * MANY
        assert len({answer.body for answer in answers}) == 1
        assert {answer.headers["ETag"] for answer in answers} == {f'"1-{revision + 1}"'}
        assert CatalogueRevision.current().number == revision + 1
        assert AuditEvent.objects.filter(station_model=station_model, action="archived").count() == 1


def test_of_many_updates_with_one_if_match_one_is_200_and_the_others_are_412(credentials: dict[str, str]) -> None:
    station_model = StationModelFactory()
    for _ in range(ROUNDS):
        station_model.refresh_from_db()
        headers = {**credentials, "If-Match": f'"1-{station_model.revision}"'}
        bodies = [json.dumps({"friendlyName": f"Name {number}"}).encode() for number in range(MANY)]
        was = station_model.friendly_name
        wanted = [body for body in bodies if json.loads(body)["friendlyName"] != was]

        answers = run_concurrently(
            [partial(send, "PATCH", f"{MODELS}/{station_model.pk}", body=body, headers=headers) for body in wanted]
        )

        assert statuses(answers) == [200] + [412] * (len(wanted) - 1)
        [winner] = [answer for answer in answers if answer.status == 200]
        station_model.refresh_from_db()
        assert winner.json()["data"]["friendlyName"] == station_model.friendly_name
        assert {answer.headers["ETag"] for answer in answers} == {f'"1-{station_model.revision}"'}


def test_of_models_that_come_back_at_once_one_does(credentials: dict[str, str]) -> None:
    twins = [StationModelFactory(vendor="Alfen", model="NG910", archived=True) for _ in range(MANY)]

    answers = run_concurrently(
        [partial(send, "POST", f"{MODELS}/{each.pk}/unarchive", headers=credentials) for each in twins]
    )

    assert statuses(answers) == [200] + [409] * (MANY - 1)
    assert ChargingStationModel.objects.active().count() == 1


def test_the_first_requests_after_a_flush_are_carried_out_too(credentials: dict[str, str]) -> None:
    """Every table is empty, the row of the revision among them: all callers come to make it at once."""
    assert not CatalogueRevision.objects.exists()
    bodies = [json.dumps({**a_body(), "model": f"Pro {number}"}).encode() for number in range(MANY)]

    answers: list[Any] = run_concurrently(
        [partial(send, "POST", MODELS, body=body, headers=credentials) for body in bodies]
    )

    assert statuses(answers) == [201] * MANY
    assert CatalogueRevision.objects.count() == 1
    assert ChargingStationModel.objects.count() == MANY
