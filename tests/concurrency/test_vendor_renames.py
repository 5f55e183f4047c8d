"""Two people rename one vendor at once: one wins, and the other gets a conflict."""

from functools import partial

import pytest

from catalog.exceptions import VendorChanged
from catalog.models import AuditEvent, ChargingStationModel, Vendor
from catalog.models.integrity import find_inconsistencies
from catalog.models.vendor_rename import VendorRename
from tests.concurrency.threads import run_concurrently
from tests.factories import TEST_ACTOR, StationModelFactory

pytestmark = pytest.mark.django_db(transaction=True)


def apply(change: VendorRename, state: str) -> str:
    try:
        change.apply(by=TEST_ACTOR, expected_state=state)
    except VendorChanged:
        return "conflict"
    return change.name


def test_one_of_two_wins_and_the_other_gets_a_conflict() -> None:
    for _ in range(26):
        StationModelFactory(vendor="keba")
    vendor = Vendor.objects.get_or_build("keba")
    changes = [VendorRename.build(vendor, name) for name in ("KEBA", "Keba Energy")]

    outcomes = run_concurrently([partial(apply, each, each.state()) for each in changes])

    [winner] = set(outcomes) - {"conflict"}
    assert outcomes.count("conflict") == 1
    assert {each.vendor for each in ChargingStationModel.objects.all()} == {winner}
    assert AuditEvent.objects.filter(station_model__isnull=False, action="edited").count() == 26
    assert list(find_inconsistencies()) == []
