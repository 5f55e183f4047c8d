"""The proxies of deploy/ as they are shipped: what they pass on, what they keep to themselves, whom they believe."""

import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.api_clients import MODELS, create_token
from tests.factories import ApiClientFactory, UserFactory
from tests.live_servers import run_server
from tests.promises.proxies import NAME, SETTINGS, ProxiedServer, run_proxy

pytestmark = [pytest.mark.promises, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["nginx", "caddy"])
def proxied(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[ProxiedServer]:
    with (
        run_server(workers=1, at_socket=True, LOGIN_RATE_LIMIT="20", **SETTINGS) as server,
        run_proxy(request.param, server) as proxied,
    ):
        yield proxied


@pytest.fixture
def headers(transactional_db: None) -> dict[str, str]:
    user: User = UserFactory(is_staff=True)
    return {"Authorization": f"Bearer {create_token(ApiClientFactory(user=user))}"}


def test_a_model_is_created_and_read_over_tls(
    proxied: ProxiedServer, headers: dict[str, str], create_body: dict[str, Any]
) -> None:
    status, said, created = proxied.send("POST", MODELS, create_body, headers)
    where = said["location"].removeprefix(f"https://{NAME}")
    read = proxied.send("GET", where, None, headers)
    again = proxied.send("GET", where, None, headers | {"If-None-Match": read[1]["etag"]})

    assert status == 201
    assert where.startswith(f"{MODELS}/")
    assert said["strict-transport-security"].startswith("max-age=")
    assert (read[0], json.loads(read[2])) == (200, json.loads(created)["data"])
    assert again[0] == 304


def test_plain_http_is_sent_to_tls(proxied: ProxiedServer) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", proxied.plain, timeout=60)) as caller:
        caller.request("GET", "/docs?a=1", headers={"Host": NAME})
        answer = caller.getresponse()
        answer.read()

    assert (answer.status, answer.getheader("location")) == (308, f"https://{NAME}/docs?a=1")


@pytest.mark.parametrize("path", [MODELS, "/oauth/token"])
def test_a_program_that_comes_by_plain_http_is_refused(proxied: ProxiedServer, path: str) -> None:
    before = proxied.told("request")

    with closing(http.client.HTTPConnection("127.0.0.1", proxied.plain, timeout=60)) as caller:
        caller.request("POST", path, b"{}", headers={"Host": NAME})
        answer = caller.getresponse()
        problem = json.loads(answer.read())

    assert (answer.status, answer.getheader("content-type")) == (403, "application/problem+json")
    assert problem["code"] == "https_required"
    assert proxied.told("request") == before


def test_staff_can_log_in_on_a_port_of_its_own(proxied: ProxiedServer) -> None:
    token = "x" * 32
    form = f"username=nobody&password=x&csrfmiddlewaretoken={token}".encode()
    where = f"{NAME}:{proxied.port}"
    headers = {
        "Host": where,
        "Origin": f"https://{where}",
        "Cookie": f"csrftoken={token}",
        "Content-Type": "application/x-www-form-urlencoded",
    }

    assert proxied.send("POST", "/admin/login/", form, headers)[0] == 200


def test_logins_are_limited_by_address(proxied: ProxiedServer) -> None:
    token = "x" * 32
    form = f"username=nobody&password=x&csrfmiddlewaretoken={token}".encode()
    headers = {"Cookie": f"csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded"}

    statuses = [proxied.send("POST", "/admin/login/", form, headers)[0] for _ in range(45)]

    assert statuses[-1] == 429
    assert proxied.send("GET", "/admin/login/")[0] == 200


@pytest.mark.parametrize("path", ["/metrics", "/livez", "/readyz"])
def test_what_is_for_those_who_run_it_is_not_passed_on(proxied: ProxiedServer, path: str) -> None:
    before = proxied.told("request")

    assert proxied.send("GET", path)[0] == 404
    assert proxied.told("request") == before


def test_what_callers_claim_about_themselves_is_not_passed_on(proxied: ProxiedServer) -> None:
    claims = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}
    wrong = {"grant_type": "client_credentials", "client_id": "nobody", "client_secret": "nothing"}

    status, _, _ = proxied.send("POST", "/oauth/token", wrong, claims)

    assert status == 401  # and no redirect to HTTPS
    [refused] = proxied.told("token_refused")
    assert refused["address"] == "127.0.0.1"


def test_an_upload_that_is_too_large_is_refused(proxied: ProxiedServer) -> None:
    # A whole form of ours, or the service refuses it before it has looked at all of the body.
    headers = {
        "Content-Type": "multipart/form-data; boundary=x",
        "Cookie": f"__Host-csrftoken={'x' * 32}",
        "Origin": f"https://{NAME}",
    }
    file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%b\r\n--x--\r\n'

    assert proxied.send("POST", "/admin/login/", file % (b"x" * 17_000_000), headers)[0] == 413
