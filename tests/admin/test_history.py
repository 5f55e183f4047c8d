"""A station model's history: a line for each event, with the difference inline."""

import re
from typing import Any

import pytest

from catalog.models import Actor, AuditEvent, Channel, ChargingStationModel, Connector
from catalog.models.undo import undo_events
from tests.admin.html_client import HtmlClient, change_page, detail_page, staff_client
from tests.factories import TEST_ACTOR, ApiClientFactory, StationModelFactory, connector_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


def history(browser: HtmlClient, station_model: ChargingStationModel, page: str = "") -> list[str]:
    """The words of each event on the page."""
    response = browser.get(f"{detail_page(station_model)}history/", {"p": page} if page else None)
    assert response.status_code == 200
    events = response.content.decode().split('<p class="event-line">')[1:]
    return [as_text(event) for event in events]


def as_text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


def test_each_event_is_a_line_with_its_difference_newest_first(browser: HtmlClient) -> None:
    station_model = StationModelFactory(
        vendor="Alfen", model="NG910", power_type="AC_1_PHASE", connectors=[connector_data(1)]
    )
    browser.save(
        change_page(station_model),
        {
            "friendly_name": "Eve",
            "connectors-0-max_amperage": "16.5",
            "connectors-0-max_power_watts": "3795 W",
            "reason": "On site",
        },
    )
    ChargingStationModel.objects.get().archive(by=TEST_ACTOR)

    archived, edited, created = history(browser, station_model)

    assert archived.startswith("tests archived this model · ")
    assert edited.startswith(
        "ada changed friendly name: Eve, power of connector 1 7,360 W → 3,795 W, current of connector 1 32 A → 16.5 A "
        "· On site · "
    )
    assert created.startswith("tests added this model · ")
    assert [each.count("Revision") for each in (archived, edited, created)] == [1, 1, 1]


def test_only_the_part_of_a_text_that_changed_is_marked(browser: HtmlClient) -> None:
    source = "Data sheet of the vendor in its third edition of {}, page 12, table of the ratings of all variants"
    station_model = StationModelFactory(
        evidence={"designation": {"level": "cited", "source": source.format("May 2024")}}
    )
    browser.save(change_page(station_model), {"designation_evidence_source": source.format("May 2025")})

    page = browser.get(f"{detail_page(station_model)}history/").content.decode()
    [before, after] = re.findall(r"<(?:del|ins)>(…[^…]*…)</(?:del|ins)>", page)
    assert "May 202<mark>4</mark>, page 12" in before
    assert "May 202<mark>5</mark>, page 12" in after
    assert "Data sheet" not in before + after


def test_more_than_three_differences_are_folded(browser: HtmlClient) -> None:
    station_model = StationModelFactory(connectors=[connector_data(number) for number in range(1, 7)])
    connectors = [connector_data(number, max_amperage=16) for number in range(1, 7)]
    station_model.edit(connectors=connectors, by=TEST_ACTOR)

    edited, _ = history(browser, station_model)

    assert "current of connector 3 32 A → 16 A · " in edited
    assert "3 more changes" in edited


def test_an_undone_change_is_called_so(browser: HtmlClient) -> None:
    station_model = StationModelFactory()
    station_model.rename("Eve", by=TEST_ACTOR)
    undo_events([AuditEvent.objects.latest("revision")], by=TEST_ACTOR)

    undone, *_ = history(browser, station_model)

    assert undone.startswith("tests undid a change: friendly name Eve removed · ")


def test_the_history_of_one_model_is_not_that_of_another(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Wallbox")
    station_model = StationModelFactory(vendor="Alfen")

    [created] = history(browser, station_model)

    assert created.startswith("tests added this model")


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
    with django_assert_max_num_queries(14) as one:
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
    station_model.rename("Eve", by=TEST_ACTOR)
    event = AuditEvent.objects.latest("revision")
    AuditEvent._base_manager.filter(pk=event.pk).update(before={**(event.before or {}), "powerType": "AC_2_PHASE"})

    renamed, _ = history(browser, station_model)

    assert "power type AC_2_PHASE → AC, 1 phase" in renamed
