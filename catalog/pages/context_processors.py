"""Context processors of the pages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site_settings(request: HttpRequest) -> dict[str, Any]:
    """Return whether the catalogue browser is enabled."""
    return {"has_browser": settings.CATALOGUE_BROWSER != "off"}
