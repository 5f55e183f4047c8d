"""Permissions of the API: scope and staff requirement of each action."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from catalog.api.authentication import has_scope
from catalog.api.exceptions import InsufficientScope
from catalog.models import READ_SCOPE, WRITE_SCOPE
from catalog.roles import is_catalogue_staff

if TYPE_CHECKING:  # DRF imports this module while it loads its views
    from rest_framework.views import APIView


@dataclass(frozen=True)
class Requirement:
    scope: str
    staff: bool = False


READ = Requirement(READ_SCOPE)
WRITE = Requirement(WRITE_SCOPE)
STAFF_READ = Requirement(READ_SCOPE, staff=True)
STAFF_WRITE = Requirement(WRITE_SCOPE, staff=True)

REQUIREMENTS = {
    "list": READ,
    "changes": READ,
    "retrieve": READ,
    "ocpi": READ,
    "vendors": READ,
    "evidence": READ,
    "history": STAFF_READ,
    "export": STAFF_READ,
    "resolve": READ,
    "resolve_many": READ,
    "partial_update": WRITE,
    "create": STAFF_WRITE,
    "archive": STAFF_WRITE,
    "unarchive": STAFF_WRITE,
    "metadata": READ,  # OPTIONS
}


class CataloguePermission(BasePermission):
    """Permission by action. Actions that are not listed are denied."""

    message = "This operation requires staff access: the owner of the API client must be staff."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        action = getattr(view, "action", None)
        if action is None:
            return True  # the route does not have the method, so DRF returns 405
        requirement = REQUIREMENTS.get(action)
        if requirement is None:
            return False
        if not has_scope(request, requirement.scope):
            raise InsufficientScope(requirement.scope)
        return not requirement.staff or is_catalogue_staff(request.user)
