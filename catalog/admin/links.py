"""Links to the pages of the admin."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html


def station_model_link(station_model_id: Any, text: str) -> str:
    return format_html('<a href="{}">{}</a>', station_model_url(station_model_id), text)


def with_list_filters(model_admin: admin.ModelAdmin, request: HttpRequest, url: str) -> str:
    """Return the address with the filters of the list that the page was opened from."""
    context: Any = {"preserved_filters": model_admin.get_preserved_filters(request), "opts": model_admin.opts}
    return str(add_preserved_filters(context, url))


def change_url(station_model_id: Any) -> str:
    return reverse("admin:catalog_chargingstationmodel_change", args=[station_model_id])


def station_model_url(station_model_id: Any) -> str:
    """Return the URL of the page that shows the model."""
    return reverse("admin:catalog_chargingstationmodel_detail", args=[station_model_id])
