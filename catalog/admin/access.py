"""Who may what in the admin, each rule once. Django's model permissions play no part."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest

from catalog.models import Actor, Door


class ForStaff:
    """Active staff see, add and change. Nobody deletes: an id once given stays valid, and history keeps its names."""

    def is_open_to(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.is_open_to(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open_to(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open_to(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_open_to(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ForSuperusers(ForStaff):
    """Staff who are superusers see, add and change."""

    def is_open_to(self, request: HttpRequest) -> bool:
        return super().is_open_to(request) and bool(request.user.is_superuser)


class ReadOnly(ForStaff):
    """Active staff see, and nobody writes."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def actor_of(request: HttpRequest) -> Actor:
    user = cast(User, request.user)  # the admin lets nobody else in
    return Actor(door=Door.ADMIN, user=user, request_id=request.request_id)  # type: ignore[attr-defined]
