"""Filters of the list of API clients."""

from typing import Any, Final

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from catalog.admin.mixins.changelist import ChoiceFilter, refuse_parameters
from catalog.models import Access
from catalog.models.client_state import ClientState

BLOCKED: Final = ClientState.BLOCKED.value
OVERLAPPING: Final = "two-secrets"


class AccessFilter(ChoiceFilter):
    title = "access"
    parameter_name = "access"
    choices_offered = Access.choices


class StateFilter(ChoiceFilter):
    title = "state"
    parameter_name = "state"
    choices_offered = (*ClientState.choices, (OVERLAPPING, "Previous secret still works"))

    def apply(self, queryset: Any, value: str) -> Any:
        if value == OVERLAPPING:
            return queryset.with_overlapping_secret(timezone.now())
        return queryset.filter(ClientState(value).condition)


class OwnerFilter(ChoiceFilter):
    title = "owner"
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        owners = User.objects.filter(api_clients__isnull=False).distinct().order_by("username")
        return [(str(key), username) for key, username in owners.values_list("pk", "username")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value is None:
            return queryset
        if value not in dict(self.lookup_choices):
            refuse_parameters()
        return queryset.filter(user=value)
