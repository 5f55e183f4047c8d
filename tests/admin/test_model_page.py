"""The page of a model: what it is, how sure that is, and what can be done with it, in tabs with addresses."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Actor, AuditEvent, Channel, ChargingStationModel
from tests.admin.html_client import MODELS, HtmlClient, change_page, detail_page, page_messages, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import (
    TEST_ACTOR,
    ReportedIdentityFactory,
    StationModelFactory,
    UserFactory,
    connector_data,
)

pytestmark = pytest.mark.django_db

TABS = ("", "reported-names/", "history/", "api/")

CITED = {"level": "cited", "source": "Data sheet, page 2", "link": "https://alfen.example/eve.pdf"}


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def eve() -> ChargingStationModel:
    eve: ChargingStationModel = StationModelFactory(
        vendor="Alfen",
        model="NG910",
        friendly_name="Eve Double",
        power_type="AC_3_PHASE",
        connectors=[connector_data(1, evse=1, max_power_watts=22080), connector_data(2, evse=2, max_power_watts=22080)],
        evidence={"designation": CITED, "ratings": CITED, "ocppUrl": {"level": "assumed"}},
    )
    return eve


def text_of(browser: HtmlClient, station_model: ChargingStationModel, tab: str = "") -> str:
    page = browser.get(f"{detail_page(station_model)}{tab}")
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", page.content.decode()).split())


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_has_the_head_and_the_other_tabs(browser: HtmlClient, eve: ChargingStationModel, tab: str) -> None:
    page = browser.get(f"{detail_page(eve)}{tab}").content.decode()

    assert "<h1>Alfen NG910</h1>" in page
    assert "Eve Double" in page
    assert [f'href="{detail_page(eve)}{each}"' in page for each in TABS] == [True] * 4
    assert page.count('aria-current="page">') >= 1
    assert f'<a class="btn btn-primary" href="{change_page(eve)}">Edit model</a>' in page
    assert f"/catalogue/{eve.pk}" in page


def test_connectors_are_drawn_with_their_ratings(browser: HtmlClient, eve: ChargingStationModel) -> None:
    page = browser.get(detail_page(eve)).content.decode()
    text = text_of(browser, eve)

    assert page.count('<svg class="plug"') == 3  # that of the head, and one of each connector
    assert "1 · Type 2 socket 22.08 kW AC, 3 phases 32 A 230 V EVSE 1" in text.replace("\u00a0", " ")


def test_each_fact_has_its_level_and_the_source_is_a_link(browser: HtmlClient, eve: ChargingStationModel) -> None:
    text = text_of(browser, eve)

    assert "Vendor and model Alfen NG910 Cited Data sheet, page 2 Open source at alfen.example" in text
    assert "OCPP URL setting BackOffice-URL-wired Assumed" in text
    assert "Partly sourced" in text


def test_a_check_is_passed_or_has_its_remedy(browser: HtmlClient, eve: ChargingStationModel) -> None:
    text = text_of(browser, eve)

    assert "! OCPP URL setting is assumed Edit setting" in text
    assert "! No image Add image" in text
    assert "✓ Ratings have a source" in text


def test_doubtful_figures_are_counted_in_the_head_and_explained(browser: HtmlClient) -> None:
    doubtful = StationModelFactory(connectors=[connector_data(max_power_watts=22)])

    text = text_of(browser, doubtful)

    assert "1 doubt " in text
    assert "! Figures look wrong Check connectors" in text


def test_a_dismissed_check_says_why(browser: HtmlClient, eve: ChargingStationModel) -> None:
    eve.dismiss_check("no_image", by=Actor(channel=Channel.COMMAND, command="tests", reason="There is none"))

    assert "No image (dismissed) There is none" in text_of(browser, eve)


def test_the_last_change_says_who_and_what(browser: HtmlClient, eve: ChargingStationModel) -> None:
    eve.rename("Eve", by=Actor(channel=Channel.ADMIN, user=UserFactory(username="grace")))

    assert "grace changed friendly name Eve Double → Eve" in text_of(browser, eve)


def test_an_archived_model_says_who_when_and_why(browser: HtmlClient, eve: ChargingStationModel) -> None:
    grace = UserFactory(username="grace")
    eve.archive(by=Actor(channel=Channel.ADMIN, user=grace, reason="Discontinued"))

    text = text_of(browser, eve)

    assert re.search(r"Archived on \d+ \w+ \d+, \d\d:\d\d by grace Discontinued Hidden from lists", text)
    assert "Restore model…" in text


def test_a_replaced_model_shows_what_is_different_now(browser: HtmlClient, eve: ChargingStationModel) -> None:
    new = eve.replace(
        vendor="Alfen",
        model="NG910",
        friendly_name="Eve Double",
        power_type="AC_3_PHASE",
        ocpp_url_key="BackOffice-URL-wired",
        connectors=[connector_data(1, max_amperage=16, max_power_watts=11040)],
        by=TEST_ACTOR,
    )

    old_text, new_text = text_of(browser, eve), text_of(browser, new)

    assert "It differs in: power of connector 1 22.08 kW → 11.04 kW" in old_text
    assert "Replaces Previous Alfen NG910" in new_text


def test_models_of_the_vendor_can_be_compared(browser: HtmlClient, eve: ChargingStationModel) -> None:
    other = StationModelFactory(vendor="ALFEN", model="Other")
    StationModelFactory(vendor="Else", model="E-1")

    page = browser.get(detail_page(eve)).content.decode()

    assert f"/catalogue/compare?id={eve.pk}&amp;id={other.pk}" in page
    assert "E-1" not in page


def test_reported_names_are_listed_without_an_empty_column(browser: HtmlClient, eve: ChargingStationModel) -> None:
    assert "No reported names" in text_of(browser, eve, "reported-names/")
    ReportedIdentityFactory(vendor="Alfen BV", model="Eve", source="Field", station_models=[eve])

    plain = text_of(browser, eve, "reported-names/")
    ReportedIdentityFactory(vendor="Alfen BV", model="Eve", serial_prefix="ACE", station_models=[eve])
    conditional = text_of(browser, eve, "reported-names/")

    assert "Reported names 1" in plain
    assert "Alfen BV / Eve Field" in plain
    assert "Only when" not in plain
    assert "serial number begins with ACE" in conditional


def test_the_api_tab_has_the_answer_of_the_api(browser: HtmlClient, eve: ChargingStationModel) -> None:
    context = browser.get(f"{detail_page(eve)}api/").context

    assert json.loads(context["document"]) == eve.as_document()
    assert context["api_url"] == f"http://testserver/asset-management/v1/charging-station-models/{eve.pk}"


def test_names_are_shown_as_text(browser: HtmlClient) -> None:
    hostile = StationModelFactory(
        vendor="<b>x</b>",
        friendly_name="<script>alert(1)</script>",
        evidence={"designation": {"level": "cited", "source": "<i>source</i>", "link": "https://x.example/?a=b"}},
    )
    hostile.rename("<u>y</u>", by=Actor(channel=Channel.COMMAND, command="tests", reason="<s>why</s>"))
    ReportedIdentityFactory(vendor="<em>v</em>", station_models=[hostile])

    for tab in TABS:
        page = browser.get(f"{detail_page(hostile)}{tab}").content.decode()
        assert [
            each for each in ("<b>x", "<script>alert", "<i>source", "<u>y", "<s>why", "<em>v") if each in page
        ] == []


def test_a_tab_takes_no_more_queries_for_many_connectors_and_events(
    browser: HtmlClient, eve: ChargingStationModel
) -> None:
    large = StationModelFactory(vendor="Wallbox", connectors=[connector_data(number) for number in range(1, 65)])
    for number in range(500):
        large.rename(f"Name {number}", by=TEST_ACTOR)
    for number in range(10):
        StationModelFactory(vendor="Wallbox", model=f"Other {number}")
        ReportedIdentityFactory(station_models=[large])
    for tab in TABS:
        counted = []
        for station_model in (eve, large):
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(f"{detail_page(station_model)}{tab}").status_code == 200
            counted.append(len(captured))

        assert counted[1] <= counted[0] <= 20


def test_after_save_the_page_says_what_changed_and_undo_takes_it_back(
    browser: HtmlClient, eve: ChargingStationModel
) -> None:
    before = eve.as_record()
    typed = {"connectors-0-max_power_watts": "22", "connectors-1-max_power_watts": "22 kW", "ratings_holds": "on"}
    form = browser.form(change_page(eve)) | typed

    response = browser.post(change_page(eve), form, follow=True)

    assert response.redirect_chain == [(detail_page(eve), 302)]
    saved = page_messages(response)[-1]
    assert saved == "Saved. Power of connector 1 22.08 kW → 22 kW, power of connector 2 22.08 kW → 22 kW."
    token = re.search(r'name="token" value="([^"]*)"', response.content.decode())
    assert token
    undone = browser.post(
        "/admin/catalog/auditevent/undo/",
        {"token": token[1]},
        follow=True,
        Referer=f"http://testserver{detail_page(eve)}",
    )
    assert page_messages(undone) == ["Undone. Alfen NG910 is as it was."]
    assert undone.redirect_chain == [(detail_page(eve), 302)]
    now = ChargingStationModel.objects.get().as_record()
    assert {**now, "updatedAt": None} == {**before, "updatedAt": None}


def test_the_filtered_list_is_one_click_away_after_saving(browser: HtmlClient, eve: ChargingStationModel) -> None:
    query = "?_changelist_filters=q%3Dalfen"

    response = browser.post(f"{change_page(eve)}{query}", browser.form(change_page(eve)) | {"friendly_name": "Eve"})
    page = browser.get(response["Location"]).content.decode()

    assert response["Location"] == f"{detail_page(eve)}{query}"
    assert f'<a href="{MODELS}?q=alfen"><span aria-hidden="true">←</span> Back to list</a>' in page


def test_next_in_list_follows_the_filters_and_the_order(browser: HtmlClient) -> None:
    first, second, other = (
        StationModelFactory(vendor="Alfen", model="A", friendly_name="yes"),
        StationModelFactory(vendor="Alfen", model="C", friendly_name="yes"),
        StationModelFactory(vendor="Alfen", model="B", friendly_name="no"),
    )
    query = "?_changelist_filters=q%3Dyes"

    to_second = browser.get(f"{detail_page(first)}next/{query}")
    to_other = browser.get(f"{detail_page(first)}next/")
    to_list = browser.get(f"{detail_page(second)}next/{query}")
    first.archive(by=TEST_ACTOR)
    after_archive = browser.get(f"{detail_page(first)}next/{query}")

    assert to_second["Location"] == after_archive["Location"] == f"{detail_page(second)}{query}"
    assert to_other["Location"] == detail_page(other)
    assert to_list["Location"] == f"{MODELS}?q=yes"


@pytest.mark.parametrize("filters", ["e%3D1", "o%3Dx", "power_from%3Dnonsense"])
def test_next_in_a_list_that_is_none_leads_back(browser: HtmlClient, eve: ChargingStationModel, filters: str) -> None:
    response = browser.get(f"{detail_page(eve)}next/?_changelist_filters={filters}")

    assert response.status_code == 302


def test_an_earlier_version_is_previewed_and_restored(browser: HtmlClient, eve: ChargingStationModel) -> None:
    version = eve.revision
    before = eve.as_record()
    eve.edit(connectors=[connector_data(1, max_amperage=16)], friendly_name="Else", ocpp_url_key="Other", by=TEST_ACTOR)
    path = f"{detail_page(eve)}restore/"
    assert f"{path}?version={version}" in browser.get(f"{detail_page(eve)}history/").content.decode()

    shown = browser.get(path, {"version": version}).content.decode()
    form = {"version": version, "expected_revision": eve.revision, "reason": "As on the data sheet"}
    response = browser.post(path, form, follow=True)

    assert "<mark>Eve Double</mark>" in shown
    assert response.redirect_chain == [(detail_page(eve), 302)]
    now = ChargingStationModel.objects.get().as_record()
    assert {**now, "updatedAt": None} == {**before, "updatedAt": None}
    event = AuditEvent.objects.latest("revision")
    assert (event.action, event.reason) == ("edited", "As on the data sheet")


def test_a_version_is_not_restored_after_another_edit(browser: HtmlClient, eve: ChargingStationModel) -> None:
    version = eve.revision
    eve.rename("Else", by=TEST_ACTOR)
    seen = eve.revision
    eve.rename("Else again", by=TEST_ACTOR)
    before = catalogue_rows()

    response = browser.post(f"{detail_page(eve)}restore/", {"version": version, "expected_revision": seen}, follow=True)

    assert "has changed since you opened the page" in page_messages(response)[0]
    assert catalogue_rows() == before


@pytest.mark.parametrize("version", ["", "abc", "\u0663", "0", "999", "9" * 5_000, "\x00"])
def test_a_version_that_is_none_changes_nothing(browser: HtmlClient, eve: ChargingStationModel, version: str) -> None:
    before = catalogue_rows()

    for response in (
        browser.get(f"{detail_page(eve)}restore/", {"version": version}),
        browser.post(f"{detail_page(eve)}restore/", {"version": version}),
    ):
        assert (response.status_code, response["Location"]) == (302, f"{detail_page(eve)}history/")
    assert catalogue_rows() == before


def test_recent_reasons_are_suggested_once_each(browser: HtmlClient) -> None:
    gone = [StationModelFactory() for _ in range(3)]
    for each, reason in zip(gone, ["Discontinued", "Typed by mistake", "Discontinued"], strict=True):
        browser.post(f"{MODELS}archive/", {"ids": str(each.pk), "reason": reason})

    page = browser.get(f"{MODELS}archive/", {"ids": str(StationModelFactory().pk)})

    assert page.context["recent"] == ["Discontinued", "Typed by mistake"]
    assert 'name="reason"' in page.content.decode()
    assert "autofocus" in page.content.decode()


def tabs_of(context: Any) -> list[str]:
    return [label for label, *_ in context["tabs"]]


def test_tabs_say_how_many(browser: HtmlClient, eve: ChargingStationModel) -> None:
    ReportedIdentityFactory(station_models=[eve])

    assert tabs_of(browser.get(detail_page(eve)).context) == ["Overview", "Reported names 1", "History 1", "API"]
