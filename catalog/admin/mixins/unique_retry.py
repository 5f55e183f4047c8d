"""Forms over a table with a unique name."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse


class RetryOnUniqueViolationMixin(admin.ModelAdmin):
    """Mixed into a ModelAdmin: two forms may both find a name free, and the slower one's INSERT is refused.

    The form, asked again, finds it taken and says so.
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
