"""Filters of the list by a range: power and time of the last change."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from catalog.admin.station_model.changelist.list_filter import Chip, MultiValueFilter, Option, OptionGroup
from catalog.limits import POWER_MAX

_WATTS_PER_KILOWATT = 1_000
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
_PERIODS = {"1d": (1, "24 hours"), "7d": (7, "7 days"), "30d": (30, "30 days"), "90d": (90, "90 days")}


class PowerFilter(MultiValueFilter):
    """Filter by the power of the strongest connector, from and to in kW."""

    title = label = "Power"
    parameters = ("power_from", "power_to")
    panel_template = "admin/catalog/chargingstationmodel/list/_panel_power.html"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        for values in self.values.values():
            for value in values:
                if parse_kilowatts(value) is None:
                    self.issue = f"“{value[:20]}” isn't a power. Enter kW, for example 22 or 7.4."
        if self.issue:
            messages.error(request, f"{self.issue} No models are shown.")

    @classmethod
    def is_valid(cls, name: str, value: str) -> bool:
        """Return True: what a person types wrongly gets an answer in words."""
        return True

    @property
    def power_from(self) -> str:
        return self.values["power_from"][0] if self.values["power_from"] else ""

    @property
    def power_to(self) -> str:
        return self.values["power_to"][0] if self.values["power_to"] else ""

    def apply(self, queryset: Any) -> Any:
        if self.issue:
            return queryset.none()
        return queryset.with_power_between(_watts(self.power_from), _watts(self.power_to))

    def groups(self, rows: Any) -> list[OptionGroup]:
        return []

    @property
    def chips(self) -> list[Chip]:
        words = {"power_from": "From", "power_to": "To"}
        return [
            Chip(name, value, f"{words[name]} {value} kW") for name, values in self.values.items() for value in values
        ]


class ChangedFilter(MultiValueFilter):
    """Filter by the time of the last change: a period that moves with today, or since a day."""

    title = label = "Changed"
    parameters = ("changed", "changed_since")
    panel_template = "admin/catalog/chargingstationmodel/list/_panel_changed.html"

    @classmethod
    def offered(cls, name: str) -> list[tuple[str, str]]:
        periods = [(value, f"Last {label}") for value, (_, label) in _PERIODS.items()]
        return [("", "Any time"), *periods] if name == "changed" else []

    @classmethod
    def is_valid(cls, name: str, value: str) -> bool:
        return value in _PERIODS if name == "changed" else parse_day(value) is not None

    def apply(self, queryset: Any) -> Any:
        for value in self.values["changed"]:
            queryset = queryset.changed_since(timezone.now() - timedelta(days=_PERIODS[value][0]))
        for value in self.values["changed_since"]:
            queryset = queryset.changed_since(parse_day(value))
        return queryset

    @property
    def since(self) -> str:
        return self.values["changed_since"][0] if self.values["changed_since"] else ""

    def chip_label(self, name: str, value: str) -> str:
        return f"Changed: {super().chip_label(name, value).lower()}" if name == "changed" else f"Changed since {value}"

    def groups(self, rows: Any) -> list[OptionGroup]:
        group = self.build_group("changed", None, is_single=True)
        return [group] if self.values["changed"] else [_select_first(group)]


def _select_first(group: OptionGroup) -> OptionGroup:
    first, *others = group.options
    return OptionGroup(group.name, group.legend, [Option("", first.label, True), *others], is_single=True)


def parse_kilowatts(text: str) -> Decimal | None:
    """Return the number of a text such as `22`, `7,4` or `22 kW`; None for others."""
    number = text.strip().lower().removesuffix("kw").strip().replace(",", ".")
    if not _NUMBER.fullmatch(number):
        return None
    value = Decimal(number)
    return value if value * _WATTS_PER_KILOWATT <= POWER_MAX else None


def parse_day(text: str) -> datetime | None:
    """Return the beginning of a day such as `2026-11-30`; None for other texts."""
    try:
        day = date.fromisoformat(text)
        return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
    except ValueError:
        return None


def _watts(text: str) -> Decimal | None:
    kilowatts = parse_kilowatts(text) if text else None
    return None if kilowatts is None else kilowatts * _WATTS_PER_KILOWATT
