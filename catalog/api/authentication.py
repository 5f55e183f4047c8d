"""Who calls: the bearer of a token, acting for the owner of its API client."""

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.models import User
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from catalog.api.problems import request_id_of
from catalog.api.reading.caller import Caller, find_caller
from catalog.models import Actor, ApiClient, Door


class BearerAuthentication(BaseAuthentication):
    """One query for token, client and owner, and for the model where one is asked for.

    A header that is no valid token is 401, whatever cookie is beside it.
    """

    def authenticate(self, request: Request) -> tuple[User, Caller] | None:
        # Of Django's request: what DRF's is asked for beyond its own, it looks for in two ways, each time.
        scheme, _, credentials = request._request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        caller = find_caller(credentials.strip(), _model_beside(request))
        if caller is None or not caller.is_alive(datetime.now(UTC)):
            raise AuthenticationFailed("The access token is unknown, expired or revoked.", code="invalid_token")
        return caller.owner, caller

    def authenticate_header(self, request: Request) -> str:
        challenge = 'Bearer realm="catalogue"'
        sent = request.META.get("HTTP_AUTHORIZATION", "").lower().startswith("bearer")
        return f'{challenge}, error="invalid_token"' if sent else challenge


def _model_beside(request: Request) -> UUID | None:
    """The model that the view wants to be read with its caller, where the view has a say in it."""
    ask = getattr(request.parser_context.get("view"), "read_with_caller", None)
    return ask() if ask else None


def client_of(request: Request) -> ApiClient | None:
    """The client whose token was shown; None for a session."""
    caller: Any = request.auth
    return caller.client if caller else None


def has_scope(request: Request, scope: str) -> bool:
    """A user without a token (a session) has all of the user's rights; scopes only narrow a token."""
    caller: Any = request.auth
    return caller is None or caller.has_scope(scope)


def actor_of(request: Request) -> Actor:
    """Who changes the catalogue by this request. Permission was checked: nobody anonymous comes here."""
    return Actor(
        door=Door.API,
        user=cast("User", request.user),
        client=client_of(request),
        request_id=request_id_of(request._request),
    )
