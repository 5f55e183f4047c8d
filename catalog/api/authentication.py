"""Who calls: the bearer of a token, acting for the owner of its API client."""

import hashlib
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.models import User
from django.utils import timezone
from oauth2_provider.models import get_access_token_model
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from catalog.api.problems import request_id_of
from catalog.models import Actor, ApiClient, Door

AccessToken = get_access_token_model()


class BearerAuthentication(BaseAuthentication):
    """One query for token, client and owner. A header that is no valid token is 401, whatever cookie is beside it."""

    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        scheme, _, credentials = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = (
            AccessToken.objects.select_related("application__user")
            .filter(token_checksum=hashlib.sha256(credentials.strip().encode()).hexdigest())
            .first()
        )
        if token is None or not _is_alive(token, timezone.now()):
            raise AuthenticationFailed("The access token is unknown, expired or revoked.", code="invalid_token")
        return token.application.user, token

    def authenticate_header(self, request: Request) -> str:
        challenge = 'Bearer realm="catalogue"'
        sent = request.META.get("HTTP_AUTHORIZATION", "").lower().startswith("bearer")
        return f'{challenge}, error="invalid_token"' if sent else challenge


def _is_alive(token: Any, now: datetime) -> bool:
    return token.expires > now and token.application is not None and token.application.may_call


def client_of(request: Request) -> ApiClient | None:
    """The client whose token was shown; None for a session."""
    return getattr(request.auth, "application", None)


def has_scope(request: Request, scope: str) -> bool:
    """A user without a token (a session) has all of the user's rights; scopes only narrow a token."""
    client = client_of(request)
    granted: str = getattr(request.auth, "scope", "")
    return client is None or (scope in client.scopes and scope in granted.split())


def actor_of(request: Request) -> Actor:
    """Who changes the catalogue by this request. Permission was checked: nobody anonymous comes here."""
    return Actor(
        door=Door.API,
        user=cast("User", request.user),
        client=client_of(request),
        request_id=request_id_of(request._request),
    )
