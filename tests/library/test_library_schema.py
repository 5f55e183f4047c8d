"""The schema: made of the code's own rules, committed as it is made; its words are those of the contract."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from catalog import limits
from catalog.library.columns import COLUMNS
from catalog.library.parsed_file import UNKNOWN
from catalog.library.validation import schema_errors
from catalog.library.validation.file_schema import SCHEMA_FILE, schema_text
from tests.library.test_library_round_trip import ROWS

Fields = dict[str, Any]


@pytest.fixture(scope="module")
def schema() -> Fields:
    return json.loads(SCHEMA_FILE.read_text(encoding="utf-8"), parse_float=Decimal)


@pytest.fixture(scope="module")
def row(schema: Fields) -> Fields:
    return schema["$defs"]["row"]["properties"]


@pytest.fixture(scope="module")
def connector(schema: Fields) -> Fields:
    return schema["$defs"]["connector"]["properties"]


def test_the_committed_copy_is_what_the_code_makes() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), (
        "write it anew: python -m catalog.library.validation.file_schema"
    )


def test_it_is_a_valid_schema(schema: Fields) -> None:
    Draft202012Validator.check_schema(schema)


def test_its_limits_are_those_of_the_models(schema: Fields, row: Fields, connector: Fields) -> None:
    assert schema["$defs"]["shortText"]["maxLength"] == limits.TEXT_MAX == 200
    assert row["imageUrl"]["maxLength"] == limits.URL_MAX == 500
    assert schema["$defs"]["evidence"]["properties"]["source"]["maxLength"] == limits.EVIDENCE_SOURCE_MAX == 2000
    assert row["identities"]["maxItems"] == limits.IDENTITIES_MAX == 500
    assert schema["$defs"]["identity"]["properties"]["source"]["maxLength"] == limits.IDENTITY_SOURCE_MAX == 500
    assert row["connectors"]["maxItems"] == limits.CONNECTORS_MAX == 64
    assert connector["id"]["maximum"] == limits.CONNECTOR_ID_MAX == 2147483647
    assert connector["maxAmperage"]["maximum"] == limits.AMPERAGE_MAX == 10_000
    assert connector["maxVoltage"]["maximum"] == limits.VOLTAGE_MAX == 10_000
    assert connector["maxPowerWatts"]["maximum"] == limits.POWER_MAX == 100_000_000


@pytest.mark.parametrize("figure", ["maxAmperage", "maxVoltage", "maxPowerWatts"])
def test_its_figures_have_the_decimal_places_of_the_models(connector: Fields, figure: str) -> None:
    assert connector[figure]["multipleOf"] == Decimal("0.000001")
    assert Decimal(10) ** -limits.DECIMAL_PLACES == Decimal("0.000001")


def test_its_choices_are_those_of_the_contract(schema: Fields, row: Fields, connector: Fields) -> None:
    assert row["powerType"]["enum"] == ["AC_1_PHASE", "AC_3_PHASE", "DC"]
    assert schema["$defs"]["evidence"]["properties"]["level"]["enum"] == ["cited", "derived", "known", "assumed"]
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
    inner = [row["configurationKeys"], row["replacedBy"], row["evidence"]]
    objects = [*(schema["$defs"][name] for name in ("row", "connector", "evidence", "identity")), *inner]

    assert [kind["additionalProperties"] for kind in objects] == [False] * 7
    assert all(field["description"] for kind in objects for field in kind["properties"].values())


def test_a_table_has_a_column_for_each_value(schema: Fields, row: Fields, connector: Fields) -> None:
    of_evidence = {column.place for column in COLUMNS if column.place[:1] == ("evidence",)}
    places = {column.place for column in COLUMNS if column.place} - of_evidence
    row = {name: rules for name, rules in row.items() if name != "evidence"}

    assert of_evidence == {
        ("evidence", subject, name)
        for subject in ("designation", "ratings", "ocppUrl", "image")
        for name in schema["$defs"]["evidence"]["properties"]
    }

    nested = {"connectors": connector} | {name: row[name]["properties"] for name in ("configurationKeys", "replacedBy")}
    assert places == {(name,) for name in row if name not in nested} | {
        (around, name) for around, names in nested.items() for name in names
    }


@settings(max_examples=200, deadline=None)
@given(row=ROWS.filter(bool).map(lambda rows: rows[0]), broken=st.data())
def test_what_is_taken_at_a_glance_is_what_the_schema_allows(row: Fields, broken: st.DataObject) -> None:
    """Rows are judged by a quick yes or no first, and only what is not plainly right by the schema itself."""
    for place in sorted(broken.draw(st.lists(st.sampled_from(PLACES), max_size=2)), key=len, reverse=True):
        inside: Any = row
        for step in place[:-1]:
            inside = inside[step] if isinstance(inside, list) else inside.setdefault(step, {})
        inside[place[-1]] = broken.draw(st.sampled_from(VALUES))

    said = schema_errors.is_plainly_right(row)

    assert said == (not list(schema_errors.validator().iter_errors(row)))


PLACES = [
    *[(name,) for name in ("vendor", "friendlyName", "powerType", "connectors", "imageUrl", "evidence")],
    *[("evidence", "ratings", name) for name in ("level", "source", "link", "note", "other")],
    ("evidence", "image"),
    ("evidence", "other"),
    *[(name,) for name in ("identities", "archived", "replacedBy", "configurationKeys", "other")],
    *[("connectors", 0, name) for name in ("id", "evse", "format", "maxAmperage", "maxPowerWatts", "other")],
    ("configurationKeys", "ocppUrl"),
]
VALUES = [
    *(None, True, 0, 1, -1, 10**12, Decimal("1.0"), Decimal("0.0000001"), Decimal("1.50000000"), Decimal("1E+3")),
    *("", " x", "x", "x" * 201, "x" * 2001, "a\nb", "\u202ea", "https://a.example/<b>", "http://a.example", "cited"),
    *([], {}, [{}], [{"model": "x"}], [{"model": "x", "vendor": None, "other": 1}], {"vendor": "a", "model": "b"}),
]


FIGURES = [
    *("0.000001", "0.0000001", "0.1000000", "0.100000000000000000000000000001", "1E-7", "1E+4", "0E-9", "-0.000001"),
    *(
        "10000",
        "10000.000001",
        "10000.000000000000000000000000000001",
        "9999.999999",
        "9999.9999999",
        "1E+400",
        "1E-400",
    ),
]


@settings(max_examples=200, deadline=None)
@given(figure=st.sampled_from(FIGURES).map(Decimal) | st.decimals(-1, 10_001, allow_nan=False))
def test_a_figure_is_judged_exactly_at_a_glance(figure: Decimal) -> None:
    row = {**RIGHT, "connectors": [{**CONNECTOR, "maxAmperage": figure}]}

    assert schema_errors.is_plainly_right(row) == (0 < figure <= 10_000 and not Fraction(figure) * 10**6 % 1)


@pytest.mark.parametrize("name", ["vendor", "friendlyName", "connectors", "archived", "other"])
def test_what_could_not_be_read_is_not_right_at_a_glance(name: str) -> None:
    assert schema_errors.is_plainly_right(RIGHT)
    assert not schema_errors.is_plainly_right({**RIGHT, name: UNKNOWN})


CONNECTOR = {
    "id": 1,
    "connectionType": "IEC_62196_T2",
    "format": "SOCKET",
    "maxAmperage": 32,
    "maxVoltage": Decimal("230.0"),
    "maxPowerWatts": 22_000,
}
RIGHT = {
    "vendor": "Alfen",
    "model": "Eve",
    "powerType": "AC_3_PHASE",
    "connectors": [CONNECTOR],
    "configurationKeys": {"ocppUrl": "x"},
}
