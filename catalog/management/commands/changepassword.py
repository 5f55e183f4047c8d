"""`changepassword`: Django's command, with an access event."""

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.contrib.auth.models import User

from catalog.management.base import quiet_below
from catalog.models import Actor, Channel
from catalog.models.user_access import record_password_set

_BY = Actor(channel=Channel.COMMAND, command="changepassword")


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> Any:
        username = options["username"] or getpass.getuser()
        message = super().handle(*args, **options)
        with quiet_below(options["verbosity"]):
            record_password_set(User.objects.get_by_natural_key(username), by=_BY)
        return message
