"""Template tags for small plug drawings in lists: drawn once on a page, and referred to in each row."""

import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html_join

from catalog.choices import ConnectionType, PowerType
from catalog.hardware.electrical import connector_power_type
from catalog.hardware.plug_drawings import drawing_for
from catalog.models import ChargingStationModel

register = template.Library()

_Plug = tuple[ConnectionType, PowerType, bool]
"""Connector type, the power type of the connector, and whether it has a cable."""


@register.simple_tag
def plug_icons(station_model: ChargingStationModel) -> str:
    """Return a drawing for each kind of plug of the model. The page has to have a `plug_sprite`."""
    return format_html_join(
        "",
        '<svg class="plug" viewBox="{}" aria-hidden="true" focusable="false"><use href="#{}"></use></svg>',
        ((drawing_for(*plug[:2]).view_box, _symbol_id(plug)) for plug in _plugs_of(station_model)),
    )


@register.inclusion_tag("components/_plug_sprite.html")
def plug_sprite(rows: Iterable[Any]) -> dict[str, Any]:
    """Return the drawings of the plugs that those rows of station models refer to."""
    plugs = sorted({plug for row in rows for plug in _plugs_of(row.station_model)})
    return {"symbols": [(_symbol_id(plug), drawing_for(*plug[:2]), plug[2]) for plug in plugs]}


def _plugs_of(station_model: ChargingStationModel) -> list[_Plug]:
    connectors = json.loads(station_model.document)["connectors"]
    found = (
        (
            ConnectionType(each["connectionType"]),
            connector_power_type(each, station_model.power_type),
            each["format"] == "CABLE",
        )
        for each in connectors
    )
    return list(dict.fromkeys(found))


def _symbol_id(plug: _Plug) -> str:
    connection_type, power_type, has_cable = plug
    return f"plug-{connection_type.value}-{power_type.value}-{'cable' if has_cable else 'socket'}".lower()
