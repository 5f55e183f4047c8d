"""The schema itself: its limits are those of the models, its words those of the contract."""

import json
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from catalog import limits
from catalog.library.schema import SCHEMA
from catalog.library.tables import COLUMNS

Fields = dict[str, Any]


@pytest.fixture(scope="module")
def schema() -> Fields:
    return json.loads(SCHEMA.read_text(encoding="utf-8"), parse_float=Decimal)


@pytest.fixture(scope="module")
def row(schema: Fields) -> Fields:
    return schema["$defs"]["row"]["properties"]


@pytest.fixture(scope="module")
def connector(schema: Fields) -> Fields:
    return schema["$defs"]["connector"]["properties"]


def test_it_is_a_valid_schema(schema: Fields) -> None:
    Draft202012Validator.check_schema(schema)


def test_its_limits_are_those_of_the_models(schema: Fields, row: Fields, connector: Fields) -> None:
    assert schema["$defs"]["shortText"]["maxLength"] == limits.TEXT_MAX == 200
    assert row["imageUrl"]["maxLength"] == limits.URL_MAX == 500
    assert row["connectors"]["maxItems"] == limits.CONNECTORS_MAX == 64
    assert connector["id"]["maximum"] == limits.CONNECTOR_ID_MAX == 2147483647
    assert connector["maxAmperage"]["maximum"] == limits.AMPERAGE_MAX == 10_000
    assert connector["maxVoltage"]["maximum"] == limits.VOLTAGE_MAX == 10_000
    assert connector["maxPowerWatts"]["maximum"] == limits.POWER_MAX == 100_000_000


@pytest.mark.parametrize("figure", ["maxAmperage", "maxVoltage", "maxPowerWatts"])
def test_its_figures_have_the_decimal_places_of_the_models(connector: Fields, figure: str) -> None:
    assert connector[figure]["multipleOf"] == Decimal("0.000001")
    assert Decimal(10) ** -limits.DECIMAL_PLACES == Decimal("0.000001")


def test_its_choices_are_those_of_the_contract(row: Fields, connector: Fields) -> None:
    assert row["powerType"]["enum"] == ["AC_1_PHASE", "AC_3_PHASE", "DC"]
    assert connector["format"]["enum"] == ["CABLE", "SOCKET"]
    assert connector["connectionType"]["enum"] == [
        "CHADEMO",
        "IEC_62196_T1",
        "IEC_62196_T1_COMBO",
        "IEC_62196_T2",
        "IEC_62196_T2_COMBO",
        "TESLA_R",
        "TESLA_S",
        "SAE_J3400",
    ]


def test_it_describes_every_field_and_closes_every_object(schema: Fields, row: Fields) -> None:
    objects = [schema["$defs"]["row"], schema["$defs"]["connector"], row["configurationKeys"]]

    assert [kind["additionalProperties"] for kind in objects] == [False, False, False]
    assert all(field["description"] for kind in objects for field in kind["properties"].values())


def test_a_table_has_a_column_for_each_value(row: Fields, connector: Fields) -> None:
    places = {column.place for column in COLUMNS if column.place}

    nested = {"connectors": connector, "configurationKeys": row["configurationKeys"]["properties"]}
    assert places == {(name,) for name in row if name not in nested} | {
        (around, name) for around, names in nested.items() for name in names
    }
