"""What is found, in groups."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.urls import reverse

from catalog.admin.links import station_model_url
from catalog.hardware.presentation import present_model
from catalog.models import ChargingStationModel


@dataclass(frozen=True)
class Result:
    """A link. `detail` are its facts, `badge` is its state."""

    title: str
    url: str
    detail: str = ""
    badge: str = ""
    badge_kind: str = "neutral"


@dataclass(frozen=True)
class Group:
    title: str
    results: Sequence[Result]


@dataclass
class SearchResults:
    """All groups of one search. `message` says why there is none; `exact_url` is that of the only exact match."""

    query: str
    groups: list[Group] = field(default_factory=list)
    message: str = ""
    suggestions: Sequence[Result] = ()
    exact_url: str = ""

    @property
    def is_error(self) -> bool:
        return bool(self.message) and not self.groups and not self.suggestions

    def add(self, title: str, results: Iterable[Result]) -> bool:
        """Add a group, unless it is empty; return whether it was added."""
        if found := list(results):
            self.groups.append(Group(title, found))
        return bool(found)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "all_url": f"{reverse('admin:search')}?all=1&q="}


def present_station_model(station_model: ChargingStationModel) -> Result:
    """Return the result for a model: name, power, plugs, and its state unless it is active."""
    shown = present_model(station_model.document)
    plugs = dict.fromkeys(each.type for each in shown.connectors)
    facts = (shown.friendly_name, shown.power, shown.power_type, ", ".join(plugs))
    state = "Replaced" if station_model.successor_id else "Archived" if station_model.is_archived else ""
    return Result(
        str(station_model), station_model_url(station_model.pk), " \N{MIDDLE DOT} ".join(filter(None, facts)), state
    )
