"""Roles: two levels, each one rule, used by the API and the admin.

Anonymous and inactive users are on no level. Django's model permissions and groups play no part.
"""

from django.contrib.auth.models import AbstractUser, AnonymousUser, User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet


def is_catalogue_staff(user: AbstractUser | AnonymousUser) -> bool:
    """Staff see and change the catalogue."""
    return bool(user.is_active and user.is_staff)


def is_catalogue_superuser(user: AbstractUser | AnonymousUser) -> bool:
    """Staff who are superusers also manage users and API clients."""
    return is_catalogue_staff(user) and bool(user.is_superuser)


def can_delete_models(user: AbstractUser | AnonymousUser) -> bool:
    """Who manages may also delete for good what can be deleted at all."""
    return is_catalogue_superuser(user)


def active_superusers() -> QuerySet[User]:
    """Return all who may manage, as `is_catalogue_superuser` says."""
    return User.objects.filter(is_active=True, is_staff=True, is_superuser=True)


def lock_superusers() -> None:
    """Let one change of users or API clients happen at a time. Call it first inside a transaction."""
    locked = User.objects.filter(is_superuser=True).order_by("pk").select_for_update(no_key=True)
    list(locked.values_list("pk"))


def validate_no_lockout(user: User, *, is_active: bool, is_staff: bool, is_superuser: bool, by: User) -> None:
    """Reject a change of rights after which `by`, or every user, could no longer manage users.

    Raises ValidationError: `locks_out_oneself`, `locks_out_everyone`. True until the commit after `lock_superusers`.
    """
    if is_active and is_staff and is_superuser:
        return
    if user == by:
        raise ValidationError(
            "You would lock yourself out. Ask another superuser to change your rights.", code="locks_out_oneself"
        )
    if not active_superusers().exclude(pk=user.pk).exists():
        raise ValidationError(
            "No superuser would be left who is active and staff. Give another user these rights first.",
            code="locks_out_everyone",
        )
