"""manage.py check_catalog: says what was done past the methods, and fails when anything was."""

import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from catalog.db.snapshot import consistent_snapshot
from catalog.models import CatalogueRevision, ChargingStationModel
from catalog.models.integrity import find_inconsistencies
from tests.factories import TEST_ACTOR, StationModelFactory


def check(**options: int) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("check_catalog", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_a_sound_catalogue_is_told_so_in_words_and_in_silence() -> None:
    StationModelFactory()

    assert check() == ("", "The catalogue is consistent.\n")
    assert check(verbosity=0) == ("", "")


@pytest.mark.django_db
@pytest.mark.tampers
def test_each_fault_is_a_line_and_the_command_fails() -> None:
    first, second = StationModelFactory(vendor="Alfen"), StationModelFactory(vendor="Zaptec")
    ChargingStationModel._base_manager.update(model_key="x")
    out = StringIO()

    with pytest.raises(CommandError, match=r"^The catalogue is inconsistent: 2 problems found\.$") as failed:
        call_command("check_catalog", stdout=out)

    assert failed.value.returncode == 1
    assert out.getvalue().splitlines() == [
        f"{each.pk} ({each}): is looked up under a key that is not made of its texts." for each in (first, second)
    ]


@pytest.mark.django_db(transaction=True)
def test_what_changes_meanwhile_is_not_taken_for_a_fault() -> None:
    station_model = StationModelFactory()
    before = CatalogueRevision.current().number

    def change() -> None:
        try:
            station_model.rename("Meanwhile", by=TEST_ACTOR)
            StationModelFactory()
        finally:
            connection.close()

    with consistent_snapshot():
        assert CatalogueRevision.current().number == before
        other = threading.Thread(target=change)
        other.start()
        other.join()
        found = list(find_inconsistencies())
        seen = CatalogueRevision.current().number

    assert (found, seen) == ([], before)
    assert CatalogueRevision.current().number == before + 2
