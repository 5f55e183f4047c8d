"""Django admin for staff. It calls the same model methods as the API."""

import oauth2_provider.admin  # noqa: F401 - registers the models that are unregistered below
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import admin as auth_admin  # noqa: F401 - the same
from django.contrib.auth.models import Group
from django_otp.plugins.otp_totp import admin as otp_admin  # noqa: F401 - the same
from django_otp.plugins.otp_totp.models import TOTPDevice
from oauth2_provider import models as oauth

from catalog.admin import access_event, api_client, audit_event, reported_identity, user, vendor, vendor_synonym
from catalog.admin.station_model import admin as station_model
from catalog.admin.unknown_hardware import admin as unknown_hardware

__all__ = [
    "access_event",
    "api_client",
    "audit_event",
    "reported_identity",
    "station_model",
    "unknown_hardware",
    "user",
    "vendor",
    "vendor_synonym",
]

admin.site.site_header = admin.site.site_title = settings.SITE_NAME
admin.site.index_title = "Home"
admin.site.enable_nav_sidebar = False  # templates/admin/base_site.html has its own
admin.site.site_url = None  # no "View site" link

# Models registered by other apps that are not edited in the admin.
admin.site.unregister(
    [
        Group,
        TOTPDevice,  # anyone who can read the key has the second factor
        oauth.get_access_token_model(),
        oauth.get_grant_model(),
        oauth.get_id_token_model(),
        oauth.get_refresh_token_model(),
    ]
)
