"""The front: what this is, how much it knows, and the ways in."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from tests.factories import ReportedIdentityFactory, StationModelFactory
from tests.query_counts import queries

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(autouse=True)
def figures_are_public(settings: Any) -> None:
    settings.CATALOGUE_BROWSER = "public"


@pytest.fixture(autouse=True)
def nothing_is_kept() -> Iterator[None]:
    caches["figures"].clear()
    yield
    caches["figures"].clear()


def figures(page: str) -> list[str]:
    return [part.partition("</dd>")[0] for part in page.split("<dd>")[1:]]


def test_the_front_tells_how_much_the_catalogue_knows(client: Client) -> None:
    one = StationModelFactory(vendor="Alfen")
    StationModelFactory(vendor="ALFEN", archived=True)
    StationModelFactory(vendor="Wallbox")
    ReportedIdentityFactory(station_models=[one])

    response = client.get("/")

    page = response.content.decode()
    assert response.status_code == 200
    assert figures(page) == ["2", "2", "1"]
    assert "active models" in page
    assert ">reported name<" in page
    assert "Operational · last changed" in page
    assert "(revision 5)" in page


@pytest.mark.parametrize("setting", ["off", "staff"])
def test_the_front_tells_nobody_more_than_the_catalogue_would(client: Client, settings: Any, setting: str) -> None:
    settings.CATALOGUE_BROWSER = setting
    with queries(0):
        before = client.get("/")
    StationModelFactory(vendor="Alfen")
    after = client.get("/")

    assert (before.status_code, figures(before.content.decode())) == (200, [])
    assert "Revision" not in before.content.decode()
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    assert setting not in after["ETag"]


def test_an_empty_catalogue_is_a_front_too(client: Client) -> None:
    response = client.get("/")

    assert response.status_code == 200
    assert figures(response.content.decode()) == ["0", "0", "0"]
    assert "manage.py seed_catalog" in response.content.decode()


@pytest.mark.parametrize(("setting", "is_led_there"), [("off", False), ("staff", True), ("public", True)])
def test_the_front_leads_where_one_may_go(client: Client, settings: Any, setting: str, is_led_there: bool) -> None:
    settings.CATALOGUE_BROWSER = setting

    page = client.get("/").content.decode()

    assert ('href="/catalogue"' in page) is is_led_there
    assert all(f'href="{path}"' in page for path in ("/docs", "/docs/reference", "/openapi.json", "/admin/"))


def test_counts_go_so_far_and_no_further(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.pages.home_views.LIST_COUNT_MAX", 2)
    monkeypatch.setattr("catalog.pages.home_views.VENDORS_MAX", 1)
    for vendor in ("Alfen", "Wallbox", "Zaptec"):
        StationModelFactory(vendor=vendor)

    page = client.get("/").content.decode()

    assert figures(page)[:2] == ["2+", "1+"]


def test_the_front_is_counted_once_a_revision(client: Client) -> None:
    StationModelFactory()
    first = client.get("/")

    with queries(2):  # the revision, for the tag and for the figures
        again = client.get("/")
    with queries(1):
        unchanged = client.get("/", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, unchanged.status_code) == (200, 304)
    assert unchanged["Cache-Control"] == "no-cache"


def test_figures_that_are_older_than_the_catalogue_do_not_pass_for_it(client: Client) -> None:
    StationModelFactory()
    client.get("/")
    StationModelFactory()
    newer = client.get("/")
    StationModelFactory()

    older = client.get("/", headers={"If-None-Match": newer["ETag"]})
    caches["figures"].clear()  # a minute later
    anew = client.get("/", headers={"If-None-Match": newer["ETag"]})

    assert older.status_code == 304
    assert (anew.status_code, figures(anew.content.decode())[0]) == (200, "3")
