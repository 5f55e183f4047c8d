"""Home: what needs a person, each figure with a link to the list of exactly that many rows."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone

from catalog.admin.home.figures import home_figures
from catalog.models import Actor, Channel, ChargingStationModel
from tests.admin.html_client import CLIENTS, MODELS, HtmlClient, change_page, staff_client
from tests.factories import (
    TEST_ACTOR,
    ApiClientFactory,
    StationModelFactory,
    UnknownHardwareFactory,
    UserFactory,
    connector_data,
)
from tests.query_counts import queries

pytestmark = pytest.mark.django_db

HOME = "/admin/"
ACTIVITY = "/admin/catalog/auditevent/"
INBOX = "/admin/catalog/unknownhardware/"
DOUBTFUL = connector_data(max_power_watts=22_000)  # of 32 A and 230 V


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    caches["figures"].clear()


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def manager() -> HtmlClient:
    return staff_client(username="grace", is_superuser=True)


@pytest.fixture
def work() -> None:
    """Something of each kind that home shows."""
    person = UserFactory(username="m.keller", is_staff=True)
    by = Actor(channel=Channel.IMPORT, user=person, request_id="import-1")
    StationModelFactory(vendor="Alfen", model="Eve", by=by)
    StationModelFactory(vendor="Alfen", model="Eve Two", connectors=[DOUBTFUL], by=by)
    StationModelFactory(vendor="ALFEN", model="Twin")
    StationModelFactory(vendor="Zaptec", model="Go", power_type="AC_3_PHASE")
    StationModelFactory(vendor="Zaptec", model="Gone", archived=True)
    UnknownHardwareFactory(count=4)
    UnknownHardwareFactory(count=3)
    UnknownHardwareFactory(count=99, state="ignored")
    for _ in range(2):
        ApiClientFactory(user=UserFactory(is_active=False))
    ApiClientFactory(user=UserFactory(is_active=False), is_active=False)
    client = ApiClientFactory()
    client.rotate_secret(seen=client.secret_issued_at, by=TEST_ACTOR)


def count_rows(browser: HtmlClient, url: str) -> int:
    context = browser.get(url).context
    if url.startswith(ACTIVITY):
        return sum(len(group.lines) for group in context["groups"])
    if url == INBOX:
        return sum(len(group.entries) for group in context["queue"].groups)
    return int(context["cl"].result_count)


def test_each_figure_is_the_number_of_rows_of_its_list(manager: HtmlClient, work: None) -> None:
    context = manager.get(HOME).context

    to_do = {each.sentence: (each.count, each.url) for each in context["to_do"]}
    assert set(to_do) == {
        "unrecognised devices",
        "models with figures that look wrong",
        "models of vendors spelled in two ways",
        "models without a source",
        "changes imported by m.keller",
        "API clients are blocked: owner deactivated",
        "former secret still works",
    }
    figures = context["figures"]
    linked = [
        *to_do.values(),
        *((each.count, f"{MODELS}?{each.query}") for each in figures.checks),
        *((each.count, f"{MODELS}?{each.query}") for each in figures.vendors),
        *((bar.count, f"{MODELS}?{bar.query}") for chart in figures.charts for bar in chart.bars),
        (figures.active, MODELS),
    ]
    for count, url in linked:
        assert count_rows(manager, url) == count, url


def test_every_list_that_home_links_to_opens(manager: HtmlClient, work: None) -> None:
    page = manager.get(HOME).content.decode()
    main = page[page.index('<div class="home">') :]

    links = {each.replace("&amp;", "&") for each in re.findall(r'href="(/admin/[^"]*)"', main)}

    assert len(links) > 20
    assert {manager.get(link).status_code for link in links} == {200}


def test_home_is_clear_when_nothing_waits(browser: HtmlClient) -> None:
    page = browser.get(HOME).content.decode()

    for shown in ("All clear.", "Inbox is empty", "No models yet.", "No changes yet"):
        assert shown in page


def test_the_inbox_card_counts_devices_and_reports(browser: HtmlClient) -> None:
    UnknownHardwareFactory(count=4, first_seen_at=timezone.now() - timedelta(days=3), last_seen_at=timezone.now())
    UnknownHardwareFactory(count=3)

    [card] = browser.get(HOME).context["to_do"]

    assert (card.count, card.sentence, card.detail) == (2, "unrecognised devices", "7 reports, first 3 days ago")
    assert card.url == INBOX


def test_editors_do_not_see_api_clients(browser: HtmlClient, work: None) -> None:
    context = browser.get(HOME).context

    assert not any("client" in each.sentence or "secret" in each.sentence for each in context["to_do"])
    assert context["clients"] == []
    assert CLIENTS not in browser.get(HOME).content.decode()


def test_an_import_without_doubts_or_of_yesterday_is_not_listed(browser: HtmlClient) -> None:
    by = Actor(channel=Channel.IMPORT, user=UserFactory(), request_id="import-1")
    StationModelFactory(by=by)
    doubtful = StationModelFactory(connectors=[DOUBTFUL], by=replace(by, request_id="import-2"))
    doubtful.edit(connectors=[connector_data()], by=TEST_ACTOR)

    assert not any("imported" in each.sentence for each in browser.get(HOME).context["to_do"])


def test_the_evidence_parts_add_up_to_all_models(work: None) -> None:
    figures = home_figures()

    assert sum(part.count for part in figures.evidence) == figures.active == 4
    assert sum(part.width for part in figures.evidence) == 1_000


def test_texts_of_callers_are_escaped(browser: HtmlClient) -> None:
    StationModelFactory(vendor="<b>Alfen</b>", model="NG910").rename("Eve", by=TEST_ACTOR)
    entry = UnknownHardwareFactory(vendor="<i>Else</i>", model="One", count=4)

    page = browser.get(HOME).content.decode()

    assert f'<a href="{change_page(entry)}">&lt;i&gt;Else&lt;/i&gt; / One</a>' in page
    assert "&lt;b&gt;Alfen&lt;/b&gt; NG910" in page
    assert "<i>Else" not in page
    assert "<b>Alfen" not in page


def test_vendors_beyond_the_first_ten_are_summed_up() -> None:
    for number in range(12):
        StationModelFactory(vendor=f"Vendor {number:02}")
    StationModelFactory(vendor="Vendor 11")

    figures = home_figures()

    assert [each.name for each in figures.vendors] == ["Vendor 11", *(f"Vendor {number:02}" for number in range(9))]
    assert figures.vendors_note == "2 other vendors: 2 models"


def test_figures_are_counted_once_a_revision(work: None) -> None:
    first = home_figures()

    with queries(1):
        assert home_figures() == first


def test_a_change_is_counted_at_once_and_the_next_within_a_minute(browser: HtmlClient, work: None) -> None:
    assert home_figures().active == 4
    StationModelFactory()
    assert home_figures().active == 5
    assert "Refreshing" not in browser.get(HOME).content.decode()
    ChargingStationModel.objects.active().first().archive(by=TEST_ACTOR)

    assert home_figures().active == 5
    assert "Refreshing within a minute" in browser.get(HOME).content.decode()


def test_the_page_takes_as_many_queries_for_many_rows_as_for_few(
    manager: HtmlClient, work: None, django_assert_max_num_queries: Any
) -> None:
    manager.get(HOME)
    with django_assert_max_num_queries(18) as few:
        manager.get(HOME)
    count = len(few)
    for _ in range(20):
        StationModelFactory()
        UnknownHardwareFactory()
        ApiClientFactory()
    caches["figures"].clear()
    manager.get(HOME)

    with django_assert_max_num_queries(count):
        manager.get(HOME)
