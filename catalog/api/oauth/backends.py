"""Parameters of OAuth requests, from a form (RFC 6749) or a JSON object."""

import base64
from collections.abc import Collection
from io import BytesIO
from typing import Any
from urllib.parse import unquote_plus

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from oauth2_provider.oauth2_backends import OAuthLibCore
from oauthlib.oauth2 import InvalidClientError, InvalidRequestError

from catalog.api.oauth.refusals import UNREADABLE, as_oauth_error
from catalog.api.parsers import ByteOrderMark, JsonObject, StrictJSONParser, require_identity_encoding

# Other parameters are ignored (RFC 6749, 3.2). oauthlib would use some of them for its own attributes.
_PARAMETERS = {"grant_type", "scope", "client_id", "client_secret", "token", "token_type_hint"}


class FormOrJsonBackend(OAuthLibCore):
    """Backend that reads parameters from a form (RFC 6749) or from a JSON object."""

    def extract_body(self, request: HttpRequest) -> list[tuple[str, str]]:
        return list(read_parameters(request).items())


def read_parameters(request: HttpRequest) -> dict[str, str]:
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
