"""The vendor in the forms of models and aliases: known vendors are spelled one way, new ones are added deliberately."""

from typing import Any

import pytest

from catalog.models import ChargingStationModel, VendorSynonym
from tests.admin.html_client import ADD, HtmlClient, change_page, form_errors, form_fields, page_messages, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory, VendorFactory, VendorSynonymFactory

pytestmark = pytest.mark.django_db

ADD_ALIAS = "/admin/catalog/vendorsynonym/add/"
NEW = {
    "model": "P40-X",
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


@pytest.mark.parametrize("typed", ["keba", "KEBA", " Keba ", "KEBA AG", "Ke-ba GmbH"])
def test_a_known_vendor_is_saved_in_its_known_spelling(browser: HtmlClient, typed: str) -> None:
    StationModelFactory(vendor="KEBA", model="P30")

    response = browser.post(ADD, {**browser.form(ADD), "vendor": typed, **NEW}, follow=True)

    assert ChargingStationModel.objects.get(model="P40-X").vendor == "KEBA"
    is_said = "Vendor saved as KEBA, as the catalogue writes it." in page_messages(response)
    assert is_said is (typed != "KEBA")


def test_a_vendor_row_decides_the_spelling(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Keba", model="P30")
    VendorFactory(name="KEBA")

    browser.save(ADD, {"vendor": "keba", **NEW})

    assert ChargingStationModel.objects.get(model="P40-X").vendor == "KEBA"


@pytest.mark.parametrize("confirmed", [{}, {"new_vendor": ""}, {"new_vendor": "Keba"}, {"new_vendor": "on"}])
def test_a_new_vendor_that_was_not_chosen_is_refused(browser: HtmlClient, confirmed: dict[str, str]) -> None:
    StationModelFactory(vendor="KEBA", model="P30")
    before = catalogue_rows()

    response = browser.save(ADD, {"vendor": "Keeba", **NEW, **confirmed})

    assert "The catalogue has no vendor \u201cKeeba\u201d." in form_errors(response)
    assert 'name="new_vendor" id="id_new_vendor" value="Keeba"' in response.content.decode()
    assert catalogue_rows() == before


def test_a_new_vendor_that_was_chosen_is_added(browser: HtmlClient) -> None:
    refused = form_fields(browser.save(ADD, {"vendor": "Keeba", **NEW}).content.decode())

    response = browser.post(ADD, {**refused, "new_vendor": "Keeba"})

    assert response.status_code == 302
    assert ChargingStationModel.objects.get().vendor == "Keeba"


def test_an_alias_is_no_vendor_unless_it_is_chosen(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Wallbox", model="PLP1")
    VendorSynonymFactory(name="Wall Box Chargers", vendor="Wallbox")

    response = browser.save(ADD, {"vendor": "Wall Box Chargers", **NEW})

    assert "is an alias of Wallbox. Use Wallbox" in form_errors(response)
    assert ChargingStationModel.objects.count() == 1


def test_the_only_model_of_a_vendor_can_be_respelled(browser: HtmlClient) -> None:
    station_model = StationModelFactory(vendor="Keba")

    response = browser.save(change_page(station_model), {"vendor": "KEBA"})

    assert response.status_code == 302
    station_model.refresh_from_db()
    assert station_model.vendor == "KEBA"


def test_an_edit_that_keeps_an_odd_spelling_is_saved(browser: HtmlClient) -> None:
    StationModelFactory(vendor="KEBA", model="P30")
    odd = StationModelFactory(vendor="keba", model="P40")

    response = browser.save(change_page(odd), {"friendly_name": "Wallbox"})

    assert response.status_code == 302
    odd.refresh_from_db()
    assert (odd.vendor, odd.friendly_name) == ("keba", "Wallbox")


@pytest.mark.parametrize("typed", ["keba", "KEBA GmbH"])
def test_an_alias_is_of_the_known_spelling(browser: HtmlClient, typed: str) -> None:
    StationModelFactory(vendor="KEBA")

    response = browser.save(ADD_ALIAS, {"name": "Kecontact", "vendor": typed})

    assert response.status_code == 302
    assert VendorSynonym.objects.get().vendor == "KEBA"


@pytest.mark.parametrize("typed", ["Huawei Digital Power", "!!", "a\u202eb"])
def test_an_alias_of_a_vendor_that_is_not_there_is_refused(browser: HtmlClient, typed: str) -> None:
    StationModelFactory(vendor="KEBA")
    before = catalogue_rows()

    response = browser.save(ADD_ALIAS, {"name": "Huawei", "vendor": typed})

    assert response.status_code == 200
    errors: Any = response.context["adminform"].form.errors
    assert "vendor" in errors
    assert catalogue_rows() == before
