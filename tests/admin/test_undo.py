"""The Undo of a message: for the person who made the change, for an hour, and only while nothing changed since."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.utils import timezone

from catalog.admin import undo
from catalog.models import AuditEvent, ChargingStationModel
from tests.admin.html_client import MODELS, HtmlClient, form_fields, page_messages, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory

pytestmark = pytest.mark.django_db

UNDO = "/admin/catalog/auditevent/undo/"


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client()


@pytest.fixture
def station_models() -> list[ChargingStationModel]:
    models: list[ChargingStationModel] = StationModelFactory.create_batch(3)
    return models


def archive(browser: HtmlClient, station_models: list[ChargingStationModel]) -> str:
    """Archive the models, and return the token of the message's Undo."""
    ids = ",".join(str(each.pk) for each in station_models)
    page = browser.post(f"{MODELS}archive/", {"ids": ids}, follow=True)
    html = page.content.decode()
    assert f'action="{UNDO}"' in html
    return str(form_fields(html)["token"])


def are_archived() -> set[bool]:
    return {each.is_archived for each in ChargingStationModel.objects.all()}


def press(browser: HtmlClient, token: str, **headers: str) -> Any:
    return browser.post(UNDO, {"token": token}, follow=True, **headers)


def test_an_archived_selection_comes_back_with_one_press(
    browser: HtmlClient, station_models: list[ChargingStationModel]
) -> None:
    token = archive(browser, station_models)

    page = press(browser, token)

    assert page_messages(page) == ["Undone: 3 changes."]
    assert are_archived() == {False}
    events = AuditEvent.objects.filter(action="unarchived")
    assert {(each.reason, each.channel, each.user) for each in events} == {
        ("Undone", "admin", AuditEvent.objects.latest("revision").user)
    }


def test_undo_leads_back_to_the_page_that_it_was_on(
    browser: HtmlClient, station_models: list[ChargingStationModel]
) -> None:
    token = archive(browser, station_models[:1])

    page = browser.post(UNDO, {"token": token}, Referer=f"http://testserver{MODELS}?state=all")
    elsewhere = browser.post(UNDO, {"token": token}, Referer="https://else.example/admin/")

    assert page["Location"] == f"{MODELS}?state=all"
    assert elsewhere["Location"] == "/admin/"


def refused(browser: HtmlClient, token: str) -> str:
    before = catalogue_rows()
    [text] = page_messages(press(browser, token))
    assert catalogue_rows() == before
    return text


def test_a_second_undo_changes_nothing(browser: HtmlClient, station_models: list[ChargingStationModel]) -> None:
    token = archive(browser, station_models)
    press(browser, token)

    assert "already undone" in refused(browser, token)


def test_undo_of_a_selection_of_which_one_has_changed_changes_nothing(
    browser: HtmlClient, station_models: list[ChargingStationModel]
) -> None:
    token = archive(browser, station_models)
    station_models[1].unarchive(by=TEST_ACTOR)

    assert "tests has changed" in refused(browser, token)


def test_another_person_cannot_undo(browser: HtmlClient, station_models: list[ChargingStationModel]) -> None:
    token = archive(browser, station_models)

    assert "Only the person" in refused(staff_client(), token)


def test_a_forged_token_changes_nothing(browser: HtmlClient, station_models: list[ChargingStationModel]) -> None:
    token = archive(browser, station_models)

    assert "not valid" in refused(browser, token[:-1] + ("A" if token[-1] != "A" else "B"))
    assert "not valid" in refused(browser, signing.dumps({"user": 1}, salt="else"))


def test_an_old_token_changes_nothing(
    browser: HtmlClient, station_models: list[ChargingStationModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = archive(browser, station_models)
    later = timezone.now() + timedelta(seconds=undo.UNDO_MAX_AGE + 5)
    monkeypatch.setattr(signing.time, "time", later.timestamp)

    assert "for one hour" in refused(browser, token)


def test_undo_needs_the_csrf_token(browser: HtmlClient, station_models: list[ChargingStationModel]) -> None:
    token = archive(browser, station_models)

    response = browser.client.post(UNDO, {"token": token})

    assert response.status_code == 403
    assert are_archived() == {True}


def test_a_change_of_nothing_has_no_undo(browser: HtmlClient) -> None:
    archived = StationModelFactory(archived=True)

    page = browser.post(f"{MODELS}archive/", {"ids": str(archived.pk)}, follow=True)

    assert page_messages(page) == ["Nothing was changed. 1 was already archived."]


def test_an_opposite_that_was_registered_is_undone_with_the_events(
    browser: HtmlClient, station_models: list[ChargingStationModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Any] = []
    monkeypatch.setitem(undo.OPPOSITES, "test", lambda value, by: done.append((value, by.user)))
    token = signing.loads(archive(browser, station_models), salt="catalog.admin.undo")

    press(browser, signing.dumps({**token, "opposite": ["test", {"entry": 7}]}, salt="catalog.admin.undo"))

    assert [value for value, _ in done] == [{"entry": 7}]
    assert are_archived() == {False}
