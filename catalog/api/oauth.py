"""OAuth 2.0 for API clients: the client credentials grant, revocation, and the metadata document."""

import base64
import logging
import re
from collections.abc import Collection
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import unquote_plus

from django.contrib.auth.hashers import check_password
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from oauth2_provider.oauth2_backends import OAuthLibCore
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes
from oauth2_provider.settings import oauth2_settings
from oauth2_provider.views import OAuthServerMetadataView, RevokeTokenView, TokenView
from oauth2_provider.views.mixins import OAuthLibMixin
from oauthlib.oauth2 import InvalidClientError, InvalidRequestError, OAuth2Error, UnsupportedGrantTypeError

from catalog.api.oauth_refusals import UNREADABLE, as_oauth_error, unknown_scope
from catalog.api.parsers import ByteOrderMark, JsonObject, StrictJSONParser, require_identity_encoding
from catalog.api.token_limits import count_address, count_client_id
from catalog.event_log import log_event
from catalog.http.problems import get_request_id, problem_response
from catalog.http.rate_limits import client_ip
from catalog.models import ApiClient, Channel

_JSON = "application/json"
_CLIENT_ID = re.compile(r"[A-Za-z0-9]{40}")
_DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


class ClientScopesBackend(BaseScopes):
    """Scopes by the access level of the API client. A request without `scope` gets all of them."""

    def get_all_scopes(self) -> dict[str, str]:
        return dict(oauth2_settings.SCOPES)

    def get_available_scopes(
        self, application: ApiClient | None = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return list(application.scopes if application else self.get_all_scopes())

    def get_default_scopes(
        self, application: ApiClient | None = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return self.get_available_scopes(application, request)


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


# Other parameters are ignored (RFC 6749, 3.2). oauthlib would use some of them for its own attributes.
_PARAMETERS = {"grant_type", "scope", "client_id", "client_secret", "token", "token_type_hint"}


class FormOrJsonBackend(OAuthLibCore):
    """Backend that reads parameters from a form (RFC 6749) or from a JSON object."""

    def extract_body(self, request: HttpRequest) -> list[tuple[str, str]]:
        return list(_read_parameters(request).items())


def _read_parameters(request: HttpRequest) -> dict[str, str]:
    """Return the supported parameters, including the client ID and secret from HTTP Basic.

    Parameters that are empty or null are omitted. Raises OAuth2Error for unreadable credentials or bodies, for a
    parameter that is repeated or not a string, and for different client IDs. To ignore an invalid `scope` would grant
    all scopes.
    """
    try:
        parameters, repeated = _parse_body(request)
    except UNREADABLE as error:
        raise as_oauth_error(error) from None
    # RFC 6749, 3.2: a parameter without a value is treated as omitted.
    values = {name: value for name, value in parameters.items() if name in _PARAMETERS and value not in ("", None)}
    for name, value in values.items():
        if not isinstance(value, str) or not value.isprintable():
            raise InvalidRequestError(f"{name} must be a single string.")
    for name in _PARAMETERS.intersection(repeated):
        raise InvalidRequestError(f"{name} must be a single string.")
    scheme, _, credentials = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "basic":
        return values
    if "client_secret" in values:  # RFC 6749, 2.3
        raise InvalidRequestError("Send the client secret either with HTTP Basic or in the body, not both.")
    basic = _parse_basic(credentials)
    if values.get("client_id", basic["client_id"]) != basic["client_id"]:
        raise InvalidRequestError(
            "client_id differs from the client ID in the Authorization header. Send only one of them."
        )
    return values | basic


def _parse_basic(credentials: str) -> dict[str, str]:
    try:
        client_id, _, secret = base64.b64decode(credentials).decode().partition(":")
    except ValueError:
        raise InvalidClientError from None
    parsed = {"client_id": unquote_plus(client_id), "client_secret": unquote_plus(secret)}
    if not all(value.isprintable() for value in parsed.values()):  # PostgreSQL cannot query for NUL
        raise InvalidClientError
    return parsed


def _parse_body(request: HttpRequest) -> tuple[dict[str, Any], Collection[str]]:
    require_identity_encoding(request)
    if request.content_type == "application/x-www-form-urlencoded":
        if any(name.startswith("\ufeff") for name in request.POST):
            raise ByteOrderMark
        return request.POST.dict(), [name for name, values in request.POST.lists() if len(values) > 1]
    if request.content_type == "application/json":
        # `body` can be read again, the request cannot.
        parameters = StrictJSONParser().parse(BytesIO(request.body))
        if isinstance(parameters, JsonObject):
            return parameters, parameters.duplicate_keys
    raise BadRequest


def _error_response(error: OAuth2Error, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(
        error.json, status=error.status_code, headers={**error.headers, **(headers or {})}, content_type=_JSON
    )


def _log_attempt(request: HttpRequest, event: str, status: int, client_id: str) -> None:
    log_event(
        event,
        level=logging.INFO if status == HTTPStatus.OK else logging.WARNING,
        requestId=get_request_id(request),
        # Only a well-formed client ID is logged: the value could be a secret in the wrong field.
        client=client_id if _CLIENT_ID.fullmatch(client_id) else "",
        address=client_ip(request),
        status=status,
    )


class StrictEndpointMixin(OAuthLibMixin, View):
    """Mixin for OAuth endpoints: strict parameters, a rate limit and log events.

    Requests are counted per client ID and network, so that an attacker locks out neither the client nor others, and per
    network alone, because client IDs can be made up. All endpoints that check a secret share the counters.
    """

    success_event = ""
    rejected_event = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        parameters: dict[str, str] = {}
        error_response = count_address(request)
        if error_response is None:
            try:
                parameters = _read_parameters(request)
                if request.META.get("QUERY_STRING"):
                    raise InvalidRequestError("URL query parameters are not allowed.")
                error_response = count_client_id(request, parameters.get("client_id", "")) or self.check(parameters)
            except OAuth2Error as error:
                error_response = _error_response(error)
        response: HttpResponse = error_response or super().post(request, *args, **kwargs)
        event = self.success_event if response.status_code == HTTPStatus.OK else self.rejected_event
        _log_attempt(request, event, response.status_code, parameters.get("client_id", ""))
        return response

    def check(self, parameters: dict[str, str]) -> HttpResponse | None:
        """Return an error response or None. Raises OAuth2Error."""
        return None

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowed = super().http_method_not_allowed(request)["Allow"]
        return _error_response(InvalidRequestError("Use POST.", status_code=405), {"Allow": allowed})


@method_decorator(cache_control(no_store=True), name="dispatch")
class RateLimitedTokenView(StrictEndpointMixin, TokenView):
    success_event = "token_issued"
    rejected_event = "token_refused"

    def check(self, parameters: dict[str, str]) -> HttpResponse | None:
        if parameters.get("grant_type") == _DEVICE_CODE:  # the view of the library would query the device code
            raise UnsupportedGrantTypeError
        return None


@method_decorator(cache_control(no_store=True), name="dispatch")
class NoStoreRevokeTokenView(StrictEndpointMixin, RevokeTokenView):
    success_event = ""
    rejected_event = "revocation_refused"


class MetadataView(OAuthServerMetadataView):
    """RFC 8414."""

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowed = super().http_method_not_allowed(request)["Allow"]
        return problem_response(request, 405, "method_not_allowed", "Use GET.", headers={"Allow": allowed})


app_name = "oauth2_provider"
urlpatterns = [
    # The trailing slash is optional, because a redirect would lose the body.
    re_path(r"^oauth/token/?$", RateLimitedTokenView.as_view(), name="token"),
    re_path(r"^oauth/revoke/?$", NoStoreRevokeTokenView.as_view(), name="revoke-token"),
    path(
        ".well-known/oauth-authorization-server",
        csrf_exempt(MetadataView.as_view()),  # otherwise a POST would return an HTML error about CSRF
        name="oauth-authorization-server-metadata",
    ),
]
