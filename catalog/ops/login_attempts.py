"""Failed logins in django-axes. Names are stored as keys, because a user can type a password into the name field."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_SALT = "catalog.login_attempts"


def make_name_key(name: str) -> str:
    """Return the key that is stored instead of a name. It depends on SECRET_KEY, so a new key ends all locks."""
    return salted_hmac(_SALT, name, algorithm="sha256").hexdigest()


def get_name_key(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the key of the name in a login attempt, for `AXES_USERNAME_CALLABLE`."""
    field = User.USERNAME_FIELD
    typed = (credentials or {}).get(field) or (request.POST.get(field) if request is not None else None)
    return make_name_key(str(typed or ""))


class NameKeyHandler(AxesDatabaseHandler):
    """Handler that finds attempts by name, for `axes_reset_username`."""

    def reset_attempts(self, *, username: str | None = None, **filters: Any) -> int:
        return int(super().reset_attempts(username=make_name_key(username) if username else None, **filters))
