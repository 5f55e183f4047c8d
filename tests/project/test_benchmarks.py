"""The benchmark's own arithmetic, and the catalogue that it writes past the domain. No time is asserted."""

import json
from unittest.mock import Mock

import psycopg
import pytest
from django.db import connection

from benchmarks import bulk_copy
from benchmarks.compare import Comparison, Measured
from benchmarks.directus import to_contract_page
from benchmarks.goals import Goal
from benchmarks.growth import GrowthResult
from benchmarks.load import Load, Requests, lua, parse_wrk
from benchmarks.processes import CpuMeter
from benchmarks.report import short, table
from benchmarks.request_kinds import Kind
from benchmarks.servers import Server
from catalog.library.synthetic import create_synthetic
from catalog.models import Actor, CatalogueRevision, Channel, ChargingStationModel, SearchWord
from tests.factories import StationModelFactory
from tests.live_servers import database_url

_PRINTED = """Running 1s test @ http://127.0.0.1:8000
  1 threads and 16 connections
  2446 requests in 1.00s, 21.50MB read

{"requests": 2446, "seconds": 1.002000, "p50": 5.900000, "p99": 11.800000, "failed": 0}
"""


def test_what_wrk_measured_is_read_from_its_last_line() -> None:
    assert parse_wrk(_PRINTED) == Load(requests=2446, seconds=1.002, p50=5.9, p99=11.8, failed=0)


def test_a_wrk_that_measured_nothing_ends_the_run_with_what_it_said() -> None:
    with pytest.raises(SystemExit, match="unable to connect"):
        parse_wrk("unable to connect to 127.0.0.1:8000 Connection refused")


def test_paths_come_in_turn_and_bodies_are_new() -> None:
    requests = Requests(["/a", "/b"], method="POST", body='{"model": "M-@n"}', first=1)

    assert [requests.nth(number) for number in range(2)] == [("/b", '{"model": "M-0"}'), ("/a", '{"model": "M-1"}')]


def test_wrk_sends_method_headers_and_body() -> None:
    script = lua(Requests(["/a"], "POST", {"Authorization": "Bearer x"}, '{"model": "M-@n"}'), "/paths")

    assert 'wrk.method = "POST"' in script
    assert 'wrk.headers["Authorization"] = "Bearer x"' in script
    assert r'local body, n = "{\"model\": \"M-@n\"}", 0' in script
    assert 'io.lines("/paths")' in script


def test_a_ratio_is_the_median_of_rounds_in_which_both_were_measured() -> None:
    comparison = Comparison()
    for ours, theirs in ((50, 100), (10, 10), (30, 100)):  # the machine was busy in the second
        for system, rate in (("product", ours), ("floor", theirs)):
            load = Load(requests=rate, seconds=1, p50=1, p99=2, failed=0)
            comparison.add("get", system, Measured(load, cpu=1_000, database_cpu=100))

    assert comparison.ratio("get", "product", "floor") == 0.5
    assert comparison.ratio("get", "product", "absent") is None


def test_growth_is_told_by_cpu_where_the_database_shows_it() -> None:
    times = {10: [1.0] * 40, 1_000: [9.0] * 40}

    assert GrowthResult(times, cpu={10: 2.0, 1_000: 3.0}).ratio == 1.5
    assert GrowthResult(times, cpu={10: None, 1_000: None}).ratio == 9


@pytest.mark.parametrize(
    ("limit", "reached", "at_most", "met"),
    [(0.75, 0.8, False, True), (0.75, 0.7, False, False), (1.2, 1.1, True, True), (150, 162, True, False),
     (20, None, False, None)],
)  # fmt: skip
def test_a_goal_is_met_missed_or_was_not_measured(
    limit: float, reached: float | None, at_most: bool, met: bool | None
) -> None:
    assert Goal("list 20", limit, reached, at_most).is_met is met


def test_a_goal_is_met_by_requests_and_by_cpu_or_not_at_all() -> None:
    assert Goal("list 20", 7, 28, by_cpu=7.9).is_met is True
    assert Goal("list 20", 7, 28, by_cpu=6.9).is_met is False


def test_what_a_process_has_run_stays_spent_when_it_ends() -> None:
    spent = CpuMeter()
    before = spent.until_now({1: 5.0, 2: 7.0})

    assert spent.until_now({1: 0.0, 2: 7.5, 3: 0.25}) - before == 0.75  # the first is about to end
    assert spent.until_now({3: 0.5}) - before == 1


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_database_has_spent_no_less_once_a_connection_is_closed() -> None:
    """Its process takes what it has run along."""
    server = Server("product", 0, Mock(), database_url())
    with psycopg.connect(server.database) as other:
        other.execute("SELECT sum(number) FROM generate_series(1, 300000) AS number")
        before = server.database_cpu()

    assert before > 0
    assert server.database_cpu() >= before


def test_figures_have_the_digits_that_say_something() -> None:
    assert [short(each) for each in (0.0432, 0.4321, 7.123, 23.4, 0, None)] == ["0.043", "0.43", "7.1", "23", "0", "-"]
    assert short(-0.4321) == "-0.43"
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_a_system_with_paths_of_its_own_is_asked_nothing_else() -> None:
    directus = Server("Directus", 0, Mock(), "", paths={"/models": "/items/models?limit=21"})
    kinds = [
        Kind("list 20", ["/models"]),
        Kind("get", ["/models/1"]),
        Kind("create", ["/models"], method="POST"),
        Kind("unchanged", ["/models"], ("product",)),
    ]

    assert [kind.name for kind in kinds if kind.asked_of(directus)] == ["list 20"]
    assert kinds[0].requests(directus).paths == ["/items/models?limit=21"]


@pytest.mark.django_db
def test_what_directus_shows_is_compared_in_the_words_of_the_contract() -> None:
    station_model = StationModelFactory(image_url=None)
    shown = station_model.as_document()
    row = {
        **{name: shown[name] for name in ("id", "vendor", "model")},
        "friendly_name": shown["friendlyName"],
        "power_type": shown["powerType"],
        "ocpp_url_key": shown["configurationKeys"]["ocppUrl"],
        "image_url": None,
        "archived": False,
        "created_at": shown["createdAt"].replace("Z", ".000Z"),
        "updated_at": shown["updatedAt"].replace("Z", ".000Z"),
        "connectors": [
            {
                "connector_id": each["id"],
                "connection_type": each["connectionType"],
                "format": each["format"],
                "max_amperage": each["maxAmperage"],
                "max_voltage": each["maxVoltage"],
                "max_power_watts": each["maxPowerWatts"],
            }
            for each in shown["connectors"]
        ],
    }

    assert to_contract_page({"data": [row, row]}) == {"data": {"hasMore": True, "items": [shown]}}
    assert to_contract_page({"errors": []}) == {"errors": []}


@pytest.mark.tampers
@pytest.mark.django_db
def test_copies_are_what_the_domain_would_have_made_of_their_names() -> None:
    create_synthetic(3, by=Actor(channel=Channel.COMMAND, command="seed_catalog"))

    bulk_copy.write(connection.connection, after=0, times=2)

    station_models = list(ChargingStationModel.objects.in_order().with_connectors())
    assert [each.created_revision for each in station_models] == list(range(1, 10))
    assert CatalogueRevision.current().number == 9
    for each in station_models:
        assert json.loads(each.document) == each.as_document()
        words = SearchWord.objects.filter(created_revision=each.created_revision).values_list("word", flat=True)
        assert set(words) == {word.word for word in SearchWord.build_for([each])}
        derived = {name: getattr(each, name) for name in ("model_key", "normalised_model", "max_power_watts")}
        each.update_derived_fields(each.connectors.all())
        for name in ("model_key", "normalised_model"):
            ChargingStationModel._meta.get_field(name).pre_save(each, add=False)
        assert {name: getattr(each, name) for name in derived} == derived
