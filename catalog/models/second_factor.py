"""The second factor of a login: codes of an app (TOTP, RFC 6238, by django-otp), and recovery codes for its loss."""

import hashlib
import secrets
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from catalog.models.access_event import AccessAction, AccessEvent
from catalog.models.audit_event import Actor
from catalog.roles import is_catalogue_staff

RECOVERY_CODES: Final = 10
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what looks alike on paper."""
_GROUPS, _GROUP = 4, 4


class RecoveryCode(models.Model):
    """A code that works once, in place of one of the app. Stored as a fast hash, which is enough for 79 random bits."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"a recovery code of {self.user}"


def must_have_second_factor(user: User) -> bool:
    """Return whether the settings ask the user for a second factor."""
    if settings.SECOND_FACTOR == "superusers":
        return is_catalogue_staff(user) and user.is_superuser
    return settings.SECOND_FACTOR == "staff" and is_catalogue_staff(user)


def has_second_factor(user: User) -> bool:
    return bool(TOTPDevice.objects.devices_for_user(user, confirmed=True).exists())


def new_key() -> str:
    """Return a random key for an app, as hexadecimal digits."""
    return secrets.token_hex(20)


def add_second_factor(user: User, key: str, code: str, *, by: Actor) -> list[str]:
    """Set up the app that has the key and shows the code, in place of a former one. Return new recovery codes.

    Returns none, and changes nothing, where the code is wrong.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        _delete(user)
        if not TOTPDevice.objects.create(user=user, name="app", key=key).verify_token(code):
            transaction.set_rollback(True)
            return []
        codes = [_random_code() for _ in range(RECOVERY_CODES)]
        RecoveryCode.objects.bulk_create([RecoveryCode(user=user, digest=_digest(each)) for each in codes])
        AccessEvent.objects.record(AccessAction.SECOND_FACTOR_ADDED, by, user=user)
    return codes


def verify_second_factor(user: User, code: str, *, by: Actor) -> bool:
    """Return whether the code is one of the user's app, or an unused recovery code, which is used up.

    After each wrong one the next is looked at only after 1, 2, 4, ... seconds: until then every code is wrong.
    """
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is None or not device.verify_is_allowed()[0]:
            return False
        used, _ = RecoveryCode.objects.filter(user=user, digest=_digest(code)).delete()
        if used:
            left = RecoveryCode.objects.filter(user=user).count()
            AccessEvent.objects.record(AccessAction.RECOVERY_CODE_USED, by, user=user, facts={"left": left})
            return True
        return bool(device.verify_token(code.replace(" ", "")))


def remove_second_factor(user: User, *, by: Actor) -> bool:
    """Take the app and the recovery codes from the user. False where there was no app."""
    with transaction.atomic():
        had_one = _delete(user)
        if had_one:
            AccessEvent.objects.record(AccessAction.SECOND_FACTOR_REMOVED, by, user=user)
    return had_one


def _delete(user: User) -> bool:
    RecoveryCode.objects.filter(user=user).delete()
    return bool(TOTPDevice.objects.filter(user=user).delete()[0])


def _random_code() -> str:
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def _digest(code: str) -> str:
    return hashlib.sha256("".join(code.lower().split()).replace("-", "").encode("utf-8", "replace")).hexdigest()
