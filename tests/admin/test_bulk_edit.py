"""Editing many models from the list: form, preview, one change, one undo."""

import re
from typing import Any

import pytest
from django.urls import reverse

from catalog.models import AuditEvent, ChargingStationModel
from tests.admin.html_client import MODELS, HtmlClient, page_messages, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory

pytestmark = pytest.mark.django_db

EDIT = f"{MODELS}edit/"


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


def select(browser: HtmlClient, *station_models: Any, query: str = "", across: str = "0") -> Any:
    keys = [str(each.pk) for each in station_models]
    data = {"action": "edit_selected", "_selected_action": keys, "index": "0", "select_across": across}
    return browser.post(f"{MODELS}{query}", data)


def preview(browser: HtmlClient, *station_models: Any, **values: Any) -> Any:
    ids = ",".join(str(each.pk) for each in station_models)
    return browser.post(EDIT, {"ids": ids, **values, "preview": "1"})


def confirm(browser: HtmlClient, shown: Any, *station_models: Any, **values: Any) -> Any:
    ids = ",".join(str(each.pk) for each in station_models)
    [digest] = re.findall(r'name="confirm" value="(\w+)"', shown.content.decode())
    return browser.post(EDIT, {"ids": ids, **values, "confirm": digest}, follow=True)


def test_the_selection_opens_a_form_that_keeps_each_field(browser: HtmlClient) -> None:
    models = [StationModelFactory(vendor="Alfen") for _ in range(3)]
    before = catalogue_rows()

    page = select(browser, models[0], query="?vendor=Alfen", across="1").content.decode()

    assert "Edit 3 models" in page
    assert len(re.findall(r'value="keep"[^>]* checked', page)) == 9
    assert 'href="/admin/catalog/chargingstationmodel/?vendor=Alfen"' in page.replace("%3D", "=")
    assert catalogue_rows() == before


def test_the_preview_says_what_changes_and_why_not_and_writes_nothing(browser: HtmlClient) -> None:
    changing = StationModelFactory(vendor="Alfen BV", model="A", evidence={"designation": {"level": "known"}})
    same = StationModelFactory(vendor="Alfen", model="B")
    stuck = StationModelFactory(vendor="Alfen BV", model="b")
    before = catalogue_rows()

    page = preview(browser, changing, same, stuck, vendor_how="set", vendor="Alfen").content.decode()

    assert "<strong>1</strong> changes · <strong>1</strong> already so · <strong>1</strong> refused" in page
    assert "Alfen BV b: Alfen B is an active model already." in page
    assert "1 model loses the evidence of: Designation." in page
    assert ">Change 1 model</button>" in page
    assert catalogue_rows() == before


def test_a_vendor_is_renamed_and_the_change_undone(browser: HtmlClient) -> None:
    models = [StationModelFactory(vendor="Old", model=f"M{number}") for number in range(26)]
    values = {"vendor_how": "set", "vendor": "New", "reason": "Sold"}
    before = {each.pk: each.as_record() for each in ChargingStationModel.objects.all()}

    response = confirm(browser, preview(browser, *models, **values), *models, **values)

    assert ChargingStationModel.objects.filter(vendor="New").count() == 26
    events = AuditEvent.objects.filter(action="edited")
    assert {(each.reason, each.user.username) for each in events} == {("Sold", "ada")}
    assert len({each.request_id for each in events}) == 1
    [message] = page_messages(response)
    assert message.startswith("Changed 26 models.")
    [token] = re.findall(r'name="token" value="([^"]+)"', response.content.decode())
    undone = browser.post(reverse("admin:undo"), {"token": token}, follow=True)
    assert page_messages(undone) == ["Undone: 26 changes."]
    restored = {each.pk: each.as_record() for each in ChargingStationModel.objects.all()}
    assert {pk: record["vendor"] for pk, record in restored.items()} == {
        pk: record["vendor"] for pk, record in before.items()
    }


def test_fields_are_cleared_and_evidence_is_set(browser: HtmlClient) -> None:
    models = [StationModelFactory(friendly_name="Eve", model=name) for name in "ab"]
    values = {
        "friendly_name_how": "clear",
        "ratings_evidence_how": "set",
        "ratings_evidence_level": "cited",
        "ratings_evidence_source": "Data sheet",
    }

    confirm(browser, preview(browser, *models, **values), *models, **values)

    for each in ChargingStationModel.objects.all():
        assert each.friendly_name is None
        assert [(one.subject, one.source) for one in each.evidence.all()] == [("ratings", "Data sheet")]


@pytest.mark.parametrize(
    ("values", "issue"),
    [
        ({}, "Choose Set to or Clear for at least one field."),
        ({"vendor_how": "set"}, "Enter a value, or choose Keep."),
        ({"vendor": "New"}, "Choose Set to for this value, or empty the field."),
        ({"vendor_how": "clear"}, "Select a valid choice."),
        ({"image_url_how": "set", "image_url": "ftp://x"}, "Must be an absolute"),
    ],
)
def test_a_form_with_mistakes_is_shown_again(browser: HtmlClient, values: dict[str, str], issue: str) -> None:
    station_model = StationModelFactory()
    before = catalogue_rows()

    response = preview(browser, station_model, **values)

    assert response.status_code == 200
    assert issue in str(response.context["form"].errors).replace("&#x27;", "'")
    assert response.context["preview"] is None
    assert catalogue_rows() == before


def test_a_preview_that_is_no_longer_true_is_shown_again(browser: HtmlClient) -> None:
    station_model, values = StationModelFactory(), {"vendor_how": "set", "vendor": "New"}
    shown = preview(browser, station_model, **values)
    StationModelFactory(vendor="New", model=station_model.model)
    before = catalogue_rows()

    response = confirm(browser, shown, station_model, **values)

    assert page_messages(response) == [
        "Nothing was changed. The models have changed since you opened the page. Check what would change now."
    ]
    assert len(response.context["preview"].refused) == 1
    assert catalogue_rows() == before


def test_near_duplicates_other_spellings_and_lost_vendors_are_pointed_out(browser: HtmlClient) -> None:
    StationModelFactory(vendor="KEBA", model="P-30")
    models = [StationModelFactory(vendor="Kebo", model=name) for name in ("P30", "P40")]

    page = preview(browser, *models, vendor_how="set", vendor="keba").content.decode()

    assert "Other models write this vendor KEBA." in page
    assert "keba P30: KEBA P-30" in page
    assert "No model of Kebo remains" in page
    assert 'href="/admin/catalog/vendor/kebo/rename/?name=keba"' in page


@pytest.mark.parametrize("ids", ["", "abc", "00000000-0000-4000-8000-000000000000"])
def test_a_forged_selection_is_refused(browser: HtmlClient, ids: str) -> None:
    StationModelFactory()
    before = catalogue_rows()

    response = browser.post(EDIT, {"ids": ids, "vendor_how": "set", "vendor": "New"}, follow=True)

    assert page_messages(response) == ["We couldn't read your selection. Nothing was changed. Please select again."]
    assert catalogue_rows() == before
