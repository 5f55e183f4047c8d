"""How pages are answered: asked again, an unchanged one is 304, and a release of the pages is a change."""

import functools
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from catalog.models import CatalogueRevision

type_of_view = Callable[..., HttpResponse]

_EMPTY = {".png", ".pyc", ".css", ".js", ".svg"}
"""Files that no page is made of: pictures, and what pages lead to and is asked for by itself."""


@functools.cache
def release_hash() -> str:
    """Return what tells these pages from those of another release: without it a deploy would be answered by
    304 to whoever has the pages from before."""
    here = Path(settings.BASE_DIR)
    files = [file for room in ("catalog", "docs", "templates") for file in (here / room).rglob("*.*")]
    told = hashlib.sha256()
    for file in sorted([*files, here / "CHANGELOG.md"]):
        if file.is_file() and file.suffix not in _EMPTY:
            told.update(file.read_bytes())
    return told.hexdigest()[:16]


def etag_per_release(view: type_of_view) -> type_of_view:
    """For a page that is the same until the next release: no query, whoever asks."""
    return _conditional(view, lambda: 0)


def etag_per_revision(view: type_of_view) -> type_of_view:
    """For a page that shows the catalogue: the same until the next revision, which one query tells."""
    return _conditional(view, lambda: CatalogueRevision.current().number)


def etag_per_totals(revision: Callable[[], int]) -> Callable[[type_of_view], type_of_view]:
    """For a page that shows figures which may be older than the catalogue: those of that revision."""
    return lambda view: _conditional(view, revision)


def _conditional(view: type_of_view, revision: Callable[[], int]) -> type_of_view:
    def tag(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        # The setting decides on what every page leads to.
        setting = hashlib.sha256(f"{release_hash()}-{settings.CATALOGUE_BROWSER}".encode()).hexdigest()[:8]
        return f'"{release_hash()}-{setting}-{revision()}"'

    answer = require_safe(condition(etag_func=tag)(view))

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = answer(request, *args, **kwargs)
        patch_cache_control(response, no_cache=True)
        return response

    return answered
