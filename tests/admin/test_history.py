"""A station model's history: who, through which channel, when, and each field before and after."""

import re
from typing import Any

import pytest

from catalog.models import Actor, AuditEvent, Channel, ChargingStationModel, Connector
from tests.admin.html_client import HtmlClient, change_page, staff_client
from tests.factories import TEST_ACTOR, ApiClientFactory, StationModelFactory, connector_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


def history(browser: HtmlClient, station_model: ChargingStationModel, page: str = "") -> list[str]:
    """The words of each event on the page."""
    path = change_page(station_model).replace("/change/", "/history/")
    response = browser.get(path, {"p": page} if page else None)
    assert response.status_code == 200
    events = response.content.decode().split('<div class="module">')[1:]
    return [" ".join(re.sub(r"<[^>]*>", " ", event).split()) for event in events]


def test_each_event_tells_who_where_and_what_newest_first(browser: HtmlClient) -> None:
    station_model = StationModelFactory(
        vendor="Alfen", model="NG910", power_type="AC_1_PHASE", connectors=[connector_data(1)]
    )
    browser.save(
        change_page(station_model),
        {"friendly_name": "Eve", "power_type": "AC_3_PHASE", "connectors-0-max_amperage": "16.5"},
    )
    ChargingStationModel.objects.get().archive(by=TEST_ACTOR)

    archived, edited, created = history(browser, station_model)

    assert "Archived by tests (Command)" in archived
    assert "State Active Archived" in archived
    assert "Vendor" not in archived
    assert "Edited by ada (Admin)" in edited
    assert "Friendly name &ndash; Eve" in edited
    assert "Power type AC, 1 phase AC, 3 phases" in edited
    assert "1: Type 2 socket, 32 A, 230 V, 7360 W 1: Type 2 socket, 16.5 A, 230 V, 7360 W" in edited
    assert "Vendor" not in edited
    assert "Created by tests (Command)" in created
    assert "Vendor &ndash; Alfen" in created
    assert "OCPP URL setting &ndash; BackOffice-URL-wired" in created
    assert [each.count("Revision") for each in (archived, edited, created)] == [1, 1, 1]


def test_the_history_of_one_model_is_not_that_of_another(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Wallbox")
    station_model = StationModelFactory(vendor="Alfen")

    [created] = history(browser, station_model)

    assert "Alfen" in created


def test_a_long_history_is_cut_into_pages(browser: HtmlClient) -> None:
    station_model = StationModelFactory()
    for number in range(55):
        station_model.rename(f"Name {number}", by=TEST_ACTOR)

    assert len(history(browser, station_model)) == 50
    assert len(history(browser, station_model, "2")) == 6
    assert len(history(browser, station_model, "abc")) == 50
    assert len(history(browser, station_model, "9" * 5_000)) == 50


def test_the_history_takes_as_many_queries_for_many_events_as_for_one(
    browser: HtmlClient, django_assert_max_num_queries: Any
) -> None:
    station_model = StationModelFactory()
    client = ApiClientFactory()
    station_model.rename("Name", by=Actor(channel=Channel.API, user=client.user, client=client))
    with django_assert_max_num_queries(9) as one:
        history(browser, station_model)
    for number in range(19):
        client = ApiClientFactory()
        station_model.rename(f"Name {number}", by=Actor(channel=Channel.API, user=client.user, client=client))

    with django_assert_max_num_queries(len(one)) as twenty:
        assert len(history(browser, station_model)) == 21

    assert len(twenty) == len(one)


def test_an_event_can_be_read_and_links_to_its_model(browser: HtmlClient) -> None:
    station_model = StationModelFactory(vendor="<b>Alfen</b>", model="NG910")

    page = browser.get(change_page(AuditEvent.objects.get())).content.decode()

    history = change_page(station_model).replace("/change/", "/history/")
    assert f'<a href="{history}">&lt;b&gt;Alfen&lt;/b&gt; NG910</a>' in page
    assert "<b>Alfen</b>" not in page
    assert "BackOffice-URL-wired" in page
    assert 'name="_save"' not in page


@pytest.mark.tampers
def test_an_event_outlives_its_model(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Alfen", model="NG910")
    Connector._base_manager.all().delete()
    ChargingStationModel._base_manager.all().delete()

    listed = browser.get("/admin/catalog/auditevent/")
    shown = browser.get(change_page(AuditEvent.objects.get()))

    assert "Alfen NG910" in listed.content.decode()
    assert "Alfen NG910" in shown.content.decode()


@pytest.mark.tampers
def test_a_value_that_the_enumerations_no_longer_know_is_shown_as_it_was(browser: HtmlClient) -> None:
    station_model = StationModelFactory()
    AuditEvent._base_manager.update(after={**station_model.as_document(), "powerType": "AC_2_PHASE"})

    [created] = history(browser, station_model)

    assert "Power type &ndash; AC_2_PHASE" in created
