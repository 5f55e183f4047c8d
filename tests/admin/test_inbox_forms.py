"""The forms that an entry of the inbox opens: a new model, a vendor alias, a reported name of several models."""

from typing import Any

import pytest

from catalog.models import AuditEvent, ChargingStationModel, ReportedIdentity, UnknownHardware, VendorSynonym
from catalog.resolve.inbox_check import check_inbox
from tests.admin.html_client import HtmlClient, change_page, form_fields, page_messages, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import (
    ApiClientFactory,
    ReportedIdentityFactory,
    StationModelFactory,
    UnknownHardwareFactory,
    VendorSynonymFactory,
    connector_data,
)

pytestmark = pytest.mark.django_db

INBOX = "/admin/catalog/unknownhardware/"
UNDO = "/admin/catalog/auditevent/undo/"


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def entry() -> UnknownHardware:
    client = ApiClientFactory(name="CSMS of Example")
    return UnknownHardwareFactory(
        vendor="Wall Box", model="PLP1-0-2-5", count=7, first_client=client, last_client=client
    )


def everything() -> Any:
    return catalogue_rows(), list(UnknownHardware.objects.values())


def save(browser: HtmlClient, entry: UnknownHardware, page: str, **typed: Any) -> Any:
    path = f"{INBOX}{entry.pk}/{page}/"
    return browser.post(path, {**browser.form(path), **typed}, follow=True)


def connector_row() -> dict[str, str]:
    data = connector_data(max_power_watts="7360 W")
    return {f"connectors-0-{name}": str(value) for name, value in data.items()}


def add_model(browser: HtmlClient, entry: UnknownHardware, **typed: str) -> Any:
    values = {"power_type": "AC_1_PHASE", "ocpp_url_key": "x", "new_vendor": typed.get("vendor", entry.vendor)}
    return save(browser, entry, "new-model", **values, **connector_row(), **typed)


# A new model


def test_a_new_model_starts_with_what_was_reported_and_resolves_the_entry(
    browser: HtmlClient, entry: UnknownHardware
) -> None:
    following = UnknownHardwareFactory(vendor="Zaptec")
    page = browser.get(f"{INBOX}{entry.pk}/new-model/").content.decode()
    assert "Saving resolves the inbox entry" in page
    form = form_fields(page)
    assert (form["vendor"], form["model"]) == ("Wall Box", "PLP1-0-2-5")

    response = add_model(browser, entry)

    assert response.request["PATH_INFO"] == change_page(following)
    assert "now resolves to it. 1 left." in page_messages(response)[-1]
    created = ChargingStationModel.objects.get()
    assert (created.vendor, created.model) == ("Wall Box", "PLP1-0-2-5")
    entry.refresh_from_db()
    assert (entry.state, str(entry.decided_by)) == ("resolved", "ada")
    assert ReportedIdentity.objects.count() == 0


def test_a_new_model_under_another_name_is_known_by_the_reported_one(
    browser: HtmlClient, entry: UnknownHardware
) -> None:
    add_model(browser, entry, vendor="Wallbox", model="Pulsar Plus 25")

    created, identity = ChargingStationModel.objects.get(), ReportedIdentity.objects.get()
    assert (identity.vendor, identity.model) == ("Wall Box", "PLP1-0-2-5")
    assert list(identity.station_models.all()) == [created]
    assert identity.source.startswith("reported by CSMS of Example, ")
    assert UnknownHardware.objects.get().state == "resolved"


def test_a_new_model_that_is_refused_leaves_the_entry_waiting(browser: HtmlClient, entry: UnknownHardware) -> None:
    StationModelFactory(vendor="Wall Box", model="plp1-0-2-5")
    before = everything()

    same = add_model(browser, entry)
    assert "already exists. Use a different model name." in same.content.decode()
    bad = add_model(browser, entry, vendor="")
    assert "Enter the vendor." in bad.content.decode()

    assert everything() == before


def test_a_new_model_whose_report_is_known_as_another_is_not_added(browser: HtmlClient, entry: UnknownHardware) -> None:
    ReportedIdentityFactory(vendor="Wall Box", model="PLP1-0-2-5")
    before = everything()

    response = add_model(browser, entry, vendor="Wallbox", model="Pulsar Plus 25")

    assert "There is already a reported identity" in response.content.decode()
    assert everything() == before


def test_a_new_model_for_an_entry_that_another_person_decided_on_is_not_added(
    browser: HtmlClient, entry: UnknownHardware
) -> None:
    path = f"{INBOX}{entry.pk}/new-model/"
    values = {"power_type": "AC_1_PHASE", "ocpp_url_key": "x", "new_vendor": entry.vendor}
    form = {**browser.form(path), **values, **connector_row()}
    decided = staff_client(username="s.okafor")
    decided.post(change_page(entry), {"verb": "ignore", "note": "Typo"})
    before = everything()

    response = browser.post(path, form)

    assert "s.okafor has ignored this entry in the meantime." in response.content.decode()
    assert everything() == before


# An alias


def test_near_vendors_are_offered_first(browser: HtmlClient, entry: UnknownHardware) -> None:
    for vendor in ("Wallbox", "Walbach", "Zaptec"):
        StationModelFactory(vendor=vendor)

    page = browser.get(f"{INBOX}{entry.pk}/alias/").content.decode()

    assert 'name="near" value="Walbach"' in page
    assert 'name="near" value="Zaptec"' not in page
    assert '<option value="Zaptec">' in page
    form = form_fields(page)
    assert form["name"] == "Wall Box"
    assert form["source"].startswith("reported by CSMS of Example, ")


@pytest.mark.parametrize("typed", [{"near": "WB Chargers"}, {"vendor": "wb chargers gmbh"}])
def test_an_alias_takes_the_known_spelling_and_resolves_what_is_recognised_then(
    browser: HtmlClient, entry: UnknownHardware, typed: dict[str, str]
) -> None:
    StationModelFactory(vendor="WB Chargers", model="PLP1-0-2-5")
    other = UnknownHardwareFactory(vendor="Wall Box", model="Else")
    entry.vendor = "WB Charging"
    UnknownHardware.objects.filter(model__in=["PLP1-0-2-5", "Else"]).update(
        vendor="WB Charging", normalised_vendor="wbcharging"
    )

    response = save(browser, entry, "alias", **typed)

    synonym = VendorSynonym.objects.get()
    assert (synonym.name, synonym.vendor) == ("WB Charging", "WB Chargers")
    [message] = page_messages(response)
    assert "WB Charging is now an alias of WB Chargers. 1 other entry was resolved, too. 1 left." in message
    entry.refresh_from_db()
    assert entry.state == "resolved"
    assert [each.action for each in entry.events.all()] == ["recognised", "aliased"]
    assert response.request["PATH_INFO"] in {INBOX, change_page(other)}


def test_an_alias_that_does_not_resolve_its_entry_comes_back_to_it(browser: HtmlClient, entry: UnknownHardware) -> None:
    StationModelFactory(vendor="Wallbox Chargers", model="PLP1-0-2-4")

    response = save(browser, entry, "alias", vendor="Wallbox Chargers")

    assert response.request["PATH_INFO"] == change_page(entry)
    page = response.content.decode()
    assert "Same vendor, same series" in page
    assert "Vendor alias..." not in page


def test_an_undone_alias_lets_its_entries_wait_again(browser: HtmlClient, entry: UnknownHardware) -> None:
    StationModelFactory(vendor="Wallbox Chargers", model="PLP1-0-2-5")
    response = save(browser, entry, "alias", vendor="Wallbox Chargers")
    assert UnknownHardware.objects.get().state == "resolved"

    browser.post(UNDO, {"token": form_fields(response.content.decode())["token"]})
    check_inbox()

    assert not VendorSynonym.objects.exists()
    assert UnknownHardware.objects.get().state == "waiting"


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"vendor": ""}, "Choose a vendor."),
        ({"vendor": "Huawei Digital Power"}, "The catalogue has no models of &quot;Huawei Digital Power&quot;."),
        ({"near": "Walbox", "vendor": "Alfen"}, "Choose one of these, or another vendor, not both."),
        ({"near": "Nobody"}, "Select a valid choice."),
        ({"vendor": "\x00"}, "Null characters are not allowed."),
        ({"vendor": "Alfen", "name": "Alfen GmbH"}, "is already recognised as Alfen. No alias needed."),
        ({"vendor": "Alfen", "name": "WBX"}, "WBX stands for Wallbox already."),
    ],
)
def test_a_bad_alias_is_a_form_error_and_changes_nothing(
    browser: HtmlClient, entry: UnknownHardware, typed: dict[str, str], complaint: str
) -> None:
    StationModelFactory(vendor="Alfen")
    StationModelFactory(vendor="Walbox")
    VendorSynonymFactory(name="WBX", vendor="Wallbox")
    before = everything()

    response = save(browser, entry, "alias", **typed)

    assert complaint in response.content.decode()
    assert everything() == before


# Several models


def test_a_reported_name_of_several_models_resolves_the_entry(browser: HtmlClient, entry: UnknownHardware) -> None:
    both = [StationModelFactory(), StationModelFactory()]

    response = save(browser, entry, "several", station_models=[str(each.pk) for each in both], vendor="Else")

    identity = ReportedIdentity.objects.get()
    assert (identity.vendor, identity.model) == ("Wall Box", "PLP1-0-2-5")
    assert set(identity.station_models.all()) == set(both)
    entry.refresh_from_db()
    assert (entry.state, entry.accepts_several) == ("resolved", True)
    assert "now resolves to" in page_messages(response)[0]
    assert AuditEvent.objects.latest("revision").identity_id == identity.pk
    assert "Resolved to one of 2 models" in browser.get(change_page(entry)).content.decode()


def test_closest_models_are_offered_for_a_name_of_several(browser: HtmlClient, entry: UnknownHardware) -> None:
    near = StationModelFactory(vendor="Wall Box", model="PLP1-0-2-4")

    page = browser.get(f"{INBOX}{entry.pk}/several/").content.decode()

    assert f'value="{near.pk}"' in page
    assert "station_models" not in form_fields(page)


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [({"model": "Else"}, "does not match the reported model"), ({"serial_prefix": "SN2"}, "none was reported")],
)
def test_a_bad_name_of_several_models_is_a_form_error_and_changes_nothing(
    browser: HtmlClient, entry: UnknownHardware, typed: dict[str, str], complaint: str
) -> None:
    station_model = StationModelFactory()
    before = everything()

    response = save(browser, entry, "several", station_models=str(station_model.pk), **typed)

    assert complaint in response.content.decode()
    assert everything() == before
