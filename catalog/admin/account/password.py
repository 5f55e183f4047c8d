"""Django's page to change the own password, with an access event."""

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from catalog.admin.mixins.permissions import actor_from_request
from catalog.models.user_access import record_password_set


def password_change(request: HttpRequest) -> HttpResponse:
    """GET and POST /admin/password_change/."""
    with transaction.atomic():
        response = admin.site.password_change(request)
        if isinstance(response, HttpResponseRedirect):  # otherwise the form has errors
            by = actor_from_request(request)
            if by.user:
                record_password_set(by.user, by=by)
    return response
