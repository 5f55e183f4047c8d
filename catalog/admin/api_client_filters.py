"""Filters of the list of API clients."""

from typing import Any, Final

from django.utils import timezone

from catalog.admin.mixins.changelist import ChoiceFilter

BLOCKED: Final = "blocked"
OVERLAPPING: Final = "two-secrets"


class ClientStateFilter(ChoiceFilter):
    title = "state"
    parameter_name = "state"
    choices_offered = ((BLOCKED, "Blocked: owner deactivated"), (OVERLAPPING, "Former secret still works"))

    def apply(self, queryset: Any, value: str) -> Any:
        return queryset.blocked() if value == BLOCKED else queryset.with_overlapping_secret(timezone.now())
