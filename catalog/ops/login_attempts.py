"""Failed logins as django-axes keeps them: by a key of the name that was typed, which may have been a password."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_SALT = "catalog.login_attempts"


def make_name_key(name: str) -> str:
    """Return what is kept in place of a name. It changes with SECRET_KEY, which ends the locks of that moment."""
    return salted_hmac(_SALT, name, algorithm="sha256").hexdigest()


def get_name_key(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the key of the name that a login was tried with, for `AXES_USERNAME_CALLABLE`."""
    field = User.USERNAME_FIELD
    typed = (credentials or {}).get(field) or (request.POST.get(field) if request is not None else None)
    return make_name_key(str(typed or ""))


class NameKeyHandler(AxesDatabaseHandler):
    """Finds the attempts of a name that an operator gives, as `axes_reset_username` does."""

    def reset_attempts(self, *, username: str | None = None, **which: Any) -> int:
        return int(super().reset_attempts(username=make_name_key(username) if username else None, **which))
