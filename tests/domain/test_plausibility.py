"""Figures that look wrong: each rule from both sides, and none of it said of the shipped library."""

from decimal import Decimal
from typing import Any

import pytest

from catalog.hardware.plausibility import RULES, plausibility_warnings
from catalog.library.reader import SHIPPED, read_files


def a_model(power_type: str, *connectors: dict[str, Any]) -> dict[str, Any]:
    return {"powerType": power_type, "connectors": list(connectors)}


def a_plug(plug: str = "IEC_62196_T2", number: int = 1, **fields: Any) -> dict[str, Any]:
    figures = {"format": "CABLE", "maxAmperage": 32, "maxVoltage": 230, "maxPowerWatts": 7360}
    return {"id": number, "connectionType": plug, **figures, **fields}


DC = {"maxAmperage": 200, "maxVoltage": 920, "maxPowerWatts": 150_000}
CCS, CHADEMO = a_plug("IEC_62196_T2_COMBO", **DC), a_plug("CHADEMO", **DC)


@pytest.mark.parametrize(
    ("document", "codes"),
    [
        (a_model("AC_1_PHASE", a_plug()), []),
        (a_model("AC_1_PHASE", a_plug(maxPowerWatts=7400)), []),  # as datasheets round it
        (a_model("AC_1_PHASE", a_plug(maxPowerWatts=7680)), []),  # 240 V
        (a_model("AC_1_PHASE", a_plug(maxPowerWatts=7729)), ["too_much_power"]),
        (a_model("AC_1_PHASE", a_plug(maxPowerWatts=22080)), ["too_much_power"]),
        (a_model("AC_3_PHASE", a_plug(maxPowerWatts=22080)), []),
        (a_model("AC_3_PHASE", a_plug(maxPowerWatts=11040)), []),  # half is a matter of the station
        (a_model("AC_3_PHASE", a_plug(maxPowerWatts=11039)), ["too_little_power"]),
        (a_model("AC_3_PHASE", a_plug(maxPowerWatts=22)), ["too_little_power"]),
        (a_model("AC_3_PHASE", a_plug("IEC_62196_T1", maxPowerWatts=22080)), ["one_phase_plugs", "too_much_power"]),
        (a_model("AC_3_PHASE", a_plug("SAE_J3400")), ["one_phase_plugs"]),
        (a_model("AC_3_PHASE", a_plug("TESLA_R")), ["one_phase_plugs"]),
        (a_model("AC_3_PHASE", a_plug("IEC_62196_T1"), a_plug(number=2, maxPowerWatts=22080)), []),
        (a_model("AC_3_PHASE", a_plug(maxVoltage=400, maxPowerWatts=22080)), ["volts_between_lines"]),
        (a_model("AC_1_PHASE", a_plug(maxVoltage=277, maxPowerWatts=8864)), []),
        (a_model("DC", CCS), []),
        (a_model("DC", {**CCS, "maxPowerWatts": 194_000}), ["too_much_power"]),
        (a_model("DC", CCS, a_plug(number=2, maxPowerWatts=22080)), []),  # an AC connector in a DC cabinet
        (a_model("DC", CCS, a_plug(number=2, maxVoltage=400)), ["volts_between_lines"]),
        (a_model("DC", CCS, a_plug(number=2)), []),
        (a_model("DC", CCS, a_plug(number=2, maxPowerWatts=22080 * 3)), ["too_much_power"]),
        (a_model("DC", {**CCS, "maxPowerWatts": 9_200}), []),
        (a_model("DC", {**CCS, "maxPowerWatts": 150}), ["too_little_power"]),
        (a_model("DC", a_plug()), ["no_dc_plug"]),
        (a_model("DC", a_plug("TESLA_R", maxVoltage=240)), ["no_dc_plug"]),
        (a_model("DC", a_plug("TESLA_S", **DC)), []),
        (a_model("DC", a_plug("SAE_J3400", **DC)), []),
        (a_model("DC", a_plug("SAE_J3400")), ["dc_at_mains_voltage"]),
        (a_model("AC_1_PHASE", a_plug("SAE_J3400", **DC)), ["volts_between_lines", "too_many_amps"]),
        (a_model("AC_1_PHASE", a_plug("IEC_62196_T1", maxAmperage=80, maxVoltage=240, maxPowerWatts=19200)), []),
        (a_model("AC_3_PHASE", a_plug(maxAmperage=96, maxPowerWatts=66240)), ["too_many_amps"]),
        (a_model("AC_3_PHASE", CHADEMO), ["dc_plug_on_ac"]),
        (a_model("AC_1_PHASE", a_plug(), {**CCS, "id": 2}), ["dc_plug_on_ac"]),
        (a_model("DC", {**CCS, "format": "SOCKET"}), ["socket_of_a_cable_plug"]),
        (a_model("DC", {**CHADEMO, "format": "SOCKET"}), ["socket_of_a_cable_plug"]),
        (a_model("AC_1_PHASE", a_plug(format="SOCKET")), []),
        (a_model("AC_1_PHASE", a_plug("IEC_62196_T1", format="SOCKET")), ["socket_of_a_cable_plug"]),
        (a_model("AC_1_PHASE", a_plug("TESLA_S", format="SOCKET")), ["socket_of_a_cable_plug"]),
        (a_model("AC_1_PHASE", a_plug("SAE_J3400", format="SOCKET")), []),
        (a_model("AC_1_PHASE", a_plug(number=2), a_plug(number=1)), []),
        (a_model("AC_1_PHASE", a_plug(number=1), a_plug(number=3)), ["gap_in_connector_ids"]),
        (a_model("AC_1_PHASE", a_plug(number=2)), ["gap_in_connector_ids"]),
    ],
)
def test_a_rule_doubts_what_looks_wrong_and_nothing_else(document: dict[str, Any], codes: list[str]) -> None:
    assert [doubt.code for doubt in plausibility_warnings(document)] == codes


def test_a_doubt_says_which_connector_what_it_saw_and_what_to_look_up() -> None:
    document = a_model("AC_3_PHASE", a_plug(maxPowerWatts=22080), a_plug(number=2, maxPowerWatts=50_000))

    [doubt] = plausibility_warnings(document)

    assert str(doubt) == (
        "Connector 2: 50000 W is more than 32 A \xd7 230 V \xd7 3 phases = 22080 W. "
        "Check the three figures, and whether the power is of this connector alone."
    )


@pytest.mark.parametrize(
    ("document", "hint"),
    [
        (a_model("AC_1_PHASE", a_plug(maxPowerWatts=22_000)), "It would be right for three phases"),
        (a_model("AC_3_PHASE", a_plug(maxPowerWatts=7_400)), "It would be right for one phase"),
    ],
)
def test_a_doubt_says_where_the_mistake_may_be(document: dict[str, Any], hint: str) -> None:
    [doubt] = plausibility_warnings(document)

    assert f"{hint}: check the power type." in doubt.reason


def test_figures_are_judged_alike_as_whatever_numbers_they_come() -> None:
    figures = {"maxAmperage": 16.1, "maxVoltage": 230.5, "maxPowerWatts": 4000.25}
    of_a_file = {name: Decimal(str(value)) for name, value in figures.items()}

    doubts = plausibility_warnings(a_model("AC_1_PHASE", a_plug(**figures)))

    assert doubts == plausibility_warnings(a_model("AC_1_PHASE", a_plug(number=Decimal("1.0"), **of_a_file)))
    assert "Connector 1: 4000.25 W is more than 16.1 A \xd7 230.5 V = 3711 W." in str(doubts[0])


def test_the_codes_are_these() -> None:
    assert [rule.__name__ for rule in RULES] == [
        "dc_plug_on_ac",
        "no_dc_plug",
        "one_phase_plugs",
        "dc_at_mains_voltage",
        "too_much_power",
        "too_little_power",
        "volts_between_lines",
        "too_many_amps",
        "socket_of_a_cable_plug",
        "gap_in_connector_ids",
    ]


def test_all_doubts_are_told_at_once() -> None:
    document = a_model("AC_1_PHASE", {**CHADEMO, "id": 4, "format": "SOCKET", "maxPowerWatts": 1_000_000})

    codes = [doubt.code for doubt in plausibility_warnings(document)]

    assert codes == ["dc_plug_on_ac", "too_much_power", "socket_of_a_cable_plug", "gap_in_connector_ids"]


def test_the_shipped_library_raises_no_doubt() -> None:
    rows = [row.document for row in read_files([SHIPPED]).rows]

    assert [(row["vendor"], row["model"], doubt.code) for row in rows for doubt in plausibility_warnings(row)] == []
    assert len(rows) > 200
