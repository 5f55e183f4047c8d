"""The migrations build the tables from nothing, take them down again, and say all that the models say."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from catalog.models import CatalogueRevision, ChargingStationModel
from catalog.models.integrity import find_inconsistencies
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory

pytestmark = pytest.mark.django_db(transaction=True)


def migrate(*targets: tuple[str, str | None]) -> None:
    """Go to the targets; without any, to the newest of each app."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())


@pytest.fixture(autouse=True)
def forward_at_last() -> Iterator[None]:
    yield
    migrate()


def test_the_models_need_no_migration_that_is_not_there() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_back_to_nothing_leaves_no_table_and_forward_again_an_empty_catalogue_that_works() -> None:
    StationModelFactory()

    migrate(("catalog", None), ("oauth2_provider", None))

    assert not [name for name in connection.introspection.table_names() if name.startswith("catalog_")]
    migrate()
    assert not ChargingStationModel.objects.exists()
    assert CatalogueRevision.objects.get().number == 0
    StationModelFactory()
    assert list(find_inconsistencies()) == []


def test_forward_from_the_newest_changes_nothing() -> None:
    StationModelFactory()
    before = catalogue_rows()

    migrate()

    assert catalogue_rows() == before
