"""Checks of the client and its secret, and storage of tokens."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.hashers import check_password
from django.db import transaction
from oauth2_provider.oauth2_validators import OAuth2Validator

from catalog.api.oauth.refusals import unknown_scope
from catalog.event_log import log_event
from catalog.models import ApiClient, Channel


class RotatingSecretValidator(OAuth2Validator):
    """Validator that also accepts the previous secret of a client until it expires."""

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Check the client ID and secret that `FormOrJsonBackend` has read. Computes at most two hashes."""
        secret = request.client_secret
        if not (request.client_id and secret):
            return False
        client = ApiClient.objects.select_related("user").filter(client_id=request.client_id).first()
        if client is None or not client.is_usable(request):
            return False
        if not (check_password(secret, client.client_secret) or client.is_previous_secret(secret)):
            return False
        request.client = client
        return True

    def validate_scopes(
        self, client_id: str, scopes: Collection[str], client: ApiClient, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """Return True, or raise InvalidScopeError with the allowed scopes."""
        if super().validate_scopes(client_id, scopes, client, request, *args, **kwargs):
            return True
        raise unknown_scope(client, request)

    def revoke_token(self, token: str, token_type_hint: str | None, request: Any, *args: Any, **kwargs: Any) -> None:
        """Revoke and log a token of the client. An unknown token, or one of another client, is ignored."""
        with transaction.atomic():
            before = request.client.live_tokens().count()
            super().revoke_token(token, token_type_hint, request, *args, **kwargs)
            revoked = before - request.client.live_tokens().count()
        if revoked > 0:
            log_event(
                "token_revoked", client=request.client.client_id, byClient=request.client.client_id, door=Channel.API
            )

    def save_bearer_token(self, token: dict[str, Any], request: Any, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save_bearer_token(token, request, *args, **kwargs)
            request.client.touch_last_token()
