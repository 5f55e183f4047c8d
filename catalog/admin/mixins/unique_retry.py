"""Retry of forms that violate a unique constraint."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse


class RetryOnUniqueViolationMixin(admin.ModelAdmin):
    """ModelAdmin mixin for concurrent forms with the same unique name.

    Both forms can be valid, and the second INSERT fails. The view then runs again and reports the duplicate.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        view = super().changeform_view
        try:
            return view(request, object_id, form_url, extra_context)
        except (IntegrityError, ValidationError):
            return view(request, object_id, form_url, extra_context)
