"""What the database undoes for the sake of others, and asks for once more, is carried out anew."""

import json
from collections.abc import Iterator
from functools import partial

import pytest
from django.db import connection

from catalog.models import AuditEvent, ChargingStationModel
from tests.admin.html_client import change_page, staff_client
from tests.api.bad import a_body
from tests.api_clients import MODELS, create_token
from tests.concurrency.threads import run_concurrently
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory
from tests.wsgi_client import send

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer: it undoes nothing"),
]

WRITERS = 6


@pytest.fixture(autouse=True)
def snapshots() -> Iterator[None]:
    """As where every transaction is serializable: it may not change what has changed since it began."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} RESET default_transaction_isolation")


def test_changes_at_once_are_all_carried_out() -> None:
    headers = {"Authorization": f"Bearer {create_token(ApiClientFactory(user=UserFactory(is_staff=True)))}"}
    station_models = [StationModelFactory() for _ in range(WRITERS)]
    renames = [
        partial(send, "PATCH", f"{MODELS}/{each.pk}", body=b'{"friendlyName": "Renamed"}', headers=headers)
        for each in station_models
    ]
    creates = [
        partial(
            send,
            "POST",
            MODELS,
            body=json.dumps({**a_body(), "model": f"Pro {number}"}).encode(),
            headers={**headers, "Idempotency-Key": f"key {number}"},
        )
        for number in range(WRITERS)
    ]

    answers = run_concurrently([*renames, *creates])

    assert [each.status for each in answers] == [200] * WRITERS + [201] * WRITERS
    assert ChargingStationModel.objects.count() == 2 * WRITERS
    assert AuditEvent.objects.count() == 3 * WRITERS


def test_forms_of_staff_are_too() -> None:
    station_models = [StationModelFactory() for _ in range(WRITERS)]
    browsers = [staff_client() for _ in range(WRITERS)]
    pages = [change_page(each) for each in station_models]
    forms = [{**browser.form(page), "friendly_name": "Renamed"} for browser, page in zip(browsers, pages, strict=True)]

    answers = run_concurrently(
        [partial(each.post, page, form) for each, page, form in zip(browsers, pages, forms, strict=True)]
    )

    assert [each.status_code for each in answers] == [302] * WRITERS
    assert ChargingStationModel.objects.filter(friendly_name="Renamed").count() == WRITERS
