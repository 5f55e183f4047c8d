"""Who calls: the bearer of a token, acting for the owner of its API client."""

from typing import Any, cast

from django.contrib.auth.models import User
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from catalog.http.callers import CALLER, Caller, Document, bearer_token, get_caller
from catalog.http.problems import get_request_id
from catalog.models import Actor, ApiClient, CatalogueRevision, Channel, RevisionState


class BearerAuthentication(BaseAuthentication):
    """A header that is no valid token is 401, whatever cookie is beside it."""

    def authenticate(self, request: Request) -> tuple[User, Caller] | None:
        token = bearer_token(request.META)
        if token is None:
            return None
        # Behind the response cache, which has looked.
        caller: Caller | None = request.META[CALLER] if CALLER in request.META else get_caller(token)
        if caller is None or not caller.is_alive:
            raise AuthenticationFailed("The access token is unknown, expired or revoked.", code="invalid_token")
        return caller.owner, caller

    def authenticate_header(self, request: Request) -> str:
        challenge = 'Bearer realm="catalogue"'
        sent = request.META.get("HTTP_AUTHORIZATION", "").lower().startswith("bearer")
        return f'{challenge}, error="invalid_token"' if sent else challenge


def get_client(request: Request) -> ApiClient | None:
    """The client whose token was shown; None for a session."""
    caller: Any = request.auth
    return caller.client if caller else None


def user_pk_of(request: Request) -> int:
    """Return the key of the user for whom the request is made. Permission was checked: nobody anonymous comes here."""
    return int(cast("User", request.user).pk)


def client_pk_of(request: Request) -> int | None:
    caller: Any = request.auth
    return caller.client_pk if caller else None


def get_revision_state(request: Request) -> RevisionState:
    """Return the catalogue's revision, as read with the token; for a session, as it is now."""
    caller: Any = request.auth
    return caller.catalogue if caller else CatalogueRevision.current()


def document_of(request: Request) -> Document | None:
    """Return the station model that was read with the caller."""
    caller: Any = request.auth
    return caller.document if caller else None


def has_scope(request: Request, scope: str) -> bool:
    """A user without a token (a session) has all of the user's rights; scopes only narrow a token."""
    caller: Any = request.auth
    return caller is None or caller.has_scope(scope)


def get_actor(request: Request) -> Actor:
    """Who changes the catalogue by this request. Permission was checked: nobody anonymous comes here."""
    return Actor(
        channel=Channel.API,
        user=cast("User", request.user),
        client=get_client(request),
        request_id=get_request_id(request),
    )
