"""Django admin for staff: the same calls into the domain as the API."""

import oauth2_provider.admin  # noqa: F401 - registers what is taken out again below
from django.contrib import admin
from django.contrib.auth import admin as auth_admin  # noqa: F401 - likewise
from django.contrib.auth.models import Group
from django_otp.plugins.otp_totp import admin as otp_admin  # noqa: F401 - likewise
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

admin.site.site_header = admin.site.site_title = "Charging station catalogue"
admin.site.index_title = "Catalogue"
admin.site.site_url = None  # there is no other site to view

# Tables that the applications before this one have registered, and that nobody edits.
admin.site.unregister(
    [
        Group,
        TOTPDevice,  # whoever reads a key is the second factor
        oauth.get_access_token_model(),
        oauth.get_grant_model(),
        oauth.get_id_token_model(),
        oauth.get_refresh_token_model(),
    ]
)
