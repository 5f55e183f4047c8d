"""What resolve does not recognise waits in the inbox, and the answer does not depend on it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from catalog.models import ReportedIdentity, UnknownHardware
from catalog.resolve import inbox_writer
from tests.api_clients import MODELS
from tests.factories import TEST_ACTOR, StationModelFactory

pytestmark = pytest.mark.django_db

RESOLVE = f"{MODELS}/resolve"


def test_what_nothing_fits_waits_with_who_asked(reader: APIClient) -> None:
    reader.get(RESOLVE, {"vendor": "Foo GmbH", "model": "Bar-1"})
    for firmware in ("1.0", "1.1"):
        reader.get(RESOLVE, {"vendor": "foo", "model": "bar 1", "firmwareVersion": firmware})

    inbox_writer.flush()

    entry = UnknownHardware.objects.waiting().get()
    assert (entry.vendor, entry.model, entry.firmware_version) == ("Foo GmbH", "Bar-1", "1.1")
    assert (entry.count, entry.is_ambiguous) == (3, False)
    assert entry.first_client == entry.last_client
    assert entry.first_client is not None
    assert entry.first_client.user == entry.first_user


def test_what_several_fit_waits_too_and_what_one_fits_does_not(reader: APIClient) -> None:
    both = [StationModelFactory(model="A"), StationModelFactory(model="B")]
    ReportedIdentity.objects.create_audited(vendor="Alfen", model="A or B", station_models=both, by=TEST_ACTOR)

    for model in ("A", "A or B"):
        assert reader.get(RESOLVE, {"vendor": "Alfen", "model": model}).status_code == 200
    inbox_writer.flush()

    entry = UnknownHardware.objects.get()
    assert (entry.model, entry.is_ambiguous) == ("A or B", True)


def test_a_batch_is_noted_report_by_report(reader: APIClient) -> None:
    items = [{"vendor": "", "model": f"ACChargePoint {number}"} for number in range(3)]

    reader.post(RESOLVE, {"items": [*items, items[0]]})
    inbox_writer.flush()

    assert dict(UnknownHardware.objects.values_list("model", "count")) == {
        "ACChargePoint 0": 2,
        "ACChargePoint 1": 1,
        "ACChargePoint 2": 1,
    }


def test_nothing_is_written_by_the_request_itself(reader: APIClient) -> None:
    with CaptureQueriesContext(connection) as queries:
        reader.get(RESOLVE, {"vendor": "Foo", "model": "Bar"})

    assert [each["sql"] for each in queries if not each["sql"].lstrip("(").startswith("SELECT")] == []
    assert UnknownHardware.objects.count() == 0
