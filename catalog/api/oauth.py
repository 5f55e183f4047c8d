"""OAuth 2.0 for API clients: the client credentials grant, revocation, and the metadata document."""

import base64
import binascii
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from oauth2_provider.oauth2_backends import OAuthLibCore
from oauth2_provider.scopes import BaseScopes
from oauth2_provider.settings import oauth2_settings
from oauth2_provider.views import OAuthServerMetadataView, RevokeTokenView, TokenView

from catalog.api.throttling import address_of, count
from catalog.models import ApiClient


class ClientScopes(BaseScopes):
    """A client may ask for what its access allows, and gets all of it when it asks for nothing."""

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


class FormOrJson(OAuthLibCore):
    """Takes the parameters as RFC 6749's form, or as a JSON object, which clients of the original service send."""

    def extract_body(self, request: HttpRequest) -> list[tuple[str, str]]:
        return list(_parameters(request).items())


def _parameters(request: HttpRequest) -> dict[str, str]:
    """Parameters that the grant does not know (an `audience`, say) are left to be ignored, as RFC 6749 asks."""
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        values = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(values, dict):
        return {}
    return {name: value for name, value in values.items() if isinstance(value, str) and _is_text(name + value)}


def _is_text(value: str) -> bool:
    return value.isprintable()


def _client_id(request: HttpRequest) -> str:
    """The client id that a request names, by Basic or in its body, proven or not."""
    scheme, _, credentials = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(credentials).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return _parameters(request).get("client_id", "")


@method_decorator(cache_control(no_store=True), name="dispatch")
class LimitedTokenView(TokenView):
    """Counts by client id and address, so that guessing at one client shuts out neither it nor others elsewhere."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.TOKEN_RATE_LIMIT:
            used = count(f"token:{_client_id(request)[:100]}:{address_of(request)}", settings.TOKEN_RATE_LIMIT)
            if used.is_over:
                return JsonResponse(
                    {"error": "temporarily_unavailable", "error_description": "Too many token requests."},
                    status=429,
                    headers={"Retry-After": str(used.reset), **used.headers},
                )
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response


@method_decorator(cache_control(no_store=True), name="dispatch")
class NotStoredRevokeView(RevokeTokenView):
    pass


app_name = "oauth2_provider"
urlpatterns = [
    path("oauth/token", LimitedTokenView.as_view(), name="token"),
    path("oauth/revoke", NotStoredRevokeView.as_view(), name="revoke-token"),
    path(
        ".well-known/oauth-authorization-server",
        OAuthServerMetadataView.as_view(),
        name="oauth-authorization-server-metadata",
    ),
]
