"""Authentication by access token, and access to the caller of a request."""

from typing import Any, cast

from django.contrib.auth.models import User
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from catalog.http.callers import CALLER, Caller, Document, bearer_token, get_caller
from catalog.http.problems import get_request_id
from catalog.models import Actor, ApiClient, CatalogueRevision, Channel, RevisionState


class BearerAuthentication(BaseAuthentication):
    """Authentication by access token (RFC 6750). An invalid token is 401, even if there is a session cookie."""

    def authenticate(self, request: Request) -> tuple[User, Caller] | None:
        token = bearer_token(request.META)
        if token is None:
            return None
        # The response cache has already read the caller, if it is active.
        caller: Caller | None = request.META[CALLER] if CALLER in request.META else get_caller(token)
        if caller is None or not caller.is_alive:
            raise AuthenticationFailed("The access token is unknown, expired or revoked.", code="invalid_token")
        return caller.owner, caller

    def authenticate_header(self, request: Request) -> str:
        challenge = 'Bearer realm="catalogue"'
        has_token = request.META.get("HTTP_AUTHORIZATION", "").lower().startswith("bearer")
        return f'{challenge}, error="invalid_token"' if has_token else challenge


def get_client(request: Request) -> ApiClient | None:
    """Return the API client of the token; None for a session."""
    caller: Any = request.auth
    return caller.client if caller else None


def get_user_pk(request: Request) -> int:
    """Return the primary key of the authenticated user."""
    return int(cast("User", request.user).pk)


def get_client_pk(request: Request) -> int | None:
    caller: Any = request.auth
    return caller.client_pk if caller else None


def get_revision_state(request: Request) -> RevisionState:
    """Return the catalogue revision, as read with the token; for a session, the current one."""
    caller: Any = request.auth
    return caller.catalogue if caller else CatalogueRevision.current()


def get_request_document(request: Request) -> Document | None:
    """Return the station model that was read with the caller."""
    caller: Any = request.auth
    return caller.document if caller else None


def has_scope(request: Request, scope: str) -> bool:
    """Return whether the token has the scope. A session has all scopes."""
    caller: Any = request.auth
    return caller is None or caller.has_scope(scope)


def get_actor(request: Request) -> Actor:
    """Return the actor of a change by an authenticated request."""
    return Actor(
        channel=Channel.API,
        user=cast("User", request.user),
        client=get_client(request),
        request_id=get_request_id(request),
    )
