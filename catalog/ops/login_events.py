"""Log events for logins to the admin, from the signals of Django."""

import logging
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import signals
from django.contrib.auth.models import User
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.event_log import log_event
from catalog.http.problems import get_request_id
from catalog.http.rate_limits import client_ip, counted_address
from catalog.models.user_sessions import begin


def client_ip_or_none(request: HttpRequest) -> str | None:
    """Return the address of a login as counted by the limits; None without an IP address, as with a Unix socket."""
    try:
        return str(ip_address(counted_address(request)))
    except ValueError:
        return None


def lockout_response(
    request: HttpRequest, original: HttpResponse, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Return the response after too many failures. It does not reveal whether the user exists."""
    wait = int(settings.AXES_COOLOFF_TIME.total_seconds())
    context = {**admin.site.each_context(request), "title": "Too many attempts", "minutes": wait // 60, "seconds": wait}
    response = render(request, "admin/login_locked.html", context, status=429)
    response["Retry-After"] = str(wait)
    return response


def _log(event: str, request: HttpRequest | None, username: str, level: int = logging.INFO) -> None:
    where = {"requestId": get_request_id(request), "address": client_ip(request)} if request is not None else {}
    log_event(event, level=level, user=username, **where)


@receiver(signals.user_logged_in)
def logged_in(*, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    _log("login", request, user.get_username())
    if request is not None:
        begin(request.session, address=client_ip(request), browser=request.headers.get("User-Agent", ""))


@receiver(signals.user_logged_out)
def logged_out(*, request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _log("logout", request, user.get_username())


@receiver(signals.user_login_failed)
def login_failed(*, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Log a failed login. Unknown names are not logged, because they can be passwords typed into the wrong field."""
    username = str(credentials.get("username", ""))
    exists = "\0" not in username and User.objects.filter(username=username).exists()
    is_locked = getattr(request, "axes_locked_out", False)
    _log("login_locked" if is_locked else "login_failed", request, username if exists else "", logging.WARNING)
