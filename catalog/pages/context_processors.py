"""What every page says of the site: which ways there are."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site_settings(request: HttpRequest) -> dict[str, Any]:
    """A context processor."""
    return {"has_browser": settings.CATALOGUE_BROWSER != "off"}
