"""Near duplicates in the admin: a name that resolve would take for another model is asked about before it is saved."""

import pytest

from catalog.models import ChargingStationModel
from tests.admin.html_client import ADD, HtmlClient, change_page, detail_page, form_errors, form_fields, staff_client
from tests.admin.import_helpers import confirm, preview_rows, row_values, upload
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory

pytestmark = pytest.mark.django_db

NEW = {
    "model": "NG910",
    "power_type": "AC_1_PHASE",
    "ocpp_url_key": "key",
    "connectors-TOTAL_FORMS": "1",
    "connectors-INITIAL_FORMS": "0",
    "connectors-0-connector_id": "1",
    "connectors-0-connection_type": "IEC_62196_T2",
    "connectors-0-format": "SOCKET",
    "connectors-0-max_amperage": "32",
    "connectors-0-max_voltage": "230",
    "connectors-0-max_power_watts": "7.36",
}


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


def test_a_near_duplicate_is_saved_once_it_is_confirmed(browser: HtmlClient) -> None:
    known = StationModelFactory(vendor="Alfen", model="NG-910")
    before = catalogue_rows()

    asked = browser.save(ADD, {"vendor": "Alfen", **NEW})
    fields = form_fields(asked.content.decode())
    again = browser.post(ADD, fields)
    unchanged = catalogue_rows()
    saved = browser.post(ADD, {**fields, "seen_near_duplicates": str(known.pk)})

    assert (asked.status_code, again.status_code) == (200, 200)
    page = asked.content.decode()
    assert "are recognised as" in form_errors(asked)
    assert f'<a href="{detail_page(known)}">Alfen NG-910</a>' in page
    assert "A different product than Alfen NG-910" in page
    assert unchanged == before
    assert saved.status_code == 302
    assert ChargingStationModel.objects.active().count() == 2


def test_another_near_duplicate_is_confirmed_separately(browser: HtmlClient) -> None:
    known = StationModelFactory(vendor="Alfen", model="NG-910")
    fields = form_fields(browser.save(ADD, {"vendor": "Alfen", **NEW}).content.decode())
    StationModelFactory(vendor="Alfen", model="NG/910")

    again = browser.post(ADD, {**fields, "seen_near_duplicates": str(known.pk)})

    assert again.status_code == 200
    assert "Alfen NG-910</a>, <a" in again.content.decode()
    assert ChargingStationModel.objects.count() == 2


def test_an_edit_that_keeps_the_name_is_not_asked_about(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Alfen", model="NG-910")
    other = StationModelFactory(vendor="Alfen", model="NG910")

    kept = browser.save(change_page(other), {"friendly_name": "Eve"})
    renamed = browser.save(change_page(other), {"model": "NG9 10"})

    assert kept.status_code == 302
    assert renamed.status_code == 200
    other.refresh_from_db()
    assert (other.model, other.friendly_name) == ("NG910", "Eve")


def test_a_preview_says_which_rows_are_near_duplicates(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Alfen", model="NG-910")

    preview = upload(browser, [row_values("NG910"), row_values("NG911")])
    StationModelFactory(vendor="Alfen", model="NG/911")
    changed = confirm(browser, preview)

    assert preview_rows(preview) == [("NG910", "new", []), ("NG911", "new", [])]
    assert [len(each.doubts) for each in preview.context["preview"].rows] == [1, 0]
    assert "would be taken for Alfen NG-910" in preview.content.decode()
    assert [len(each.doubts) for each in changed.context["preview"].rows] == [1, 1]
    assert ChargingStationModel.objects.count() == 2
