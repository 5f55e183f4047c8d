"""The codes that the OpenAPI document tells of are those that the service gives, in its own words."""

import pytest
from rest_framework.exceptions import APIException
from rest_framework.test import APIClient

from catalog.api.error_codes import ERROR_CODES
from catalog.api.exceptions import BodyTooLarge, FeedPositionUnknown, InsufficientScope, Unavailable
from catalog.api.idempotency import IdempotencyKeyReused, InvalidIdempotencyKey, RequestInProgress
from catalog.http.problems import TITLES
from tests.api_clients import MODELS, anonymous_client

pytestmark = pytest.mark.django_db


OWN = [
    InvalidIdempotencyKey,
    BodyTooLarge,
    InsufficientScope,
    IdempotencyKeyReused,
    FeedPositionUnknown,
    RequestInProgress,
    Unavailable,
]


@pytest.mark.parametrize("exception", OWN)
def test_every_refusal_of_the_api_is_told_of(exception: type[APIException]) -> None:
    told = ERROR_CODES[str(exception.default_code)]

    assert told.status == exception.status_code
    if "default_detail" in vars(exception):
        assert told.example_detail == exception.default_detail


def test_every_status_of_an_error_has_a_title_whatever_the_version_of_python() -> None:
    statuses = {told.status for told in ERROR_CODES.values()} | {
        kind.status_code for kind in APIException.__subclasses__()
    }

    assert TITLES.keys() == statuses
    assert (TITLES[413], TITLES[422]) == ("Request Entity Too Large", "Unprocessable Entity")  # renamed in Python 3.13


def test_every_code_names_what_the_caller_can_see_of_it() -> None:
    for code, told in ERROR_CODES.items():
        assert 400 <= told.status < 600, code
        assert told.summary.endswith("."), code
        assert told.example_detail.endswith("."), code


@pytest.mark.parametrize(
    ("code", "method", "path", "headers"),
    [
        ("not_authenticated", "get", MODELS, {}),
        ("invalid_token", "get", MODELS, {"Authorization": "Bearer none"}),
    ],
)
def test_nobody_is_told_what_the_document_says(code: str, method: str, path: str, headers: dict[str, str]) -> None:
    answer = getattr(anonymous_client(), method)(path, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (ERROR_CODES[code].status, code)
    assert answer.json()["detail"] == ERROR_CODES[code].example_detail


@pytest.mark.parametrize(
    ("code", "method", "path", "sent"),
    [
        ("not_found", "get", f"{MODELS}/none", {}),
        ("method_not_allowed", "put", MODELS, {}),
        ("not_acceptable", "get", MODELS, {"headers": {"Accept": "text/html"}}),
        ("validation_error", "get", MODELS, {"query_params": {"limit": "0"}}),
        ("start_over", "get", f"{MODELS}/changes", {"query_params": {"after": "99999999"}}),
        ("malformed_json", "post", MODELS, {"data": "{", "content_type": "application/json"}),
        ("unsupported_media_type", "post", MODELS, {"data": "a", "content_type": "text/plain"}),
        ("bad_idempotency_key", "post", MODELS, {"data": {}, "headers": {"Idempotency-Key": "ü"}}),
    ],
)
def test_staff_are_told_what_the_document_says(
    staff: APIClient, code: str, method: str, path: str, sent: dict[str, object]
) -> None:
    answer = getattr(staff, method)(path, **sent)

    assert (answer.status_code, answer.json()["code"]) == (ERROR_CODES[code].status, code)
    assert answer.json()["type"] == f"/problems/{code.replace('_', '-')}"
    assert answer.json()["detail"] == ERROR_CODES[code].example_detail
