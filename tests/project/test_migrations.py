"""From the first version's tables to today's with rows in place, back, and forward again."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from catalog.models import AuditEvent, ChargingStationModel, ReportedIdentity, SearchWord, VendorSynonym
from catalog.models.document import build_document, dump_json
from catalog.models.integrity import find_inconsistencies
from tests.catalogue_snapshot import catalogue_rows
from tests.domain.test_deleting import WITH_A_REASON
from tests.domain.test_replacing import the_new_one
from tests.factories import (
    TEST_ACTOR,
    ReportedIdentityFactory,
    StationModelFactory,
    VendorSynonymFactory,
    connector_data,
)

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = [("catalog", "0001_initial")]


def migrate(*targets: tuple[str, str]) -> Apps:
    """To the latest of all apps, unless targets are given; returns the models as they are then."""
    executor = MigrationExecutor(connection)
    state = executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())
    return state.apps


@pytest.fixture(autouse=True)
def forward_at_last() -> Iterator[None]:
    """Whatever a test finds, the next one has today's tables."""
    yield
    migrate()


def fill(apps: Apps, names: list[tuple[str, str]]) -> None:
    """What the first version's methods would have written: each model created, and every second one archived."""
    rows = {name: apps.get_model("catalog", name) for name in ("ChargingStationModel", "Connector", "AuditEvent")}
    number = 0
    for vendor, model in names:
        number += 1
        now = timezone.now()
        row = rows["ChargingStationModel"](
            vendor=vendor,
            model=model,
            power_type="DC",
            ocpp_url_key="x",
            created_at=now,
            updated_at=now,
            created_revision=number,
            revision=number,
        )
        connectors = [connector_data(1), connector_data(2, max_power_watts=50_000)]
        before: dict[str, Any] | None = None
        for action in ("created", "archived")[: 1 + number % 2]:
            if action == "archived":
                number += 1
                row.archived_at = now
                row.revision = number
            document = dump_json(as_it_was(row, connectors))
            row.document = document
            row.save()
            rows["AuditEvent"].objects.create(
                revision=number,
                at=now,
                action=action,
                door="command",
                command="seed_catalog",
                station_model_id=row.pk,
                before=before,
                after=json.loads(document),
            )
            before = json.loads(document)
        rows["Connector"].objects.bulk_create(
            rows["Connector"](**values, position=position, station_model_id=row.pk)
            for position, values in enumerate(connectors)
        )
    apps.get_model("catalog", "CatalogueRevision").objects.update_or_create(defaults={"number": number})


def as_it_was(row: Any, connectors: list[dict[str, Any]]) -> dict[str, Any]:
    named = ("id", "vendor", "model", "friendly_name", "power_type", "ocpp_url_key", "image_url", "archived_at")
    told = ChargingStationModel(
        **{name: getattr(row, name) for name in named}, created_at=row.created_at, updated_at=row.updated_at
    )
    document = build_document(told, [])
    document["connectors"] = [
        {
            "id": each["connector_id"],
            "connectionType": each["connection_type"],
            "format": each["format"],
            "maxAmperage": each["max_amperage"],
            "maxVoltage": each["max_voltage"],
            "maxPowerWatts": each["max_power_watts"],
        }
        for each in connectors
    ]
    return document


NAMES = [("Alfen N.V.", "NG910-60003"), ("Müller & Söhne GmbH", "Größe 7.4"), ("Wallbox", "PLP1-0-2-4")]


def test_rows_of_the_first_version_are_right_in_todays_tables_and_survive_the_way_back() -> None:
    fill(migrate(*FIRST), NAMES)

    migrate()

    assert list(find_inconsistencies()) == []
    found = ChargingStationModel.objects.get(model="PLP1-0-2-4")
    assert (found.plain_vendor, found.plain_model, found.max_power_watts) == ("wallbox", "plp1024", 50_000)
    words = SearchWord.objects.filter(place=found.created_revision)
    assert {each.word for each in words} == {"wallbox", "plp1", "0", "2", "4", "plp1024"}
    before = catalogue_rows()
    migrate(*FIRST)
    migrate()
    assert catalogue_rows() == before


def test_what_the_first_version_cannot_hold_is_lost_on_the_way_back_and_nothing_else() -> None:
    kept = StationModelFactory(vendor="Alfen", model="NG910")
    ReportedIdentityFactory(station_models=[kept])
    VendorSynonymFactory()
    new = kept.replace(**the_new_one(), by=TEST_ACTOR)
    StationModelFactory(archived=True).delete_for_good(by=WITH_A_REASON)
    call_command("restart_feed", verbosity=0)
    documents = dict(ChargingStationModel.objects.values_list("pk", "document"))
    assert documents.keys() == {kept.pk, new.pk}

    migrate(*FIRST)
    migrate()

    assert dict(ChargingStationModel.objects.values_list("pk", "document")) == documents
    assert not ReportedIdentity.objects.exists()
    assert not VendorSynonym.objects.exists()
    told = AuditEvent.objects.order_by("revision").values_list("station_model_id", "action")
    assert list(told) == [
        (kept.pk, "created"),
        (kept.pk, "archived"),
        (new.pk, "created"),
        (kept.pk, "edited"),
        (new.pk, "edited"),
    ]
    call_command("restart_feed", verbosity=0)
    assert list(find_inconsistencies()) == []
