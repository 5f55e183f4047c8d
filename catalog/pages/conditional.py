"""Conditional responses for pages, with ETags that change with each release."""

import functools
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import condition, require_safe

from catalog.models import CatalogueRevision
from catalog.roles import is_catalogue_staff

View = Callable[..., HttpResponse]

# Files that are not part of the HTML of a page.
_IGNORED_SUFFIXES = {".png", ".pyc", ".css", ".js", ".svg"}


@functools.cache
def release_hash() -> str:
    """Return a hash of the files of the pages, so that browsers load pages again after a deploy."""
    base = Path(settings.BASE_DIR)
    files = [file for folder in ("catalog", "docs", "templates") for file in (base / folder).rglob("*.*")]
    digest = hashlib.sha256()
    for file in sorted([*files, base / "CHANGELOG.md"]):
        if file.is_file() and file.suffix not in _IGNORED_SUFFIXES:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def etag_per_release(view: View) -> View:
    """Decorate a view whose response changes only with a release."""
    return _conditional(view, lambda: 0)


def etag_per_revision(view: View) -> View:
    """Decorate a view whose response changes with the catalogue revision, and for staff. One query per request."""
    conditional_view = _conditional(view, lambda: CatalogueRevision.current().number, is_staff_visitor)

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = conditional_view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        return response

    return wrapper


def is_staff_visitor(request: HttpRequest) -> bool:
    """Return whether the visitor is logged in as staff. No query for visitors without a session."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and is_catalogue_staff(request.user)


def etag_per_totals(revision: Callable[[], int]) -> Callable[[View], View]:
    """Decorate a view of cached totals, whose revision the function returns."""
    return lambda view: _conditional(view, revision)


def _conditional(
    view: View, revision: Callable[[], int], is_staff: Callable[[HttpRequest], bool] = lambda request: False
) -> View:
    def tag(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        # The setting changes the navigation of every page.
        setting = hashlib.sha256(f"{release_hash()}-{settings.CATALOGUE_BROWSER}".encode()).hexdigest()[:8]
        staff = "-staff" if is_staff(request) else ""
        return f'"{release_hash()}-{setting}-{revision()}{staff}"'

    conditional_view = require_safe(condition(etag_func=tag)(view))

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = conditional_view(request, *args, **kwargs)
        patch_cache_control(response, no_cache=True)
        return response

    return wrapper
