"""What is exported is imported as it was: every value exactly, in every format."""

import csv
import io
import json
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalog.library.formats import Format
from catalog.library.importer import import_library
from catalog.library.reader import read_content
from catalog.library.writers import export_models
from catalog.models import AuditEvent, ChargingStationModel, Connector
from catalog.text import casefold_key
from tests.catalogue_snapshot import delete_rows
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data
from tests.query_counts import queries
from tests.strategies import drafts, rolled_back

pytestmark = pytest.mark.django_db

# Texts that a format could take for something else.
AMBIGUOUS = [
    *("=1+1", "+1", "-1", "@a", "'=1+1", "''=1+1", "'", "''", "'t Zand", "' =1", "\uff1d1"),
    *("yes", "null", "~", "true", "TRUE", "1e5", "007", "9100", "1_0", "12:30:00", "2024-01-31", ".inf", "9" * 40),
    *("# x", "a: b", "- a", "{", "*a", "&a", "!a", "a #b", "%a", "`a", '"a"', "a,b", "a;b", 'a"b', "a\\nb", "\\u0041"),
    *("#N/A", "#REF!", "_x0041_", "_x005F_", "_xfffe", "<b>&amp;</b>", "]]>"),
    *("a\u00a0b", "a  b", "\ufffe", "\uffff", "\U0001f50c", "e\u0301", "\u200bx", "a\ufeffb", "a;=b"),
]
TEXTS = st.sampled_from(AMBIGUOUS)
AMBIGUOUS_DRAFTS = st.builds(
    lambda draft, texts: draft | dict(zip(("vendor", "model", "friendly_name", "ocpp_url_key"), texts, strict=True)),
    drafts,
    st.tuples(TEXTS, TEXTS, TEXTS, TEXTS),
)


def exported(form: Format) -> bytes:
    return b"".join(export_models(ChargingStationModel.objects.all(), form))


def the_models() -> list[dict[str, Any]]:
    """All that is exported of them, and in which order they are listed."""
    records = [each.as_record() for each in ChargingStationModel.objects.in_order().with_connectors()]
    records.sort(key=lambda record: not record["isArchived"])
    return [
        {name: value for name, value in record.items() if name not in {"id", "createdAt", "updatedAt"}}
        for record in records
    ]


def empty_the_catalogue() -> None:
    """Past the domain, which deletes nothing: the transaction is rolled back anyway."""
    delete_rows(Connector, AuditEvent, ChargingStationModel)


@pytest.mark.parametrize("form", Format)
@given(
    chosen=st.lists(
        st.tuples(drafts | AMBIGUOUS_DRAFTS, st.booleans()),
        max_size=3,
        unique_by=lambda each: (casefold_key(each[0]["vendor"]), casefold_key(each[0]["model"])),
    )
)
def test_any_catalogue_comes_back_as_it_was(form: Format, chosen: list[tuple[dict[str, Any], bool]]) -> None:
    with rolled_back():
        for draft, is_archived in chosen:
            station_model = ChargingStationModel.objects.create_with_connectors(**draft, by=TEST_ACTOR)
            if is_archived:
                station_model.archive(by=TEST_ACTOR)
        before, content = the_models(), exported(form)
        empty_the_catalogue()

        report = import_library(read_content(content, f"export.{form}"), by=TEST_ACTOR)

        assert [str(issue) for issue in report.issues] == []
        assert the_models() == before
        assert str(import_library(read_content(content, f"export.{form}"), by=TEST_ACTOR)) == (
            f"0 created, {len(before)} unchanged, 0 differs"
        )


@pytest.mark.parametrize("form", Format)
def test_a_text_that_looks_like_something_else_stays_that_text(form: Format) -> None:
    for text in AMBIGUOUS:  # archived, for two of them differ in case alone
        StationModelFactory(vendor=text, model=text, friendly_name=text, ocpp_url_key=text, archived=True)

    rows = read_content(exported(form), f"export.{form}").rows

    texts = [
        [*(row.document[name] for name in ("vendor", "model", "friendlyName")), row.document["configurationKeys"]]
        for row in rows
    ]
    assert sorted(texts, key=str) == sorted(([text, text, text, {"ocppUrl": text}] for text in AMBIGUOUS), key=str)


@pytest.mark.parametrize("form", Format)
def test_archived_models_of_one_name_come_back_beside_the_active_one(form: Format) -> None:
    with rolled_back():
        for watts in (3680, 7360, 7360):
            StationModelFactory(model="NG900", connectors=[connector_data(max_power_watts=watts)], archived=True)
        StationModelFactory(model="ng900", connectors=[connector_data(2), connector_data(1)])
        before, content = the_models(), exported(form)
        empty_the_catalogue()

        report = import_library(read_content(content, f"export.{form}"), by=TEST_ACTOR)

        assert str(report) == "4 created, 0 unchanged, 0 differs"
        assert the_models() == before
        assert (
            str(import_library(read_content(content, f"export.{form}"), by=TEST_ACTOR))
            == "0 created, 4 unchanged, 0 differs"
        )


@pytest.mark.parametrize("form", Format)
def test_an_empty_export_is_an_empty_library(form: Format) -> None:
    library = read_content(exported(form), f"export.{form}")

    assert library.rows == ()
    assert library.issues == ()


EVIDENCE_COLUMNS = [
    f"{subject}{name}"
    for subject in ("designation", "ratings", "ocppUrl", "image")
    for name in ("Evidence", "Source", "Link", "Note")
]


@pytest.fixture
def station_model() -> ChargingStationModel:
    return StationModelFactory(
        vendor="=Alfen",
        model="NG910",
        power_type="AC_3_PHASE",
        connectors=[
            connector_data(2, max_amperage="0.000001", max_power_watts="99999999.999999"),
            connector_data(1, max_voltage="230.50"),
        ],
        archived=True,
    )


def test_json_is_one_list_in_the_contracts_words(station_model: ChargingStationModel) -> None:
    [row] = json.loads(exported(Format.JSON))

    document = station_model.as_document()
    kept = ("vendor", "model", "friendlyName", "powerType", "connectors", "configurationKeys", "imageUrl")
    besides = {"evidence": {}, "identities": [], "archived": True, "replacedBy": None}
    assert row == {**{name: document[name] for name in kept}, **besides}
    assert list(row) == [*kept, *besides]


def test_yaml_is_as_the_shipped_library_is_written(station_model: ChargingStationModel) -> None:
    assert exported(Format.YAML).decode() == (
        "- vendor: =Alfen\n"
        "  model: NG910\n"
        "  friendlyName: null\n"
        "  powerType: AC_3_PHASE\n"
        "  connectors:\n"
        "  - {id: 2, connectionType: IEC_62196_T2, format: SOCKET, maxAmperage: 0.000001, maxVoltage: 230,"
        " maxPowerWatts: 99999999.999999}\n"
        "  - {id: 1, connectionType: IEC_62196_T2, format: SOCKET, maxAmperage: 32, maxVoltage: 230.5,"
        " maxPowerWatts: 7360}\n"
        "  configurationKeys: {ocppUrl: BackOffice-URL-wired}\n"
        "  imageUrl: null\n"
        "  evidence: {}\n"
        "  identities: []\n"
        "  archived: true\n"
        "  replacedBy: null\n"
    )
    assert yaml.safe_load(exported(Format.YAML))[0]["vendor"] == "=Alfen"


@pytest.mark.parametrize("form", Format)
def test_connectors_of_one_evse_stay_together(form: Format) -> None:
    StationModelFactory(model="NG910", connectors=[connector_data(2, evse=1), connector_data(1, evse=1)])
    StationModelFactory(model="NG911", connectors=[connector_data(2), connector_data(1)])

    grouped, alone = read_content(exported(form), f"export.{form}").rows

    assert [(each["id"], each["evse"]) for each in grouped.document["connectors"]] == [(2, 1), (1, 1)]
    assert [each.get("evse") for each in alone.document["connectors"]] == [None, None]


def test_csv_has_a_row_for_each_connector(station_model: ChargingStationModel) -> None:
    content = exported(Format.CSV)

    assert content.startswith(b"\xef\xbb\xbfnumber,vendor,model,")
    first, second = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert first == {
        "number": "1",
        "vendor": "'=Alfen",
        "model": "NG910",
        "friendlyName": "",
        "powerType": "AC_3_PHASE",
        "ocppUrl": "BackOffice-URL-wired",
        "imageUrl": "",
        **dict.fromkeys(EVIDENCE_COLUMNS, ""),
        "identities": "",
        "archived": "true",
        "replacedByVendor": "",
        "replacedByModel": "",
        "connectorId": "2",
        "evse": "",
        "connectionType": "IEC_62196_T2",
        "format": "SOCKET",
        "maxAmperage": "0.000001",
        "maxVoltage": "230",
        "maxPowerWatts": "99999999.999999",
    }
    assert (second["number"], second["vendor"], second["connectorId"]) == ("1", "'=Alfen", "1")


def test_xlsx_has_texts_as_texts_and_numbers_as_numbers(station_model: ChargingStationModel) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(exported(Format.XLSX))).active

    names, first, _ = ([cell.value for cell in row] for row in sheet.rows)
    kinds = dict(zip(names, (cell.data_type for cell in sheet[2]), strict=True))
    assert dict(zip(names, first, strict=True)) == {
        "number": 1,
        "vendor": "'=Alfen",
        "model": "NG910",
        "friendlyName": None,
        "powerType": "AC_3_PHASE",
        "ocppUrl": "BackOffice-URL-wired",
        "imageUrl": None,
        **dict.fromkeys(EVIDENCE_COLUMNS),
        "identities": None,
        "archived": True,
        "replacedByVendor": None,
        "replacedByModel": None,
        "connectorId": 2,
        "evse": None,
        "connectionType": "IEC_62196_T2",
        "format": "SOCKET",
        "maxAmperage": 0.000001,
        "maxVoltage": 230,
        "maxPowerWatts": 99999999.999999,
    }
    assert (kinds["vendor"], kinds["maxAmperage"], kinds["archived"]) == ("s", "n", "b")


@pytest.mark.parametrize("form", Format)
def test_an_export_is_four_queries_for_a_thousand_models(form: Format) -> None:
    for number in range(20):
        StationModelFactory(model=f"NG{number}")

    with queries(4):  # models, their identities, the EVSEs of their connectors, and evidence
        exported(form)


@pytest.mark.parametrize("form", [Format.YAML, Format.JSON, Format.CSV])
def test_an_export_begins_before_it_ends(form: Format) -> None:
    for number in range(400):
        StationModelFactory(model=f"NG{number}", friendly_name="x" * 200)

    parts = list(export_models(ChargingStationModel.objects.all(), form))

    assert len(parts) > 1
    assert max(map(len, parts)) < 70_000


def test_a_figure_with_three_decimals_is_exported_so_that_it_can_be_read_in_one_way() -> None:
    StationModelFactory(
        connectors=[connector_data(max_amperage=Decimal("16.125"), max_power_watts=Decimal("7360.125"))]
    )

    content = b"".join(export_models(ChargingStationModel.objects.all(), Format.CSV))

    assert b",16.1250," in content
    assert b",7360.125\r\n" in content
    library = read_content(content, "a.csv")
    assert library.issues == ()
    assert library.rows[0].document["connectors"][0]["maxAmperage"] == Decimal("16.125")
