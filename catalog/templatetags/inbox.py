"""Template tags of the inbox."""

from collections.abc import Sequence

from django import template

from catalog.models import RecognitionDay

register = template.Library()

_WIDTH, _HEIGHT = 56, 16


@register.filter
def sparkline(values: Sequence[int]) -> str:
    """Return the points of a line through the values, in a box of 56 x 16; nothing if all are 0."""
    highest = max(values, default=0)
    if not highest:
        return ""
    step, scale = (_WIDTH - 2) / (len(values) - 1), (_HEIGHT - 2) / highest
    points = ((1 + place * step, _HEIGHT - 1 - value * scale) for place, value in enumerate(values))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


@register.filter(name="sum")
def total(values: Sequence[int]) -> int:
    return sum(values)


@register.simple_tag
def recognised_share() -> str:
    """Return the share of the reports of 30 days that were recognised, as a sentence."""
    totals = RecognitionDay.objects.recent().totals()
    if totals.share is None:
        return "No report was counted in the last 30 days."
    return f"{totals.share:.1%} of {totals.reports:,} reports were recognised in 30 days."
