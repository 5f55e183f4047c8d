"""What the token endpoint says of requests that it cannot read, in RFC 6749's error shape."""

from typing import Any, Final

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from oauth2_provider.settings import oauth2_settings
from oauthlib.oauth2 import InvalidRequestError, InvalidScopeError, OAuth2Error
from rest_framework.exceptions import ParseError

from catalog.api.errors import BodyTooLarge
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
"""What reading a body raises."""

_NOT_ALLOWED = str.maketrans({'"': "'", "\\": "/"})
"""RFC 6749, 5.2, has no quotation mark and no backslash in a description."""


def as_oauth_error(error: Exception) -> OAuth2Error:
    """Return the refusal for one of UNREADABLE."""
    if isinstance(error, (BodyTooLarge, RequestDataTooBig)):
        return InvalidRequestError("The body is too large.", status_code=413)
    if isinstance(error, UnsupportedContentEncoding):
        return InvalidRequestError(str(error.detail), status_code=error.status_code)
    reason = f" {error.detail}".translate(_NOT_ALLOWED) if isinstance(error, ParseError) else ""
    return InvalidRequestError(f"Send the parameters as a form or as a JSON object, in UTF-8.{reason}")


def unknown_scope(client: ApiClient, request: Any) -> InvalidScopeError:
    """Return the refusal of a scope that is not there, or not for this client. It names those that are."""
    return InvalidScopeError(
        f"scope takes {' and '.join(oauth2_settings.SCOPES)}, with a space between two. This client may ask for: "
        f"{' '.join(client.scopes)}.",
        request=request,
    )
