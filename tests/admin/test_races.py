"""Forms sent at the same moment: one is saved, and the others are told so."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser, User
from django.db import connection

from catalog.models import ApiClient, AuditEvent, CatalogueRevision, ChargingStationModel
from catalog.roles import active_superusers
from tests.admin.html_client import ADD, CLIENTS, MODELS, HtmlClient, change_page, form_errors, staff_client
from tests.factories import StationModelFactory, UserFactory, issue_client

pytestmark = pytest.mark.django_db(transaction=True)

# Fewer than the connections of the pool, one of which is the test's own.
AT_ONCE = 6


def together(
    act: Callable[[int, HtmlClient], Any], users: Sequence[AbstractBaseUser] | None = None, **user: Any
) -> list[Any]:
    """Let each browser act when all of them are ready."""
    browsers = [HtmlClient(each) for each in users] if users else [staff_client(**user) for _ in range(AT_ONCE)]
    for browser in browsers:
        browser.client.get("/admin/")
    ready = Barrier(AT_ONCE, timeout=30)

    def run(number: int) -> Any:
        ready.wait()
        try:
            return act(number, browsers[number])
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(run, range(AT_ONCE)))


def refused(responses: list[Any]) -> list[str]:
    assert {response.status_code for response in responses} == {200, 302}
    return [form_errors(response) for response in responses if response.status_code == 200]


def test_of_equal_new_models_one_is_added() -> None:
    form = staff_client().form(ADD) | {
        "vendor": "Alfen",
        "new_vendor": "Alfen",
        "model": "NG910",
        "power_type": "DC",
        "ocpp_url_key": "CentralSystemAddress",
        "connectors-0-connector_id": "1",
        "connectors-0-connection_type": "CHADEMO",
        "connectors-0-format": "CABLE",
        "connectors-0-max_amperage": "125",
        "connectors-0-max_voltage": "500",
        "connectors-0-max_power_watts": "50",
    }

    responses = together(lambda number, browser: browser.post(ADD, form))

    said = refused(responses)
    assert len(said) == AT_ONCE - 1
    assert [each for each in said if "already exists" not in each] == []
    assert ChargingStationModel.objects.get().revision == CatalogueRevision.objects.get().number
    assert AuditEvent.objects.count() == 1


def test_of_edits_of_one_form_one_is_saved_and_none_is_lost() -> None:
    station_model = StationModelFactory()
    form = staff_client().form(change_page(station_model))

    responses = together(
        lambda number, browser: browser.post(change_page(station_model), {**form, "friendly_name": f"Name {number}"})
    )

    said = refused(responses)
    assert len(said) == AT_ONCE - 1
    assert [each for each in said if "while you were editing" not in each] == []
    [saved] = [number for number, response in enumerate(responses) if response.status_code == 302]
    assert ChargingStationModel.objects.get().friendly_name == f"Name {saved}"
    assert AuditEvent.objects.count() == 2


def test_archived_at_once_a_model_is_archived_once() -> None:
    station_model = StationModelFactory()
    confirmed = {"ids": str(station_model.pk)}

    responses = together(lambda number, browser: browser.post(f"{MODELS}archive/", confirmed))

    assert [response.status_code for response in responses] == [302] * AT_ONCE
    assert ChargingStationModel.objects.archived().count() == 1
    assert AuditEvent.objects.filter(action="archived").count() == 1


def test_of_clients_of_one_name_one_is_issued() -> None:
    owner = UserFactory()
    form = {"name": "CSMS of Example", "user": str(owner.pk), "access": "write"}

    responses = together(lambda number, browser: browser.post(f"{CLIENTS}add/", form), is_superuser=True)

    assert [response.status_code for response in responses] == [200] * AT_ONCE
    pages = [response.content.decode() for response in responses]
    assert len([page for page in pages if 'id="client-secret"' in page]) == 1
    assert len([page for page in pages if "API client with this Name already exists." in page]) == AT_ONCE - 1
    assert ApiClient.objects.count() == 1


def test_of_rotations_sent_at_once_one_is_made_and_both_secrets_work() -> None:
    client, former = issue_client(name="CSMS of Example", owner=UserFactory(), access="read")
    path = f"{CLIENTS}{client.pk}/rotate/"
    form = staff_client(is_superuser=True).form(path)

    responses = together(lambda number, browser: browser.post(path, form), is_superuser=True)

    assert [response.status_code for response in responses] == [200] * AT_ONCE
    pages = [response.content.decode() for response in responses]
    assert len([page for page in pages if 'id="client-secret"' in page]) == 1
    assert len([page for page in pages if "was rotated after you opened this page" in page]) == AT_ONCE - 1
    client.refresh_from_db()
    assert client.is_previous_secret(former)


def test_superusers_who_demote_each_other_leave_one() -> None:
    users = [UserFactory(is_staff=True, is_superuser=True) for _ in range(AT_ONCE)]
    forms = [staff_client(is_superuser=True).form(change_page(user)) for user in users]
    User.objects.exclude(pk__in=[user.pk for user in users]).delete()

    def demote_the_next(number: int, browser: HtmlClient) -> Any:
        next_one = (number + 1) % AT_ONCE
        form = {name: value for name, value in forms[next_one].items() if name != "is_superuser"}
        return browser.post(change_page(users[next_one]), form)

    responses = together(demote_the_next, users=users)

    statuses = [response.status_code for response in responses]
    assert set(statuses) <= {200, 302, 403}
    assert active_superusers().count() == AT_ONCE - statuses.count(302) >= 1


def test_of_users_of_one_name_one_is_added() -> None:
    form = {
        "username": "grace",
        "usable_password": "true",
        "password1": "a-long-enough-1",
        "password2": "a-long-enough-1",
    }

    responses = together(lambda number, browser: browser.post("/admin/auth/user/add/", form), is_superuser=True)

    said = refused(responses)
    assert [each for each in said if "A user with that username already exists." not in each] == []
    assert len(said) == AT_ONCE - 1
