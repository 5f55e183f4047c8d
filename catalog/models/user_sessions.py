"""The sessions of staff: when each began, from where, and how it ends. All of them are looked through: they are few."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from catalog.models.access_event import AccessAction, AccessEvent
from catalog.models.audit_event import Actor

IDLE_MAX: Final = timedelta(hours=1)
"""So long a session may be left alone."""

LENGTH_MAX: Final = timedelta(hours=12)
"""So long after the login a session ends, used or not."""

_SEEN_RESOLUTION: Final = timedelta(minutes=5)
_BROWSER_MAX = 200
_BEGAN, _SEEN, _ADDRESS, _BROWSER = "began_at", "seen_at", "address", "browser"


class UserSession(NamedTuple):
    """One session, named by a digest. Never show its key, which is enough to take the session over."""

    name: str
    began_at: datetime
    seen_at: datetime
    address: str
    browser: str


def begin(session: Any, *, address: str, browser: str) -> None:
    """Store the time of login, the address and the browser in a session."""
    now = timezone.now().timestamp()
    session.update({_BEGAN: now, _SEEN: now, _ADDRESS: address, _BROWSER: browser[:_BROWSER_MAX]})


def has_ended(data: Mapping[str, Any]) -> bool:
    """Return whether a session is over, because of its age or because it was not used."""
    now = timezone.now()
    return now - _time(data, _BEGAN) > LENGTH_MAX or now - _time(data, _SEEN) > IDLE_MAX


def note_use(session: Any) -> bool:
    """Note in a session that it was used, every five minutes. Return whether there is anything to save."""
    now = timezone.now()
    if now - _time(session, _SEEN) < _SEEN_RESOLUTION:
        return False
    session[_SEEN] = now.timestamp()
    return True


def sessions_of(user: User) -> list[UserSession]:
    """Return the user's live sessions, the one used last first."""
    found = [
        UserSession(
            name=session_name(row.session_key),
            began_at=_time(data, _BEGAN),
            seen_at=_time(data, _SEEN),
            address=data.get(_ADDRESS, ""),
            browser=data.get(_BROWSER, ""),
        )
        for row, data in _live(user)
    ]
    return sorted(found, key=lambda session: session.seen_at, reverse=True)


def end_sessions(user: User, *, by: Actor, name: str = "", except_name: str = "") -> int:
    """End the user's session of that name, or all except `except_name`. Return how many ended."""
    with transaction.atomic():
        ended = 0
        for row, _ in _live(user):
            this = session_name(row.session_key)
            if this != except_name and name in {"", this}:
                row.delete()
                AccessEvent.objects.record(AccessAction.SESSION_ENDED, by, user=user)
                ended += 1
    return ended


def session_name(key: str | None) -> str:
    return hashlib.sha256((key or "").encode()).hexdigest()[:32]


def _live(user: User) -> Iterator[tuple[Session, dict[str, Any]]]:
    for row in Session.objects.filter(expire_date__gt=timezone.now()):
        data = row.get_decoded()
        if data.get(SESSION_KEY) == str(user.pk) and not has_ended(data):
            yield row, data


def _time(data: Mapping[str, Any], name: str) -> datetime:
    """Sessions of before this was noted count as long over."""
    return datetime.fromtimestamp(data.get(name, 0), tz=UTC)
