"""The queue of the inbox, as a request filters and sorts it."""

from typing import Any, Self
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from catalog.limits import TEXT_MAX
from catalog.models import UnknownHardware
from catalog.models.inbox_queue import EntryGroup, QueueOrder, keys_of_groups

State = UnknownHardware.State

_PAGES_MAX = 1_000


class Queue:
    """The entries of one state, in groups. What is not valid in a request is left out."""

    def __init__(self, *, state: str, text: str, order: QueueOrder, group: str | None, page: int) -> None:
        self.state, self.text, self.order, self.group, self.page = state, text, order, group, page

    @classmethod
    def of(cls, request: HttpRequest, state: str = State.WAITING) -> Self:
        """Return the queue of a request, of entries in `state` unless it says another one."""
        given = request.GET
        wanted, order = given.get("state", ""), given.get("sort", "")
        text = given.get("q", "").replace("\0", "").strip()[:TEXT_MAX]
        page, group = given.get("p", ""), given.get("group")
        return cls(
            state=wanted if wanted in State.values else state,
            text=text,
            order=QueueOrder(order) if order in QueueOrder.values else QueueOrder.REPORTS,
            group=group.replace("\0", "")[:TEXT_MAX] if group is not None else None,
            page=min(int(page), _PAGES_MAX) if page.isascii() and page.isdigit() and len(page) < 6 else 0,  # noqa: PLR2004
        )

    def query(self, **changed: Any) -> str:
        """Return the parameters of the queue with changes, such as `?state=ignored`; empty if all are the defaults."""
        shown = {"state": self.state, "q": self.text, "sort": str(self.order), "group": self.group, "p": self.page}
        defaults = {"state": State.WAITING, "sort": QueueOrder.REPORTS, "q": "", "group": None, "p": 0}
        parameters = {name: value for name, value in {**shown, **changed}.items() if value != defaults[name]}
        return f"?{urlencode(parameters)}" if parameters else ""

    @property
    def url(self) -> str:
        return self._list_url()

    @property
    def parameters(self) -> list[tuple[str, str]]:
        return parse_qsl(self.query().removeprefix("?"))

    @property
    def all_url(self) -> str:
        return self._list_url(group=None, p=0)

    @property
    def clear_url(self) -> str:
        return self._list_url(q="", group=None, p=0)

    @property
    def previous_url(self) -> str:
        return self._list_url(p=self.page - 1)

    @property
    def next_url(self) -> str:
        return self._list_url(p=self.page + 1)

    def _list_url(self, **changed: Any) -> str:
        return reverse("admin:catalog_unknownhardware_changelist") + self.query(**changed)

    def entry_url(self, pk: UUID) -> str:
        return reverse("admin:catalog_unknownhardware_change", args=[pk]) + self.query()

    @cached_property
    def _listed(self) -> tuple[list[EntryGroup], bool]:
        rows = UnknownHardware.objects.filter(state=self.state).search(self.text)
        groups, has_more = rows.groups(self.order, self.page, self._group_key)
        for group in groups:
            group.url = self._list_url(group=group.key, p=0)
            for entry in group.entries:
                entry.url = self.entry_url(entry.pk)
        return groups, has_more

    @property
    def _group_key(self) -> Any:
        if self.group is None or self.order is not QueueOrder.CLIENT:
            return self.group
        try:
            return int(self.group)
        except ValueError:
            return 0

    @property
    def groups(self) -> list[EntryGroup]:
        return self._listed[0]

    @property
    def has_more(self) -> bool:
        return self._listed[1]

    @property
    def keys(self) -> list[UUID]:
        return keys_of_groups(self.groups)

    def key_after(self, pk: UUID) -> UUID | None:
        """Return the key of the entry behind that one, or of the first; None if there is no other."""
        keys = self.keys
        place = keys.index(pk) + 1 if pk in keys else 0
        following = [key for key in (*keys[place:], *keys[:place]) if key != pk]
        return following[0] if following else None

    @cached_property
    def tabs(self) -> list[tuple[str, str, bool, int]]:
        """Label, URL, whether it is the current one, and number of entries, of each state."""
        counted = dict(UnknownHardware.objects.order_by().values_list("state").annotate(Count("pk")))
        return [
            (str(state.label), self._list_url(state=state, group=None, p=0), state == self.state, counted.get(state, 0))
            for state in State
        ]

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        return [
            (str(order.label), self._list_url(sort=str(order), group=None, p=0), order is self.order)
            for order in QueueOrder
        ]
