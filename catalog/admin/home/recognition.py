"""Recognition over 30 days, as the points and bars of a drawing."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from catalog.models.recognition import RECENT_DAYS, RecognitionDay, RecognitionTotals, first_day

DAY_WIDTH: Final = 20
HEIGHT: Final = 100
"""Of the drawing: the whole of the share, or the day with most reports."""


@dataclass(frozen=True)
class DayBar:
    day: date
    reports: int
    share: int | None
    """In percent; None without a report."""
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Recognition:
    days: list[DayBar]
    lines: list[str]
    """Points of the share's line, once for each run of days with reports."""
    totals: RecognitionTotals

    @property
    def percent(self) -> float | None:
        return None if self.totals.share is None else round(100 * self.totals.share, 1)

    @property
    def width(self) -> int:
        return DAY_WIDTH * len(self.days)


def recent_recognition() -> Recognition:
    """Return the days from the oldest to today, in one query."""
    counted = RecognitionDay.objects.recent().by_day()
    most = max((each.reports for each in counted.values()), default=0) or 1
    days = []
    for index in range(RECENT_DAYS):
        day = first_day(RECENT_DAYS) + timedelta(days=index)
        totals = counted.get(day, RecognitionTotals(0, 0))
        height = max(HEIGHT * totals.reports // most, 1 if totals.reports else 0)
        share = None if totals.share is None else round(100 * totals.share)
        days.append(DayBar(day, totals.reports, share, index * DAY_WIDTH, HEIGHT - height, height))
    all_totals = RecognitionTotals(*(sum(each) for each in zip(*counted.values(), strict=True))) if counted else None
    return Recognition(days, _draw_lines(days), all_totals or RecognitionTotals(0, 0))


def _draw_lines(days: list[DayBar]) -> list[str]:
    lines: list[list[str]] = [[]]
    for each in days:
        if each.share is None:
            lines.append([])
        else:
            lines[-1].append(f"{each.x + DAY_WIDTH // 2},{HEIGHT - each.share * HEIGHT // 100}")
    # A line of one point is drawn as a short one.
    return [" ".join(line if len(line) > 1 else _short(line[0])) for line in lines if line]


def _short(point: str) -> list[str]:
    x, y = map(int, point.split(","))
    return [f"{x - DAY_WIDTH // 4},{y}", f"{x + DAY_WIDTH // 4},{y}"]
