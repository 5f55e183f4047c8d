"""Links to the pages of the admin."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html


def station_model_link(station_model_id: Any, text: str) -> str:
    return format_html('<a href="{}">{}</a>', station_model_url(station_model_id), text)


def change_url(station_model_id: Any) -> str:
    return reverse("admin:catalog_chargingstationmodel_change", args=[station_model_id])


def station_model_url(station_model_id: Any) -> str:
    """Return the URL of the page that shows the model."""
    return reverse("admin:catalog_chargingstationmodel_detail", args=[station_model_id])
