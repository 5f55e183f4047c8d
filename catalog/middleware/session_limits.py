"""Expiry of sessions: after an hour without use, twelve hours after login, or without a required second factor."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from catalog.models.second_factor import must_have_second_factor
from catalog.models.user_sessions import has_ended, note_use

HAS_SECOND_FACTOR: Final = "second_factor"
"""Session key, set after the second factor was verified."""


class SessionLimitsMiddleware:
    """Middleware that checks the session when `request.user` is first used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.user = SimpleLazyObject(lambda: _limited(request, user))  # type: ignore[assignment]
        return self.get_response(request)


def _limited(request: HttpRequest, user: Any) -> Any:
    session = request.session
    if user.is_anonymous or SESSION_KEY not in session:
        return user
    if has_ended(session) or (must_have_second_factor(user) and not session.get(HAS_SECOND_FACTOR)):
        session.flush()
        return AnonymousUser()
    was_modified = session.modified
    if note_use(session):
        # SessionMiddleware would fail on a read-only database.
        with suppress(DatabaseError), transaction.atomic():
            session.save()
        session.modified = was_modified
    return user
