"""Amps, volts and power as people type them into the form of a model."""

from decimal import Decimal

import pytest

from catalog.admin.station_model.figure_field import QUANTITIES, FigureField
from catalog.models import ChargingStationModel
from tests.admin.html_client import HtmlClient, change_page, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory, connector_data

POWER, CURRENT, VOLTAGE = "max_power_watts", "max_amperage", "max_voltage"


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        (POWER, "22", 22_000),
        (POWER, "22 kW", 22_000),
        (POWER, "22kw", 22_000),
        (POWER, "22,08 kW", 22_080),
        (POWER, "22.08", 22_080),
        (POWER, "22,08", 22_080),
        (POWER, "22080 W", 22_080),
        (POWER, "22 080 W", 22_080),
        (POWER, "0.36 MW", 360_000),
        (POWER, "\u00a022 kW ", 22_000),
        (CURRENT, "32A", 32),
        (CURRENT, "62,5 A", "62.5"),
        (VOLTAGE, "230 V", 230),
        (VOLTAGE, "0,4 kV", 400),
        (VOLTAGE, "920", 920),
    ],
)
def test_a_figure_is_read_with_its_unit(name: str, typed: str, stored: int | str) -> None:
    assert FigureField(name).clean(typed) == Decimal(stored)


@pytest.mark.parametrize(
    ("name", "typed", "readings"),
    [
        (POWER, "22.080", ("22.08 kW", "22080 W")),
        (POWER, "22,080", ("22.08 kW", "22080 W")),
        (POWER, "22.080 W", ("22.08 W", "22080 W")),
        (CURRENT, "1.250", ("1.25 A", "1250 A")),
        (VOLTAGE, "1,000", ("1.0 V", "1000 V")),
    ],
)
def test_a_figure_with_two_readings_is_refused_with_both(name: str, typed: str, readings: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=typed.replace(".", r"\.")) as refused:
        QUANTITIES[name].parse(typed)

    assert f"can be {readings[0]} or {readings[1]}. Enter one of the two." in str(refused.value)


@pytest.mark.parametrize("name", QUANTITIES)
@pytest.mark.parametrize(
    "stored", ["0.000001", "0.5", "1", "16.125", "22", "22.08", "230", "999.999", "1234.5", "10000", "9999.999999"]
)
def test_a_stored_figure_is_shown_as_a_text_that_reads_back(name: str, stored: str) -> None:
    quantity = QUANTITIES[name]

    assert quantity.parse(quantity.format(Decimal(stored))) == Decimal(stored)


@pytest.mark.parametrize("watts", ["22125", "22000", "1", "100000000", "22080.5"])
def test_a_stored_power_reads_back_from_its_text(watts: str) -> None:
    quantity = QUANTITIES[POWER]

    assert quantity.parse(quantity.format(Decimal(watts))) == Decimal(watts)


@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        (POWER, "22", "= 22,000 W"),
        (POWER, "22,08 kW", "= 22,080 W"),
        (POWER, "22.080", ""),
        (POWER, "", ""),
        (CURRENT, "32", ""),
        (CURRENT, "32A", "= 32 A"),
        (VOLTAGE, "0,4 kV", "= 400 V"),
    ],
)
def test_what_was_understood_is_shown(name: str, typed: str, shown: str) -> None:
    assert FigureField(name).reading(typed) == shown


@pytest.fixture
def browser(db: None) -> HtmlClient:
    return staff_client(username="ada")


def test_the_form_has_no_number_inputs_and_shows_power_in_kilowatts(browser: HtmlClient) -> None:
    station_model = StationModelFactory(connectors=[connector_data(1, max_power_watts=22_080)])

    page = browser.get(change_page(station_model)).content.decode()

    assert 'type="number"' not in page
    assert 'value="22.08"' in page
    assert "= 22,080 W" in page
    assert page.count('inputmode="decimal"') == len(QUANTITIES)


@pytest.mark.parametrize("watts", ["7125", "7360.5"])
def test_a_form_that_is_saved_unchanged_changes_no_figure(browser: HtmlClient, watts: str) -> None:
    station_model = StationModelFactory(connectors=[connector_data(1, max_power_watts=watts, max_amperage="31.125")])
    before = catalogue_rows()

    response = browser.post(change_page(station_model), browser.form(change_page(station_model)))

    assert response.status_code == 302
    assert catalogue_rows() == before


def test_typed_units_reach_the_catalogue_in_watts(browser: HtmlClient) -> None:
    station_model = StationModelFactory(power_type="AC_3_PHASE", connectors=[connector_data(1, max_power_watts=22_080)])

    browser.save(
        change_page(station_model),
        {"connectors-0-max_power_watts": "11,04 kW", "connectors-0-max_amperage": "16A"},
    )

    [connector] = ChargingStationModel.objects.get().as_document()["connectors"]
    assert (connector["maxPowerWatts"], connector["maxAmperage"]) == (11_040, 16)
