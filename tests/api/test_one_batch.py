"""One batch of reports at a time in each process: a thread is left for all others."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings
from rest_framework.test import APIClient

from catalog.api import views
from catalog.api.resolve_requests import batch_turn
from catalog.http.rate_limits import minute_counter
from catalog.models import UnknownHardware
from catalog.resolve import inbox_writer
from tests.api.test_worst_inputs import ORDINARY
from tests.api_clients import MODELS, authenticated_client
from tests.call_counts import count_calls
from tests.query_counts import AUTHENTICATION

pytestmark = pytest.mark.django_db

RESOLVE = f"{MODELS}/resolve"


def test_a_batch_beside_another_is_told_to_come_again_and_leaves_nothing(
    reader: APIClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with batch_turn, django_assert_num_queries(AUTHENTICATION):
        refused = reader.post(RESOLVE, ORDINARY)
    inbox_writer.flush()

    assert (refused.status_code, refused["Retry-After"]) == (503, "1")
    assert refused.json()["code"] == "unavailable"
    assert refused.json()["detail"].startswith("Another batch of reports is being resolved.")
    assert not UnknownHardware.objects.exists()
    assert reader.post(RESOLVE, ORDINARY).status_code == 200


def test_all_else_is_answered_beside_a_batch(reader: APIClient, staff: APIClient, create_body: dict[str, Any]) -> None:
    with batch_turn:
        assert reader.get(MODELS).status_code == 200
        assert reader.get(RESOLVE, {"vendor": "Nobody", "model": "Nothing"}).status_code == 200
        assert staff.post(MODELS, create_body).status_code == 201


def test_a_refused_batch_counts_as_one_request(settings: Settings) -> None:
    settings.API_RATE_LIMIT = 30
    minute_counter.clear()
    caller = authenticated_client()

    with batch_turn:
        refused = caller.post(RESOLVE, ORDINARY)

    assert refused["X-RateLimit-Remaining"] == "29"


@pytest.mark.parametrize("limit", [0, 5], ids=["a fault", "over the rate limit"])
def test_the_turn_is_given_back_however_a_batch_ends(
    limit: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_RATE_LIMIT = limit
    minute_counter.clear()
    caller = authenticated_client()
    caller.raise_request_exception = False
    caller.get(MODELS)  # one of the five

    with monkeypatch.context() as patch:
        patch.setattr(views, "resolve_many", lambda reports: 1 / 0)
        ended = caller.post(RESOLVE, ORDINARY)

    assert ended.status_code == (429 if limit else 500)
    assert not batch_turn.locked()


def test_too_many_reports_are_refused_before_any_is_looked_at(reader: APIClient) -> None:
    def calls(number: int) -> int:
        body = {"items": [{"vendor": "Nobody", "model": "Nothing"}] * number}

        def post() -> None:
            assert reader.post(RESOLVE, body).status_code == 400

        post()  # what is done once
        return count_calls(post).total()

    # To parse a report takes a few calls, to validate one more than fifty.
    assert calls(1_101) - calls(101) <= 20 * 1_000
