"""The export over the API: a file of one moment, for staff."""

import json
from typing import Any

import pytest

from catalog.library.formats import Format
from catalog.library.importer import import_library
from catalog.library.reader import read_content
from tests.api_clients import MODELS, authenticated_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, ReportedIdentityFactory, StationModelFactory

pytestmark = pytest.mark.django_db

EXPORT = f"{MODELS}/export"


def exported(query: str = "", **headers: str) -> Any:
    return authenticated_client(staff=True).get(f"{EXPORT}{query}", headers=headers)


def models_in(response: Any) -> list[str]:
    return [json.loads(line)["model"] for line in response.getvalue().splitlines()]


def test_a_row_tells_what_the_catalogue_knows() -> None:
    station_model = StationModelFactory(
        vendor="Alfen", model="NG900", evidence={"ratings": {"level": "cited", "source": "page 7"}}
    )
    ReportedIdentityFactory(vendor="Alfen BV", model="ALF", station_models=[station_model])

    response = exported("?format=jsonl")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/jsonl"
    assert response["Content-Disposition"] == 'attachment; filename="charging-station-models.jsonl"'
    assert response["Cache-Control"] == "private, no-cache"
    content = response.getvalue()
    assert response["Content-Length"] == str(len(content))
    document = station_model.as_document()
    kept = ("vendor", "model", "friendlyName", "powerType", "connectors", "configurationKeys", "imageUrl")
    assert json.loads(content) == {
        **{name: document[name] for name in kept},
        "evidence": {"ratings": {"level": "cited", "source": "page 7"}},
        "identities": [{"vendor": "Alfen BV", "model": "ALF"}],
    }


@pytest.mark.parametrize("form", Format)
def test_an_import_of_it_changes_nothing(form: Format) -> None:
    StationModelFactory(model="NG900")
    StationModelFactory(model="NG901", archived=True)
    before = catalogue_rows()

    response = exported(f"?format={form}", accept=form.media_type.partition(";")[0])
    report = import_library(read_content(response.getvalue(), f"a.{form}"), by=TEST_ACTOR)

    assert response["Content-Type"] == form.media_type
    assert str(report) == "0 created, 2 unchanged, 0 differs"
    assert catalogue_rows() == before


@pytest.mark.parametrize(
    ("query", "models"),
    [
        ("", ["NG900", "NG901", "Pulsar"]),
        ("?isArchived=true", ["NG901"]),
        ("?isArchived=false", ["NG900", "Pulsar"]),
        ("?vendor=ALFEN&model=ng900", ["NG900"]),
        ("?q=puls", ["Pulsar"]),
        ("?powerType=DC", []),
        ("?connectionType=IEC_62196_T2&connectorFormat=SOCKET", ["NG900", "NG901", "Pulsar"]),
        ("?connectorFormat=CABLE", []),
        ("?minPowerWatts=7361", []),
    ],
)
def test_the_lists_filters_pick_and_archived_ones_are_in_it_unless_left_out(query: str, models: list[str]) -> None:
    StationModelFactory(model="NG900")
    StationModelFactory(model="NG901", archived=True)
    StationModelFactory(vendor="Wallbox", model="Pulsar")

    assert models_in(exported(query)) == models


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("?format=CABLE", "format"), ("?limit=1", "limit"), ("?startingAfter=x", "startingAfter"), ("?q=-", "q")],
)
def test_what_is_no_filter_of_it_is_refused_as_a_problem(query: str, parameter: str) -> None:
    response = exported(query, accept="application/jsonl")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert [each["parameter"] for each in response.json()["errors"]] == [parameter]


def test_what_a_workbook_cannot_hold_is_refused_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.library.writers.WORKBOOK_MAX", 1)
    StationModelFactory()
    StationModelFactory()

    response = exported("?format=xlsx")

    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert (error["parameter"], error["code"]) == ("format", "too_large")
    assert error["detail"] == "A workbook takes 1 models. Export fewer, or in another format."


def test_one_that_has_not_changed_is_not_sent_again() -> None:
    station_model = StationModelFactory()
    tag = exported()["ETag"]

    same = exported(if_none_match=tag)
    station_model.rename("Renamed", by=TEST_ACTOR)
    other = exported(if_none_match=tag)

    assert (same.status_code, same["ETag"]) == (304, tag)
    assert other.status_code == 200
    assert other["ETag"] != tag
    assert json.loads(other.getvalue())["friendlyName"] == "Renamed"


def test_head_tells_the_headers_and_reads_no_model() -> None:
    StationModelFactory()

    response = authenticated_client(staff=True).head(f"{EXPORT}?format=csv")

    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert response["ETag"] == exported()["ETag"]
    assert response.content == b""
