"""Promise i2: 10,000 models go back to the first version's tables and forward again, and are what they were."""

import time
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from catalog.models import ChargingStationModel
from catalog.models.integrity import find_inconsistencies
from tests.catalogue_snapshot import catalogue_rows
from tests.project.test_migrations import FIRST, migrate

pytestmark = [pytest.mark.promises, pytest.mark.django_db(transaction=True)]

MODELS = 10_000


@pytest.fixture(autouse=True)
def forward_at_last() -> Iterator[None]:
    yield
    migrate()


def test_10_000_models_go_back_and_forward(figure: Callable[[str, str], None]) -> None:
    call_command("seed_catalog", "--synthetic", str(MODELS), verbosity=0)
    before = catalogue_rows()
    begun = time.monotonic()

    migrate(*FIRST)
    back = time.monotonic() - begun
    migrate()
    forward = time.monotonic() - begun - back

    assert catalogue_rows() == before
    assert list(find_inconsistencies()) == []
    assert ChargingStationModel.objects.count() == MODELS
    figure("i2", f"{connection.vendor}: {MODELS} models back in {back:.0f} s, forward in {forward:.0f} s, equal data")
