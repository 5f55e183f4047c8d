"""The filters of the list that a page was opened from: its links and redirects pass them on, and back to the list."""

from typing import Any
from urllib.parse import parse_qs, urlencode

from django.http import HttpRequest
from django.urls import reverse

_PARAMETER = "_changelist_filters"  # that of Django's own pages


def get_list_filters(model_admin: Any, request: HttpRequest) -> str:
    """Return the query of the list, as it was filtered and sorted."""
    return "".join(parse_qs(model_admin.get_preserved_filters(request)).get(_PARAMETER, []))


def with_list_filters(model_admin: Any, request: HttpRequest, url: str) -> str:
    """Return the URL of another page of a model, which leads back to the same list."""
    filters = get_list_filters(model_admin, request)
    return f"{url}?{urlencode({_PARAMETER: filters})}" if filters else url


def filtered_list_url(model_admin: Any, request: HttpRequest) -> str:
    """Return the URL of the list, as it was filtered and sorted."""
    url = reverse("admin:catalog_chargingstationmodel_changelist")
    filters = get_list_filters(model_admin, request)
    return f"{url}?{filters}" if filters else url
