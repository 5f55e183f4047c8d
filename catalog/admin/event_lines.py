"""Audit events as sentences: who did what, with the difference inline."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from catalog.admin.differences import REPLACED_BY, Difference, Value, find_differences, load_model_names
from catalog.models import Action, AuditEvent, Channel
from catalog.models.undo import UNDONE

SHOWN_MAX: Final = 3
"""Differences of an event that are not folded."""

_VERBS: Final = {
    Action.CREATED: "added",
    Action.RENAMED: "changed",
    Action.EDITED: "changed",
    Action.ARCHIVED: "archived",
    Action.UNARCHIVED: "restored",
    Action.REPLACED: "replaced",
    Action.DELETED: "permanently deleted",
    Action.RESTARTED: "restarted the feed for",
}


@dataclass(frozen=True)
class EventLine:
    event: AuditEvent
    verb: str
    differences: list[Difference] = field(default_factory=list)

    @property
    def is_undo(self) -> bool:
        return self.event.reason == UNDONE

    @property
    def successor(self) -> Value | None:
        """The model that took the place of this one."""
        return next((each.after for each in self.differences if each.name == REPLACED_BY), None)

    @property
    def names_model(self) -> bool:
        """Whether the verb is about the model as a whole, and not about the values that follow."""
        return self.event.action not in {Action.RENAMED, Action.EDITED}

    @property
    def is_import(self) -> bool:
        return self.event.channel == Channel.IMPORT

    @property
    def shown(self) -> list[Difference]:
        return self._others[:SHOWN_MAX]

    @property
    def folded(self) -> list[Difference]:
        return self._others[SHOWN_MAX:]

    @property
    def _others(self) -> list[Difference]:
        if self.event.action != Action.REPLACED:
            return self.differences
        return [each for each in self.differences if each.name != REPLACED_BY]


def describe_events(events: Sequence[AuditEvent]) -> list[EventLine]:
    """Return the events as sentences, with at most one query for all."""
    names = load_model_names(events)
    return [
        EventLine(
            event,
            _VERBS.get(Action(event.action), event.action),
            find_differences(event.before, event.after, names) if event.before and event.after else [],
        )
        for event in events
    ]


def summarise(differences: Sequence[Difference]) -> str:
    """Return the differences as one sentence for a message: "Power of connector 1 22 W → 22,080 W"."""
    text = ", ".join(map(str, differences[:SHOWN_MAX]))
    more = len(differences) - SHOWN_MAX
    return f"{text[:1].upper()}{text[1:]}{f' and {more} more' if more > 0 else ''}"
