"""`resolve`: the whole answer of each kind of match, what is asked badly, and what it costs."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.models import ChargingStationModel, UnknownHardware
from catalog.resolve import inbox_writer
from tests.api_clients import MODELS
from tests.factories import TEST_ACTOR, StationModelFactory
from tests.query_counts import AUTHENTICATION, queries
from tests.resolve.resolve_helpers import create_identity, create_synonym

pytestmark = pytest.mark.django_db

RESOLVE = f"{MODELS}/resolve"
NOTHING: dict[str, Any] = {"match": "none", "model": None, "matchedBy": None, "successor": None, "candidates": []}
BY_NAME: dict[str, Any] = {"rule": "name", "identity": None, "vendorSynonym": None, "isCut": False}


@pytest.fixture
def one() -> ChargingStationModel:
    station_model: ChargingStationModel = StationModelFactory(vendor="Zaptec", model="One")
    return station_model


def document(reader: APIClient, station_model: ChargingStationModel) -> dict[str, Any]:
    """As the API answers it elsewhere."""
    answer: dict[str, Any] = reader.get(f"{MODELS}/{station_model.pk}").json()
    return answer


def asked(reader: APIClient, vendor: str, model: str, **others: str) -> Any:
    response = reader.get(RESOLVE, {"vendor": vendor, "model": model, **others})
    assert response.status_code == 200, response.content
    return response.json()


def assert_nothing_noted() -> None:
    inbox_writer.flush()
    assert UnknownHardware.objects.count() == 0


def test_a_name_is_exact_and_says_so(reader: APIClient, one: ChargingStationModel) -> None:
    expected = {**NOTHING, "match": "exact", "model": document(reader, one), "matchedBy": BY_NAME}

    assert asked(reader, "ZAPTEC", " one") == {"data": expected}


def test_an_identity_says_which_it_is_and_which_name_of_the_vendor(
    reader: APIClient, one: ChargingStationModel
) -> None:
    identity = create_identity("Zaptec", "ZAP*", one, serial_prefix="Z1", source="a log")
    create_synonym("Zap Charger", "Zaptec")

    assert asked(reader, "zap charger", "zap 1", serialNumber="z1-0001") == {
        "data": {
            **NOTHING,
            "match": "identity",
            "model": document(reader, one),
            "matchedBy": {
                "rule": "identity",
                "identity": {
                    "id": str(identity.pk),
                    "vendor": "Zaptec",
                    "model": "ZAP*",
                    "serialNumberPrefix": "Z1",
                    "firmwareVersionPrefix": "",
                    "source": "a log",
                },
                "vendorSynonym": {"name": "Zap Charger", "vendor": "Zaptec"},
                "isCut": False,
            },
        }
    }


def test_what_several_fit_is_told_with_all_of_them_and_no_model(reader: APIClient, one: ChargingStationModel) -> None:
    two = StationModelFactory(vendor="Zaptec", model="Two")
    create_identity("", "ZAP", two, one)

    data = asked(reader, "", "ZAP")["data"]

    assert data.pop("matchedBy")["rule"] == "identity"
    assert data == {
        "match": "ambiguous",
        "model": None,
        "successor": None,
        "candidates": [{"score": 1, "model": document(reader, each)} for each in (one, two)],
    }


def test_what_is_only_near_is_a_candidate_and_what_is_far_is_none(reader: APIClient) -> None:
    near = StationModelFactory(vendor="Zaptec", model="Pro 22 A")

    [candidate] = asked(reader, "Zaptec", "Pro 22 B")["data"].pop("candidates")

    assert candidate["model"] == document(reader, near)
    assert 0.5 <= candidate["score"] < 1
    assert asked(reader, "Nobody", "QQQQ") == {"data": NOTHING}


def test_an_archived_model_comes_with_the_one_that_took_its_place(reader: APIClient) -> None:
    archived = StationModelFactory(vendor="Zaptec", model="Go", archived=True)
    create_identity("Zaptec", "GO-1", archived)
    active = StationModelFactory(vendor="Zaptec", model="Go")

    data = asked(reader, "Zaptec", "GO-1")["data"]

    assert (data["model"], data["successor"]) == (document(reader, archived), document(reader, active))
    assert data["model"]["isArchived"] is True


@pytest.mark.parametrize("dirt", ["\x00", "\r\n", "\x1b[0m", "\u202e", "x" * 200])
def test_what_stations_send_is_taken_as_it_is(reader: APIClient, one: ChargingStationModel, dirt: str) -> None:
    assert asked(reader, "Zaptec", "One", serialNumber=dirt, firmwareVersion=dirt)["data"]["match"] == "exact"
    assert asked(reader, dirt, dirt)["data"]["match"] == "none"


# What is asked badly


@pytest.mark.parametrize(
    ("query", "issues"),
    [
        ("", [("vendor", "required"), ("model", "required")]),
        ("vendor=", [("model", "required")]),
        ("model=One", [("vendor", "required")]),
        ("vendor=a&model=b&serial=c", [("serial", "unknown_parameter")]),
        ("vendor=a&model=b&limit=1", [("limit", "unknown_parameter")]),
        ("vendor=a&model=b&model=b", [("model", "repeated")]),
    ],
)
def test_a_bad_query_is_told_its_faults_and_is_not_noted(
    reader: APIClient, query: str, issues: list[tuple[str, str]]
) -> None:
    response = reader.get(f"{RESOLVE}?{query}")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert sorted((each["parameter"], each["code"]) for each in response.json()["errors"]) == sorted(issues)
    assert_nothing_noted()


GOOD = {"vendor": "Zaptec", "model": "Unknown"}


@pytest.mark.parametrize(
    ("items", "issues"),
    [
        ([], [("#/items", "min_length")]),
        ([GOOD] * 101, [("#/items", "max_length")]),
        (None, [("#/items", "null")]),
        ("text", [("#/items", "not_a_list")]),
    ],
)
def test_a_bad_batch_is_told_where_and_nothing_of_it_is_noted(
    reader: APIClient, items: Any, issues: list[tuple[str, str]]
) -> None:
    response = reader.post(RESOLVE, {"items": items})

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert sorted((each["pointer"], each["code"]) for each in response.json()["errors"]) == sorted(issues)
    assert_nothing_noted()


@pytest.mark.parametrize("body", [[], [GOOD], "text", None, {}, {"items": {}}, {"items": [GOOD], "more": 1}])
def test_a_batch_of_another_shape_is_refused(reader: APIClient, body: Any) -> None:
    response = reader.post(RESOLVE, body)

    assert response.status_code == 400
    assert response.json()["code"] in ("validation_error", "malformed_json")
    assert_nothing_noted()


# What is no report, or one that nothing in the catalogue can be

KNOWN = {"vendor": "Zaptec", "model": "One"}
LONG = "x" * 100_000
ODD_ITEMS = [
    *(None, 5, 1.5, True, "Zaptec One", [], [KNOWN], [[]]),
    *({**KNOWN, name: value} for name in KNOWN for value in (5, True, {}, ["One"])),
    {**KNOWN, "serialNumber": 5},
    {**KNOWN, "firmwareVersion": {"version": "1"}},
    {**KNOWN, "serialnumber": "x"},
    *({**KNOWN, name: LONG} for name in KNOWN),
    *({**KNOWN, name: KNOWN[name] + "x" * 200} for name in KNOWN),
    {},
    {"vendor": None, "model": None},
    {"vendor": "Zaptec"},
]


@pytest.mark.parametrize("odd", ODD_ITEMS, ids=lambda odd: repr(odd)[:60])
def test_an_odd_item_is_none_and_takes_no_other_along(reader: APIClient, one: ChargingStationModel, odd: Any) -> None:
    known, unknown = reader.post(RESOLVE, {"items": [KNOWN, GOOD]}).json()["data"]["items"]

    response = reader.post(RESOLVE, {"items": [KNOWN, odd, GOOD]})

    assert response.status_code == 200
    first, answer, last = response.json()["data"]["items"]
    assert (first, last) == (known, unknown)
    assert answer == NOTHING


def test_what_is_null_or_left_out_was_not_reported(reader: APIClient) -> None:
    station_model = StationModelFactory(vendor="Zaptec", model="One")
    create_identity("", "ZAP", station_model)
    items = [
        {"vendor": None, "model": "ZAP"},
        {"model": "ZAP"},
        {"vendor": "", "model": "ZAP", "serialNumber": None, "firmwareVersion": None},
    ]

    answers = reader.post(RESOLVE, {"items": items}).json()["data"]["items"]

    assert [each["match"] for each in answers] == ["identity"] * 3
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("name", ["vendor", "model"])
def test_a_report_longer_than_any_model_is_not_known_and_not_noted(
    reader: APIClient, one: ChargingStationModel, name: str
) -> None:
    long_one = {**KNOWN, name: KNOWN[name] + "x" * 30_000}

    [in_batch] = reader.post(RESOLVE, {"items": [long_one]}).json()["data"]["items"]
    assert asked(reader, **long_one)["data"] == in_batch == NOTHING
    assert_nothing_noted()


@pytest.mark.parametrize("padding", [" " * 300, "\x00" * 300, "\r\n" * 150])
def test_padding_does_not_make_a_report_too_long(reader: APIClient, one: ChargingStationModel, padding: str) -> None:
    assert asked(reader, "Zaptec" + padding, padding + "One")["data"]["match"] == "exact"


def test_of_a_long_serial_number_the_beginning_counts(reader: APIClient) -> None:
    station_model = StationModelFactory(vendor="Zaptec", model="One")
    create_identity("", "ZAP", station_model, serial_prefix="Z1")

    data = asked(reader, "", "ZAP", serialNumber="Z1" + "x" * 30_000, firmwareVersion=LONG[:30_000])["data"]

    assert (data["match"], data["model"]["id"]) == ("identity", str(station_model.pk))
    assert asked(reader, "", "ZAP", serialNumber="Y1" + "x" * 30_000)["data"]["match"] == "none"


# What it costs


@pytest.mark.parametrize("number", [1, 100])
def test_a_batch_is_answered_in_its_order_with_as_many_queries_as_one(reader: APIClient, number: int) -> None:
    items = [{"vendor": each.vendor, "model": each.model} for each in (StationModelFactory() for _ in range(number))][
        ::-1
    ]

    with queries(AUTHENTICATION + 2):
        response = reader.post(RESOLVE, {"items": items})

    answered = [each["model"] for each in response.json()["data"]["items"]]
    assert [{name: each[name] for name in ("vendor", "model")} for each in answered] == items


def test_who_has_the_answer_is_told_so_before_rows_are_read(reader: APIClient, one: ChargingStationModel) -> None:
    report = {"vendor": "Zaptec", "model": "ZAP"}
    with queries(AUTHENTICATION + 2):
        reader.get(RESOLVE, {"vendor": "Zaptec", "model": "One"})
    tag = reader.get(RESOLVE, report)["ETag"]

    with queries(AUTHENTICATION):
        again = reader.get(RESOLVE, report, headers={"If-None-Match": tag})
    create_identity("Zaptec", "ZAP", one)
    changed = reader.get(RESOLVE, report, headers={"If-None-Match": tag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert (changed.status_code, changed.json()["data"]["match"]) == (200, "identity")
    assert changed["ETag"] != tag


def test_names_of_a_vendor_are_read_once_a_revision_and_anew_when_they_change(
    reader: APIClient, one: ChargingStationModel
) -> None:
    StationModelFactory(vendor="Zaptec", model="Two")
    assert asked(reader, "Zap Charger", "One")["data"]["match"] == "none"
    asked(reader, "Zaptec", "One")

    with queries(AUTHENTICATION + 1):
        asked(reader, "Zaptec", "Two")
    synonym = create_synonym("Zap Charger", "Zaptec")
    assert asked(reader, "Zap Charger", "One")["data"]["match"] == "exact"
    synonym.delete_audited(by=TEST_ACTOR)
    assert asked(reader, "Zap Charger", "One")["data"]["match"] == "none"
