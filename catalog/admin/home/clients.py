"""API clients at a short look, for managers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from catalog.models import ApiClient

CLIENTS_MAX: Final = 6

_QUIET_DAYS: Final = 7


@dataclass(frozen=True)
class ClientLine:
    name: str
    url: str
    state: str
    kind: str
    last_token_at: datetime | None
    is_quiet: bool


def latest_clients() -> list[ClientLine]:
    """Return the clients that took a token last, in one query."""
    quiet_since = timezone.now() - timedelta(days=_QUIET_DAYS)
    clients = ApiClient.objects.select_related("user").order_by(F("last_token_at").desc(nulls_last=True), "name")
    return [
        ClientLine(
            client.name,
            reverse("admin:catalog_apiclient_change", args=[client.pk]),
            *_describe_state(client),
            client.last_token_at,
            client.last_token_at is None or client.last_token_at < quiet_since,
        )
        for client in clients[:CLIENTS_MAX]
    ]


def _describe_state(client: ApiClient) -> tuple[str, str]:
    if not client.is_active:
        return "Disabled", "neutral"
    return ("Active", "success") if client.user.is_active else ("Blocked", "danger")
