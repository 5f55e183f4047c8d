"""Archiving and unarchiving what is ticked in the list."""

from typing import Any

import pytest

from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel
from tests.admin.browser import MODELS, Browser, change_page, messages_of, staff_browser
from tests.factories import StationModelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Browser:
    return staff_browser(username="ada")


def do(browser: Browser, action: str, *selected: Any, state: str = "all", **more: str) -> Any:
    keys = [str(getattr(each, "pk", each)) for each in selected]
    ticked = {"action": action, "_selected_action": keys, "index": "0", "select_across": "0", **more}
    return browser.post(f"{MODELS}?state={state}", ticked, follow=True)


def events() -> list[tuple[str, str, str]]:
    return [(event.action, event.door, event.actor_name) for event in AuditEvent.objects.filter(door="admin")]


def test_archiving_goes_through_the_domain_and_says_what_happened(browser: Browser) -> None:
    first, second = StationModelFactory(), StationModelFactory()
    gone = StationModelFactory(archived=True)
    row = ChargingStationModel.objects.values().get(pk=gone.pk)

    response = do(browser, "archive_selected", first, second, gone)

    assert messages_of(response) == ["2 charging station models archived. 1 was archived already."]
    assert ChargingStationModel.objects.archived().count() == 3
    assert ChargingStationModel.objects.values().get(pk=gone.pk) == row
    assert events() == [("archived", "admin", "ada")] * 2
    assert CatalogueRevision.objects.get().number == 6


def test_one_model_is_told_of_in_the_singular(browser: Browser) -> None:
    response = do(browser, "archive_selected", StationModelFactory())

    assert messages_of(response) == ["1 charging station model archived."]


def test_archiving_what_is_archived_moves_nothing(browser: Browser) -> None:
    gone = [StationModelFactory(archived=True), StationModelFactory(archived=True)]
    rows = list(ChargingStationModel.objects.values())

    response = do(browser, "archive_selected", *gone)

    assert messages_of(response) == ["0 charging station models archived. 2 were archived already."]
    assert list(ChargingStationModel.objects.values()) == rows
    assert events() == []


def test_unarchiving_brings_models_back(browser: Browser) -> None:
    gone, active = StationModelFactory(archived=True), StationModelFactory()

    response = do(browser, "unarchive_selected", gone, active)

    assert messages_of(response) == ["1 charging station model unarchived. 1 was active already."]
    assert ChargingStationModel.objects.active().count() == 2
    assert events() == [("unarchived", "admin", "ada")]


def test_unarchiving_does_all_that_it_can_and_names_those_with_a_twin(browser: Browser) -> None:
    stuck = StationModelFactory(vendor="Alfen", model="NG910", archived=True)
    twin = StationModelFactory(vendor="ALFEN", model="ng910")
    free = StationModelFactory(archived=True)

    response = do(browser, "unarchive_selected", stuck, free)

    done, refused = messages_of(response)
    assert done == "1 charging station model unarchived."
    assert refused.startswith("Not unarchived, because an active model has the same vendor and name: Alfen NG910 (")
    assert f'<a href="{change_page(twin)}">the active one</a>' in refused
    assert list(ChargingStationModel.objects.archived()) == [stuck]
    assert events() == [("unarchived", "admin", "ada")]


def test_of_two_archived_twins_one_comes_back(browser: Browser) -> None:
    twins = [StationModelFactory(vendor="Alfen", model="NG910", archived=True) for _ in range(2)]

    response = do(browser, "unarchive_selected", *twins)

    assert messages_of(response)[0] == "1 charging station model unarchived."
    assert ChargingStationModel.objects.active().count() == 1


def test_only_so_many_refusals_are_named(browser: Browser) -> None:
    stuck = []
    for number in range(22):
        stuck.append(StationModelFactory(model=f"NG{number}", archived=True))
        StationModelFactory(model=f"NG{number}")

    response = do(browser, "unarchive_selected", *stuck)

    [refused] = messages_of(response)
    assert refused.count("the active one") == 20
    assert refused.endswith(" and 2 more.")
    assert ChargingStationModel.objects.archived().count() == 22


def test_names_in_messages_are_text(browser: Browser) -> None:
    stuck = StationModelFactory(vendor="<b>Alfen</b>", model="NG910", archived=True)
    StationModelFactory(vendor="<b>Alfen</b>", model="NG910")

    page = do(browser, "unarchive_selected", stuck).content.decode()

    assert "&lt;b&gt;Alfen&lt;/b&gt; NG910" in page
    assert "<b>Alfen</b>" not in page


def test_all_of_the_filtered_list_can_be_archived(browser: Browser) -> None:
    for number in range(3):
        StationModelFactory(model=f"NG{number}")
    StationModelFactory(vendor="Wallbox", model="other")

    response = browser.post(
        f"{MODELS}?q=alfen",
        {
            "action": "archive_selected",
            "_selected_action": [str(ChargingStationModel.objects.get(model="NG0").pk)],
            "index": "0",
            "select_across": "1",
        },
        follow=True,
    )

    assert messages_of(response) == ["3 charging station models archived."]
    assert [each.model for each in ChargingStationModel.objects.active()] == ["other"]


@pytest.mark.parametrize("selected", ["abc", "", "\x00", "1", "9" * 5_000, "00000000-0000-4000-8000-000000000000"])
def test_a_forged_selection_changes_nothing(browser: Browser, selected: str) -> None:
    StationModelFactory()

    response = do(browser, "archive_selected", selected)

    assert response.status_code == 200
    assert ChargingStationModel.objects.active().count() == 1


@pytest.mark.parametrize("action", ["delete_selected", "", "\x00", "archive", "__class__"])
def test_a_forged_action_changes_nothing(browser: Browser, action: str) -> None:
    station_model = StationModelFactory()

    response = do(browser, action, station_model)

    assert messages_of(response) == ["No action selected."]
    assert ChargingStationModel.objects.active().count() == 1


@pytest.mark.parametrize("index", ["abc", "-7", "9" * 30, "9" * 5_000])
def test_a_forged_index_is_answered(browser: Browser, index: str) -> None:
    response = do(browser, "archive_selected", StationModelFactory(), index=index)

    assert response.status_code == 200


def test_nothing_ticked_is_said_in_words(browser: Browser) -> None:
    StationModelFactory()

    response = do(browser, "archive_selected")

    assert messages_of(response)[0].startswith("Items must be selected")


def test_deleting_is_not_offered(browser: Browser) -> None:
    StationModelFactory()

    page = browser.get(MODELS).content.decode()

    assert "archive_selected" in page
    assert "delete_selected" not in page
