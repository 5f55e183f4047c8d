"""Views of the list as tabs: those that everybody has, and saved ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict

from catalog.admin.station_model.changelist.query import clean_query, encode, filters_of
from catalog.models import ChargingStationModel, SavedView
from catalog.models.counts import cached_per_revision
from catalog.models.quality import ATTENTION_CHECKS, CHECKS, count_open_checks, with_any_open_check

_ATTENTION: Final = [("check", name) for name in sorted(ATTENTION_CHECKS)]


@dataclass(frozen=True)
class Tab:
    label: str
    query: str
    is_current: bool
    count: int | None = None
    owner: str = ""


@dataclass(frozen=True)
class OpenCheckCounts:
    """Numbers of active models, by quality check and of those that need attention."""

    revision: int
    by_check: dict[str, int] = field(default_factory=dict)
    attention: int = 0


def open_check_counts() -> OpenCheckCounts:
    """Return the current numbers. While the catalogue changes, they can be up to a minute old."""
    return cached_per_revision("models:open_checks:1", _count)


def _count(revision: int) -> OpenCheckCounts:
    active = ChargingStationModel.objects.active()
    attention = with_any_open_check(active.order_by(), ATTENTION_CHECKS).count()
    return OpenCheckCounts(revision, count_open_checks(active), attention)


def build_tabs(query: QueryDict, saved: Sequence[SavedView], user: Any, *, is_counted: bool) -> list[Tab]:
    """Return the tabs; the one is current whose filters and search are those of the address.

    Not counted, all checks have one.
    """
    here = filters_of(query)
    counts = open_check_counts() if is_counted else None

    def tab(label: str, *pairs: tuple[str, str], count: int | None = None) -> Tab:
        return Tab(label, encode(pairs), sorted(pairs) == here, count)

    first = [tab("All active"), tab("Needs attention", *_ATTENTION, count=counts.attention if counts else None)]
    checks = [
        tab(check.short_label, ("check", check.name), count=counts.by_check[check.name] if counts else None)
        for check in CHECKS
        if counts is None or counts.by_check.get(check.name)
    ]
    others = [tab("Changed this week", ("changed", "7d")), tab("Archived", ("state", "archived"))]
    return [*first, *checks, *others, *(_saved_tab(view, here, user) for view in saved)]


def _saved_tab(view: SavedView, here: list[tuple[str, str]], user: Any) -> Tab:
    """Return the tab of a view, without what the list does not know any more."""
    known, _ = clean_query(QueryDict(view.query))
    is_current = filters_of(QueryDict(view.query)) == here
    owner = "" if view.user_id == user.pk else view.user.get_username()
    return Tab(view.name, encode(known), is_current, owner=owner)
