"""Adding and editing a station model in the admin."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel, Connector
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
from tests.factories import StationModelFactory, connector_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def new() -> dict[str, Any]:
    """What one would type for the Alfen NG910-60003, with a socket and a cable."""
    return {
        "vendor": "Alfen",
        "new_vendor": "Alfen",
        "model": "NG910-60003",
        "friendly_name": "Eve Double Pro-line",
        "power_type": "DC",
        "ocpp_url_key": "BackOffice-URL-wired",
        "image_url": "https://images.example.com/eve-double.png",
        "connectors-TOTAL_FORMS": "2",
        "connectors-INITIAL_FORMS": "0",
        "connectors-0-connector_id": "1",
        "connectors-0-connection_type": "IEC_62196_T2",
        "connectors-0-format": "SOCKET",
        "connectors-0-max_amperage": "32",
        "connectors-0-max_voltage": "230",
        "connectors-0-max_power_watts": "22.08",
        "connectors-1-connector_id": "2",
        "connectors-1-connection_type": "IEC_62196_T2_COMBO",
        "connectors-1-format": "CABLE",
        "connectors-1-max_amperage": "62.5",
        "connectors-1-max_voltage": "920",
        "connectors-1-max_power_watts": "25 kW",
    }


def test_adding_writes_the_model_its_connectors_and_one_event(browser: HtmlClient, new: dict[str, Any]) -> None:
    form = browser.form(ADD)

    response = browser.post(ADD, {**form, **new}, **{"X-Request-Id": "request-0001"})

    station_model = ChargingStationModel.objects.get()
    assert (response.status_code, response["Location"]) == (302, detail_page(station_model))
    assert station_model.as_document() == {
        "id": str(station_model.pk),
        "vendor": "Alfen",
        "model": "NG910-60003",
        "friendlyName": "Eve Double Pro-line",
        "powerType": "DC",
        "connectors": [
            {
                "id": 1,
                "connectionType": "IEC_62196_T2",
                "format": "SOCKET",
                "maxAmperage": 32,
                "maxVoltage": 230,
                "maxPowerWatts": 22080,
            },
            {
                "id": 2,
                "connectionType": "IEC_62196_T2_COMBO",
                "format": "CABLE",
                "maxAmperage": 62.5,
                "maxVoltage": 920,
                "maxPowerWatts": 25000,
            },
        ],
        "configurationKeys": {"ocppUrl": "BackOffice-URL-wired"},
        "imageUrl": "https://images.example.com/eve-double.png",
        "isArchived": False,
        "createdAt": station_model.as_document()["createdAt"],
        "updatedAt": station_model.as_document()["createdAt"],
    }
    event = AuditEvent.objects.get()
    assert (event.action, event.channel, event.actor_name, event.request_id) == (
        "created",
        "admin",
        "ada",
        "request-0001",
    )
    assert (event.before, event.after) == (None, station_model.as_document())
    assert event.revision == station_model.revision == CatalogueRevision.objects.get().number
    assert not LogEntry.objects.exists()


def test_the_page_of_the_model_says_that_it_was_added(browser: HtmlClient, new: dict[str, Any]) -> None:
    response = browser.post(ADD, new, follow=True)

    [message] = page_messages(response)
    assert message.startswith("Added Alfen NG910-60003.")


def test_optional_texts_left_empty_are_unset(browser: HtmlClient, new: dict[str, Any]) -> None:
    browser.post(ADD, {**new, "friendly_name": "  ", "image_url": ""})

    station_model = ChargingStationModel.objects.get()
    assert (station_model.friendly_name, station_model.image_url) == (None, None)


def test_texts_are_trimmed(browser: HtmlClient, new: dict[str, Any]) -> None:
    browser.post(ADD, {**new, "vendor": "  Alfen ", "friendly_name": " Eve\u00a0"})

    station_model = ChargingStationModel.objects.get()
    assert (station_model.vendor, station_model.friendly_name) == ("Alfen", "Eve")


def test_connectors_keep_the_order_of_the_form(browser: HtmlClient, new: dict[str, Any]) -> None:
    browser.post(ADD, {**new, "connectors-0-connector_id": "2", "connectors-1-connector_id": "1"})

    station_model = ChargingStationModel.objects.get()
    assert _connectors_of(station_model, "position", "connector_id") == [(0, 2), (1, 1)]


def test_an_empty_row_is_no_connector(browser: HtmlClient, new: dict[str, Any]) -> None:
    browser.post(ADD, {**new, "connectors-TOTAL_FORMS": "4"})

    assert ChargingStationModel.objects.get().connectors.count() == 2


def test_as_many_connectors_as_the_contract_allows_fit(browser: HtmlClient, new: dict[str, Any]) -> None:
    rows = {
        f"connectors-{number}-{name}": new[f"connectors-0-{name}"]
        for number in range(64)
        for name in ("connection_type", "format", "max_amperage", "max_voltage", "max_power_watts")
    }
    ids = {f"connectors-{number}-connector_id": str(number + 1) for number in range(64)}

    response = browser.post(ADD, {**new, **rows, **ids, "power_type": "AC_3_PHASE", "connectors-TOTAL_FORMS": "64"})

    assert response.status_code == 302
    assert ChargingStationModel.objects.get().connectors.count() == 64


def test_editing_is_one_revision_and_one_event_with_before_and_after(browser: HtmlClient) -> None:
    station_model = StationModelFactory(
        vendor="Alfen", model="NG910", connectors=[connector_data(1), connector_data(2)]
    )
    before = station_model.as_document()

    response = browser.save(
        change_page(station_model), {"vendor": "Alfen NV", "friendly_name": "Eve", "connectors-1-max_amperage": "32.5"}
    )

    station_model = ChargingStationModel.objects.get()
    assert (response.status_code, response["Location"]) == (302, detail_page(station_model))
    after = {**before, "vendor": "Alfen NV", "friendlyName": "Eve"}
    after["connectors"] = [before["connectors"][0], {**before["connectors"][1], "maxAmperage": 32.5}]
    after["updatedAt"] = station_model.as_document()["updatedAt"]
    assert station_model.as_document() == after
    event = AuditEvent.objects.first()
    assert event is not None
    assert (event.action, event.channel, event.actor_name) == ("edited", "admin", "ada")
    assert (event.before, event.after) == (before, after)
    assert (station_model.created_revision, station_model.revision, event.revision) == (1, 2, 2)
    assert CatalogueRevision.objects.get().number == 2
    assert not LogEntry.objects.exists()


def test_saving_without_a_change_moves_nothing_and_says_so(browser: HtmlClient) -> None:
    station_model = StationModelFactory(friendly_name="Eve", connectors=[connector_data(1, max_amperage="16.25")])
    row = ChargingStationModel.objects.values().get()
    connectors = list(Connector.objects.values())

    response = browser.post(change_page(station_model), browser.form(change_page(station_model)), follow=True)

    assert page_messages(response) == ["No changes to save."]
    assert ChargingStationModel.objects.values().get() == row
    assert list(Connector.objects.values()) == connectors
    assert AuditEvent.objects.count() == 1
    assert CatalogueRevision.objects.get().number == 1


def test_ids_can_be_swapped_between_two_connectors(browser: HtmlClient) -> None:
    station_model = StationModelFactory(
        connectors=[connector_data(1, format="SOCKET"), connector_data(2, format="CABLE")]
    )

    browser.save(change_page(station_model), {"connectors-0-connector_id": "2", "connectors-1-connector_id": "1"})

    assert _connectors_of(station_model, "connector_id", "format") == [(2, "SOCKET"), (1, "CABLE")]


def test_a_connector_whose_row_is_emptied_goes(browser: HtmlClient) -> None:
    station_model = StationModelFactory(connectors=[connector_data(1), connector_data(2)])
    form = browser.form(change_page(station_model))
    emptied = {name: "" for name in form if name.startswith("connectors-0-")}

    browser.post(change_page(station_model), {**form, **emptied, "connectors-1-connector_id": "1"})

    assert _connectors_of(station_model, "position", "connector_id") == [(0, 1)]


def test_numbers_are_shown_as_they_were_typed(browser: HtmlClient) -> None:
    station_model = StationModelFactory(
        connectors=[connector_data(1, max_amperage="0.000001", max_voltage="400", max_power_watts="100000000")]
    )

    form = browser.form(change_page(station_model))

    assert form["connectors-0-max_amperage"] == "0.000001"
    assert form["connectors-0-max_voltage"] == "400"
    assert form["connectors-0-max_power_watts"] == "100000"


def test_an_archived_model_can_be_edited_and_stays_archived(browser: HtmlClient) -> None:
    station_model = StationModelFactory(vendor="Alfen", model="NG910", archived=True)
    StationModelFactory(vendor="Alfen", model="NG910")

    response = browser.save(change_page(station_model), {"friendly_name": "The old one"})

    assert response.status_code == 302
    station_model.refresh_from_db()
    assert (station_model.friendly_name, station_model.is_archived) == ("The old one", True)


def test_state_times_revision_and_id_cannot_be_sent(browser: HtmlClient) -> None:
    station_model = StationModelFactory(archived=True)
    row = ChargingStationModel.objects.values().get()

    browser.save(
        change_page(station_model),
        {
            "id": "00000000-0000-4000-8000-000000000000",
            "archived_at": "",
            "created_at": "2020-01-01",
            "updated_at": "2020-01-01",
            "revision": "77",
            "created_revision": "77",
        },
    )

    assert ChargingStationModel.objects.values().get() == row


@pytest.mark.parametrize("seen", ["", "0", "1e9", "\x00", "9" * 5000, "-1"])
def test_a_form_that_does_not_say_what_was_seen_is_refused(browser: HtmlClient, seen: str) -> None:
    station_model = StationModelFactory()

    response = browser.save(change_page(station_model), {"vendor": "Else", "expected_revision": seen})

    assert "while you were editing" in form_errors(response)
    assert ChargingStationModel.objects.get().vendor == "Alfen"


def test_an_active_twin_is_a_form_error_that_links_to_it(browser: HtmlClient, new: dict[str, Any]) -> None:
    twin = StationModelFactory(vendor="ALFEN", model="ng910-60003")

    response = browser.post(ADD, new)

    said = form_errors(response)
    assert "already exists. Use a different model name." in said
    assert f'<a href="{detail_page(twin)}">ALFEN ng910-60003</a>' in said
    assert f'<a href="{detail_page(twin)}">' in response.content.decode()
    assert ChargingStationModel.objects.count() == AuditEvent.objects.count() == 1
    assert CatalogueRevision.objects.get().number == 1


def test_editing_onto_an_active_twin_is_a_form_error_too(browser: HtmlClient) -> None:
    twin = StationModelFactory(vendor="Alfen", model="NG910")
    station_model = StationModelFactory(vendor="Alfen", model="NG920", connectors=[connector_data(1)])
    row = ChargingStationModel.objects.values().get(pk=station_model.pk)

    response = browser.save(change_page(station_model), {"model": "ng910", "connectors-0-max_voltage": "400"})

    assert detail_page(twin) in form_errors(response)
    assert 'value="ng910"' in response.content.decode()
    assert ChargingStationModel.objects.values().get(pk=station_model.pk) == row
    assert station_model.connectors.get().max_voltage == 230
    assert AuditEvent.objects.count() == 2


def test_names_in_refusals_are_shown_as_text(browser: HtmlClient, new: dict[str, Any]) -> None:
    hostile = "<script>alert(1)</script>"
    StationModelFactory(vendor=hostile, model="NG910-60003")

    page = browser.post(ADD, {**new, "vendor": hostile}).content.decode()

    assert hostile not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; NG910-60003</a>" in page


def test_an_unknown_id_leads_back_with_a_message(browser: HtmlClient) -> None:
    response = browser.client.get(f"{MODELS}00000000-0000-4000-8000-000000000000/change/", follow=True)

    assert response.status_code == 200
    assert "with ID “00000000-0000-4000-8000-000000000000”" in page_messages(response)[0]


def _connectors_of(station_model: ChargingStationModel, *names: str) -> list[tuple[Any, ...]]:
    return list(Connector.objects.filter(station_model=station_model).values_list(*names))


def test_connectors_can_be_said_to_share_an_evse(browser: HtmlClient) -> None:
    station_model = StationModelFactory(connectors=[connector_data(1), connector_data(2)])
    page = change_page(station_model)

    response = browser.save(page, {"connectors-0-evse": "1", "connectors-1-evse": "1"})

    assert response.status_code == 302
    assert [each.evse for each in station_model.connectors.order_by("position")] == [1, 1]
    form = browser.form(page)
    assert (form["connectors-0-evse"], form["connectors-1-evse"]) == ("1", "1")
    assert "connectors-2-evse" not in form


def test_an_evse_of_one_connector_alone_is_a_form_error_and_changes_nothing(browser: HtmlClient) -> None:
    station_model = StationModelFactory(connectors=[connector_data(1), connector_data(2)])
    before = catalogue_rows()

    response = browser.save(change_page(station_model), {"connectors-0-evse": "1"})

    assert "Specify the EVSE of all connectors or of none." in form_errors(response)
    assert catalogue_rows() == before
