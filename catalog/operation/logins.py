"""Logins to the admin, told to the log: Django says of them by signals, and in no other way."""

import logging
from typing import Any

from django.contrib.auth import signals
from django.contrib.auth.models import User
from django.dispatch import receiver
from django.http import HttpRequest

from catalog.api.problems import request_id_of
from catalog.api.throttling import address_of
from catalog.log import tell


def _tell(event: str, request: HttpRequest | None, username: str, level: int = logging.INFO) -> None:
    where = {"requestId": request_id_of(request), "address": address_of(request)} if request is not None else {}
    tell(event, level=level, user=username, **where)


@receiver(signals.user_logged_in)
def logged_in(*, request: HttpRequest | None, user: User, **more: Any) -> None:
    _tell("login", request, user.get_username())


@receiver(signals.user_logged_out)
def logged_out(*, request: HttpRequest | None, user: User | None, **more: Any) -> None:
    if user is not None:
        _tell("logout", request, user.get_username())


@receiver(signals.user_login_failed)
def login_failed(*, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any) -> None:
    """The name is told where there is such a user: what is none may be a password, typed into the wrong field."""
    username = str(credentials.get("username", ""))
    known = "\0" not in username and User.objects.filter(username=username).exists()
    _tell("login_failed", request, username if known else "", logging.WARNING)
