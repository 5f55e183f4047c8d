"""ETag and If-None-Match: who has the answer already is told so, before any row is read."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import Actor, CatalogueRevision, Channel, ChargingStationModel
from tests.api_clients import MODELS, create_token
from tests.factories import TEST_ACTOR, ApiClientFactory, StationModelFactory, connector_data
from tests.query_counts import AUTHENTICATION, queries
from tests.wsgi_client import send

pytestmark = pytest.mark.django_db

ADMIN = Actor(channel=Channel.ADMIN)


@pytest.fixture
def station_model() -> ChargingStationModel:
    station_model: ChargingStationModel = StationModelFactory(vendor="Alfen", model="NG910-60003")
    return station_model


def path_of(what: str, station_model: ChargingStationModel) -> str:
    return {"get": f"{MODELS}/{station_model.pk}", "list": MODELS, "changes": f"{MODELS}/changes"}[what]


READS = pytest.mark.parametrize("what", ["get", "list", "changes"])


# What the tag is


def test_the_tag_of_a_model_is_its_revision_whatever_answers_it(staff: APIClient, create_body: dict[str, Any]) -> None:
    created = staff.post(MODELS, create_body)
    station_model = ChargingStationModel.objects.get()
    path = created["Location"]
    born = station_model.revision

    answers = [created]
    for send_it in (
        lambda: staff.patch(path, {"friendlyName": "Eve"}),
        lambda: staff.post(f"{path}/archive"),
        lambda: staff.post(f"{path}/unarchive"),
    ):
        answers += [send_it(), staff.get(path)]

    assert [answer["ETag"] for answer in answers] == [
        f'"1-{born + step}"' for step in (0, 1, 1, 2, 2, 3, 3)
    ]  # each change moves it once, and get answers the same


@pytest.mark.parametrize(
    "nothing",
    [
        lambda staff, path: staff.patch(path, {}),
        lambda staff, path: staff.patch(path, {"friendlyName": "Eve"}),
        lambda staff, path: staff.post(f"{path}/unarchive"),
    ],
    ids=["update nothing", "update to the same", "unarchive what is active"],
)
def test_a_change_of_nothing_leaves_every_tag(
    staff: APIClient, station_model: ChargingStationModel, nothing: Callable[[APIClient, str], Any]
) -> None:
    station_model.rename("Eve", by=TEST_ACTOR)
    path = path_of("get", station_model)
    before = [staff.get(each)["ETag"] for each in (path, MODELS, f"{MODELS}/changes")]

    answer = nothing(staff, path)

    assert answer.status_code == 200
    assert answer["ETag"] == before[0]
    assert [staff.get(each)["ETag"] for each in (path, MODELS, f"{MODELS}/changes")] == before


DOORS: dict[str, Callable[[APIClient, ChargingStationModel], Any]] = {
    "create over the API": lambda staff, it: staff.post(
        MODELS,
        {
            "vendor": "Zaptec",
            "model": "Go",
            "powerType": "AC_3_PHASE",
            "connectors": it.as_document()["connectors"],
            "configurationKeys": {"ocppUrl": "x"},
        },
    ),
    "update over the API": lambda staff, it: staff.patch(f"{MODELS}/{it.pk}", {"friendlyName": "Eve"}),
    "archive over the API": lambda staff, it: staff.post(f"{MODELS}/{it.pk}/archive"),
    "edit, as the admin does": lambda staff, it: it.edit(connectors=[connector_data(7)], by=ADMIN),
    "archive, as the admin does": lambda staff, it: it.archive(by=ADMIN),
    "create, as a command does": lambda staff, it: StationModelFactory(),
    "rename, as a command does": lambda staff, it: it.rename("Eve", by=TEST_ACTOR),
}


@pytest.mark.parametrize("channel", DOORS.values(), ids=DOORS.keys())
@pytest.mark.parametrize("what", ["list", "changes"])
def test_every_door_moves_the_tag_of_lists_and_the_old_one_is_answered_anew(
    staff: APIClient,
    station_model: ChargingStationModel,
    what: str,
    channel: Callable[[APIClient, ChargingStationModel], Any],
) -> None:
    before = staff.get(path_of(what, station_model))
    revision = CatalogueRevision.current().number

    channel(staff, station_model)

    after = staff.get(path_of(what, station_model), headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] == f'"1-{revision + 1}"'
    assert after.content != before.content
    again = staff.get(path_of(what, station_model), headers={"If-None-Match": after["ETag"]})
    assert again.status_code == 304


# If-None-Match


@READS
@pytest.mark.parametrize(
    "header",
    ["{tag}", "W/{tag}", '"other", {tag}', '{tag},"other"', 'W/"other" ,  W/{tag}', "*", " * ", ", {tag}"],
)
def test_who_has_the_answer_is_told_304(
    reader: APIClient, station_model: ChargingStationModel, what: str, header: str
) -> None:
    path = path_of(what, station_model)
    tag = reader.get(path)["ETag"]

    answer = reader.get(path, headers={"If-None-Match": header.format(tag=tag)})

    assert answer.status_code == 304
    assert answer.content == b""


@READS
@pytest.mark.parametrize(
    "header",
    [
        "",
        "garbage",
        '"',
        '""',
        "{bare}",
        "'{bare}'",
        '"{bare}',
        'w/"{bare}"',
        '"W/{bare}"',
        '"1-0{revision}"',
        '"1-{revision}0"',
        '"0-{revision}"',
        '"2-{revision}"',
        '"*"',
        '"1-99999999999999999999"',
    ],
)
def test_any_other_header_is_answered_in_full(
    reader: APIClient, station_model: ChargingStationModel, what: str, header: str
) -> None:
    path = path_of(what, station_model)
    plain = reader.get(path)
    bare = plain["ETag"].strip('"')

    answer = reader.get(path, headers={"If-None-Match": header.format(bare=bare, revision=station_model.revision)})

    assert answer.status_code == 200
    assert answer.content == plain.content
    assert answer["ETag"] == plain["ETag"]


@READS
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_304_carries_what_the_200_would_and_no_length_of_its_own(
    station_model: ChargingStationModel, what: str, method: str
) -> None:
    token = {"Authorization": f"Bearer {create_token(ApiClientFactory())}", "X-Request-Id": "request-0001"}
    path = path_of(what, station_model)
    full = send(method, path, headers=token)

    answer = send(method, path, headers={**token, "If-None-Match": full.headers["ETag"]})

    assert (full.status, answer.status, answer.body) == (200, 304, b"")
    assert full.headers["ETag"] == f'"1-{station_model.revision}"'
    assert full.headers["Cache-Control"] == "private, no-cache"
    assert set(full.headers["Vary"].split(", ")) == {"Authorization", "Accept"}
    for name in ("ETag", "Cache-Control", "Vary", "X-Request-Id"):
        assert answer.headers[name] == full.headers[name]
    assert "Content-Length" not in answer.headers
    assert "Content-Type" not in answer.headers


@READS
def test_head_answers_the_headers_of_get(reader: APIClient, station_model: ChargingStationModel, what: str) -> None:
    path = path_of(what, station_model)
    get, head = (ask(path, headers={"X-Request-Id": "request-0001"}) for ask in (reader.get, reader.head))

    assert head.status_code == 200
    assert head.content == b""
    assert dict(head.headers) == dict(get.headers)
    assert int(head["Content-Length"]) == len(get.content)


def test_what_is_not_there_is_404_whatever_the_caller_has(reader: APIClient) -> None:
    answer = reader.get(f"{MODELS}/00000000-0000-4000-8000-000000000000", headers={"If-None-Match": "*"})

    assert answer.status_code == 404
    assert "ETag" not in answer.headers


# What it costs


@pytest.mark.parametrize("rows", [1, 20])
@pytest.mark.parametrize(
    ("path", "full"),
    [
        ("/{id}", 0),  # read with its caller
        ("", 1),
        ("?startingAfter={id}", 1),
        ("?vendor=alfen&limit=100", 1),
        ("/changes", 1),
        ("/changes?after={revision}", 1),
    ],
)
def test_a_304_takes_no_query_besides_authentication(
    reader: APIClient, station_model: ChargingStationModel, path: str, full: int, rows: int
) -> None:
    StationModelFactory.create_batch(rows)
    path = MODELS + path.format(id=station_model.pk, revision=station_model.revision)
    with queries(AUTHENTICATION + full):
        tag = reader.get(path)["ETag"]

    with queries(AUTHENTICATION):
        answer = reader.get(path, headers={"If-None-Match": tag})

    assert answer.status_code == 304
