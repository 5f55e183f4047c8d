"""Endpoints that issue and revoke tokens, and the metadata document."""

import logging
import re
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.generic import View
from oauth2_provider.views import OAuthServerMetadataView, RevokeTokenView, TokenView
from oauth2_provider.views.mixins import OAuthLibMixin
from oauthlib.oauth2 import InvalidRequestError, OAuth2Error, UnsupportedGrantTypeError

from catalog.api.oauth.backends import read_parameters
from catalog.api.oauth.limits import count_address, count_client_id
from catalog.event_log import log_event
from catalog.http.problems import get_request_id, problem_response
from catalog.http.rate_limits import client_ip

_JSON = "application/json"
_CLIENT_ID = re.compile(r"[A-Za-z0-9]{40}")
_DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


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
                parameters = read_parameters(request)
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
