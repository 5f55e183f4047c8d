"""Addresses of the service for clients."""

from django.conf import settings
from django.http import HttpRequest


def get_public_url(request: HttpRequest, path: str) -> str:
    """Return the URL of a path for clients, under settings.PUBLIC_URL or the address of the request."""
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)
