"""The page of activity: who changed what, as sentences, in the order of time."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import (
    AccessAction,
    AccessEvent,
    Actor,
    AuditEvent,
    Channel,
    ChargingStationModel,
    ReportedIdentity,
    UnknownHardware,
)
from catalog.models import activity as activity_module
from catalog.models.activity import ActivityFilter, find_activity
from tests.admin.html_client import HtmlClient, page_messages, staff_client
from tests.factories import (
    TEST_ACTOR,
    ApiClientFactory,
    StationModelFactory,
    UnknownHardwareFactory,
    UserFactory,
    VendorSynonymFactory,
    connector_data,
)

pytestmark = pytest.mark.django_db

ACTIVITY = "/admin/catalog/auditevent/"


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def manager() -> HtmlClient:
    return staff_client(username="grace", is_superuser=True)


def editor(name: str, request_id: str = "") -> Actor:
    return Actor(channel=Channel.ADMIN, user=UserFactory(username=name, is_staff=True), request_id=request_id)


def sentences(response: Any) -> list[str]:
    return [line.text for group in response.context["groups"] for line in group.lines]


def set_times(*events: AuditEvent, days_ago: int) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    AuditEvent._base_manager.filter(pk__in=[each.pk for each in events]).update(at=at)


def test_an_edit_is_a_sentence_with_its_difference(browser: HtmlClient) -> None:
    station_model = StationModelFactory(
        vendor="Wallbox", model="PLP1-0-2-4", connectors=[connector_data(max_power_watts=22_080)]
    )
    station_model.edit(connectors=[connector_data(max_power_watts=22_000)], by=editor("m.keller"))

    page = browser.get(ACTIVITY)

    assert sentences(page)[0] == ("m.keller changed Wallbox PLP1-0-2-4: power of connector 1 22.08 kW → 22 kW")
    assert f'<a href="/admin/catalog/chargingstationmodel/{station_model.pk}/">Wallbox PLP1-0-2-4</a>' in (
        page.content.decode()
    )


def test_events_of_one_request_are_one_folded_sentence(browser: HtmlClient) -> None:
    by = replace(editor("m.keller", "request-1"), channel=Channel.IMPORT)
    for number in range(4):
        StationModelFactory(vendor="Wallbox", model=f"M{number}", by=by)
    StationModelFactory(by=replace(by, request_id="request-2"))

    page = browser.get(ACTIVITY)

    assert [len(group.lines) for group in page.context["groups"]] == [1, 4]
    group = page.context["groups"][1]
    assert f"{group.first.actor} {group.verb} {group.what}" == "m.keller imported 4 models"
    assert "Show 4 models" in page.content.decode()


@pytest.fixture
def mixed(browser: HtmlClient) -> dict[str, Actor]:
    """A model that a person added by the API and another archived in the admin, and an alias of a command."""
    client = ApiClientFactory(name="importer")
    by_client = Actor(channel=Channel.API, user=client.user, client=client, request_id="request-1")
    by_person = editor("m.keller", "request-2")
    station_model = StationModelFactory(vendor="Alfen", model="Eve", by=by_client)
    station_model.archive(by=by_person)
    VendorSynonymFactory(name="Wall Box", vendor="Alfen", by=replace(TEST_ACTOR, command="seed_catalog"))
    return {"client": by_client, "person": by_person}


@pytest.mark.parametrize(
    ("query", "actions"),
    [
        ({}, ["created", "archived", "created"]),
        ({"person": "m.keller"}, ["archived"]),
        ({"person": "importer"}, ["created"]),
        ({"person": "seed_catalog"}, ["created"]),
        ({"via": "api"}, ["created"]),
        ({"kind": "archived"}, ["archived"]),
        ({"object": "synonym"}, ["created"]),
        ({"object": "station_model"}, ["archived", "created"]),
        ({"request": "request-2"}, ["archived"]),
        ({"person": "m.keller", "kind": "created"}, []),
        ({"object": "vendor"}, []),
    ],
    ids=str,
)
def test_filters_choose_events(
    browser: HtmlClient, mixed: dict[str, Actor], query: dict[str, str], actions: list[str]
) -> None:
    page = browser.get(ACTIVITY, query)

    assert [line.event.action for group in page.context["groups"] for line in group.lines] == actions


def test_a_period_keeps_its_first_and_last_day(browser: HtmlClient) -> None:
    for days_ago in (1, 3, 5):
        StationModelFactory(vendor="Alfen", model=f"{days_ago} days ago")
        set_times(AuditEvent.objects.latest("pk"), days_ago=days_ago)
    today = timezone.now().date()

    page = browser.get(ACTIVITY, {"since": str(today - timedelta(days=3)), "until": str(today - timedelta(days=1))})

    assert [line.name for group in page.context["groups"] for line in group.lines] == [
        "Alfen 1 days ago",
        "Alfen 3 days ago",
    ]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"person": "n.one"}, "No user, API client or command is called “n.one”."),
        ({"since": "2026-12-02", "until": "2026-12-01"}, "Enter a day from 2026-12-02 on."),
        ({"since": "yesterday"}, "Enter a valid date."),
        ({"kind": "eaten"}, "Select a valid choice."),
        ({"object": "user"}, "Select a valid choice."),
        ({"before": "x_y_z"}, "This address is not complete."),
        ({"before": "2026-12-01T00:00:00_audit_1"}, "This address is not complete."),
    ],
    ids=str,
)
def test_a_filter_that_makes_no_sense_says_so(browser: HtmlClient, query: dict[str, str], error: str) -> None:
    StationModelFactory()

    page = browser.get(ACTIVITY, query)

    assert page.status_code == 200
    assert error in page.content.decode()
    assert page.context["groups"] == []


def test_access_events_are_for_managers_alone(browser: HtmlClient, manager: HtmlClient) -> None:
    user = UserFactory(username="m.keller")
    AccessEvent.objects.record(AccessAction.PASSWORD_SET, TEST_ACTOR, user=user)

    assert sentences(browser.get(ACTIVITY)) == []
    assert sentences(manager.get(ACTIVITY)) == ["tests set the password of m.keller"]
    assert sentences(manager.get(ACTIVITY, {"object": "user"})) == ["tests set the password of m.keller"]
    assert sentences(manager.get(ACTIVITY, {"object": "client"})) == []


def test_the_list_of_access_events_leads_to_activity(browser: HtmlClient, manager: HtmlClient) -> None:
    assert browser.get("/admin/catalog/accessevent/").status_code == 403
    assert manager.get("/admin/catalog/accessevent/").headers["Location"] == f"{ACTIVITY}?object=access"


def test_pages_hold_each_event_once(browser: HtmlClient, manager: HtmlClient) -> None:
    user = UserFactory(username="m.keller")
    for _ in range(60):
        StationModelFactory()
        AccessEvent.objects.record(AccessAction.USER_CHANGED, TEST_ACTOR, user=user)
    same = timezone.now()
    AuditEvent._base_manager.update(at=same)
    AccessEvent._base_manager.update(at=same)

    seen, url = [], ACTIVITY
    while url:
        page = manager.get(url)
        seen += [(type(line.event), line.event.pk) for group in page.context["groups"] for line in group.lines]
        url = f"{ACTIVITY}{page.context['older_url']}" if page.context["older_url"] else ""

    assert len(seen) == len(set(seen)) == 120


def test_a_search_says_how_far_it_came_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity_module, "SEARCHED_MAX", 5)
    by = editor("m.keller")
    rare = StationModelFactory(by=by)
    rare.archive(by=by)
    for _ in range(12):
        StationModelFactory(by=by)
    wanted = ActivityFilter(user=by.user.pk, action="archived")

    steps, before, found = 0, None, []
    while True:
        activity = find_activity(wanted, before=before, size=10)
        found += activity.events
        steps += 1
        before = activity.next
        if before is None:
            break
        assert activity.is_cut

    assert [each.action for each in found] == ["archived"]
    assert steps == 3


def test_the_export_holds_what_is_filtered(browser: HtmlClient) -> None:
    by = editor("m.keller", "request-1")
    StationModelFactory(vendor="=cmd", model="Eve", by=by)
    StationModelFactory()

    answer = browser.get(ACTIVITY, {"person": "m.keller", "format": "csv"})

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    heading, row = csv.reader(io.StringIO(text))
    assert heading[:3] == ["time (UTC)", "who", "via"]
    assert row[1:5] == ["m.keller", "Admin", "Created", "'=cmd Eve"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="activity-')


def test_ones_own_change_can_be_undone_while_nothing_changed_since(browser: HtmlClient) -> None:
    station_model = StationModelFactory(friendly_name="Eve")
    user = browser.get(ACTIVITY).context["user"]
    by = Actor(channel=Channel.ADMIN, user=user, request_id="request-1")
    station_model.rename("Eve Double", by=by)

    page = browser.get(ACTIVITY)
    [token] = [group.undo_token for group in page.context["groups"] if group.undo_token]
    answer = browser.post("/admin/catalog/auditevent/undo/", {"token": token}, follow=True)

    assert any("is as it was" in each for each in page_messages(answer))
    assert ChargingStationModel.objects.get().friendly_name == "Eve"
    assert not any(group.undo_token for group in browser.get(ACTIVITY).context["groups"])


def test_an_earlier_version_links_to_its_restoration(browser: HtmlClient) -> None:
    station_model = StationModelFactory(friendly_name="Eve")
    first = station_model.revision
    station_model.rename("Eve Double", by=TEST_ACTOR)

    lines = [line for group in browser.get(ACTIVITY).context["groups"] for line in group.lines]

    restore = f"/admin/catalog/chargingstationmodel/{station_model.pk}/restore/?version={first}"
    assert [line.restore_url for line in lines] == ["", restore]
    assert browser.get(restore).status_code == 200


def test_the_page_takes_as_many_queries_for_many_events_as_for_few(manager: HtmlClient) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert manager.get(ACTIVITY).status_code == 200
        return len(captured)

    StationModelFactory().rename("Eve", by=TEST_ACTOR)
    AccessEvent.objects.record(AccessAction.PASSWORD_SET, TEST_ACTOR, user=UserFactory())
    few = count()
    for _ in range(30):
        client = ApiClientFactory()
        StationModelFactory(by=Actor(channel=Channel.API, user=client.user, client=client))
        AccessEvent.objects.record(AccessAction.PASSWORD_SET, TEST_ACTOR, user=client.user)

    assert count() == few <= 14


def test_the_page_of_nothing_says_what_will_be_there(browser: HtmlClient) -> None:
    AuditEvent._base_manager.all().delete()

    assert "No activity yet" in browser.get(ACTIVITY).content.decode()
    assert "No activity matches" in browser.get(ACTIVITY, {"via": "import"}).content.decode()


def test_a_request_that_goes_on_can_be_skipped(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Alfen", model="Before")
    by = replace(editor("m.keller", "request-1"), channel=Channel.IMPORT, reason="File good.xlsx")
    for _ in range(60):
        StationModelFactory(by=by)

    page = browser.get(ACTIVITY)

    [group] = page.context["groups"]
    assert group.is_cut
    assert "imported good.xlsx: <b>50 models</b> and more" in page.content.decode()
    skipped = browser.get(f"{ACTIVITY}{page.context['skip_url']}")
    assert [group.first.name for group in skipped.context["groups"]] == ["Alfen Before"]
    rest = browser.get(f"{ACTIVITY}{page.context['older_url']}")
    assert [len(group.lines) for group in rest.context["groups"]] == [10, 1]


def test_a_decision_of_the_inbox_is_undone_with_its_reported_name(browser: HtmlClient) -> None:
    user = browser.get(ACTIVITY).context["user"]
    entry = UnknownHardwareFactory()
    by = Actor(channel=Channel.ADMIN, user=user, request_id="request-1")
    entry.attach([StationModelFactory()], by=by)

    [token] = [group.undo_token for group in browser.get(ACTIVITY).context["groups"] if group.undo_token]
    browser.post("/admin/catalog/auditevent/undo/", {"token": token})

    entry.refresh_from_db()
    assert entry.state == UnknownHardware.State.WAITING
    assert not ReportedIdentity.objects.exists()
