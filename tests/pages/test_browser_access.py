"""Who may leaf through the catalogue: nobody, staff, or everybody so many times a minute."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from catalog.http.rate_limits import minute_counter
from tests.factories import StationModelFactory, UserFactory
from tests.query_counts import queries

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def paths() -> list[str]:
    one, other = StationModelFactory(), StationModelFactory()
    return [
        "/catalogue",
        "/catalogue?q=alfen",
        "/catalogue/recognise?vendor=Alfen&model=NG910",
        f"/catalogue/{one.pk}",
        f"/catalogue/compare?id={one.pk}&id={other.pk}",
    ]


def logged_in(**rights: bool) -> Client:
    client = Client()
    client.force_login(UserFactory(**rights))
    return client


def test_it_is_off_unless_it_is_turned_on(settings: Any, paths: list[str]) -> None:
    assert settings.CATALOGUE_BROWSER == "off"

    for path in paths:
        for client in (Client(), logged_in(is_staff=True, is_superuser=True)):
            response = client.get(path)
            assert response.status_code == 404, path
            assert "Page not found" in response.content.decode()


def test_staff_alone_see_it_where_it_is_for_staff(settings: Any, paths: list[str]) -> None:
    settings.CATALOGUE_BROWSER = "staff"

    for path in paths:
        shown = logged_in(is_staff=True).get(path)
        assert (shown.status_code, shown["Cache-Control"]) == (200, "no-cache, private"), path
        for client in (Client(), logged_in(), logged_in(is_superuser=True)):
            response = client.get(path)
            assert response.status_code == 302, path
            assert response["Location"].startswith("/admin/login/?next=/catalogue")
            assert response.content == b""


def test_staff_whose_rights_are_gone_see_nothing_whatever_tag_they_have(settings: Any) -> None:
    settings.CATALOGUE_BROWSER = "staff"
    user = UserFactory(is_staff=True)
    client = Client()
    client.force_login(user)
    seen = client.get("/catalogue")

    user.is_staff = False
    user.save()

    assert client.get("/catalogue", headers={"If-None-Match": seen["ETag"]}).status_code == 302


def test_everybody_sees_it_where_it_is_public(settings: Any, paths: list[str]) -> None:
    settings.CATALOGUE_BROWSER = "public"

    for path in paths:
        response = Client().get(path)
        assert response.status_code == 200, path
        assert response["Vary"] == "Cookie"  # staff see more
        assert "Set-Cookie" not in response.headers
        assert Client().post(path).status_code == 405


@pytest.mark.parametrize("path", [f"/catalogue/{uuid4()}", "/catalogue/none-such", "/catalogue/", "/catalogue/x/y"])
def test_what_is_not_there_is_a_page_that_says_so(settings: Any, path: str) -> None:
    settings.CATALOGUE_BROWSER = "public"

    response = Client().get(path)

    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


@pytest.fixture
def fresh_minute(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    minute_counter.clear()
    monkeypatch.setattr("catalog.http.rate_limits.time.time", lambda: 1_700_000_040.0 + 20)
    yield
    minute_counter.clear()


def test_an_address_that_has_used_up_its_minute_waits(settings: Any, fresh_minute: None) -> None:
    settings.CATALOGUE_BROWSER = "public"
    settings.API_RATE_LIMIT = 2

    taken = [Client().get("/catalogue", REMOTE_ADDR="10.0.0.1").status_code for _ in range(2)]
    with queries(0):
        refused = Client().get("/catalogue", REMOTE_ADDR="10.0.0.1")
    elsewhere = Client().get("/catalogue", REMOTE_ADDR="10.0.0.2")

    assert taken == [200, 200]
    assert refused.status_code == 429
    assert refused["Retry-After"] == "40"
    assert "Try again in 40 s." in refused.content.decode()
    assert elsewhere.status_code == 200


def test_staff_are_not_counted(settings: Any, fresh_minute: None) -> None:
    settings.CATALOGUE_BROWSER = "staff"
    settings.API_RATE_LIMIT = 1
    staff = logged_in(is_staff=True)

    assert [staff.get("/catalogue").status_code for _ in range(3)] == [200, 200, 200]
