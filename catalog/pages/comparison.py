"""Comparison of two or three models."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from catalog.hardware.presentation import ModelView

_ROWS: dict[str, Callable[[ModelView], list[str]]] = {
    "Friendly name": lambda each: [each.friendly_name or "\u2013"],
    "Current": lambda each: [each.power_type],
    "Strongest connector": lambda each: [each.power],
    "Connectors": lambda each: each.connector_groups,
    "Max. current": lambda each: list(dict.fromkeys(connector.amperes for connector in each.connectors)),
    "Max. voltage": lambda each: list(dict.fromkeys(connector.volts for connector in each.connectors)),
    "OCPP URL setting": lambda each: [each.ocpp_url_key],
    "State": lambda each: ["Archived" if each.is_archived else "Active"],
}


@dataclass(frozen=True)
class ComparisonRow:
    """One property of all models, each value as a list of lines."""

    name: str
    values: list[list[str]]

    @property
    def differs(self) -> bool:
        return any(value != self.values[0] for value in self.values)


def compare_models(models: Sequence[ModelView]) -> list[ComparisonRow]:
    return [ComparisonRow(name, [lines(each) for each in models]) for name, lines in _ROWS.items()]
