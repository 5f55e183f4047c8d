"""URL configuration."""

from django.contrib import admin
from django.urls import include, path

from catalog.admin.components import components
from catalog.api.openapi.views import openapi
from catalog.api.urls import urlpatterns as api_urls
from catalog.ops.health import livez, readyz
from catalog.ops.metrics import metrics

urlpatterns = [
    *api_urls,
    path("", include("catalog.api.oauth.urls")),
    path("openapi.json", openapi, name="openapi"),
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("", include("catalog.pages.urls")),
    path("metrics", metrics, name="metrics"),
    # Disables the admin's "view on site" redirect, which no model uses and which returns 500 for some IDs.
    path("admin/r/<path:url>", admin.site.admin_view(admin.site.catch_all_view)),
    path("admin/components/", admin.site.admin_view(components), name="components"),
    path("admin/", include("catalog.admin.account.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "catalog.api.error_handlers.bad_request"
handler403 = "catalog.api.error_handlers.permission_denied"
handler404 = "catalog.api.error_handlers.not_found"
handler500 = "catalog.api.error_handlers.server_error"
