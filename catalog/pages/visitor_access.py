"""Access to the catalogue browser, based on CATALOGUE_BROWSER."""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control

from catalog.http.error_pages import error_page
from catalog.http.rate_limits import counted_address, register_request
from catalog.pages.conditional import View
from catalog.roles import is_catalogue_staff


def visitor_access(view: View) -> View:
    """Decorate a view of the browser: login for staff, rate limit per IP address for the public."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.CATALOGUE_BROWSER == "off":
            raise Http404
        if settings.CATALOGUE_BROWSER == "public":
            return _too_many_requests(request, "page") or view(request, *args, **kwargs)
        if not is_catalogue_staff(request.user):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True)
        return response

    return wrapper


def limit_requests(kind: str) -> Callable[[View], View]:
    """Decorate a view that everyone may read: rate limit per IP address, counted apart from other kinds."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return _too_many_requests(request, kind) or view(request, *args, **kwargs)

        return wrapper

    return decorate


def _too_many_requests(request: HttpRequest, kind: str) -> HttpResponse | None:
    if not settings.API_RATE_LIMIT:
        return None
    used = register_request(f"{kind}:{counted_address(request)}", settings.API_RATE_LIMIT)
    if not used.is_over:
        return None
    text = f"Your address has made too many requests. Try again in {used.reset} s. For programs, there is the API."
    return error_page(request, 429, text=text, reads_session=False, headers={"Retry-After": str(used.reset)})
