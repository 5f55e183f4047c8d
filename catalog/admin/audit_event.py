"""Read-only history of the whole catalogue."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from catalog.admin.activity.views import activity_view
from catalog.admin.history import describe_events, subject_name
from catalog.admin.mixins.permissions import ReadOnlyMixin
from catalog.admin.undo import undo_view
from catalog.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyMixin, admin.ModelAdmin):
    fields = readonly_fields = (
        "at",
        "action",
        "history_link",
        "actor",
        "channel",
        "reason",
        "request_id",
        "revision",
        "changed_fields",
    )

    def get_urls(self) -> list[URLPattern]:
        undo = path("undo/", self.admin_site.admin_view(undo_view), name="undo")
        return [undo, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return activity_view(request, self)

    def subject_type(self, event: AuditEvent) -> str:
        return str(event._meta.get_field(event.subject).related_model._meta.verbose_name)  # type: ignore[union-attr]

    @admin.display(description="object")
    def history_link(self, event: AuditEvent) -> str:
        """Link to the history, which exists even if the row was deleted."""
        name, kind = subject_name(event), self.subject_type(event)
        if event.station_model_id is None:
            return f"{name} ({kind})"
        history = reverse("admin:catalog_chargingstationmodel_history", args=[event.station_model_id])
        return format_html('<a href="{}">{}</a> ({})', history, name, kind)

    @admin.display
    def actor(self, event: AuditEvent) -> str:
        return event.actor_name

    @admin.display
    def changed_fields(self, event: AuditEvent) -> Any:
        [(_, changes)] = describe_events([event])
        return render_to_string("admin/catalog/_event_changes.html", {"changes": changes})
