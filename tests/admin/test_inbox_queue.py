"""The queue of the inbox: what waits, in groups with sums; without a script."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from catalog.models import ApiClient, ChargingStationModel, EntryDay, UnknownHardware
from catalog.models.recognition import add_reports, today
from tests.admin.html_client import HtmlClient, change_page, staff_client
from tests.factories import ApiClientFactory, StationModelFactory, UnknownHardwareFactory, staff_actor
from tests.query_counts import queries

pytestmark = pytest.mark.django_db

INBOX = "/admin/catalog/unknownhardware/"


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


def listed(response: Any) -> dict[str, list[str]]:
    """The models of each group that are listed."""
    assert response.status_code == 200, response.content
    groups = response.context["queue"].groups
    return {group.entries[0].vendor: [each.model for each in group.entries] for group in groups}


def test_the_queue_is_grouped_by_vendor_with_sums_and_the_most_reported_first(browser: HtmlClient) -> None:
    for vendor, model, count in (("KEBA AG", "a", 3), ("keba", "b", 9), ("Alfen", "c", 10), ("", "d", 1)):
        UnknownHardwareFactory(vendor=vendor, model=model, count=count)
    UnknownHardwareFactory(model="ignored", count=900, state="ignored")

    response = browser.get(INBOX)

    assert list(listed(response).values()) == [["b", "a"], ["c"], ["d"]]
    page = response.content.decode()
    for shown in ("2 entries · 12 reports", "1 entry · 10 reports", "(no vendor)", "Waiting", "Ignored"):
        assert shown in page
    assert [count for *_, count in response.context["queue"].tabs] == [4, 0, 1]


@pytest.mark.parametrize(
    ("query", "models"),
    [
        ({"state": "ignored"}, ["ignored"]),
        ({"state": "resolved"}, ["resolved"]),
        ({"q": "WALL"}, ["PLP1-0-2-5"]),
        ({"q": "plp1025"}, ["PLP1-0-2-5"]),
        ({"q": "wall plp1"}, ["PLP1-0-2-5"]),
        ({"q": "wall else"}, []),
        ({"group": "wallbox"}, ["PLP1-0-2-5"]),
        ({"group": "nobody"}, []),
        ({"sort": "client", "group": "nobody"}, []),
        ({"p": "7"}, []),
        ({"q": "\0", "sort": "else", "state": "else", "p": "else"}, ["vague", "PLP1-0-2-5"]),
        ({"p": "9" * 50, "q": "x" * 900}, []),
        ({"group": "\0"}, []),
    ],
)
def test_the_queue_is_narrowed_and_what_is_not_valid_is_left_out(
    browser: HtmlClient, query: dict[str, str], models: list[str]
) -> None:
    UnknownHardwareFactory(vendor="Wall Box", model="PLP1-0-2-5", count=7)
    UnknownHardwareFactory(model="ignored", count=900, state="ignored")
    UnknownHardwareFactory(model="resolved", count=800, state="resolved")
    UnknownHardwareFactory(model="vague", count=8, is_ambiguous=True)

    assert [model for group in listed(browser.get(INBOX, query)).values() for model in group] == models


def test_the_queue_is_sorted_by_newest_and_by_client(browser: HtmlClient) -> None:
    now = timezone.now()
    clients: list[ApiClient] = [ApiClientFactory(name="one"), ApiClientFactory(name="two")]
    for age, (vendor, model, client) in enumerate(
        [("A", "a", clients[0]), ("B", "b", clients[1]), ("C", "c", clients[0]), ("A", "d", None)]
    ):
        UnknownHardwareFactory(
            vendor=vendor, model=model, last_client=client, count=9 - age, first_seen_at=now - timedelta(days=age)
        )

    newest = browser.get(INBOX, {"sort": "newest"})
    by_client = browser.get(INBOX, {"sort": "client"})

    assert list(listed(newest).values()) == [["a", "d"], ["b"], ["c"]]
    groups = by_client.context["queue"].groups
    assert [[each.model for each in group.entries] for group in groups] == [["a", "c"], ["b"], ["d"]]
    assert [group.client for group in groups][:2] == ["one", "two"]
    only = browser.get(INBOX, {"sort": "client", "group": groups[0].key})
    assert list(listed(only).values()) == [["a", "c"]]


def test_a_large_group_lists_its_first_entries_and_links_to_all(browser: HtmlClient) -> None:
    for number in range(11):
        UnknownHardwareFactory(vendor="Alfen", model=f"m{number}", count=20 - number)

    response = browser.get(INBOX)
    [group] = response.context["queue"].groups

    assert (group.size, group.reports, len(group.entries), group.more) == (11, 165, 8, 3)
    assert "All 11 entries" in response.content.decode()
    assert len(listed(browser.get(group.url))["Alfen"]) == 11


def test_groups_are_on_pages(browser: HtmlClient) -> None:
    for number in range(13):
        UnknownHardwareFactory(vendor=f"Vendor {number:02}", count=50 - number)

    first, second = browser.get(INBOX), browser.get(INBOX, {"p": "1"})

    assert (len(listed(first)), len(listed(second))) == (12, 1)
    assert 'rel="next"' in first.content.decode()
    assert 'rel="prev"' in second.content.decode()


def test_an_entry_shows_its_last_14_days_as_a_line(browser: HtmlClient) -> None:
    entry = UnknownHardwareFactory()
    EntryDay.objects.create(entry=entry, day=today(), reports=4)
    EntryDay.objects.create(entry=entry, day=today() - timedelta(days=13), reports=2)
    EntryDay.objects.create(entry=entry, day=today() - timedelta(days=14), reports=9)

    response = browser.get(INBOX)

    [group] = response.context["queue"].groups
    assert group.entries[0].daily_reports == [2, *[0] * 12, 4]
    assert 'aria-label="6 reports in 14 days"' in response.content.decode()


def test_an_entry_that_waits_again_is_marked(browser: HtmlClient) -> None:
    UnknownHardwareFactory(returned_because="unrecognised")
    UnknownHardwareFactory(returned_because="frequent")

    page = browser.get(INBOX).content.decode()

    assert "No longer recognised" in page
    assert "Frequent now" in page


def test_the_first_entry_is_open_beside_the_queue(browser: HtmlClient) -> None:
    UnknownHardwareFactory(model="rare")
    often = UnknownHardwareFactory(vendor="Alfen", model="often", count=9)

    response = browser.get(INBOX)

    assert response.context["entry"] == often
    assert f'action="{change_page(often)}"' in response.content.decode()


def test_an_empty_inbox_says_what_share_was_recognised(browser: HtmlClient) -> None:
    assert "No report was counted in the last 30 days." in browser.get(INBOX).content.decode()
    add_reports([(today(), 7, 986, 14)], [], [])

    page = browser.get(INBOX).content.decode()

    assert "Inbox zero" in page
    assert "98.6% of 1,000 reports were recognised in 30 days." in page


@pytest.mark.parametrize("query", [{}, {"sort": "newest"}, {"sort": "client"}, {"q": "ng"}])
def test_queue_and_entry_take_as_many_queries_for_ten_thousand_entries_as_for_one(
    browser: HtmlClient, query: dict[str, str]
) -> None:
    StationModelFactory(vendor="Alfen", model="NG910-1")
    by = staff_actor().user
    numbers = range(10_000 if not query else 300)
    UnknownHardware.objects.bulk_create(
        UnknownHardwareFactory.build(
            vendor=f"Alfen {number % 900}", model=f"NG910-{number}x", asked_by=by, first_user=by, last_user=by
        )
        for number in numbers
    )
    browser.get(INBOX)

    # Session and user; the groups, their entries and days; 4 to resolve the first entry, its vendor's names, what its
    # beginning matches and whether its vendor is known; 2 for the sidebar, and the states.
    with queries(17):
        response = browser.get(INBOX, query)

    assert len(listed(response)) == (1 if query.get("sort") == "client" else 12)
    assert ChargingStationModel.objects.count() == 1
