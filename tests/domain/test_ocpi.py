"""A model in OCPI's words: valid in every version, and never more than the hardware has."""

from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from catalog.hardware.ocpi import OcpiVersion, ocpi_evses
from catalog.library.reader import SHIPPED, read_files
from tests.ocpi_schemas import completed, evse_schema, tables
from tests.strategies import draft_to_body, drafts

VERSIONS = list(OcpiVersion)
RATINGS = {
    frozenset({"voltage", "max_voltage"}): "maxVoltage",
    frozenset({"amperage", "max_amperage"}): "maxAmperage",
    frozenset({"max_electric_power"}): "maxPowerWatts",
}


def a_plug(number: int, plug: str = "IEC_62196_T2", **changed: Any) -> dict[str, Any]:
    figures = {"maxAmperage": 32, "maxVoltage": 230, "maxPowerWatts": 7360}
    return {"id": number, "connectionType": plug, "format": "CABLE", **figures, **changed}


def a_model(*connectors: dict[str, Any], power_type: str = "AC_1_PHASE") -> dict[str, Any]:
    return {"powerType": power_type, "connectors": list(connectors)}


DC = {"maxAmperage": 200, "maxVoltage": 920, "maxPowerWatts": 150_000}


def issues(record: dict[str, Any], version: OcpiVersion) -> list[str]:
    validator = Draft202012Validator(evse_schema(version))
    return [error.message for evse in completed(ocpi_evses(record, version)) for error in validator.iter_errors(evse)]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_shipped_model_is_valid_in_ocpi(version: OcpiVersion) -> None:
    rows = read_files([SHIPPED]).rows

    wrong = {(row.document["vendor"], row.document["model"]): issues(row.document, version) for row in rows}

    assert {name: found for name, found in wrong.items() if found} == {}
    assert len(wrong) > 200


@given(draft=drafts)
def test_any_model_is_valid_in_ocpi_and_claims_no_more_than_it_has(draft: dict[str, Any]) -> None:
    record = draft_to_body(draft)

    for version in VERSIONS:
        assert issues(record, version) == []
        told = [each for evse in ocpi_evses(record, version) for each in evse["connectors"]]
        for connector, given_ in zip(told, record["connectors"], strict=True):
            for names, own in RATINGS.items():
                for name in connector.keys() & names:
                    assert 0 <= given_[own] - connector[name] < 1


@pytest.mark.parametrize(
    ("version", "ratings"),
    [
        ("2.1.1", {"voltage": 230, "amperage": 16}),
        *(
            (version, {"max_voltage": 230, "max_amperage": 16, "max_electric_power": 3895})
            for version in ("2.2", "2.2.1", "2.3.0")
        ),
    ],
)
def test_a_connector_is_told_whole(version: str, ratings: dict[str, int]) -> None:
    record = a_model(a_plug(1, format="SOCKET", maxAmperage=16.9, maxVoltage=230.5, maxPowerWatts=3895.45))

    told = {"id": "1", "standard": "IEC_62196_T2", "format": "SOCKET", "power_type": "AC_1_PHASE", **ratings}
    assert ocpi_evses(record, OcpiVersion(version)) == [{"uid": "1", "connectors": [told]}]


@pytest.mark.parametrize("version", VERSIONS)
def test_all_that_a_version_has_for_the_hardware_is_told(version: OcpiVersion) -> None:
    """What is left out is the operator's, or has no source in a model."""
    [evse] = ocpi_evses(a_model(a_plug(1)), version)
    [connector] = evse["connectors"]

    left_out = {name for name, *_ in tables(version)["Connector"]} - connector.keys()

    assert left_out <= {"tariff_id", "tariff_ids", "terms_and_conditions", "capabilities", "last_updated"}


def test_the_tables_differ_where_the_versions_do() -> None:
    plugs = {version: {value for [value] in tables(version)["ConnectorType"]} for version in VERSIONS}
    power_types = {version: len(tables(version)["PowerType"]) for version in VERSIONS}

    assert {version: "SAE_J3400" in values for version, values in plugs.items()} == {
        "2.1.1": False,
        "2.2": False,
        "2.2.1": False,
        "2.3.0": True,
    }
    assert power_types == {"2.1.1": 3, "2.2": 3, "2.2.1": 5, "2.3.0": 5}


def ids(evses: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(evse["uid"], [each["id"] for each in evse["connectors"]]) for evse in evses]


def test_each_connector_is_an_evse_unless_the_model_says_which_share_one() -> None:
    alone = a_model(a_plug(2), a_plug(1))
    grouped = a_model(a_plug(1, evse=2), a_plug(2, evse=1), a_plug(3, evse=2))

    assert ids(ocpi_evses(alone, OcpiVersion.V2_2_1)) == [("2", ["2"]), ("1", ["1"])]
    assert ids(ocpi_evses(grouped, OcpiVersion.V2_2_1)) == [("2", ["1", "3"]), ("1", ["2"])]


def test_a_station_that_mixes_ac_and_dc_tells_the_current_of_each_connector() -> None:
    record = a_model(
        a_plug(1, "IEC_62196_T2_COMBO", **DC),
        a_plug(2, "CHADEMO", **DC),
        a_plug(3, maxPowerWatts=22_080),
        a_plug(4),
        a_plug(5, "SAE_J3400", **DC),
        power_type="DC",
    )

    evses = ocpi_evses(record, OcpiVersion.V2_3_0)

    assert [each["power_type"] for evse in evses for each in evse["connectors"]] == [
        "DC",
        "DC",
        "AC_3_PHASE",
        "AC_1_PHASE",
        "DC",
    ]


@pytest.mark.parametrize(
    ("plug", "version", "standard"),
    [
        ("SAE_J3400", "2.1.1", "TESLA_S"),
        ("SAE_J3400", "2.2", "TESLA_S"),
        ("SAE_J3400", "2.2.1", "TESLA_S"),
        ("SAE_J3400", "2.3.0", "SAE_J3400"),
        ("TESLA_S", "2.2.1", "TESLA_S"),
        ("TESLA_S", "2.3.0", "TESLA_S"),
        ("TESLA_R", "2.2.1", "TESLA_R"),
        ("TESLA_R", "2.3.0", "TESLA_R"),
    ],
)
def test_a_plug_that_a_version_does_not_know_is_the_one_of_its_shape(plug: str, version: str, standard: str) -> None:
    [evse] = ocpi_evses(a_model(a_plug(1, plug)), OcpiVersion(version))

    assert [each["standard"] for each in evse["connectors"]] == [standard]
