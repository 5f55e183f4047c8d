"""Removal of sessions of deactivated and deleted users."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY, get_user
from django.http import HttpRequest, HttpResponse


class StaleSessionMiddleware:
    """Middleware that ends the session of a deactivated user, which would otherwise work again after reactivation.

    It checks only sessions that the request has read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if session.accessed and SESSION_KEY in session and _has_no_active_user(request):
            session.flush()
        return response


def _has_no_active_user(request: HttpRequest) -> bool:
    # Checked again, because DRF sets an anonymous user when authentication fails, for example without a CSRF token.
    return request.user.is_anonymous and get_user(request).is_anonymous
