"""If-Match: a change is made to the model as its caller saw it, or not at all."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import ChargingStationModel
from tests.api_clients import MODELS
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory

pytestmark = pytest.mark.django_db

CHANGES: dict[str, Callable[..., Any]] = {
    "update": lambda staff, path, **more: staff.patch(path, {"friendlyName": "Eve"}, **more),
    "update to the same": lambda staff, path, **more: staff.patch(path, {"friendlyName": "Old"}, **more),
    "update nothing": lambda staff, path, **more: staff.patch(path, {}, **more),
    "archive": lambda staff, path, **more: staff.post(f"{path}/archive", **more),
    "archive, with a key": lambda staff, path, **more: staff.post(
        f"{path}/archive", headers={"Idempotency-Key": "key", **more["headers"]}
    ),
    "unarchive": lambda staff, path, **more: staff.post(f"{path}/unarchive", **more),
}
EACH_CHANGE = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())


@pytest.fixture
def station_model() -> ChargingStationModel:
    """At its third revision of three, archived: so that no revision of it is that of another row."""
    station_model: ChargingStationModel = StationModelFactory()
    station_model.rename("Old", by=TEST_ACTOR)
    station_model.archive(by=TEST_ACTOR)
    return station_model


@EACH_CHANGE
@pytest.mark.parametrize(
    "header",
    ['"1-{revision}"', '"1-1" , "1-{revision}"', '"1-{revision}",W/"1-{revision}", "x"', "*", " * "],
)
def test_a_tag_that_is_still_true_lets_the_change_through(
    staff: APIClient, station_model: ChargingStationModel, change: Callable[..., Any], header: str
) -> None:
    path = f"{MODELS}/{station_model.pk}"

    answer = change(staff, path, headers={"If-Match": header.format(revision=station_model.revision)})

    assert answer.status_code == 200
    station_model.refresh_from_db()
    assert answer["ETag"] == f'"1-{station_model.revision}"'


@EACH_CHANGE
@pytest.mark.parametrize(
    "header",
    [
        '"1-{earlier}"',
        '"1-{later}"',
        '"1-{earlier}", "1-{later}"',
    ],
)
def test_a_tag_of_another_revision_is_412_with_the_tag_of_now_and_nothing_is_changed(
    staff: APIClient, station_model: ChargingStationModel, change: Callable[..., Any], header: str
) -> None:
    path = f"{MODELS}/{station_model.pk}"
    revision = station_model.revision
    before = catalogue_rows()

    answer = change(
        staff,
        path,
        headers={
            "X-Request-Id": "request-0001",
            "If-Match": header.format(revision=revision, earlier=revision - 1, later=revision + 1),
        },
    )

    assert answer.status_code == 412
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["ETag"] == f'"1-{revision}"'
    problem = answer.json()
    assert problem == {
        "type": "/problems/precondition-failed",
        "title": "Precondition Failed",
        "status": 412,
        "detail": "The charging station model has changed since you read it. Read it again before you change it.",
        "instance": problem["instance"],
        "code": "precondition_failed",
        "requestId": "request-0001",
    }
    assert catalogue_rows() == before


WEAK = (
    " is a weak entity tag, but If-Match requires a strong one. A proxy that compresses responses can make tags weak. "
    "Send the tag without W/, or turn off compression in the proxy."
)
FOREIGN = " is not an entity tag of this service. Send the ETag of a response unchanged; a proxy may have changed it."


@EACH_CHANGE
@pytest.mark.parametrize(
    ("header", "detail"),
    [
        ('W/"1-{revision}"', 'W/"1-{revision}"' + WEAK),
        ('"1-{earlier}", W/"1-{revision}"', 'W/"1-{revision}"' + WEAK),
        ('W/"x","y"', 'W/"x"' + WEAK),
        ('"1-{revision}-gzip"', '"1-{revision}-gzip"' + FOREIGN),
        ('"0-{revision}"', '"0-{revision}"' + FOREIGN),
        ('"1-0{revision}"', '"1-0{revision}"' + FOREIGN),
        ('"{revision}"', '"{revision}"' + FOREIGN),
        ('"*"', '"*"' + FOREIGN),
        ('""', '""' + FOREIGN),
        ('"1-99999999999999999999"', '"1-99999999999999999999"' + FOREIGN),
        (f'"{"x" * 100}"', "The value" + FOREIGN),
        ('"\xe9"', "The value" + FOREIGN),
    ],
)
def test_a_tag_that_can_never_match_is_412_and_says_why(
    staff: APIClient, station_model: ChargingStationModel, change: Callable[..., Any], header: str, detail: str
) -> None:
    revision = {"revision": station_model.revision, "earlier": station_model.revision - 1}
    before = catalogue_rows()

    answer = change(staff, f"{MODELS}/{station_model.pk}", headers={"If-Match": header.format(**revision)})

    assert (answer.status_code, answer.json()["code"]) == (412, "precondition_failed")
    assert answer["ETag"] == f'"1-{station_model.revision}"'
    assert answer.json()["detail"] == detail.format(**revision)
    assert catalogue_rows() == before


@EACH_CHANGE
@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("1-{revision}", "1-{revision}"),
        ('"1-{revision}', '"1-{revision}'),
        ("W/1-{revision}", "W/1-{revision}"),
        ('w/"1-{revision}"', 'w/"1-{revision}"'),
        ('"1-{revision}", 1-{revision}', '"1-{revision}", 1-{revision}'),
        ('*, "1-{revision}"', '*, "1-{revision}"'),
        ('"1-{revision}" "1-{revision}"', '"1-{revision}" "1-{revision}"'),
        ("garbage", "garbage"),
        ("", "The value"),
        (",", ","),
        ("\xe9", "The value"),
        ("," * 900 + "x", "The value"),
        ('"' * 901, "The value"),
    ],
)
def test_a_tag_without_quotes_is_400_and_says_so(
    staff: APIClient, station_model: ChargingStationModel, change: Callable[..., Any], header: str, shown: str
) -> None:
    before = catalogue_rows()

    answer = change(
        staff, f"{MODELS}/{station_model.pk}", headers={"If-Match": header.format(revision=station_model.revision)}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert answer.json()["detail"] == (
        f"{shown.format(revision=station_model.revision)} is not valid in If-Match. Send * or an entity tag with its "
        'double quotes, for example "1-42".'
    )
    assert catalogue_rows() == before


@EACH_CHANGE
@pytest.mark.parametrize("header", ['"1-{revision}"' + ', "1-1"' * 200, "," * 100_000, "x" * 1_001])
def test_more_tags_than_anybody_has_are_400(
    staff: APIClient, station_model: ChargingStationModel, change: Callable[..., Any], header: str
) -> None:
    before = catalogue_rows()

    answer = change(
        staff, f"{MODELS}/{station_model.pk}", headers={"If-Match": header.format(revision=station_model.revision)}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert answer.json()["detail"] == ("If-Match is longer than 1,000 characters. Send only the current entity tag.")
    assert catalogue_rows() == before


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/ocpi?version=2.2.1", "/changes", "/resolve?vendor=a&model=b"])
@pytest.mark.parametrize("header", ["x" * 1_001, '"a",' * 100_000])
def test_more_tags_to_read_by_are_400_too_however_often_it_was_read(
    staff: APIClient, station_model: ChargingStationModel, path: str, header: str
) -> None:
    path = MODELS + path.format(id=station_model.pk)
    staff.get(path)

    answers = [staff.get(path, headers={"If-None-Match": header}) for _ in range(2)]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(400, "bad_request")] * 2
    assert staff.get(path, headers={"If-None-Match": "x" * 1_000}).status_code == 200


@pytest.mark.parametrize(
    ("first", "then"),
    [('"1-1"', '"1-{revision}"'), ('"1-{revision}"', '"1-1"'), (None, '"1-1"'), ('"1-1"', None)],
)
def test_a_key_is_for_one_tag(
    staff: APIClient, station_model: ChargingStationModel, first: str | None, then: str | None
) -> None:
    path = f"{MODELS}/{station_model.pk}/unarchive"
    tags = [tag.format(revision=station_model.revision) if tag else None for tag in (first, then)]
    answers = []
    for tag in (tags[0], tags[1], tags[0]):
        headers = {"Idempotency-Key": "key"} | ({"If-Match": tag} if tag else {})
        answers.append(staff.post(path, headers=headers))
        station_model.refresh_from_db()

    assert answers[0].status_code == (412 if first == '"1-1"' else 200)
    assert (answers[1].status_code, answers[1].json()["code"]) == (422, "idempotency_key_reused")
    assert (answers[2].status_code, answers[2].content) == (answers[0].status_code, answers[0].content)
    assert answers[2]["Idempotency-Replayed"] == "true"
    assert station_model.is_archived is (answers[0].status_code == 412)


def test_without_it_the_last_write_wins(writer: APIClient, station_model: ChargingStationModel) -> None:
    path = f"{MODELS}/{station_model.pk}"

    answers = [writer.patch(path, {"friendlyName": name}) for name in ("First", "Last")]

    assert [answer.status_code for answer in answers] == [200, 200]
    station_model.refresh_from_db()
    assert station_model.friendly_name == "Last"


def test_the_tag_of_a_412_is_the_one_to_try_again_with(writer: APIClient, station_model: ChargingStationModel) -> None:
    path = f"{MODELS}/{station_model.pk}"
    refused = writer.patch(path, {"friendlyName": "Eve"}, headers={"If-Match": '"1-1"'})

    answer = writer.patch(path, {"friendlyName": "Eve"}, headers={"If-Match": refused["ETag"]})

    assert answer.status_code == 200
    station_model.refresh_from_db()
    assert station_model.friendly_name == "Eve"


def test_the_tag_of_a_list_is_not_that_of_a_model(staff: APIClient, station_model: ChargingStationModel) -> None:
    StationModelFactory()
    tag = staff.get(MODELS)["ETag"]

    answer = staff.post(f"{MODELS}/{station_model.pk}/unarchive", headers={"If-Match": tag})

    assert answer.status_code == 412
    station_model.refresh_from_db()
    assert station_model.is_archived


@EACH_CHANGE
def test_what_is_not_there_is_404_whatever_the_tag(staff: APIClient, change: Callable[..., Any]) -> None:
    answer = change(staff, f"{MODELS}/00000000-0000-4000-8000-000000000000", headers={"If-Match": '"1-1"'})

    assert answer.status_code == 404


def test_a_bad_body_is_400_before_the_tag_is_looked_at(writer: APIClient, station_model: ChargingStationModel) -> None:
    answer = writer.patch(f"{MODELS}/{station_model.pk}", {"vendor": "x"}, headers={"If-Match": '"1-1"'})

    assert answer.status_code == 400
    assert answer.json()["code"] == "validation_error"
