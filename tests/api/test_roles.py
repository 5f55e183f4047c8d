"""Who may: every route and method of the URL conf, asked by every kind of caller."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver, reverse
from rest_framework.test import APIClient

from catalog.api.permissions import REQUIREMENTS
from catalog.models import ChargingStationModel
from tests.api_clients import MODELS, anonymous_client, authenticated_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory, UserFactory

pytestmark = pytest.mark.django_db


def session(*, staff: bool) -> APIClient:
    caller = APIClient()
    caller.force_login(UserFactory(is_staff=staff))
    return caller


def forced(*, staff: bool) -> APIClient:
    caller = APIClient()
    caller.force_authenticate(UserFactory(is_staff=staff))
    return caller


CALLERS: dict[str, Callable[[], APIClient]] = {
    "nobody": anonymous_client,
    "read token": lambda: authenticated_client(access="read"),
    "write token": lambda: authenticated_client(access="write"),
    "write token narrowed to reading": lambda: authenticated_client(access="write", scope="models:read"),
    "write token without a scope": lambda: authenticated_client(access="write", scope=""),
    "session": lambda: session(staff=False),
    "forced": lambda: forced(staff=False),
    "staff's read token": lambda: authenticated_client(staff=True, access="read"),
    "staff's read token with a scope too wide": lambda: authenticated_client(
        staff=True, access="read", scope="models:read models:write"
    ),
    "staff's write token narrowed to reading": lambda: authenticated_client(staff=True, scope="models:read"),
    "staff's write token narrowed to writing": lambda: authenticated_client(staff=True, scope="models:write"),
    "staff's write token": lambda: authenticated_client(staff=True),
    "staff session": lambda: session(staff=True),
    "forced staff": lambda: forced(staff=True),
}


@pytest.fixture(scope="module")
def station_model(module_transaction: None) -> ChargingStationModel:
    station_model: ChargingStationModel = StationModelFactory(vendor="Zaptec")
    return station_model


@pytest.fixture(scope="module")
def callers(module_transaction: None) -> dict[str, APIClient]:
    return {name: caller() for name, caller in CALLERS.items()}


# One status a caller, in the order of CALLERS.
READS = [401, 200, 200, 200, 403, 200, 200, 200, 200, 200, 403, 200, 200, 200]
WRITES = [401, 403, 200, 403, 403, 200, 200, 403, 403, 403, 200, 200, 200, 200]
CREATES = [401, 403, 403, 403, 403, 403, 403, 403, 403, 403, 201, 201, 201, 201]
STAFF_READS = [401, 403, 403, 403, 403, 403, 403, 200, 200, 200, 403, 200, 200, 200]
CHANGES = [401, 403, 403, 403, 403, 403, 403, 403, 403, 403, 200, 200, 200, 200]
NEVER = [401, 405, 405, 405, 405, 405, 405, 405, 405, 405, 405, 405, 405, 405]

QUERIES = {"station-model-resolve": "?vendor=Zaptec&model=Go", "station-model-ocpi": "?version=2.2.1"}
OF_ALL = {
    "station-model-list",
    "station-model-export",
    "station-model-changes",
    "station-model-resolve",
    "station-model-vendors",
}
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PATCH", "PUT", "DELETE", "TRACE"]
TABLE: dict[tuple[str, str], list[int]] = {
    ("station-model-list", "GET"): READS,
    ("station-model-list", "HEAD"): READS,
    ("station-model-list", "OPTIONS"): READS,
    ("station-model-list", "POST"): CREATES,
    ("station-model-changes", "GET"): READS,
    ("station-model-changes", "HEAD"): READS,
    ("station-model-changes", "OPTIONS"): READS,
    ("station-model-vendors", "GET"): READS,
    ("station-model-vendors", "HEAD"): READS,
    ("station-model-vendors", "OPTIONS"): READS,
    ("station-model-resolve", "GET"): READS,
    ("station-model-resolve", "HEAD"): READS,
    ("station-model-resolve", "OPTIONS"): READS,
    ("station-model-resolve", "POST"): READS,
    ("station-model-detail", "GET"): READS,
    ("station-model-detail", "HEAD"): READS,
    ("station-model-detail", "OPTIONS"): READS,
    ("station-model-detail", "PATCH"): WRITES,
    ("station-model-ocpi", "GET"): READS,
    ("station-model-ocpi", "HEAD"): READS,
    ("station-model-ocpi", "OPTIONS"): READS,
    ("station-model-evidence", "GET"): READS,
    ("station-model-evidence", "HEAD"): READS,
    ("station-model-evidence", "OPTIONS"): READS,
    ("station-model-export", "GET"): STAFF_READS,
    ("station-model-export", "HEAD"): STAFF_READS,
    ("station-model-export", "OPTIONS"): READS,
    ("station-model-history", "GET"): STAFF_READS,
    ("station-model-history", "HEAD"): STAFF_READS,
    ("station-model-history", "OPTIONS"): READS,
    ("station-model-archive", "OPTIONS"): READS,
    ("station-model-archive", "POST"): CHANGES,
    ("station-model-unarchive", "OPTIONS"): READS,
    ("station-model-unarchive", "POST"): CHANGES,
}


def api_routes() -> dict[str, URLPattern]:
    """The API's routes as they are served, by name."""
    return {str(each.name): each for each in get_resolver().url_patterns if "asset-management/v1" in str(each.pattern)}


def actions_of(route: URLPattern) -> dict[str, str]:
    """Method: action. DRF answers HEAD wherever it answers GET."""
    actions: dict[str, str] = dict(route.callback.actions)  # type: ignore[attr-defined]
    return {**actions, "head": actions["get"]} if "get" in actions else actions


def test_every_route_and_every_method_of_it_stands_in_the_table() -> None:
    served = {
        (name, method.upper()) for name, route in api_routes().items() for method in [*actions_of(route), "options"]
    }

    assert served == set(TABLE)


def test_every_action_of_the_api_has_a_row_of_permissions() -> None:
    actions = {action for route in api_routes().values() for action in actions_of(route).values()}

    assert actions | {"metadata"} == set(REQUIREMENTS)


# A method that a route does not have is asked by some: DRF refuses it before anybody's rights are looked at.
ASKED = [
    (route, method, caller)
    for route in sorted({route for route, _ in TABLE})
    for method in METHODS
    for caller in (CALLERS if (route, method) in TABLE else ["nobody", "read token", "staff's write token"])
]


@pytest.mark.parametrize(("route", "method", "caller"), ASKED)
def test_a_caller_may_do_what_the_contract_says(
    *,
    route: str,
    method: str,
    caller: str,
    callers: dict[str, APIClient],
    station_model: ChargingStationModel,
    create_body: dict[str, Any],
) -> None:
    path = reverse(route, args=[] if route in OF_ALL else [station_model.pk])
    path += QUERIES.get(route, "")
    posted = {
        "station-model-list": create_body,
        "station-model-resolve": {"items": [{"vendor": "Zaptec", "model": "Go"}]},
    }
    content = {"POST": posted.get(route, {}), "PATCH": {"friendlyName": "Renamed"}}
    before = catalogue_rows()

    response = callers[caller].generic(method, path, json.dumps(content.get(method, "")), "application/json")

    expected = TABLE.get((route, method), NEVER)[list(CALLERS).index(caller)]
    assert response.status_code == expected, response.content
    assert response.has_header("WWW-Authenticate") or expected != 401
    if expected >= 400:
        assert catalogue_rows() == before
        assert method == "HEAD" or response.json()["status"] == expected


def test_the_table_of_callers_is_whole() -> None:
    for row in (READS, WRITES, CREATES, STAFF_READS, CHANGES, NEVER):
        assert len(row) == len(CALLERS)


def test_an_action_without_a_row_is_nobodys(
    monkeypatch: pytest.MonkeyPatch, callers: dict[str, APIClient], station_model: ChargingStationModel
) -> None:
    monkeypatch.delitem(REQUIREMENTS, "retrieve")

    response = callers["staff's write token"].get(f"{MODELS}/{station_model.pk}")

    assert response.status_code == 403
    assert response.json()["code"] == "permission_denied"
