"""State of an API client: whether its requests are served, and why not."""

from django.db import models


class ClientState(models.TextChoices):
    ACTIVE = "active", "Active"
    DISABLED = "disabled", "Disabled"
    BLOCKED = "blocked", "Blocked"

    @classmethod
    def of(cls, *, client_is_active: bool, owner_is_active: bool) -> "ClientState":
        if not client_is_active:
            return cls.DISABLED
        return cls.ACTIVE if owner_is_active else cls.BLOCKED

    @property
    def condition(self) -> models.Q:
        """The clients in this state, the same as `of`."""
        if self is ClientState.DISABLED:
            return models.Q(is_active=False)
        return models.Q(is_active=True, user__is_active=self is ClientState.ACTIVE)
