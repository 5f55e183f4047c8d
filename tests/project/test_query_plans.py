"""What is asked grows with the answer, never with the catalogue: every query finds its rows by an index.

`seed_catalog`, `check_catalog` and exports go through the whole catalogue because that is what they are for, and
`delete_expired` through the tokens that there are, once a day.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from rest_framework.test import APIClient

from catalog.library.synthetic import create_synthetic
from catalog.models import ChargingStationModel, ReportedIdentity
from tests.admin.html_client import HtmlClient
from tests.api_clients import MODELS
from tests.factories import TEST_ACTOR, StationModelFactory, UserFactory
from tests.query_plans import assert_no_table_scans, force_index_scans

pytestmark = pytest.mark.django_db

MANY = 1_000


@pytest.fixture
def one() -> ChargingStationModel:
    """One of many, which reports itself by another name."""
    create_synthetic(MANY, by=TEST_ACTOR)
    station_model: ChargingStationModel = StationModelFactory(vendor="Rarity", model="One")
    ReportedIdentity.objects.create_audited(
        by=TEST_ACTOR, station_models=[station_model], vendor="Rarity", model="RAR-100*"
    )
    force_index_scans()
    return station_model


def test_every_read_and_write_of_the_api(
    staff: APIClient, one: ChargingStationModel, create_body: dict[str, Any]
) -> None:
    path = f"{MODELS}/{one.pk}"
    requests: list[Callable[[], Any]] = [
        lambda: staff.get(path),
        lambda: staff.get(f"{path}/ocpi", {"version": "2.2.1"}),
        lambda: staff.get(f"{MODELS}/vendors", {"q": "a", "startingAfter": "a"}),
        lambda: staff.get(f"{path}/evidence"),
        lambda: staff.get(f"{path}/history"),
        lambda: staff.get(f"{path}/history", {"before": one.revision}),
        lambda: staff.get(f"{MODELS}/changes"),
        lambda: staff.get(f"{MODELS}/changes", {"after": one.revision - 1}),
        lambda: staff.get(MODELS, {"vendor": "rarity", "model": "one"}),
        lambda: staff.get(MODELS, {"isArchived": "true", "vendor": "rarity", "startingAfter": str(one.pk)}),
        *(
            (lambda report=report: staff.get(f"{MODELS}/resolve", report))  # type: ignore[misc]
            for report in (
                {"vendor": "Rarity", "model": "One"},
                {"vendor": "Rarity", "model": "RAR-100.23"},
                {"vendor": "Rarity", "model": "Two"},
                {"vendor": "Rarity", "model": "x" * 20},
                {"vendor": "y" * 20, "model": "x" * 20},
            )
        ),
        lambda: staff.post(f"{MODELS}/resolve", {"items": [{"vendor": "Rarity", "model": "One"}] * 3}),
        lambda: staff.post(MODELS, create_body, headers={"Idempotency-Key": "key"}),
        lambda: staff.patch(path, {"friendlyName": "Another"}),
        lambda: staff.post(f"{path}/archive"),
        lambda: staff.post(f"{path}/unarchive"),
    ]

    with assert_no_table_scans():
        statuses = [ask().status_code for ask in requests]

    assert max(statuses) < 300


def test_every_list_of_the_admin(one: ChargingStationModel) -> None:
    superuser = HtmlClient(UserFactory(is_staff=True, is_superuser=True))
    pages = [
        "chargingstationmodel/",
        f"chargingstationmodel/{one.pk}/change/",
        f"chargingstationmodel/{one.pk}/history/",
        "auditevent/",
        "reportedidentity/",
        "unknownhardware/",
        "apiclient/",
    ]

    with assert_no_table_scans():
        statuses = [superuser.get(f"/admin/catalog/{page}").status_code for page in pages]

    assert statuses == [200] * len(pages)


def test_the_commands_that_run_beside_the_service(one: ChargingStationModel, tmp_path: Path) -> None:
    fleet = tmp_path / "fleet.csv"
    fleet.write_text("vendor,model\nRarity,One\nRarity,RAR-100.23\nNobody,Nothing\n")

    with assert_no_table_scans():
        call_command("resolve", "Rarity", "One", verbosity=0)
        call_command("resolve", csv=str(fleet), verbosity=0)

    assert json.loads(one.document)["model"] == "One"


def test_no_index_is_the_beginning_of_another() -> None:
    """It would be written with each row, and whatever it finds is found by the other."""
    found = []
    for model in apps.get_app_config("catalog").get_models():
        lists = [*model._meta.indexes, *model._meta.constraints]
        whole = {each.name: tuple(each.fields) for each in lists if getattr(each, "fields", ()) and not each.condition}
        of_one = {each.name: (each.name,) for each in model._meta.local_concrete_fields if each.db_index or each.unique}
        for name, fields in {**whole, **of_one}.items():
            longer = (other for other, more in whole.items() if other != name and more[: len(fields)] == fields)
            found += [f"{model.__name__}: {name} begins {other}" for other in longer]

    assert not found
