"""New models from old ones: a duplicate, a successor. Nothing is written before Save."""

from typing import Any

import pytest

from catalog.models import AuditEvent, ChargingStationModel
from tests.admin.html_client import (
    ADD,
    MODELS,
    HtmlClient,
    change_page,
    detail_page,
    form_errors,
    page_messages,
    staff_client,
)
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, ReportedIdentityFactory, StationModelFactory, connector_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def original() -> ChargingStationModel:
    return StationModelFactory(
        vendor="Alfen",
        model="NG910",
        friendly_name="Eve",
        power_type="AC_3_PHASE",
        image_url="https://images.example.com/eve.png",
        connectors=[connector_data(1, max_amperage="16.5"), connector_data(2, format="CABLE", max_power_watts=22080)],
    )


def replace_page(station_model: ChargingStationModel) -> str:
    return change_page(station_model).replace("/change/", "/replace/")


def told(station_model: ChargingStationModel) -> dict[str, Any]:
    """All but what is its own."""
    own = {"id", "createdAt", "updatedAt", "isArchived"}
    return {name: value for name, value in station_model.as_document().items() if name not in own}


def test_a_duplicate_has_everything_and_needs_one_word_and_save(
    browser: HtmlClient, original: ChargingStationModel
) -> None:
    path = f"{ADD}?copy={original.pk}"
    assert path in browser.get(MODELS).content.decode()
    assert path in browser.get(detail_page(original)).content.decode()
    before = catalogue_rows()
    form = browser.form(path)
    assert catalogue_rows() == before

    response = browser.post(path, {**form, "model": "NG920"})

    assert response.status_code == 302
    made = ChargingStationModel.objects.get(model="NG920")
    assert told(made) == {**told(original), "model": "NG920"}
    assert AuditEvent.objects.latest("revision").action == "created"


def test_a_duplicate_that_keeps_its_name_is_refused_and_keeps_what_was_typed(
    browser: HtmlClient, original: ChargingStationModel
) -> None:
    before = catalogue_rows()

    response = browser.save(f"{ADD}?copy={original.pk}", {"friendly_name": "Other"})

    assert "Alfen NG910</a> already exists. Use a different model name." in form_errors(response)
    page = response.content.decode()
    assert "Archive it" not in page
    assert 'value="Other"' in page
    assert ">Save copy</button>" in page
    assert catalogue_rows() == before


@pytest.mark.parametrize("key", ["abc", "\x00", "9" * 5_000, "00000000-0000-4000-8000-000000000000"])
def test_a_copy_of_nothing_is_an_empty_form_that_says_so(browser: HtmlClient, key: str) -> None:
    response = browser.get(ADD, {"copy": key})

    assert response.status_code == 200
    assert page_messages(response) == ["The model to duplicate does not exist. An empty form is shown instead."]


def test_a_replacement_is_the_successor_and_the_old_one_points_to_it(
    browser: HtmlClient, original: ChargingStationModel
) -> None:
    assert replace_page(original) in browser.get(detail_page(original)).content.decode()

    response = browser.save(replace_page(original), {"connectors-0-max_amperage": "16", "reason": "Revision B"})

    made = ChargingStationModel.objects.active().get()
    assert (response.status_code, response["Location"]) == (302, detail_page(made))
    original.refresh_from_db()
    assert (original.is_archived, original.successor) == (True, made)
    assert [each.max_amperage for each in made.connectors.all()] == [16, 32]
    assert {**told(made), "connectors": []} == {**told(original), "connectors": []}
    events = AuditEvent.objects.filter(channel="admin")
    assert [(each.action, each.reason) for each in events] == [("created", "Revision B"), ("replaced", "Revision B")]
    new, old = (browser.get(detail_page(each)).content.decode() for each in (made, original))
    assert f'<a href="{detail_page(original)}">Previous Alfen' in new
    assert f'The current model is <a href="{detail_page(made)}">' in old


def test_a_replacement_without_a_difference_is_refused(browser: HtmlClient, original: ChargingStationModel) -> None:
    before = catalogue_rows()

    same = browser.save(replace_page(original), {"reason": "Revision B"})
    evse = browser.save(replace_page(original), {"connectors-0-evse": "1", "connectors-1-evse": "1"})

    for response in (same, evse):
        assert "The replacement is the same as Alfen NG910." in form_errors(response)
        assert ">Replace model</button>" in response.content.decode()
    assert catalogue_rows() == before


def test_a_replacement_says_what_changes_and_what_moves(browser: HtmlClient, original: ChargingStationModel) -> None:
    ReportedIdentityFactory(station_models=[original])
    page = browser.get(replace_page(original)).content.decode()

    assert "<h1>Replace Alfen NG910</h1>" in page
    assert "1 reported name moves to the new model." in page
    assert "Nothing yet. Change what is different about the new hardware." in page
    refused = browser.save(replace_page(original), {"connectors-0-max_amperage": "16", "model": ""})
    assert "Current of connector 1 16.5 A → 16 A" in refused.content.decode()


def test_a_refused_replacement_changes_neither(browser: HtmlClient, original: ChargingStationModel) -> None:
    StationModelFactory(vendor="Alfen", model="NG920")
    before = catalogue_rows()

    twin = browser.save(replace_page(original), {"model": "ng920"})
    bad = browser.save(replace_page(original), {"vendor": "", "connectors-0-max_voltage": "0"})

    assert "already exists. Use a different model name." in form_errors(twin)
    assert "vendor: Enter the vendor." in form_errors(bad)
    assert catalogue_rows() == before


def test_a_model_that_changed_meanwhile_is_not_replaced(browser: HtmlClient, original: ChargingStationModel) -> None:
    form = browser.form(replace_page(original))
    original.rename("Eve Double", by=TEST_ACTOR)
    before = catalogue_rows()

    response = browser.post(replace_page(original), form)

    assert "tests changed this model while you were editing" in form_errors(response)
    assert catalogue_rows() == before


def test_what_is_archived_is_not_replaced(browser: HtmlClient) -> None:
    gone = StationModelFactory(archived=True)
    before = catalogue_rows()

    for response in (browser.get(replace_page(gone)), browser.post(replace_page(gone), {"vendor": "x"})):
        assert (response.status_code, response["Location"]) == (302, change_page(gone))
    assert replace_page(gone) not in browser.get(detail_page(gone)).content.decode()
    assert catalogue_rows() == before


def test_the_reason_of_an_edit_stands_in_its_event(browser: HtmlClient, original: ChargingStationModel) -> None:
    browser.save(change_page(original), {"friendly_name": "Eve Double", "reason": " As it is sold "})

    assert AuditEvent.objects.latest("revision").reason == "As it is sold"


@pytest.mark.parametrize("reason", ["x" * 501, "a\x00b", "a\nb", "a\u202eb"])
def test_a_bad_reason_is_a_form_error(browser: HtmlClient, original: ChargingStationModel, reason: str) -> None:
    before = catalogue_rows()

    for path in (change_page(original), replace_page(original)):
        assert "reason: " in form_errors(browser.save(path, {"friendly_name": "Other", "reason": reason}))
    assert catalogue_rows() == before
