"""URLs of OAuth."""

from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from catalog.api.oauth.views import MetadataView, NoStoreRevokeTokenView, RateLimitedTokenView

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
