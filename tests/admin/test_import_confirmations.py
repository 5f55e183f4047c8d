"""What may happen between the review of an import and its confirmation."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from catalog.models import AuditEvent, ChargingStationModel, PendingImport
from catalog.models.pending_import import PER_USER_MAX
from tests.admin.html_client import MODELS, HtmlClient, form_fields, page_messages, staff_client
from tests.admin.import_helpers import (
    IMPORT,
    choose_for_all,
    confirm,
    page_url,
    press,
    preview_rows,
    row_values,
    upload,
)
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory

pytestmark = pytest.mark.django_db

EXPIRED = "This preview has expired. Nothing was saved. Upload the file again."


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.mark.parametrize(
    "change",
    [
        lambda: StationModelFactory(model="NG900"),
        lambda: ChargingStationModel.objects.get().rename("New", by=TEST_ACTOR),
    ],
    ids=["created", "renamed"],
)
def test_a_catalogue_that_changed_has_a_new_preview(browser: HtmlClient, change: Callable[[], Any]) -> None:
    StationModelFactory(model="NG901")
    review = choose_for_all(browser, upload(browser, [row_values("NG900"), row_values("NG901", 3680)]), "edit")
    change()
    before = catalogue_rows()

    again = confirm(browser, review)

    assert page_messages(again) == ["The catalogue has changed since. Nothing was imported. Check the new preview."]
    assert catalogue_rows() == before
    assert preview_rows(again) != preview_rows(review)

    done = confirm(browser, again)

    assert page_url(done).endswith("/done/")
    assert ChargingStationModel.objects.get(model="NG901").as_document()["connectors"][0]["maxPowerWatts"] == 3680


@pytest.mark.parametrize("version", ["", "0", "99", "-1", "\x00", "x" * 10_000])
def test_another_version_writes_nothing(browser: HtmlClient, version: str) -> None:
    review = upload(browser, [row_values()])
    before = catalogue_rows()

    again = confirm(browser, review, version=version)

    assert page_messages(again)[0].startswith("Nothing was imported.")
    assert catalogue_rows() == before


@pytest.mark.parametrize("key", [str(uuid.uuid4()), "x", "\u0660" * 36, "0" * 10_000])
@pytest.mark.parametrize("step", ["", "columns/", "problems/", "done/"])
def test_an_upload_that_is_not_there_has_expired(browser: HtmlClient, key: str, step: str) -> None:
    page = browser.post(f"{IMPORT}{key}/{step}", {"do": "import", "version": "1"}, follow=True)

    assert page_messages(page) == [EXPIRED]
    assert page.redirect_chain == [(IMPORT, 302)]


def test_nobody_sees_or_confirms_what_another_uploaded(browser: HtmlClient) -> None:
    review = upload(browser, [row_values()])
    before = catalogue_rows()
    bob = staff_client(username="bob")

    seen = bob.get(page_url(review))
    done = confirm(bob, review)

    assert seen.status_code == 302
    assert page_messages(done)[0] == EXPIRED
    assert catalogue_rows() == before
    assert page_messages(confirm(browser, review))[0].startswith("Imported models.json: 1 new.")


def test_a_double_click_imports_once_and_shows_what_was_imported(browser: HtmlClient) -> None:
    StationModelFactory(model="NG901")
    review = upload(browser, [row_values("NG900"), row_values("NG901", 3680)])
    fields = {**form_fields(review.content.decode()), "do": "import", "choice-1": "edit"}

    first, second = (browser.post(page_url(review), fields, follow=True) for _ in range(2))

    assert page_url(first) == page_url(second)
    assert page_url(first).endswith("/done/")
    assert "Alfen NG900" in second.content.decode()
    assert AuditEvent.objects.filter(channel="import").count() == 2
    assert browser.get(page_url(review)).status_code == 302


def test_choices_of_another_window_are_not_imported_unseen(browser: HtmlClient) -> None:
    StationModelFactory(model="NG901")
    one = upload(browser, [row_values("NG901", 3680)])
    other = browser.get(page_url(one))
    choose_for_all(browser, one, "replace")
    before = catalogue_rows()

    again = confirm(browser, other)
    saved = press(browser, other, do="save", choice__0="edit")

    assert page_messages(again) == [
        "Nothing was imported. Your choices were changed in another window. Check them below."
    ]
    assert page_messages(saved) == ["Your choices were changed in another window. Check them below."]
    assert catalogue_rows() == before
    assert PendingImport.objects.get().choices == {"0": "replace"}


def test_two_files_in_two_windows_are_two_imports(browser: HtmlClient) -> None:
    one = upload(browser, [row_values("NG900")])
    other = upload(browser, [row_values("NG900", 3680)])

    done = confirm(browser, one)
    again = confirm(browser, other)

    assert page_url(done).endswith("/done/")
    assert preview_rows(again) == [("NG900", "different", ["Connector 1 power: 7.36 kW → 3.68 kW"])]
    assert ChargingStationModel.objects.get().as_document()["connectors"][0]["maxPowerWatts"] == 7360


def test_an_expired_preview_is_over_and_deleted(browser: HtmlClient) -> None:
    review = upload(browser, [row_values()])
    PendingImport.objects.update(created_at="2026-01-01T00:00Z")

    done = confirm(browser, review)
    call_command("delete_expired", verbosity=0)

    assert page_messages(done) == [EXPIRED]
    assert PendingImport.objects.count() == 0
    assert ChargingStationModel.objects.count() == 0


def test_a_user_has_no_more_than_a_few_files_stored(browser: HtmlClient) -> None:
    first = upload(browser, [row_values()])

    for _ in range(PER_USER_MAX):
        upload(browser, [row_values()])

    assert PendingImport.objects.count() == PER_USER_MAX
    assert browser.get(page_url(first)).status_code == 302


def test_an_import_is_undone_as_a_whole(browser: HtmlClient) -> None:
    kept, updated, replaced = (StationModelFactory(model=f"NG90{number}") for number in range(3))
    review = upload(browser, [row_values(f"NG90{number}", 3680) for number in range(4)])
    done = confirm(browser, review, choice__1="edit", choice__2="replace")
    assert ChargingStationModel.objects.active().count() == 4
    token = form_fields(done.content.decode())["token"]

    undone = browser.post(reverse("admin:undo"), {"token": token}, follow=True)

    assert page_messages(undone)[0].startswith("Undone")
    active = ChargingStationModel.objects.active().in_order()
    assert [each.pk for each in active] == [kept.pk, updated.pk, replaced.pk]
    assert {each.as_document()["connectors"][0]["maxPowerWatts"] for each in active} == {7360}


def test_an_upload_is_no_login(browser: HtmlClient) -> None:
    upload(browser, [row_values()])
    other = HtmlClient()
    other.client.cookies["sessionid"] = str(PendingImport.objects.get().pk)

    assert other.get(MODELS).status_code == 302
