"""Sessions that end: of users who were deactivated or are gone."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY, get_user
from django.http import HttpRequest, HttpResponse


class StaleSessionMiddleware:
    """Django takes a deactivated user for nobody, but would know the session again were the user activated later.

    Looks only where the session was read anyway.
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
    # Asked again: an API that refuses a request, for want of a CSRF token say, takes its user for nobody.
    return request.user.is_anonymous and get_user(request).is_anonymous
