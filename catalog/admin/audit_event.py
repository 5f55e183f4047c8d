"""Read-only history of the whole catalogue."""

from typing import Any

from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from catalog.admin.history import describe_events, subject_name
from catalog.admin.mixins.changelist import ChoiceFilter, StrictChangeListMixin
from catalog.admin.mixins.permissions import ReadOnlyMixin
from catalog.admin.time_columns import time_column
from catalog.admin.undo import undo_view
from catalog.models import Action, AuditEvent, Channel


class ActionFilter(ChoiceFilter):
    title = "action"
    parameter_name = "action"
    choices_offered = Action.choices


class ChannelFilter(ChoiceFilter):
    title = "channel"
    parameter_name = "channel"
    choices_offered = Channel.choices


class SubjectFilter(ChoiceFilter):
    title = "object type"
    parameter_name = "subject"
    choices_offered = (
        ("station_model", "Charging station models"),
        ("identity", "Reported names"),
        ("synonym", "Vendor aliases"),
        ("vendor", "Vendors"),
    )

    def apply(self, queryset: Any, value: str) -> Any:
        return queryset.filter(**{f"{value}__isnull": False})


_AT = time_column("at", "when")


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyMixin, StrictChangeListMixin, admin.ModelAdmin):
    list_title = "Activity"
    list_display = (_AT, "action", "subject_name", "actor", "channel", "reason", "revision")
    list_filter = (SubjectFilter, ActionFilter, ChannelFilter)
    list_select_related = ("user", "client")
    sortable_by = ()
    list_display_links = (_AT,)
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

    @admin.display(description="object")
    def subject_name(self, event: AuditEvent) -> str:
        return format_html('{}<br><span class="quiet">{}</span>', subject_name(event), self.subject_type(event))

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
