"""Search for people: what fits best comes first, whatever else has the same words."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.library.synthetic import create_synthetic
from catalog.models import ChargingStationModel
from catalog.models.querysets import search
from catalog.models.querysets.ranking import RANKED_MAX
from tests.factories import TEST_ACTOR, ReportedIdentityFactory, StationModelFactory, VendorSynonymFactory
from tests.query_plans import assert_no_table_scans, force_index_scans

pytestmark = pytest.mark.django_db

HOSTILE = [
    "x" * 10_000,
    "word " * 1_000,
    "%", "_", "\\", "' OR 1=1 --", ".*", "[a-z]+", "(?=", "\0", "a\0b",
    "\u202eabc", "مرحبا", "🔌", "🔌 22 kW", "\ud800", "a1" * 100, "/", " / ", "z/", "/z", "-", "+",
]  # fmt: skip


def found_by(text: str) -> list[str]:
    return [each.model for each in ChargingStationModel.objects.search(text)]


def test_results_of_every_rank_come_in_the_order_of_ranks() -> None:
    words = StationModelFactory(model="rest", friendly_name="of PLP2 0 2 4")
    words_of_model = StationModelFactory(model="2-4-0 PLP2")
    beginning = StationModelFactory(model="PLP2-0-2-4-S")
    reported = StationModelFactory(model="reported")
    ReportedIdentityFactory(vendor="Wall Box", model="PLP2 0 2 4", station_models=[reported])
    archived = StationModelFactory(model="PLP2-0-2-4", archived=True)
    exact = StationModelFactory(model="plp2-0-2-4")

    found = list(ChargingStationModel.objects.search("PLP2-0-2-4"))

    assert found == [exact, archived, reported, beginning, words_of_model, words]


def test_the_active_come_before_the_archived_within_a_rank() -> None:
    StationModelFactory(model="Eve 1", archived=True)
    StationModelFactory(model="Eve 2")

    assert found_by("eve") == ["Eve 2", "Eve 1"]


@pytest.mark.parametrize("archived", [False, True])
def test_an_id_finds_its_model_alone(archived: bool) -> None:
    station_model = StationModelFactory(archived=archived)
    StationModelFactory(friendly_name=str(station_model.pk))

    for text in (str(station_model.pk), str(station_model.pk).upper(), f" {station_model.pk} "):
        assert list(ChargingStationModel.objects.search(text)) == [station_model]
        assert list(ChargingStationModel.objects.found_by(text)) == [station_model]
    assert found_by(str(uuid.uuid4())) == []


@pytest.mark.parametrize(
    "text", ["Wallbox PLP1-0-2-4", "wallbox plp1024", "Wall Box Chargers PLP1-0-2-4", "Wall Box Chargers / PLP1-0-2-4"]
)
def test_vendor_and_model_are_an_exact_name_by_any_name_of_the_vendor(text: str) -> None:
    VendorSynonymFactory(name="Wall Box Chargers", vendor="Wallbox")
    StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4-S")
    StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4")

    [best, *_] = ChargingStationModel.objects.rank(text)

    assert best.rank.is_exact
    assert found_by(text)[0] == "PLP1-0-2-4"
    assert "PLP1-0-2-4" in [each.model for each in ChargingStationModel.objects.found_by(text)]


def test_a_search_within_a_filter_finds_only_what_the_filter_has() -> None:
    StationModelFactory(model="PLP1", archived=True)
    active = StationModelFactory(model="PLP1-S")

    assert list(ChargingStationModel.objects.active().search("plp1")) == [active]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_find_nothing_or_what_they_say(text: str) -> None:
    StationModelFactory(model="PLP1")

    assert found_by(text) == []


def test_no_search_reads_a_table_in_whole_or_compares_more_than_200(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SMALL_SET_MAX", 100)
    create_synthetic(1_500, by=TEST_ACTOR)
    force_index_scans()

    for text in ("22 kW", "type 2", "ac dc", "a", "1 2 3 4 5 6 7 8 9", "kw 1 2", "ampere works arc", "arc/ampere"):
        with assert_no_table_scans(), CaptureQueriesContext(connection) as captured:
            found = list(ChargingStationModel.objects.search(text))
        assert len(found) <= RANKED_MAX
        assert len(captured) <= 20
