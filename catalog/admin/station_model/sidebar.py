"""Sections of the station model page outside its form."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from catalog.admin.history import describe_events
from catalog.admin.links import station_model_link
from catalog.admin.station_model.columns import duplicate_url, state_badge
from catalog.admin.station_model.quality import open_findings
from catalog.hardware.plausibility import plausibility_warnings
from catalog.models import ChargingStationModel

_EVENTS_SHOWN_MAX = 5
_WARNINGS_SHOWN_MAX = 3


def sidebar_context(station_model: ChargingStationModel, request: HttpRequest) -> dict[str, Any]:
    """Return the context of the sections, from the stored model."""
    document = json.loads(station_model.document)
    api_path = reverse("station-model-detail", args=[station_model.pk])
    events = list(station_model.events.select_related("user", "client")[:_EVENTS_SHOWN_MAX])
    return {
        "state": state_badge(station_model),
        "warnings": plausibility_warnings(document),
        "findings": open_findings(station_model),
        "dismissed_count": station_model.dismissed_checks.count(),
        "document": json.dumps(document, indent=2, ensure_ascii=False),
        "api_url": request.build_absolute_uri(api_path),
        "copy_url": duplicate_url(station_model),
        "successor": station_model.successor,
        "predecessors": list(station_model.predecessors.all()),
        "events": describe_events(events),
    }


def image_link(station_model: ChargingStationModel) -> str:
    """Return links to the image and to the page that uploads a picture."""
    upload = reverse("admin:catalog_chargingstationmodel_picture", args=[station_model.pk])
    if not station_model.image_url:
        return format_html('No image. <a href="{}">Upload picture</a>', upload)
    return format_html(
        '<span class="pictogram" aria-hidden="true"></span> <a href="{}" rel="noopener noreferrer">Open image ({})</a>'
        ' \u00b7 <a href="{}">Change picture</a>',
        station_model.image_url,
        urlsplit(station_model.image_url).hostname,
        upload,
    )


def add_plausibility_messages(station_model: ChargingStationModel, request: HttpRequest) -> None:
    """Show the plausibility warnings of a saved model as messages."""
    warnings = plausibility_warnings(station_model.as_document())
    for warning in warnings[:_WARNINGS_SHOWN_MAX]:
        messages.warning(
            request, format_html("{}: {}", station_model_link(station_model.pk, str(station_model)), warning)
        )
    if len(warnings) > _WARNINGS_SHOWN_MAX:
        messages.warning(request, f"{len(warnings) - _WARNINGS_SHOWN_MAX} more warnings are shown on the model page.")
