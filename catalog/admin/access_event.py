"""Read-only changes to users, permissions and API clients."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from catalog.admin.mixins.permissions import ReadOnlyMixin, SuperuserOnlyMixin
from catalog.models import AccessEvent


@admin.register(AccessEvent)
class AccessEventAdmin(ReadOnlyMixin, SuperuserOnlyMixin, admin.ModelAdmin):
    fields = readonly_fields = ("at", "action", "name", "user", "client", "what", "by", "channel", "request_id")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(f"{reverse('admin:catalog_auditevent_changelist')}?object=access")

    @admin.display
    def what(self, event: AccessEvent) -> str:
        return "; ".join(f"{name}: {_format_value(value)}" for name, value in event.facts.items())

    @admin.display
    def by(self, event: AccessEvent) -> str:
        return event.actor_name


def _format_value(value: Any) -> str:
    return " → ".join(map(str, value)) if isinstance(value, list) else str(value)  # [before, after]
