"""Error pages for people: what happened, what to do, a reference and one button."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from catalog.http.problems import TITLES, get_request_id

API_PREFIXES: Final = ("/asset-management/", "/oauth/", "/openapi.json", "/metrics", "/livez", "/readyz")
"""Addresses of programs, whose errors are always problems."""

_PAGE_PREFIXES: Final = ("/admin/", "/docs", "/problems", "/catalogue")
_HTML: Final = "text/html"
_JSON: Final = "application/json"


@dataclass(frozen=True)
class _Texts:
    title: str
    text: str
    action: str = "Go to the home page"
    repeats: bool = False
    """Whether the button opens the same page again."""


_TEXTS: Final = {
    400: _Texts("This request can't be read", "Go back and try again. Nothing was changed."),
    403: _Texts(
        "You don't have access to this page",
        "If you need it, ask a manager of this catalogue. Nothing was changed.",
    ),
    404: _Texts("Page not found", "Check the address, or it may have moved."),
    429: _Texts("Too many requests", "Wait a little, and try again.", "Try again", repeats=True),
    500: _Texts(
        "Something went wrong",
        "Nothing was saved. If it happens again, give this reference to your administrator.",
        "Try again",
        repeats=True,
    ),
    503: _Texts(
        "Service temporarily unavailable",
        "The database is unavailable or overloaded. Nothing was saved. Try again in a few seconds.",
        "Try again",
        repeats=True,
    ),
}
CSRF_TEXTS: Final = _Texts(
    "This form has expired",
    "You were signed out, or the page was open for too long. Nothing was saved. Open the page again and repeat your "
    "change.",
    "Open the page again",
    repeats=True,
)


def wants_page(request: HttpRequest) -> bool:
    """Return whether an error is shown as a page: to browsers, and at the addresses of pages to all but programs."""
    if request.path.startswith(API_PREFIXES):
        return False
    is_page = request.path == "/" or request.path.startswith(_PAGE_PREFIXES)
    types = [_HTML, _JSON] if is_page else [_JSON, _HTML]
    preferred = request.get_preferred_type(types)
    return is_page if preferred is None else preferred == _HTML


def error_page(
    request: HttpRequest,
    status: int,
    *,
    text: str = "",
    texts: _Texts | None = None,
    reads_session: bool = True,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return the page of an error. `text` says more than the page of the status does.

    Within the admin, staff see the navigation, but not without `reads_session`: then nothing reads the database.
    """
    texts = texts or _TEXTS.get(status) or _Texts(TITLES[status], "Go back and try again.")
    is_admin = request.path.startswith("/admin/")
    home = reverse("admin:index") if is_admin else reverse("home")
    context: dict[str, Any] = {
        "frame": "admin/base_site.html" if is_admin else "pages/base.html",
        "title": texts.title,
        "text": text or texts.text,
        "action": texts.action,
        "url": request.get_full_path() if texts.repeats and request.method == "GET" else home,
        "reference": get_request_id(request),
    }
    if context["url"] == home:
        context["action"] = "Go to the home page"
    if is_admin and reads_session and hasattr(request, "user"):
        context = {**admin.site.each_context(request), **context}
    page = loader.render_to_string("error.html", context, request if reads_session else None)
    response = HttpResponse(page, status=status, headers=headers)
    patch_vary_headers(response, ["Accept"])
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form without a valid CSRF token (settings.CSRF_FAILURE_VIEW)."""
    return error_page(request, HTTPStatus.FORBIDDEN, texts=CSRF_TEXTS, reads_session=False)
