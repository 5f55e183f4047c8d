"""The four callers of the contract's table, and requests as they send them."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from oauth2_provider.models import get_access_token_model
from rest_framework.test import APIClient

from catalog.models import ApiClient
from tests.factories import ApiClientFactory, UserFactory
from tests.wsgi_client import ServedHandler

MODELS = "/asset-management/v1/charging-station-models"


def create_token(client: ApiClient, scope: str | None = None, expires_in: int = 3600) -> str:
    """A token of the client, as /oauth/token would give it: only its hash is kept."""
    token = secrets.token_urlsafe(30)
    get_access_token_model().objects.bulk_create(
        [
            get_access_token_model()(
                application=client,
                token="",
                token_checksum=hashlib.sha256(token.encode()).hexdigest(),
                expires=timezone.now() + timedelta(seconds=expires_in),
                scope=" ".join(client.scopes) if scope is None else scope,
            )
        ]
    )
    return token


def client_with_token(token: str) -> APIClient:
    """A caller that shows the token. What the service cannot handle is an answer here, not an exception."""
    caller = anonymous_client()
    caller.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return caller


def anonymous_client() -> APIClient:
    """A caller without a token, of the application that is served."""
    caller = APIClient(raise_request_exception=False)
    caller.handler = ServedHandler()
    return caller


def authenticated_client(
    *, staff: bool = False, access: str = "write", scope: str | None = None, **owner: Any
) -> APIClient:
    """A caller with a token of a new client, owned by a new user."""
    user: User = UserFactory(is_staff=staff, **owner)
    return client_with_token(create_token(ApiClientFactory(user=user, access=access), scope))
