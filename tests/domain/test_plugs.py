"""The power type of one connector, on a station that may mix AC and DC."""

from typing import Any

import pytest

from catalog.hardware.electrical import connector_power_type


def a_plug(plug: str, amps: float = 32, volts: float = 230, watts: float = 7360) -> dict[str, Any]:
    return {"connectionType": plug, "maxAmperage": amps, "maxVoltage": volts, "maxPowerWatts": watts}


@pytest.mark.parametrize("station", ["AC_1_PHASE", "AC_3_PHASE", "DC"])
@pytest.mark.parametrize("plug", ["CHADEMO", "IEC_62196_T1_COMBO", "IEC_62196_T2_COMBO"])
def test_a_plug_for_dc_is_dc_on_every_station(plug: str, station: str) -> None:
    assert connector_power_type(a_plug(plug), station) == "DC"


@pytest.mark.parametrize("station", ["AC_1_PHASE", "AC_3_PHASE", "DC"])
@pytest.mark.parametrize("plug", ["IEC_62196_T1", "TESLA_R"])
def test_a_plug_with_pins_for_one_phase_has_one_on_every_station(plug: str, station: str) -> None:
    assert connector_power_type(a_plug(plug), station) == "AC_1_PHASE"


@pytest.mark.parametrize(
    ("station", "power_type"), [("AC_1_PHASE", "AC_1_PHASE"), ("AC_3_PHASE", "AC_1_PHASE"), ("DC", "DC")]
)
@pytest.mark.parametrize("plug", ["TESLA_S", "SAE_J3400"])
def test_a_plug_for_either_is_as_its_station(plug: str, station: str, power_type: str) -> None:
    assert connector_power_type(a_plug(plug), station) == power_type


@pytest.mark.parametrize(
    ("station", "watts", "power_type"),
    [
        ("AC_1_PHASE", 22080, "AC_1_PHASE"),
        ("AC_3_PHASE", 7360, "AC_3_PHASE"),
        ("DC", 7360, "AC_1_PHASE"),
        ("DC", 7400, "AC_1_PHASE"),  # as datasheets round it
        ("DC", 22080, "AC_3_PHASE"),
        ("DC", 22000, "AC_3_PHASE"),
        ("DC", 11040, "AC_3_PHASE"),
    ],
)
def test_type_2_has_the_phases_of_its_station_or_those_that_its_power_takes(
    station: str, watts: int, power_type: str
) -> None:
    assert connector_power_type(a_plug("IEC_62196_T2", watts=watts), station) == power_type
