"""What may happen between the preview of an import and its confirmation."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command

from catalog.models import ChargingStationModel
from tests.admin.html_client import MODELS, HtmlClient, form_fields, page_messages, staff_client
from tests.admin.import_helpers import IMPORT, confirm, preview_rows, row_values, upload
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda: StationModelFactory(model="NG900"),
        lambda: ChargingStationModel.objects.get().rename("New", by=TEST_ACTOR),
    ],
    ids=["created", "renamed"],
)
def test_a_catalogue_that_changed_meanwhile_is_previewed_anew(
    browser: HtmlClient, meanwhile: Callable[[], Any]
) -> None:
    StationModelFactory(model="NG901")
    preview = upload(browser, [row_values("NG900"), row_values("NG901", 3680)], differing="edit")
    meanwhile()
    before = catalogue_rows()

    again = confirm(browser, preview)

    assert page_messages(again) == [
        "The catalogue changed after the preview. Nothing was imported. Check the updated preview below."
    ]
    assert catalogue_rows() == before
    assert preview_rows(again) != preview_rows(preview)

    done = confirm(browser, again)

    assert done.redirect_chain == [(MODELS, 302)]
    assert ChargingStationModel.objects.get(model="NG901").as_document()["connectors"][0]["maxPowerWatts"] == 3680


@pytest.mark.parametrize("digest", ["", "0" * 64, "\x00", "x" * 10_000])
def test_a_forged_digest_writes_nothing(browser: HtmlClient, digest: str) -> None:
    preview = upload(browser, [row_values()])
    before = catalogue_rows()

    again = confirm(browser, preview, digest=digest)

    assert preview_rows(again) == [("NG900", "created", [])]
    assert catalogue_rows() == before


@pytest.mark.parametrize("key", ["", "\x00", "a" * 32, "x" * 10_000, "../models.json"])
def test_a_forged_key_writes_nothing(browser: HtmlClient, key: str) -> None:
    preview = upload(browser, [row_values()])
    before = catalogue_rows()

    done = confirm(browser, preview, upload=key)

    assert page_messages(done) == ["The preview has expired. Nothing was imported. Choose the file again."]
    assert done.redirect_chain == [(IMPORT, 302)]
    assert catalogue_rows() == before


def test_a_session_is_no_upload(browser: HtmlClient) -> None:
    preview = upload(browser, [row_values()])

    done = confirm(browser, preview, upload=browser.client.session.session_key)

    assert page_messages(done)[0].startswith("The preview has expired.")
    assert browser.get(MODELS).status_code == 200
    assert ChargingStationModel.objects.count() == 0


def test_an_upload_is_no_session(browser: HtmlClient) -> None:
    key = form_fields(upload(browser, [row_values()]).content.decode())["upload"]
    other = HtmlClient()
    other.client.cookies["sessionid"] = key

    assert other.get(MODELS).status_code == 302


def test_nobody_confirms_what_another_uploaded(browser: HtmlClient) -> None:
    preview = upload(browser, [row_values()])
    before = catalogue_rows()

    done = confirm(staff_client(username="bob"), preview)

    assert page_messages(done)[0].startswith("The preview has expired.")
    assert catalogue_rows() == before
    assert page_messages(confirm(browser, preview)) == ["1 created, 0 unchanged."]


def test_a_preview_is_confirmed_once(browser: HtmlClient) -> None:
    preview = upload(browser, [row_values()])
    confirm(browser, preview)
    before = catalogue_rows()

    done = confirm(browser, preview)

    assert page_messages(done)[0].startswith("The preview has expired.")
    assert catalogue_rows() == before


def test_an_expired_preview_is_over_and_deleted(browser: HtmlClient) -> None:
    preview = upload(browser, [row_values()])
    key = form_fields(preview.content.decode())["upload"]
    Session.objects.filter(pk=key).update(expire_date="2026-01-01T00:00Z")

    done = confirm(browser, preview)
    call_command("delete_expired", verbosity=0)

    assert page_messages(done)[0].startswith("The preview has expired.")
    assert not Session.objects.filter(pk=key).exists()
    assert ChargingStationModel.objects.count() == 0
