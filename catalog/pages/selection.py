"""Models that a visitor selects to compare them. Their IDs are in the address, as `id`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from catalog.api.query_params import parse_id
from catalog.hardware.presentation import ModelView, present_model
from catalog.models import ChargingStationModel

COMPARED_MIN: Final = 2
COMPARED_MAX: Final = 4

_SELECTED_MAX: Final = 20


@dataclass(frozen=True)
class Selection:
    """Selected models, of which COMPARED_MAX can be compared."""

    models: Sequence[ModelView]
    missing: int = 0
    """Selected models that do not exist any more."""

    compared_max = COMPARED_MAX

    @classmethod
    def load(cls, values: Sequence[str]) -> "Selection":
        """Return the selection of the parameter `id`. One query, or none without a valid ID."""
        ids = list(dict.fromkeys(pk for pk in map(parse_id, values) if pk))[:_SELECTED_MAX]
        models = load_models(ids)
        return cls(models, len(ids) - len(models))

    @property
    def ids(self) -> set[str]:
        return {each.id for each in self.models}

    @property
    def surplus(self) -> int:
        """Number of models that have to be left out of a comparison."""
        return max(0, len(self.models) - COMPARED_MAX)

    @property
    def can_compare(self) -> bool:
        return COMPARED_MIN <= len(self.models) <= COMPARED_MAX


def load_models(ids: Sequence[UUID]) -> list[ModelView]:
    """Return the models with the IDs, in the same order. Missing models are left out."""
    if not ids:
        return []
    rows = dict(ChargingStationModel.objects.filter(pk__in=ids).values_list("pk", "document"))
    return [present_model(rows[pk]) for pk in ids if pk in rows]
