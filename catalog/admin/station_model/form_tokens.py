"""Tokens of opened forms. The browser drops what it keeps of a form once that form was saved."""

import secrets
from typing import Final

from django.http import HttpRequest

_FIELD: Final = "form_token"
_SESSION_KEY: Final = "saved_forms"
_KEPT: Final = 10
_LENGTH_MAX: Final = 40


def form_token(request: HttpRequest) -> str:
    """Return the posted token, or a new one."""
    return request.POST.get(_FIELD, "")[:_LENGTH_MAX] or secrets.token_urlsafe(12)


def saved_tokens(request: HttpRequest) -> list[str]:
    """Return the tokens of the forms that were saved last in this session."""
    return list(request.session.get(_SESSION_KEY, ()))


def remember_saved(request: HttpRequest) -> None:
    if token := request.POST.get(_FIELD, "")[:_LENGTH_MAX]:
        request.session[_SESSION_KEY] = [*saved_tokens(request), token][-_KEPT:]
