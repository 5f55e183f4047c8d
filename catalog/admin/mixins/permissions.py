"""Permission mixins for ModelAdmin classes, based on the roles in `catalog.roles`."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest

from catalog.models import Actor, Channel
from catalog.roles import is_catalogue_staff, is_catalogue_superuser


class StaffOnlyMixin:
    """Access for staff. Django's delete permission is never given, because the history refers to the rows."""

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
    """Access for superusers."""

    def has_admin_access(self, request: HttpRequest) -> bool:
        return is_catalogue_superuser(request.user)


class ReadOnlyMixin(StaffOnlyMixin):
    """Read-only access."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def actor_from_request(request: HttpRequest) -> Actor:
    user = cast(User, request.user)  # admin views require a user
    return Actor(channel=Channel.ADMIN, user=user, request_id=request.request_id)  # type: ignore[attr-defined]
