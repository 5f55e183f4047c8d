"""Recognition figures: how many reports of stations were recognised, by day, and which models they were."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple, Self
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from catalog.db.counters import add_counts, keep_latest

RECENT_DAYS: Final = 30
"""Days that figures of a model and of the service are for."""

UNREPORTED_DAYS: Final = 90
"""Days without a report after which a model counts as never reported."""

ENTRY_DAYS: Final = 14
"""Days of the reports of an entry of the inbox."""

DAYS_STORED: Final = 400
"""Days of the figures by client, and of the last report of a model by a client."""

NO_CLIENT: Final = 0
"""Stands for the key of a client, where a user came without one."""


def today() -> date:
    return timezone.now().date()


def first_day(days: int) -> date:
    """Return the first of that many days, of which today is the last. Days are those of UTC."""
    return today() - timedelta(days=days - 1)


class RecognitionTotals(NamedTuple):
    recognised: int
    unrecognised: int

    @property
    def reports(self) -> int:
        return self.recognised + self.unrecognised

    @property
    def share(self) -> float | None:
        """The share that was recognised, from 0 to 1; None without a report."""
        return self.recognised / self.reports if self.reports else None


_TOTALS: Final = {name: models.Sum(name, default=0) for name in RecognitionTotals._fields}


class RecognitionDayQuerySet(models.QuerySet["RecognitionDay"]):
    def recent(self, days: int = RECENT_DAYS) -> Self:
        return self.filter(day__gte=first_day(days))

    def totals(self) -> RecognitionTotals:
        return RecognitionTotals(**self.order_by().aggregate(**_TOTALS))

    def by_day(self) -> dict[date, RecognitionTotals]:
        """Return the totals of each day that has any, the oldest first."""
        rows = self.order_by("day").values_list("day").annotate(**_TOTALS)
        return {day: RecognitionTotals(*totals) for day, *totals in rows}

    def by_client(self) -> dict[int, RecognitionTotals]:
        """Return the totals of each client by its key, those with most reports first."""
        rows = self.order_by().values_list("client_key").annotate(**_TOTALS)
        found = {key: RecognitionTotals(*totals) for key, *totals in rows}
        return dict(sorted(found.items(), key=lambda each: (-each[1].reports, each[0])))


class RecognitionDay(models.Model):
    """The reports of one client on one day."""

    day = models.DateField()
    client_key = models.BigIntegerField(default=NO_CLIENT, help_text="Of an API client, 0 for users without one.")
    recognised = models.BigIntegerField(default=0)
    unrecognised = models.BigIntegerField(default=0)

    objects = RecognitionDayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "client_key"], name="recognition_day_uniq"),
            models.CheckConstraint(
                name="recognition_day_counts_valid", condition=models.Q(recognised__gte=0, unrecognised__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}, client {self.client_key}: {self.recognised} and {self.unrecognised}"


class ModelDay(models.Model):
    """The reports of one station model on one day. Deleted models stay counted until the days are over."""

    station_model = models.ForeignKey(
        "catalog.ChargingStationModel", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    day = models.DateField(db_index=True)
    reports = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station_model", "day"], name="model_day_uniq")]

    def __str__(self) -> str:
        return f"{self.station_model_id}, {self.day}: {self.reports}"


class ModelReporter(models.Model):
    """The last day on which a client reported a station model."""

    station_model = models.ForeignKey(
        "catalog.ChargingStationModel", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    client_key = models.BigIntegerField(default=NO_CLIENT)
    last_day = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["station_model", "client_key"], name="model_reporter_uniq")]

    def __str__(self) -> str:
        return f"{self.station_model_id}, client {self.client_key}: {self.last_day}"


class EntryDay(models.Model):
    """The reports of one entry of the inbox on one day."""

    entry = models.ForeignKey("catalog.UnknownHardware", models.CASCADE, db_index=False, related_name="days")
    day = models.DateField(db_index=True)
    reports = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "day"], name="entry_day_uniq")]

    def __str__(self) -> str:
        return f"{self.entry_id}, {self.day}: {self.reports}"


class ModelFigures(NamedTuple):
    """How often a model was reported in the last days, by how many clients, and on which day last."""

    reports: int
    clients: int
    last_day: date | None


def model_figures(station_model_id: UUID, days: int = RECENT_DAYS) -> ModelFigures:
    """Return the figures of one model, in two queries. Users without a client count as one client."""
    since = first_day(days)
    counted = ModelDay.objects.filter(station_model=station_model_id, day__gte=since)
    reporters = ModelReporter.objects.filter(station_model=station_model_id)
    found = reporters.aggregate(
        clients=models.Count("pk", filter=models.Q(last_day__gte=since)), last_day=models.Max("last_day")
    )
    return ModelFigures(counted.aggregate(reports=models.Sum("reports", default=0))["reports"], **found)


def model_reports(station_model_ids: Iterable[UUID], days: int = RECENT_DAYS) -> dict[UUID, int]:
    """Return how often each of those models was reported, those that were not left out, in one query."""
    rows = ModelDay.objects.filter(station_model__in=station_model_ids, day__gte=first_day(days)).order_by()
    return dict(rows.values_list("station_model").annotate(total=models.Sum("reports")))


def add_reports(
    by_client: Iterable[tuple[date, int, int, int]],
    by_model: Iterable[tuple[UUID, date, int]],
    by_reporter: Iterable[tuple[UUID, int, date]],
) -> None:
    """Add to the figures, in one transaction of at most three statements for 500 rows each."""
    with transaction.atomic():
        add_counts(RecognitionDay, ["day", "client_key"], ["recognised", "unrecognised"], by_client)
        add_counts(ModelDay, ["station_model", "day"], ["reports"], by_model)
        keep_latest(ModelReporter, ["station_model", "client_key"], "last_day", by_reporter)


def delete_old_figures() -> int:
    """Delete the figures of days that are over, and return how many rows."""
    return sum(_delete_old_figures())


def _delete_old_figures() -> Iterator[int]:
    for rows in (
        RecognitionDay.objects.filter(day__lt=first_day(DAYS_STORED)),
        ModelReporter.objects.filter(last_day__lt=first_day(DAYS_STORED)),
        ModelDay.objects.filter(day__lt=first_day(UNREPORTED_DAYS)),
        EntryDay.objects.filter(day__lt=first_day(ENTRY_DAYS)),
    ):
        deleted, _ = rows.delete()
        yield deleted
