"""Times for people: one format, in UTC, with the full time in the title."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from catalog.times import date_only, date_time, format_time_ago, time_ago

NOW = datetime(2026, 11, 30, 18, 4, 50, tzinfo=UTC)


def test_date_time_has_utc_in_the_title() -> None:
    assert date_time(NOW) == (
        '<time datetime="2026-11-30T18:04:50Z" title="30 Nov 2026, 18:04:50 UTC">30 Nov 2026, 18:04</time>'
    )


def test_date_time_of_another_zone_is_shown_in_utc() -> None:
    assert "30 Nov 2026, 16:04<" in date_time(NOW.replace(tzinfo=timezone(timedelta(hours=2))))


def test_date_only_of_a_late_evening_is_the_day_in_utc() -> None:
    assert ">1 Dec 2026<" in date_only(datetime(2026, 11, 30, 23, 30, tzinfo=timezone(-timedelta(hours=1))))


@pytest.mark.parametrize("format_time", [date_time, date_only, time_ago])
def test_no_time_is_shown_as_nothing(format_time: object) -> None:
    assert format_time(None) == ""  # type: ignore[operator]


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (3600, "1 h ago"),
        (86_399, "23 h ago"),
        (86_400, "1 day ago"),
        (7 * 86_400, "7 days ago"),
        (8 * 86_400, "22 Nov 2026"),
    ],
)
def test_time_ago_is_relative_for_a_week(seconds: int, shown: str) -> None:
    assert format_time_ago(NOW - timedelta(seconds=seconds), NOW) == shown
