"""The first page: figures that cost the same in a catalogue of any size, each with a link to the list behind it."""

import re
from typing import Any

import pytest
from django.core.cache import caches

from catalog.admin.dashboard_stats import ChartBar, dashboard_stats
from catalog.models import CatalogueRevision, ChargingStationModel
from tests.admin.html_client import MODELS, HtmlClient, change_page, staff_client
from tests.factories import (
    TEST_ACTOR,
    ReportedIdentityFactory,
    StationModelFactory,
    UnknownHardwareFactory,
    VendorSynonymFactory,
    connector_data,
)
from tests.query_counts import queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    caches["figures"].clear()


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def models() -> None:
    StationModelFactory(vendor="Alfen", power_type="AC_3_PHASE", connectors=[connector_data(1), connector_data(2)])
    StationModelFactory(vendor="ALFEN", connectors=[connector_data(max_power_watts=22_000)])
    dc = connector_data(1, connection_type="CHADEMO", format="CABLE", max_power_watts=50_000)
    ccs = connector_data(2, connection_type="IEC_62196_T2_COMBO", format="CABLE", max_power_watts=150_001)
    StationModelFactory(vendor="Zaptec & Co", power_type="DC", connectors=[dc, ccs])
    StationModelFactory(vendor="Alfen", archived=True)


def bars(title: str) -> dict[str, int]:
    [plot] = [plot for plot in dashboard_stats().charts if title in plot.title]
    return {bar.label: bar.count for bar in plot.bars if bar.count}


def test_active_models_are_counted_by_what_tells_them_apart(models: None) -> None:
    assert (dashboard_stats().active, dashboard_stats().archived) == (3, 1)
    assert bars("vendor") == {"Alfen": 2, "Zaptec & Co": 1}
    assert bars("connector type") == {"Type 2": 2, "CHAdeMO": 1, "CCS2": 1}
    assert bars("power type") == {"AC, 1 phase": 1, "AC, 3 phases": 1, "DC": 1}
    assert bars("power of") == {"Up to 8 kW": 1, "8 to 23 kW": 1, "More than 150 kW": 1}


def test_vendors_beyond_the_first_ten_are_summed_up(browser: HtmlClient) -> None:
    for number in range(12):
        StationModelFactory(vendor=f"Vendor {number:02}")
    StationModelFactory(vendor="Vendor 11")

    [plot] = [plot for plot in dashboard_stats().charts if "vendor" in plot.title]

    assert [bar.label for bar in plot.bars] == ["Vendor 11", *(f"Vendor {number:02}" for number in range(9))]
    assert [bar.width for bar in plot.bars] == [1_000, *[500] * 9]
    assert plot.note == "2 more vendors with 2 models in total."


def test_the_smallest_figure_is_still_seen_and_none_is_not(models: None) -> None:
    every: list[ChartBar] = [bar for plot in dashboard_stats().charts for bar in plot.bars]

    assert {bar.width > 0 for bar in every if bar.count} == {True}
    assert {bar.width for bar in every if not bar.count} == {0}


def test_figures_by_enumerations_link_to_as_many_models(browser: HtmlClient, models: None) -> None:
    page = browser.get("/admin/").content.decode()
    links = re.findall(
        r'<a href="([^"]*\?(?:power_type|connection_type)=[^"]*)">[^<]*</a></th>\s*<td class="number">(\d+)', page
    )

    assert len(links) == 3 + 8
    for link, count in links:
        assert len(browser.get(link.replace("&amp;", "&")).context["cl"].result_list) == int(count), link


def test_the_totals_link_to_their_lists(browser: HtmlClient, models: None) -> None:
    ReportedIdentityFactory()
    VendorSynonymFactory()
    UnknownHardwareFactory(count=4)
    UnknownHardwareFactory(count=3)
    UnknownHardwareFactory(count=99, state="ignored")

    page = browser.get("/admin/").content.decode()

    for link, total in (
        (MODELS, "<strong>4</strong> active models"),
        (f"{MODELS}?state=archived", "<strong>1</strong> archived"),
        ("/admin/catalog/reportedidentity/", "<strong>1</strong> reported identity"),
        ("/admin/catalog/vendorsynonym/", "<strong>1</strong> vendor synonym"),
        ("/admin/catalog/unknownhardware/", "<strong>2</strong> unknown (reported 7 times)"),
    ):
        assert f'<a href="{link}">{total}' in page
        assert browser.get(link).status_code == 200


def test_what_waits_and_what_changed_last_are_shown(browser: HtmlClient) -> None:
    station_model = StationModelFactory(vendor="<b>Alfen</b>", model="NG910")
    station_model.rename("Eve", by=TEST_ACTOR)
    entry = UnknownHardwareFactory(vendor="<i>Else</i>", model="One", count=4)

    page = browser.get("/admin/").content.decode()

    assert f'<a href="{change_page(entry)}">&lt;i&gt;Else&lt;/i&gt; / One</a>' in page
    assert "&lt;b&gt;Alfen&lt;/b&gt; NG910" in page
    assert "Renamed by tests" in page
    assert "<b>" not in page
    assert "<i>" not in page


def test_an_empty_catalogue_has_a_first_page(browser: HtmlClient) -> None:
    page = browser.get("/admin/").content.decode()

    for shown in ("There are no models yet.", "The inbox is empty.", "There are no changes yet."):
        assert shown in page


def test_figures_are_counted_once_a_revision(models: None) -> None:
    first = dashboard_stats()

    with queries(1):
        assert dashboard_stats() == first


def test_a_change_is_counted_at_once_and_the_next_within_a_minute(models: None) -> None:
    assert dashboard_stats().active == 3
    StationModelFactory()
    assert dashboard_stats().active == 4
    StationModelFactory()

    with queries(1):
        kept = dashboard_stats()

    assert kept.active == 4
    assert kept.revision < CatalogueRevision.current().number


def test_the_page_says_when_it_is_behind(browser: HtmlClient, models: None) -> None:
    assert "changed since" not in browser.get("/admin/").content.decode()
    for _ in range(2):
        ChargingStationModel.objects.active().first().archive(by=TEST_ACTOR)
        page = browser.get("/admin/").content.decode()

    assert "the catalogue has changed since, figures are updated within a minute" in page


def test_the_page_takes_as_many_queries_for_many_rows_as_for_few(
    browser: HtmlClient, models: None, django_assert_max_num_queries: Any
) -> None:
    caches["figures"].clear()
    browser.get("/admin/")
    with django_assert_max_num_queries(9) as captured:
        browser.get("/admin/")
    few = len(captured)
    for _ in range(20):
        StationModelFactory()
        UnknownHardwareFactory()
        ReportedIdentityFactory()
    caches["figures"].clear()
    browser.get("/admin/")

    with django_assert_max_num_queries(few) as captured:
        browser.get("/admin/")

    assert len(captured) == few


def test_the_tables_stay_in_reach(browser: HtmlClient) -> None:
    page = browser.get("/admin/").content.decode()

    side = page[page.index('id="content-related"') :]
    for table in ("Charging station models", "Reported identities", "Inbox", "Audit events"):
        assert f">{table}<" in side
