"""Columns of the station model list."""

from collections import Counter
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import Case, OuterRef, Subquery, Value, When
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from catalog.choices import EvidenceLevel, EvidenceSubject
from catalog.models import ChargingStationModel, Evidence
from catalog.times import date_only, time_ago

_WATTS_PER_KILOWATT = 1_000

_TYPE_LABELS = {"AC_1_PHASE": "AC 1-phase", "AC_3_PHASE": "AC 3-phase", "DC": "DC"}

_LEVEL_BADGES = {"cited": "badge-success", "derived": "badge-success", "known": "badge-warning"}

_RATINGS = Evidence.objects.filter(station_model=OuterRef("pk")).about(EvidenceSubject.RATINGS)
_RATINGS_RANK = Subquery(
    _RATINGS.annotate(
        rank=Case(*(When(level=level, then=Value(rank)) for rank, level in enumerate(EvidenceLevel.values)))
    ).values("rank")[:1]
)


class StationModelColumnsMixin:
    """Columns for the ModelAdmin, each a cell of the list. The order of `list_display` is what `o` counts by."""

    @admin.display(description="model", ordering="vendor_key")
    def name(self, station_model: ChargingStationModel) -> str:
        return str(station_model)

    @admin.display(description="type", ordering="power_type")
    def type(self, station_model: ChargingStationModel) -> str:
        return _TYPE_LABELS[station_model.power_type]

    @admin.display(description="power", ordering="max_power_watts")
    def power(self, station_model: ChargingStationModel) -> str:
        return format_power(station_model.max_power_watts)

    @admin.display(description="connectors")
    def connectors_shown(self, station_model: ChargingStationModel) -> str:
        return summarise_connectors(station_model)

    @admin.display(description="evidence", ordering=_RATINGS_RANK)
    def evidence(self, station_model: ChargingStationModel) -> str:
        levels = [each.level for each in station_model.evidence.all() if each.subject == EvidenceSubject.RATINGS]
        return level_badge(levels[0] if levels else None)

    @admin.display(description="updated", ordering="revision")
    def updated(self, station_model: Any) -> str:
        """Show when and by whom: `last_actor` is set for all rows of a page at once."""
        person = getattr(station_model, "last_actor", "")
        by = format_html(' <span class="quiet">{}</span>', person) if person else ""
        return format_html("{}{}", time_ago(station_model.updated_at), by)

    @admin.display(description="state", ordering="archived")
    def state(self, station_model: ChargingStationModel) -> str:
        return state_badge(station_model)

    @admin.display(description="OCPP URL setting", ordering="ocpp_url_key")
    def ocpp_url_setting(self, station_model: ChargingStationModel) -> str:
        return format_html("<code>{}</code>", station_model.ocpp_url_key)

    @admin.display(description="source")
    def source(self, station_model: ChargingStationModel) -> str:
        sources = dict.fromkeys(each.source for each in station_model.evidence.all() if each.source)
        return format_html_join("; ", "{}", ((each,) for each in sources)) or "\N{EN DASH}"

    @admin.display(description="created", ordering="created_revision")
    def created(self, station_model: ChargingStationModel) -> str:
        return date_only(station_model.created_at)

    @admin.display(description="picture", ordering="image_url")
    def picture(self, station_model: ChargingStationModel) -> str:
        return "Yes" if station_model.image_url else "\N{EN DASH}"

    @admin.display(description="ID")
    def short_id(self, station_model: ChargingStationModel) -> str:
        return format_html('<code title="{}">{}</code>', station_model.pk, str(station_model.pk)[:8])


def summarise_connectors(station_model: ChargingStationModel) -> str:
    """Return the plugs of the model, each with its number."""
    counted = Counter(each.get_connection_type_display() for each in station_model.connectors.all())
    return " · ".join(f"{count} \N{MULTIPLICATION SIGN} {plug}" for plug, count in counted.items())


def format_power(watts: Decimal) -> str:
    """Return the power in kW with at most two decimals, or in W below 1 kW."""
    if watts < _WATTS_PER_KILOWATT:
        return f"{watts.normalize():f} W"
    return f"{round(watts / _WATTS_PER_KILOWATT, 2).normalize():f} kW"


def level_badge(level: str | None) -> str:
    if level is None:
        return format_html('<span class="badge badge-danger">{}</span>', "None")
    label = str(EvidenceLevel(level).label).partition(":")[0]
    return format_html('<span class="badge {}">{}</span>', _LEVEL_BADGES.get(level, "badge-warning"), label)


def duplicate_url(station_model: ChargingStationModel) -> str:
    return f"{reverse('admin:catalog_chargingstationmodel_add')}?copy={station_model.pk}"


def state_badge(station_model: ChargingStationModel) -> str:
    if station_model.successor_id:
        kind, word = "neutral", "Replaced"
    else:
        kind, word = ("neutral", "Archived") if station_model.is_archived else ("success", "Active")
    return format_html('<span class="badge badge-{}">{}</span>', kind, word)
