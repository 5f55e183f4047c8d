"""A body in another encoding is refused for that, and not for what it seems to hold."""

import gzip
import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import ChargingStationModel, IdempotencyRecord
from tests.api_clients import MODELS
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory

pytestmark = pytest.mark.django_db


def post(caller: APIClient, path: str, content: bytes, **headers: str) -> Any:
    return caller.generic("POST", path, content, content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("gzip", "Content-Encoding gzip"),
        ("GZIP", "Content-Encoding GZIP"),
        ("br", "Content-Encoding br"),
        ("identity, deflate", "Content-Encoding deflate"),
        ("gzip, br", "Content-Encoding gzip, br"),
        ("x" * 1_000, "This Content-Encoding"),
        ("\xe9", "This Content-Encoding"),
    ],
)
@pytest.mark.parametrize("path", [MODELS, f"{MODELS}/resolve"])
def test_a_compressed_body_is_415_and_names_its_encoding(
    staff: APIClient, create_body: dict[str, Any], path: str, encoding: str, named: str
) -> None:
    before = catalogue_rows()

    answer = post(staff, path, gzip.compress(json.dumps(create_body).encode()), **{"Content-Encoding": encoding})

    assert answer.status_code == 415
    assert answer["Accept-Encoding"] == "identity"
    assert answer.json()["code"] == "unsupported_media_type"
    assert answer.json()["detail"] == (f"{named} is not supported. Send the request body uncompressed.")
    assert catalogue_rows() == before


def test_a_rename_is_refused_likewise(writer: APIClient) -> None:
    station_model = StationModelFactory(friendly_name="Old")
    content = gzip.compress(b'{"friendlyName": "Eve"}')

    answer = writer.generic(
        "PATCH",
        f"{MODELS}/{station_model.pk}",
        content,
        content_type="application/json",
        headers={"Content-Encoding": "gzip"},
    )

    assert answer.status_code == 415
    station_model.refresh_from_db()
    assert station_model.friendly_name == "Old"


@pytest.mark.parametrize("encoding", ["", "identity", "Identity", "identity, identity"])
def test_a_body_that_is_said_to_be_as_it_is_is_read(
    staff: APIClient, create_body: dict[str, Any], encoding: str
) -> None:
    answer = post(staff, MODELS, json.dumps(create_body).encode(), **{"Content-Encoding": encoding})

    assert answer.status_code == 201
    assert ChargingStationModel.objects.count() == 1


def test_a_key_that_came_with_an_encoding_is_not_that_of_the_same_bytes_without(
    staff: APIClient, create_body: dict[str, Any]
) -> None:
    content, key = json.dumps(create_body).encode(), {"Idempotency-Key": "key"}

    refused = post(staff, MODELS, content, **key, **{"Content-Encoding": "gzip"})
    answer = post(staff, MODELS, content, **key)

    assert (refused.status_code, answer.status_code) == (415, 422)
    assert IdempotencyRecord.objects.get().status == 415


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b"\xef\xbb\xbf{}", "The request body starts with a byte order mark (U+FEFF). Send UTF-8 without it."),
        ("{}".encode("utf-16"), "The request body is UTF-16 or UTF-32. Send UTF-8."),
        ("{}".encode("utf-16-le"), "The request body is UTF-16 or UTF-32. Send UTF-8."),
        ("{}".encode("utf-16-be"), "The request body is UTF-16 or UTF-32. Send UTF-8."),
        ("{}".encode("utf-32"), "The request body is UTF-16 or UTF-32. Send UTF-8."),
        ("{}".encode("utf-32-be"), "The request body is UTF-16 or UTF-32. Send UTF-8."),
        ('{"vendor": "\xe9"}'.encode("latin-1"), "The request body is not valid UTF-8."),
    ],
)
def test_a_body_in_another_encoding_is_told_so(staff: APIClient, content: bytes, detail: str) -> None:
    answer = post(staff, MODELS, content)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")
    assert answer.json()["detail"] == detail
    assert not ChargingStationModel.objects.exists()


# Half of a surrogate pair, which JSON can write and which is no character.


@pytest.mark.parametrize(
    ("pointer", "name"),
    [
        ("#/vendor", "vendor"),
        ("#/friendlyName", "friendlyName"),
        ("#/configurationKeys/ocppUrl", "ocppUrl"),
        ("#/imageUrl", "imageUrl"),
    ],
)
@pytest.mark.parametrize("half", ["\\ud83d", "\\udfff", "a\\ud800b", "\\udd0c\\ud83d"])
def test_half_of_a_surrogate_pair_is_refused_at_its_field(
    staff: APIClient, create_body: dict[str, Any], pointer: str, name: str, half: str
) -> None:
    if name == "ocppUrl":
        create_body["configurationKeys"]["ocppUrl"] = "@@"
    else:
        create_body[name] = "https://images.example.com/@@" if name == "imageUrl" else "@@"

    answer = post(staff, MODELS, json.dumps(create_body).replace("@@", half).encode())

    assert answer.status_code == 400
    [issue] = answer.json()["errors"]
    assert (issue["pointer"], issue["code"]) == (pointer, "lone_surrogate")
    assert issue["detail"] == "Must not contain unpaired surrogates."
    assert not ChargingStationModel.objects.exists()


def test_all_faults_are_named_with_it(staff: APIClient, create_body: dict[str, Any]) -> None:
    create_body |= {"vendor": "@@", "powerType": "@@", "@@": 1, "connectors": "@@"}

    answer = post(staff, MODELS, json.dumps(create_body).replace("@@", "\\ud800").encode())

    assert answer.status_code == 400
    assert [(issue["pointer"], issue["code"]) for issue in answer.json()["errors"]] == [
        ("#/vendor", "lone_surrogate"),
        ("#/powerType", "invalid_choice"),
        ("#/connectors", "not_a_list"),
        ("#/\\ud800", "unknown_field"),
    ]


def test_a_whole_pair_is_a_character(staff: APIClient, create_body: dict[str, Any]) -> None:
    create_body["friendlyName"] = "@@"

    answer = post(staff, MODELS, json.dumps(create_body).replace("@@", "\\ud83d\\udd0c").encode())

    assert answer.status_code == 201
    assert ChargingStationModel.objects.get().friendly_name == "\N{ELECTRIC PLUG}"


def test_half_a_pair_in_a_report_takes_nothing_along(reader: APIClient) -> None:
    """A station may cut its name in the middle of one."""
    known = StationModelFactory(vendor="Alfen", model="NG910")
    reports = b'{"items": [{"vendor": "Alfen", "model": "NG910"}, {"vendor": "Al\\ud83d", "model": "NG\\ud83d"}]}'

    answer = post(reader, f"{MODELS}/resolve", reports)

    assert answer.status_code == 200
    first, second = answer.json()["data"]["items"]
    assert (first["match"], first["model"]["id"]) == ("exact", str(known.pk))
    assert second["match"] == "none"
