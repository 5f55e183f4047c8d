"""Archiving and unarchiving what is ticked in the list."""

import html
import re
from typing import Any

import pytest

from catalog.library.synthetic import create_synthetic
from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel
from tests.admin.html_client import MODELS, HtmlClient, detail_page, form_fields, page_messages, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


def ask(browser: HtmlClient, action: str, *selected: Any, state: str = "all", **more: str) -> Any:
    """Tick, choose, press Go: what the page says that would happen."""
    keys = [str(getattr(each, "pk", each)) for each in selected]
    ticked = {"action": action, "_selected_action": keys, "index": "0", "select_across": "0", **more}
    return browser.post(f"{MODELS}?state={state}", ticked, follow=True)


def confirm(browser: HtmlClient, asked: Any, **typed: str) -> Any:
    """Press the button of that page."""
    action = re.search(r'<form method="post" action="([^"]*)">', asked.content.decode())
    assert action, page_messages(asked)
    return browser.post(html.unescape(action[1]), {**form_fields(asked.content.decode()), **typed}, follow=True)


def do(browser: HtmlClient, action: str, *selected: Any, reason: str = "") -> Any:
    return confirm(browser, ask(browser, action, *selected), reason=reason)


def events() -> list[tuple[str, str, str]]:
    return [(event.action, event.channel, event.actor_name) for event in AuditEvent.objects.filter(channel="admin")]


def test_archiving_goes_through_the_domain_and_says_what_happened(browser: HtmlClient) -> None:
    first, second = StationModelFactory(), StationModelFactory()
    gone = StationModelFactory(archived=True)
    row = ChargingStationModel.objects.values().get(pk=gone.pk)

    response = do(browser, "archive_selected", first, second, gone)

    assert page_messages(response) == ["Archived 2 models. 1 was already archived."]
    assert ChargingStationModel.objects.archived().count() == 3
    assert ChargingStationModel.objects.values().get(pk=gone.pk) == row
    assert events() == [("archived", "admin", "ada")] * 2
    assert CatalogueRevision.objects.get().number == 6


def test_one_model_is_named(browser: HtmlClient) -> None:
    response = do(browser, "archive_selected", StationModelFactory(vendor="Ohme", model="ePod"))

    assert page_messages(response) == ["Archived Ohme ePod."]


def test_archiving_what_is_archived_moves_nothing(browser: HtmlClient) -> None:
    gone = [StationModelFactory(archived=True), StationModelFactory(archived=True)]
    rows = list(ChargingStationModel.objects.values())

    asked = ask(browser, "archive_selected", *gone).content.decode()
    ids = ",".join(str(each.pk) for each in gone)
    response = browser.post(f"{MODELS}archive/", {"ids": ids}, follow=True)

    assert "2 are already archived" in asked
    assert "Archive 2 models</button>" not in asked
    assert page_messages(response) == ["Nothing was changed. 2 were already archived."]
    assert list(ChargingStationModel.objects.values()) == rows
    assert events() == []


def test_unarchiving_brings_models_back(browser: HtmlClient) -> None:
    gone, active = StationModelFactory(archived=True), StationModelFactory()

    response = do(browser, "unarchive_selected", gone, active)

    assert page_messages(response) == [f"Restored {gone}. 1 was already active."]
    assert ChargingStationModel.objects.active().count() == 2
    assert events() == [("unarchived", "admin", "ada")]


def test_unarchiving_does_all_that_it_can_and_names_those_with_a_twin(browser: HtmlClient) -> None:
    stuck = StationModelFactory(vendor="Alfen", model="NG910", archived=True)
    twin = StationModelFactory(vendor="ALFEN", model="ng910")
    free = StationModelFactory(archived=True)

    response = do(browser, "unarchive_selected", stuck, free)

    done, refused = page_messages(response)
    assert done == f"Restored {free}."
    assert refused.startswith(
        "Not restored: an active model has the same vendor and name. Archive or rename it first: Alfen NG910 ("
    )
    assert f'<a href="{detail_page(twin)}">the active one</a>' in refused
    assert list(ChargingStationModel.objects.archived()) == [stuck]
    assert events() == [("unarchived", "admin", "ada")]


def test_of_two_archived_twins_one_comes_back(browser: HtmlClient) -> None:
    twins = [StationModelFactory(vendor="Alfen", model="NG910", archived=True) for _ in range(2)]

    response = do(browser, "unarchive_selected", *twins)

    assert page_messages(response)[0] == "Restored Alfen NG910."
    assert ChargingStationModel.objects.active().count() == 1


def test_only_so_many_refusals_are_named(browser: HtmlClient) -> None:
    stuck = []
    for number in range(22):
        stuck.append(StationModelFactory(model=f"NG{number}", archived=True))
        StationModelFactory(model=f"NG{number}")

    ids = ",".join(str(each.pk) for each in stuck)
    response = browser.post(f"{MODELS}unarchive/", {"ids": ids}, follow=True)

    [refused] = page_messages(response)
    assert refused.count("the active one") == 20
    assert refused.endswith(" and 2 more.")
    assert ChargingStationModel.objects.archived().count() == 22


def test_names_in_messages_are_text(browser: HtmlClient) -> None:
    stuck = StationModelFactory(vendor="<b>Alfen</b>", model="NG910", archived=True)
    StationModelFactory(vendor="<b>Alfen</b>", model="NG910")

    page = browser.post(f"{MODELS}unarchive/", {"ids": str(stuck.pk)}, follow=True).content.decode()
    asked = ask(browser, "unarchive_selected", stuck).content.decode()

    assert "&lt;b&gt;Alfen&lt;/b&gt; NG910" in page
    assert "<b>Alfen</b>" not in page + asked


def test_all_of_the_filtered_list_can_be_archived(browser: HtmlClient) -> None:
    for number in range(3):
        StationModelFactory(model=f"NG{number}")
    StationModelFactory(vendor="Wallbox", model="other")

    asked = browser.post(
        f"{MODELS}?q=alfen",
        {
            "action": "archive_selected",
            "_selected_action": [str(ChargingStationModel.objects.get(model="NG0").pk)],
            "index": "0",
            "select_across": "1",
        },
        follow=True,
    )
    response = confirm(browser, asked)

    assert response.redirect_chain == [(f"{MODELS}?q=alfen", 302)]
    assert page_messages(response) == ["Archived 3 models."]
    assert [each.model for each in ChargingStationModel.objects.active()] == ["other"]


@pytest.mark.parametrize("selected", ["abc", "", "\x00", "1", "9" * 5_000, "00000000-0000-4000-8000-000000000000"])
def test_a_forged_selection_changes_nothing(browser: HtmlClient, selected: str) -> None:
    StationModelFactory()

    response = ask(browser, "archive_selected", selected)

    assert page_messages(response) in (
        ["The selection is invalid. Nothing was changed. Select the rows again."],
        ["We couldn't read your selection. Nothing was changed. Please select again."],
        [],
    )
    assert response.status_code == 200
    assert ChargingStationModel.objects.active().count() == 1


@pytest.mark.parametrize("action", ["delete_selected", "", "\x00", "archive", "__class__"])
def test_a_forged_action_changes_nothing(browser: HtmlClient, action: str) -> None:
    station_model = StationModelFactory()

    response = ask(browser, action, station_model)

    assert page_messages(response) == ["No action selected."]
    assert ChargingStationModel.objects.active().count() == 1


@pytest.mark.parametrize("index", ["abc", "-7", "9" * 30, "9" * 5_000])
def test_a_forged_index_is_answered(browser: HtmlClient, index: str) -> None:
    response = ask(browser, "archive_selected", StationModelFactory(), index=index)

    assert response.status_code == 200


def test_nothing_ticked_is_said_in_words(browser: HtmlClient) -> None:
    StationModelFactory()

    response = ask(browser, "archive_selected")

    assert page_messages(response) == ["Select at least one model first."]


def test_deleting_is_not_offered(browser: HtmlClient) -> None:
    StationModelFactory()

    page = browser.get(MODELS).content.decode()

    assert "archive_selected" in page
    assert "delete_selected" not in page


def test_nothing_happens_until_it_is_confirmed_and_the_page_says_what_would(browser: HtmlClient) -> None:
    first, second = StationModelFactory(model="first"), StationModelFactory(model="second")
    gone = StationModelFactory(model="gone", archived=True)
    before = catalogue_rows()

    page = ask(browser, "archive_selected", first, second, gone).content.decode()

    assert "Archive 3 models?" in page
    assert "2 will be archived" in page
    assert "1 is already archived" in page
    for each in (first, second, gone):
        assert f'<a href="{detail_page(each)}">{each}</a>' in page
    assert catalogue_rows() == before


def test_a_twin_in_the_way_is_named_before_it_is_confirmed(browser: HtmlClient) -> None:
    stuck = StationModelFactory(vendor="Alfen", model="NG910", archived=True)
    twin = StationModelFactory(vendor="ALFEN", model="ng910")
    pair = [StationModelFactory(vendor="Alfen", model="pair", archived=True) for _ in range(2)]

    page = ask(browser, "unarchive_selected", stuck, *pair).content.decode()

    assert "1 will be restored" in page
    assert "2 cannot be restored" in page
    assert f'<a href="{detail_page(twin)}">{twin}</a>' in page
    assert f'<a href="{detail_page(pair[0])}">{pair[0]} (archived)</a>' in page


def test_the_reason_that_is_typed_stands_in_each_event(browser: HtmlClient) -> None:
    do(browser, "archive_selected", StationModelFactory(), StationModelFactory(), reason="  Out of production. ")

    told = [event.reason for event in AuditEvent.objects.filter(action="archived")]
    assert told == ["Out of production."] * 2


@pytest.mark.parametrize("reason", ["x" * 501, "a\x00b", "a\nb", "a\u202eb"])
def test_a_bad_reason_is_a_form_error_and_changes_nothing(browser: HtmlClient, reason: str) -> None:
    asked = ask(browser, "archive_selected", StationModelFactory())
    before = catalogue_rows()

    response = confirm(browser, asked, reason=reason)

    assert response.status_code == 200
    assert response.context["form"].errors["reason"]
    assert catalogue_rows() == before


def test_more_than_a_thousand_are_not_done_in_one_go(browser: HtmlClient) -> None:
    create_synthetic(1_001, by=TEST_ACTOR)
    ticked = {"action": "archive_selected", "_selected_action": ["x"], "index": "0", "select_across": "1"}

    response = browser.post(MODELS, ticked, follow=True)

    [refused] = page_messages(response)
    assert refused.startswith("You can archive 1,000 models at a time.")
    assert ChargingStationModel.objects.archived().count() == 0


@pytest.mark.parametrize("verb", ["archive", "unarchive"])
def test_the_page_of_a_model_has_the_same_confirmation_and_leads_back_to_it(browser: HtmlClient, verb: str) -> None:
    station_model = StationModelFactory(archived=verb == "unarchive")
    link = f"{MODELS}{verb}/?ids={station_model.pk}&amp;page=1"
    assert link in browser.get(detail_page(station_model)).content.decode()

    response = confirm(browser, browser.get(html.unescape(link)), reason="Seen in the field")

    assert response.redirect_chain == [(detail_page(station_model), 302)]
    station_model.refresh_from_db()
    assert station_model.is_archived is (verb == "archive")
    assert AuditEvent.objects.latest("revision").reason == "Seen in the field"


@pytest.mark.parametrize("ids", ["", "abc", "\x00", ",", "1,2", "9" * 5_000, "00000000-0000-4000-8000-000000000000,x"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_forged_ids_lead_back_and_change_nothing(browser: HtmlClient, ids: str, method: str) -> None:
    StationModelFactory()
    before = catalogue_rows()

    response = getattr(browser, method)(f"{MODELS}archive/", {"ids": ids, "page": "1"})

    assert (response.status_code, response["Location"]) == (302, MODELS)
    assert catalogue_rows() == before


def test_ids_of_no_model_are_nothing_to_do(browser: HtmlClient) -> None:
    ids = ",".join(["00000000-0000-4000-8000-000000000000"] * 1_000)

    for asked in (ids, f"{ids},{ids}"):
        assert page_messages(browser.client.get(f"{MODELS}archive/", {"ids": asked}, follow=True)) == [
            "We couldn't read your selection. Nothing was changed. Please select again."
        ]
