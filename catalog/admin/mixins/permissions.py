"""Who may what in the admin: the levels of `catalog.roles`, as a ModelAdmin is asked for them."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest

from catalog.models import Actor, Channel
from catalog.roles import is_catalogue_staff, is_catalogue_superuser


class StaffOnlyMixin:
    """Open to who may change the catalogue. Django's way to delete is nobody's: history keeps its names."""

    def has_admin_access(self, request: HttpRequest) -> bool:
        return is_catalogue_staff(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_admin_access(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_admin_access(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_admin_access(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_admin_access(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SuperuserOnlyMixin(StaffOnlyMixin):
    """Open to who may manage."""

    def has_admin_access(self, request: HttpRequest) -> bool:
        return is_catalogue_superuser(request.user)


class ReadOnlyMixin(StaffOnlyMixin):
    """Seen by who may change the catalogue, and written by nobody."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def actor_from_request(request: HttpRequest) -> Actor:
    user = cast(User, request.user)  # the admin lets nobody else in
    return Actor(channel=Channel.ADMIN, user=user, request_id=request.request_id)  # type: ignore[attr-defined]
