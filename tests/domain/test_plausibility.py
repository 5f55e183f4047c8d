"""Figures that look wrong: each rule from both sides, and none of it said of the shipped library."""

from typing import Any

import pytest

from catalog.library.read import SHIPPED, read
from catalog.plausibility import RULES, doubts_about


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
        (a_model("AC_3_PHASE", a_plug(maxPowerWatts=22)), []),  # less is a matter of the station
        (a_model("AC_3_PHASE", a_plug("IEC_62196_T1", maxPowerWatts=22080)), ["too_much_power"]),
        (a_model("AC_3_PHASE", a_plug(maxVoltage=400, maxPowerWatts=22080)), ["volts_between_lines"]),
        (a_model("AC_1_PHASE", a_plug(maxVoltage=277, maxPowerWatts=8864)), []),
        (a_model("DC", CCS), []),
        (a_model("DC", {**CCS, "maxPowerWatts": 194_000}), ["too_much_power"]),
        (a_model("DC", CCS, a_plug(number=2, maxPowerWatts=22080)), []),  # an AC connector in a DC cabinet
        (a_model("DC", CCS, a_plug(number=2, maxVoltage=400)), ["volts_between_lines"]),
        (a_model("DC", {**CCS, "maxPowerWatts": 1}), []),
        (a_model("DC", a_plug()), ["no_dc_plug"]),
        (a_model("DC", a_plug("TESLA_S", **DC)), []),
        (a_model("AC_3_PHASE", CHADEMO), ["dc_plug_on_ac"]),
        (a_model("AC_1_PHASE", a_plug(), {**CCS, "id": 2}), ["dc_plug_on_ac"]),
        (a_model("DC", {**CCS, "format": "SOCKET"}), ["socket_of_a_cable_plug"]),
        (a_model("DC", {**CHADEMO, "format": "SOCKET"}), ["socket_of_a_cable_plug"]),
        (a_model("AC_1_PHASE", a_plug(format="SOCKET")), []),
        (a_model("AC_1_PHASE", a_plug(number=2), a_plug(number=1)), []),
        (a_model("AC_1_PHASE", a_plug(number=1), a_plug(number=3)), ["gap_in_connector_ids"]),
        (a_model("AC_1_PHASE", a_plug(number=2)), ["gap_in_connector_ids"]),
    ],
)
def test_a_rule_doubts_what_looks_wrong_and_nothing_else(document: dict[str, Any], codes: list[str]) -> None:
    assert [doubt.code for doubt in doubts_about(document)] == codes


def test_a_doubt_says_which_connector_what_it_saw_and_what_to_look_up() -> None:
    document = a_model("AC_3_PHASE", a_plug(number=1), a_plug(number=2, maxPowerWatts=50_000))

    [doubt] = doubts_about(document)

    assert str(doubt) == (
        "Connector 2: 50000 W is more than 32 A \xd7 230 V \xd7 3 phases = 22080 W. "
        "Check the three figures, and whether the power is of this connector alone and in watts."
    )


def test_all_doubts_are_told_at_once() -> None:
    document = a_model("AC_1_PHASE", {**CHADEMO, "id": 4, "format": "SOCKET", "maxPowerWatts": 1_000_000})

    codes = [doubt.code for doubt in doubts_about(document)]

    assert codes == ["dc_plug_on_ac", "too_much_power", "socket_of_a_cable_plug", "gap_in_connector_ids"]
    assert len(RULES) == 6


def test_the_shipped_library_raises_no_doubt() -> None:
    rows = [row.document for row in read([SHIPPED]).rows]

    assert [(row["vendor"], row["model"], doubt.code) for row in rows for doubt in doubts_about(row)] == []
    assert len(rows) > 200
