"""The table of a comparison."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from catalog.choices import EvidenceLevel, EvidenceSubject
from catalog.hardware.plausibility import plausibility_warnings
from catalog.hardware.presentation import ModelView, present_model
from catalog.models import ChargingStationModel

_NOTHING: Final = ["\N{EN DASH}"]


@dataclass(frozen=True)
class Compared:
    """A model with what the table says of it."""

    station_model: ChargingStationModel
    view: ModelView
    document: dict[str, Any]
    open_checks: list[str]

    @classmethod
    def of(cls, station_model: ChargingStationModel) -> "Compared":
        """Present a model whose connectors and evidence are prefetched."""
        checks = [check.short_label for check in station_model.find_open_checks()]
        return cls(station_model, present_model(station_model.document), station_model.as_document(), checks)

    def evidence(self, subject: str) -> list[str]:
        for each in self.station_model.evidence.all():
            if each.subject == subject:
                level = str(EvidenceLevel(each.level).label).partition(":")[0]
                return [level, *(text for text in (each.source, each.link, each.note) if text)]
        return ["No evidence"]


@dataclass(frozen=True)
class ComparisonCell:
    """`can_be_taken` says whether the first model can get the value: it has another one."""

    station_model: ChargingStationModel
    lines: list[str]
    can_be_taken: bool


@dataclass(frozen=True)
class ComparisonRow:
    """`field` is what `take` calls it; empty for what cannot be taken."""

    label: str
    field: str
    cells: list[ComparisonCell]

    @property
    def differs(self) -> bool:
        return any(cell.lines != self.cells[0].lines for cell in self.cells)


def _connectors(each: Compared) -> list[str]:
    return [
        f"{connector.id}: {connector.type}, {connector.format.lower()}, {connector.power}, {connector.amperes}, "
        f"{connector.volts}"
        for connector in each.view.connectors
    ]


def _evidence_of(subject: EvidenceSubject) -> Callable[[Compared], list[str]]:
    return lambda each: each.evidence(subject)


_ROWS: Final[tuple[tuple[str, str, Callable[[Compared], list[str]]], ...]] = (
    ("Friendly name", "friendly_name", lambda each: [each.view.friendly_name or "\N{EN DASH}"]),
    ("Power type", "power_type", lambda each: [each.view.power_type]),
    ("Power", "", lambda each: [each.view.power]),
    ("Connectors", "connectors", _connectors),
    ("OCPP URL setting", "ocpp_url_key", lambda each: [each.view.ocpp_url_key]),
    ("Picture URL", "image_url", lambda each: [each.view.image_url or "\N{EN DASH}"]),
    *(
        (f"Evidence: {subject.label}", f"evidence.{subject.value}", _evidence_of(subject))
        for subject in EvidenceSubject
    ),
    ("Doubts", "", lambda each: [str(warning) for warning in plausibility_warnings(each.document)] or _NOTHING),
    ("Quality checks", "", lambda each: each.open_checks or _NOTHING),
    ("State", "", lambda each: ["Archived" if each.view.is_archived else "Active"]),
)

FIELD_LABELS: Final = {field: label for label, field, _ in _ROWS if field}


def build_comparison(station_models: Sequence[ChargingStationModel]) -> list[ComparisonRow]:
    """Return a row for each property; values of others than the first model can be taken into the first."""
    compared = [Compared.of(each) for each in station_models]
    rows = []
    for label, field, lines_of in _ROWS:
        lines = [lines_of(each) for each in compared]
        cells = [
            ComparisonCell(each.station_model, own, bool(field) and own != lines[0])
            for each, own in zip(compared, lines, strict=True)
        ]
        rows.append(ComparisonRow(label, field, cells))
    return rows
