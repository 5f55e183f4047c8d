"""Explanation of forms of the admin that were sent after the session had ended."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

_LOST = (
    "Your session had ended, so what you sent was not saved. Log in and send it again: your browser may offer to "
    "restore what you typed."
)


class UnsavedPostMiddleware:
    """Middleware that says so on the login page when a form led there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        login = reverse("admin:login")
        leads_to_login = response.status_code == HTTPStatus.FOUND and response["Location"].startswith(f"{login}?")
        if request.method == "POST" and leads_to_login and not request.path.endswith("/check/"):
            messages.warning(request, _LOST)
        return response
