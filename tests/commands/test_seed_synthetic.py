"""`seed_catalog --synthetic`: made-up models that could be real ones."""

import json
from decimal import Decimal

import pytest
from django.db import transaction

from catalog.models import AuditEvent, CatalogueRevision, ChargingStationModel, Connector
from tests.factories import StationModelFactory
from tests.integrity import assert_catalogue_consistent
from tests.management import Terminal, run_command

pytestmark = pytest.mark.django_db

AC_PLUGS = {"IEC_62196_T1", "IEC_62196_T2", "SAE_J3400"}
DC_PLUGS = {"CHADEMO", "IEC_62196_T1_COMBO", "IEC_62196_T2_COMBO", "SAE_J3400"}


def test_each_run_adds_as_many_new_ones_as_were_asked_for() -> None:
    first = run_command("seed_catalog", "--synthetic", 2500)
    second = run_command("seed_catalog", "--synthetic", 1000)

    assert (first.err, second.err) == ("2500 created.\n", "1000 created.\n")
    assert ChargingStationModel.objects.count() == 3500
    assert ChargingStationModel.objects.values("vendor_key", "model_key").distinct().count() == 3500
    assert CatalogueRevision.objects.get().number == AuditEvent.objects.count() == 3500
    assert_catalogue_consistent()


def test_each_passes_every_check_of_a_model() -> None:
    run_command("seed_catalog", "--synthetic", 100)

    for station_model in ChargingStationModel.objects.with_connectors():
        station_model.full_clean()
        for connector in station_model.connectors.all():
            connector.full_clean()


def test_ratings_and_plugs_fit_the_power_type() -> None:
    run_command("seed_catalog", "--synthetic", 500)

    seen = set()
    for station_model in ChargingStationModel.objects.with_connectors():
        connectors = list(station_model.connectors.all())
        plugs = {connector.connection_type for connector in connectors}
        assert 1 <= len(connectors) <= 4
        assert [connector.connector_id for connector in connectors] == list(range(1, len(connectors) + 1))
        if station_model.power_type == "DC":
            assert plugs & DC_PLUGS
            assert all(_watts(connector) >= connector.max_power_watts for connector in connectors if _is_dc(connector))
        else:
            phases = {"AC_1_PHASE": 1, "AC_3_PHASE": 3}[station_model.power_type]
            assert plugs <= AC_PLUGS
            assert {phases * _watts(connector) for connector in connectors} == {
                connector.max_power_watts for connector in connectors
            }
        seen.add(station_model.power_type)
    assert seen == {"AC_1_PHASE", "AC_3_PHASE", "DC"}
    assert ChargingStationModel.objects.values("vendor").distinct().count() > 10


def _watts(connector: Connector) -> Decimal:
    return connector.max_amperage * connector.max_voltage


def _is_dc(connector: Connector) -> bool:
    return connector.connection_type in DC_PLUGS


def test_the_report_is_a_number() -> None:
    said = run_command("seed_catalog", "--synthetic", 3, "--format", "json")

    assert json.loads(said.out) == [{"outcome": "created", "count": 3}]


def test_a_dry_run_writes_nothing() -> None:
    said = run_command("seed_catalog", "--synthetic", 3, "--dry-run")

    assert said.err == "Dry run, nothing imported: 3 created.\n"
    assert ChargingStationModel.objects.count() == 0


def test_progress_is_shown_where_a_person_watches() -> None:
    terminal = run_command("seed_catalog", "--synthetic", 2500, err=Terminal())
    silent = run_command("seed_catalog", "--synthetic", 1, "-v0", err=Terminal())

    assert terminal.err == "\r2000 of 2500\r2500 of 2500\n2500 created.\n"
    assert silent.err == ""


def test_a_name_that_is_taken_keeps_all_of_them_out() -> None:
    with transaction.atomic():  # the same revision makes the same models, so an undone run tells their names
        StationModelFactory()
        run_command("seed_catalog", "--synthetic", 2500)
        last = ChargingStationModel.objects.get(created_revision=2501)
        transaction.set_rollback(True)
    taken = StationModelFactory(vendor=last.vendor, model=last.model)

    said = run_command("seed_catalog", "--synthetic", 2500)

    assert said.refusal == (f"An active model {last.vendor} / {last.model} already exists (ID {taken.pk}).")
    assert ChargingStationModel.objects.get() == taken


@pytest.mark.parametrize("count", ["0", "-1", "1.5", "many", "1_000", "", "\u0661"])
def test_a_number_that_is_none_is_a_usage_error(count: str) -> None:
    said = run_command("seed_catalog", f"--synthetic={count}")

    assert said.refusal.startswith(f"Error: argument --synthetic: {count!r} must be a whole number between 1 and ")
    assert ChargingStationModel.objects.count() == 0


def test_files_and_made_up_models_exclude_each_other() -> None:
    said = run_command("seed_catalog", "file.yaml", "--synthetic", 5)

    assert said.refusal == "Specify either files or --synthetic, not both."
    assert ChargingStationModel.objects.count() == 0
