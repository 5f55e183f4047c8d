"""How many reports were recognised, by day, client and model: counted beside the requests, in bounded tables."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from catalog.models import ApiClient, ChargingStationModel, EntryDay, ModelDay, ModelReporter, RecognitionDay
from catalog.models.quality import CHECKS_BY_NAME
from catalog.models.recognition import add_reports, first_day, model_figures, model_reports, today
from catalog.resolve import inbox_writer, report_counts
from tests.api_clients import MODELS
from tests.factories import StationModelFactory
from tests.query_counts import queries

pytestmark = pytest.mark.django_db

RESOLVE = f"{MODELS}/resolve"


@pytest.fixture
def station_model() -> ChargingStationModel:
    return StationModelFactory(vendor="Alfen", model="NG910")


def days_ago(days: int) -> Any:
    return today() - timedelta(days=days)


def counted(days: int = 0, *, recognised: int = 1, unrecognised: int = 0, client: int = 7) -> None:
    add_reports([(days_ago(days), client, recognised, unrecognised)], [], [])


def test_reports_are_counted_by_day_client_and_model(reader: APIClient, station_model: ChargingStationModel) -> None:
    for model in ("NG910", "ng 910", "Else"):
        reader.get(RESOLVE, {"vendor": "Alfen", "model": model})
    reader.post(RESOLVE, {"items": [{"vendor": "Alfen", "model": "NG910"}, {"vendor": "A", "model": "x" * 900}, 7]})
    inbox_writer.flush()

    [row] = RecognitionDay.objects.all()
    assert (row.day, row.client_key, row.recognised, row.unrecognised) == (today(), ApiClient.objects.get().pk, 3, 2)
    assert model_figures(station_model.pk) == (3, 1, today())


def test_a_response_from_memory_is_counted_as_any(reader: APIClient, station_model: ChargingStationModel) -> None:
    for _ in range(3):
        assert reader.get(RESOLVE, {"vendor": "Alfen", "model": "NG910"}).status_code == 200
    inbox_writer.flush()

    assert RecognitionDay.objects.recent().totals() == (3, 0)


def test_counting_executes_no_query_in_the_request(reader: APIClient, station_model: ChargingStationModel) -> None:
    with CaptureQueriesContext(connection) as captured:
        reader.get(RESOLVE, {"vendor": "Alfen", "model": "NG910"})

    assert not any("recognitionday" in each["sql"] or "modelday" in each["sql"] for each in captured)
    assert not RecognitionDay.objects.exists()


def test_figures_grow_with_each_write(station_model: ChargingStationModel) -> None:
    for client in (7, 7, 8):
        add_reports([(today(), client, 2, 1)], [(station_model.pk, today(), 2)], [(station_model.pk, client, today())])

    assert RecognitionDay.objects.recent().totals() == (6, 3)
    assert model_figures(station_model.pk) == (6, 2, today())
    assert model_reports([station_model.pk]) == {station_model.pk: 6}


def test_figures_of_a_period_leave_out_what_was_before(station_model: ChargingStationModel) -> None:
    for days in (29, 30):
        counted(days)
        add_reports([], [(station_model.pk, days_ago(days), 1)], [(station_model.pk, days, days_ago(days))])

    assert RecognitionDay.objects.recent(30).totals() == (1, 0)
    assert list(RecognitionDay.objects.recent(31).by_day()) == [days_ago(30), days_ago(29)]
    assert model_figures(station_model.pk) == (1, 1, days_ago(29))


def test_the_last_day_of_a_client_never_goes_back(station_model: ChargingStationModel) -> None:
    for days in (3, 1, 2):
        add_reports([], [], [(station_model.pk, 7, days_ago(days))])

    assert ModelReporter.objects.get().last_day == days_ago(1)


def test_shares_are_of_the_reports_of_each_client() -> None:
    counted(0, recognised=3, unrecognised=1, client=7)
    counted(1, recognised=1, unrecognised=9, client=8)

    by_client = RecognitionDay.objects.recent().by_client()

    assert {key: totals.share for key, totals in by_client.items()} == {8: 0.1, 7: 0.75}
    assert list(by_client) == [8, 7]
    assert RecognitionDay.objects.none().totals().share is None


def test_one_write_takes_five_queries_for_any_number_of_reports(station_model: ChargingStationModel) -> None:
    for number in range(400):
        inbox_writer.count_report(station_model.pk, number % 50)
        inbox_writer.count_report(None, number % 50)

    # A savepoint, three tables, and its end.
    with queries(5):
        inbox_writer.flush()

    assert (RecognitionDay.objects.count(), ModelDay.objects.count(), ModelReporter.objects.count()) == (50, 1, 50)


def test_pairs_beyond_the_limit_are_counted_without_their_model(
    monkeypatch: pytest.MonkeyPatch, station_model: ChargingStationModel
) -> None:
    monkeypatch.setattr(report_counts, "KEYS_MAX", 3)
    for client in range(1, 6):
        inbox_writer.count_report(station_model.pk, client)
    inbox_writer.flush()

    assert RecognitionDay.objects.recent().totals() == (5, 0)
    assert model_figures(station_model.pk).reports == 3


def test_figures_that_are_old_are_deleted_every_day(station_model: ChargingStationModel) -> None:
    for days in (0, 89, 90, 399, 400):
        add_reports(
            [(days_ago(days), 7, 1, 0)],
            [(station_model.pk, days_ago(days), 1)],
            [(station_model.pk, days, days_ago(days))],
        )

    call_command("delete_expired", verbosity=0)

    assert RecognitionDay.objects.count() == ModelReporter.objects.count() == 4
    assert ModelDay.objects.count() == 2
    assert not EntryDay.objects.exists()


def never_reported() -> list[ChargingStationModel]:
    return list(CHECKS_BY_NAME["never_reported"].open(ChargingStationModel.objects.active()))


@pytest.mark.tampers
def test_a_model_without_a_report_in_90_days_is_found(station_model: ChargingStationModel) -> None:
    reported, recent = StationModelFactory(), StationModelFactory()
    counted(90)
    long_ago = timezone.now() - timedelta(days=100)
    ChargingStationModel._base_manager.filter(pk__in=[station_model.pk, reported.pk]).update(created_at=long_ago)
    add_reports([], [], [(reported.pk, 7, first_day(90)), (station_model.pk, 7, days_ago(90))])

    assert never_reported() == [station_model]
    assert recent not in never_reported()


def test_no_model_is_found_before_reports_were_counted_for_90_days(station_model: ChargingStationModel) -> None:
    counted(89)

    assert never_reported() == []


def test_the_database_refuses_a_negative_number() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RecognitionDay.objects.create(day=today(), client_key=7, recognised=-1)
