"""OAuth errors (RFC 6749) for requests that the token endpoint cannot read."""

from typing import Any, Final

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from oauth2_provider.settings import oauth2_settings
from oauthlib.oauth2 import InvalidRequestError, InvalidScopeError, OAuth2Error
from rest_framework.exceptions import ParseError

from catalog.api.exceptions import BodyTooLarge
from catalog.api.parsers import UnsupportedContentEncoding
from catalog.models import ApiClient

UNREADABLE: Final = (
    BodyTooLarge,
    RequestDataTooBig,
    UnsupportedContentEncoding,
    BadRequest,
    SuspiciousOperation,
    ParseError,
)
"""Exceptions raised while a body is read."""

_NOT_ALLOWED = str.maketrans({'"': "'", "\\": "/"})
"""RFC 6749, 5.2, forbids quotation marks and backslashes in a description."""


def as_oauth_error(error: Exception) -> OAuth2Error:
    """Convert an exception of UNREADABLE to an OAuth error."""
    if isinstance(error, (BodyTooLarge, RequestDataTooBig)):
        return InvalidRequestError("The request body is too large.", status_code=413)
    if isinstance(error, UnsupportedContentEncoding):
        return InvalidRequestError(str(error.detail), status_code=error.status_code)
    reason = f" {error.detail}".translate(_NOT_ALLOWED) if isinstance(error, ParseError) else ""
    return InvalidRequestError(f"Send the parameters form-encoded or as a JSON object, in UTF-8.{reason}")


def unknown_scope(client: ApiClient, request: Any) -> InvalidScopeError:
    """Return the error for a scope that does not exist or that the client cannot request."""
    return InvalidScopeError(
        f"Invalid scope. Scopes are {' and '.join(oauth2_settings.SCOPES)}, separated by spaces. This client can "
        f"request: {' '.join(client.scopes)}.",
        request=request,
    )
