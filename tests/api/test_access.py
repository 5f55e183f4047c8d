"""Access that ends, narrows or is claimed in the wrong place: decided anew at every request."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import get_access_token_model
from rest_framework.test import APIClient

from catalog.models import ApiClient
from tests.api_clients import MODELS, anonymous_client, authenticated_client, client_with_token, create_token
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import ApiClientFactory, StationModelFactory, UserFactory

pytestmark = pytest.mark.django_db

UNKNOWN = "00000000-0000-4000-8000-000000000000"
CHALLENGE = 'Bearer realm="catalogue"'
INVALID = f'{CHALLENGE}, error="invalid_token"'


@pytest.fixture
def client_of_staff() -> ApiClient:
    client: ApiClient = ApiClientFactory(user=UserFactory(is_staff=True), access="write")
    return client


def expire(client: ApiClient) -> None:
    get_access_token_model().objects.update(expires=timezone.now())


def revoke(client: ApiClient) -> None:
    get_access_token_model().objects.get().revoke()


def disable_client(client: ApiClient) -> None:
    ApiClient.objects.update(is_active=False)


def disable_user(client: ApiClient) -> None:
    client.user.is_active = False
    client.user.save()


def delete_client(client: ApiClient) -> None:
    client.delete()


@pytest.mark.parametrize("end", [expire, revoke, disable_client, disable_user, delete_client])
def test_access_that_has_ended_is_401_at_the_next_request(
    client_of_staff: ApiClient, create_body: dict[str, Any], end: Callable[[ApiClient], None]
) -> None:
    caller = client_with_token(create_token(client_of_staff))
    assert caller.get(MODELS).status_code == 200

    end(client_of_staff)

    for response in (caller.get(MODELS), caller.post(MODELS, create_body)):
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == INVALID
        assert response.json()["code"] == "invalid_token"
        assert response.json()["detail"] == "The access token is unknown, expired or revoked."
    assert catalogue_rows()["catalog.ChargingStationModel"] == []


def test_a_token_lasts_until_the_second_it_says(client_of_staff: ApiClient) -> None:
    token = create_token(client_of_staff)
    kept = get_access_token_model().objects.get()

    kept.expires = timezone.now() + timedelta(seconds=30)
    kept.save()
    alive = client_with_token(token).get(MODELS)
    kept.expires = timezone.now() - timedelta(microseconds=1)
    kept.save()
    dead = client_with_token(token).get(MODELS)

    assert (alive.status_code, dead.status_code) == (200, 401)


def test_an_owner_who_is_staff_no_more_is_403_at_the_next_request(
    client_of_staff: ApiClient, create_body: dict[str, Any]
) -> None:
    caller = client_with_token(create_token(client_of_staff))
    client_of_staff.user.is_staff = False
    client_of_staff.user.save()

    response = caller.post(MODELS, create_body)

    assert response.status_code == 403
    assert response.json()["code"] == "permission_denied"
    assert not response.has_header("WWW-Authenticate")
    assert catalogue_rows()["catalog.ChargingStationModel"] == []


def test_a_client_narrowed_to_reading_takes_its_old_tokens_with_it(client_of_staff: ApiClient) -> None:
    station_model = StationModelFactory()
    caller = client_with_token(create_token(client_of_staff))
    ApiClient.objects.update(access="read")

    read = caller.get(MODELS)
    written = caller.patch(f"{MODELS}/{station_model.pk}", {"friendlyName": "Renamed"})

    assert read.status_code == 200
    assert written.status_code == 403
    assert written.json()["code"] == "insufficient_scope"
    assert written["WWW-Authenticate"] == f'{CHALLENGE}, error="insufficient_scope", scope="models:write"'
    station_model.refresh_from_db()
    assert station_model.friendly_name is None


def test_the_challenge_says_what_is_wrong() -> None:
    assert anonymous_client().get(MODELS)["WWW-Authenticate"] == CHALLENGE
    assert client_with_token("unknown").get(MODELS)["WWW-Authenticate"] == INVALID
    without_scope = authenticated_client(scope="").get(MODELS)
    assert without_scope["WWW-Authenticate"] == f'{CHALLENGE}, error="insufficient_scope", scope="models:read"'


def test_who_you_are_comes_before_what_you_may_before_what_is_there_before_what_you_say() -> None:
    archive, one = f"{MODELS}/{UNKNOWN}/archive", f"{MODELS}/{UNKNOWN}"
    bad = {"vendor": 5}

    assert anonymous_client().post(archive).status_code == 401
    assert anonymous_client().patch(one, bad).status_code == 401
    assert anonymous_client().put(MODELS, bad).status_code == 401
    assert authenticated_client(access="write").post(archive).status_code == 403
    assert authenticated_client(access="read").patch(one, bad).status_code == 403
    assert authenticated_client(access="write").post(MODELS, bad).status_code == 403
    assert authenticated_client(access="write").patch(one, bad).status_code == 404
    assert authenticated_client(staff=True).post(archive).status_code == 404
    assert authenticated_client(staff=True).post(MODELS, bad).status_code == 400


@pytest.mark.parametrize("place", ["query", "form", "json", "cookie"])
def test_a_token_counts_in_its_header_alone(
    client_of_staff: ApiClient, create_body: dict[str, Any], place: str
) -> None:
    token = create_token(client_of_staff)
    caller = anonymous_client()

    if place == "query":
        response = caller.post(f"{MODELS}?access_token={token}", create_body)
    elif place == "form":
        response = caller.post(MODELS, f"access_token={token}", content_type="application/x-www-form-urlencoded")
    elif place == "json":
        response = caller.post(MODELS, {**create_body, "access_token": token})
    else:
        caller.cookies["access_token"] = token
        response = caller.post(MODELS, create_body)

    assert response.status_code == 401
    assert catalogue_rows()["catalog.ChargingStationModel"] == []


@pytest.fixture
def browser() -> Client:
    """A member of staff who is signed in to the admin, with the CSRF cookie that its pages set."""
    browser = Client(enforce_csrf_checks=True)
    browser.get("/admin/login/")
    browser.force_login(UserFactory(is_staff=True))
    return browser


def test_a_session_changes_nothing_without_its_csrf_token(browser: Client, create_body: dict[str, Any]) -> None:
    for headers in ({}, {"X-CSRFToken": "x" * 32}):
        response = browser.post(MODELS, create_body, content_type="application/json", headers=headers)

        assert response.status_code == 403
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["code"] == "permission_denied"
        assert catalogue_rows()["catalog.ChargingStationModel"] == []


def test_a_session_with_its_csrf_token_may_what_its_user_may(browser: Client, create_body: dict[str, Any]) -> None:
    headers = {"X-CSRFToken": browser.cookies["csrftoken"].value}

    read = browser.get(MODELS)
    written = browser.post(MODELS, create_body, content_type="application/json", headers=headers)

    assert read.status_code == 200
    assert written.status_code == 201


def test_a_session_of_a_disabled_user_is_nobodys(browser: Client) -> None:
    UserFactory._meta.model.objects.update(is_active=False)

    assert browser.get(MODELS).status_code == 401


def test_a_bad_token_beside_a_good_session_is_401(browser: Client) -> None:
    response = browser.get(MODELS, headers={"Authorization": "Bearer unknown"})

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == INVALID


def test_a_token_narrows_what_the_session_beside_it_could_do(browser: Client, create_body: dict[str, Any]) -> None:
    token = create_token(ApiClientFactory(user=UserFactory(is_staff=True), access="read"))
    headers = {"X-CSRFToken": browser.cookies["csrftoken"].value, "Authorization": f"Bearer {token}"}

    response = browser.post(MODELS, create_body, content_type="application/json", headers=headers)

    assert response.status_code == 403
    assert response.json()["code"] == "insufficient_scope"
    assert catalogue_rows()["catalog.ChargingStationModel"] == []


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_read_without_regard_to_case(client_of_staff: ApiClient, scheme: str) -> None:
    caller = APIClient()
    caller.credentials(HTTP_AUTHORIZATION=f"{scheme} {create_token(client_of_staff)}")

    assert caller.get(MODELS).status_code == 200
