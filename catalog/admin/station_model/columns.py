"""Columns of the station model list."""

from collections import Counter
from decimal import Decimal

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from catalog.models import ChargingStationModel
from catalog.times import time_ago

_WATTS_PER_KILOWATT = 1_000


class StationModelColumnsMixin:
    """Columns for the ModelAdmin."""

    @admin.display(description="model", ordering="vendor_key")
    def name(self, station_model: ChargingStationModel) -> str:
        friendly_name = station_model.friendly_name
        return format_html(
            '<span class="pictogram" aria-hidden="true"></span>'
            '<span class="named"><span class="vendor">{}</span> {}{}</span>',
            station_model.vendor,
            station_model.model,
            format_html('<span class="called">{}</span>', friendly_name) if friendly_name else "",
        )

    @admin.display(description="power", ordering="max_power_watts")
    def power(self, station_model: ChargingStationModel) -> str:
        return format_html(
            '<span class="badge badge-neutral">{}</span> <span class="figure">{}</span>',
            station_model.get_power_type_display(),
            format_power(station_model.max_power_watts),
        )

    @admin.display(description="connectors")
    def connectors_shown(self, station_model: ChargingStationModel) -> str:
        badges = format_html_join(
            "", '<li class="badge">{}</li>', ((each,) for each in connector_badges(station_model))
        )
        return format_html('<ul class="badges">{}</ul>', badges)

    @admin.display
    def state(self, station_model: ChargingStationModel) -> str:
        return state_badge(station_model)

    @admin.display(description="changed", ordering="revision")
    def updated(self, station_model: ChargingStationModel) -> str:
        return format_html(
            '{}<br><a href="{}" aria-label="Duplicate {}">Duplicate</a>',
            time_ago(station_model.updated_at),
            duplicate_url(station_model),
            station_model,
        )


def connector_badges(station_model: ChargingStationModel) -> list[str]:
    """Return one text such as "2 x Type 2, 22.08 kW, socket" per group of equal connectors."""
    counted = Counter(
        " \N{MIDDLE DOT} ".join(
            (each.get_connection_type_display(), format_power(each.max_power_watts), each.get_format_display().lower())
        )
        for each in station_model.connectors.all()
    )
    return [f"{count} \N{MULTIPLICATION SIGN} {kind}" if count > 1 else kind for kind, count in counted.items()]


def format_power(watts: Decimal) -> str:
    """Return the power in kW with at most two decimals, or in W below 1 kW."""
    if watts < _WATTS_PER_KILOWATT:
        return f"{watts.normalize():f} W"
    return f"{round(watts / _WATTS_PER_KILOWATT, 2).normalize():f} kW"


def duplicate_url(station_model: ChargingStationModel) -> str:
    return f"{reverse('admin:catalog_chargingstationmodel_add')}?copy={station_model.pk}"


def state_badge(station_model: ChargingStationModel) -> str:
    if station_model.successor_id:
        kind, word = "neutral", "Replaced"
    else:
        kind, word = ("neutral", "Archived") if station_model.is_archived else ("success", "Active")
    return format_html('<span class="badge badge-{}">{}</span>', kind, word)
