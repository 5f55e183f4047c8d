"""The history of the whole catalogue, to read."""

from typing import Any

from django.contrib import admin
from django.template.loader import render_to_string

from catalog.admin.access import ReadOnly
from catalog.admin.history import differences
from catalog.admin.lists import ChoiceFilter, StrictList
from catalog.admin.station_model_form import link_to
from catalog.models import Action, AuditEvent, Door


class ActionFilter(ChoiceFilter):
    title = "action"
    parameter_name = "action"
    offered = Action.choices


class DoorFilter(ChoiceFilter):
    title = "door"
    parameter_name = "door"
    offered = Door.choices


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly, StrictList, admin.ModelAdmin):
    list_display = ("at", "action", "named", "by", "door", "revision")
    list_filter = (ActionFilter, DoorFilter)
    list_select_related = ("user", "client")
    sortable_by = ()
    fields = readonly_fields = ("at", "action", "linked", "by", "door", "request_id", "revision", "changes")

    @admin.display(description="charging station model")
    def named(self, event: AuditEvent) -> str:
        return f"{event.after['vendor']} {event.after['model']}"

    @admin.display(description="charging station model")
    def linked(self, event: AuditEvent) -> str:
        return link_to(event.station_model_id, self.named(event))

    @admin.display
    def by(self, event: AuditEvent) -> str:
        return event.actor_name

    @admin.display
    def changes(self, event: AuditEvent) -> Any:
        return render_to_string("admin/catalog/changes.html", {"changes": differences(event)})
