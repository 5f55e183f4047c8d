"""Read-only list of changes to users, permissions and API clients."""

from typing import Any

from django.contrib import admin

from catalog.admin.mixins.changelist import ChoiceFilter, StrictChangeListMixin
from catalog.admin.mixins.permissions import ReadOnlyMixin, SuperuserOnlyMixin
from catalog.admin.time_columns import time_column
from catalog.models import AccessAction, AccessEvent, Channel


class ActionFilter(ChoiceFilter):
    title = "action"
    parameter_name = "action"
    choices_offered = AccessAction.choices


class ChannelFilter(ChoiceFilter):
    title = "channel"
    parameter_name = "channel"
    choices_offered = Channel.choices


_AT = time_column("at", "when")


@admin.register(AccessEvent)
class AccessEventAdmin(ReadOnlyMixin, SuperuserOnlyMixin, StrictChangeListMixin, admin.ModelAdmin):
    list_display = (_AT, "action", "name", "what", "by", "channel")
    list_filter = (ActionFilter, ChannelFilter)
    list_select_related = ("by_user", "by_client")
    search_fields = ("name", "by_user__username")
    sortable_by = ()
    list_display_links = (_AT,)
    fields = readonly_fields = ("at", "action", "name", "user", "client", "what", "by", "channel", "request_id")

    @admin.display
    def what(self, event: AccessEvent) -> str:
        return "; ".join(f"{name}: {_format_value(value)}" for name, value in event.facts.items())

    @admin.display
    def by(self, event: AccessEvent) -> str:
        return event.actor_name


def _format_value(value: Any) -> str:
    return " → ".join(map(str, value)) if isinstance(value, list) else str(value)  # [before, after]
