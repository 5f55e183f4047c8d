"""Filters of the list by what a model is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from catalog.admin.mixins.changelist import refuse_parameters
from catalog.admin.station_model.changelist.list_filter import MultiValueFilter, Option, OptionGroup
from catalog.choices import ConnectionType, ConnectorFormat, EvidenceLevel, EvidenceSubject, PowerType
from catalog.limits import TEXT_MAX
from catalog.models import ChargingStationModel
from catalog.models.counts import bounded_counts, cached_per_revision
from catalog.models.quality import CHECKS, CHECKS_BY_NAME, with_any_open_check
from catalog.models.querysets.facets import NO_EVIDENCE
from catalog.normalise import normalise_vendor

_STATES = (("", "Active"), ("archived", "Archived"), ("all", "Active and archived"))
_VENDORS_LISTED_MAX = 500


class StateFilter(MultiValueFilter):
    """Filter by state. Active models by default, as in the API."""

    title = label = "State"
    parameters = ("state",)

    @classmethod
    def offered(cls, name: str) -> Iterable[tuple[str, str]]:
        return _STATES

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if len(self.values["state"]) > 1:
            refuse_parameters()
        return {"": queryset.active(), "archived": queryset.archived(), "all": queryset}[self.value]

    @property
    def value(self) -> str:
        return self.values["state"][0] if self.values["state"] else ""

    def groups(self, rows: Any) -> list[OptionGroup]:
        counts = None
        if rows is not None:
            by_state = rows.count_by("archived")
            counts = {"": by_state.get(False, 0), "archived": by_state.get(True, 0), "all": sum(by_state.values())}
        options = [
            Option(value, label, value == self.value, None if counts is None else counts[value])
            for value, label in _STATES
        ]
        return [OptionGroup("state", "", options, is_single=True)]


class VendorFilter(MultiValueFilter):
    """Filter by vendors, however they are spelled."""

    title = label = "Vendor"
    parameters = ("vendor",)
    panel_template = "admin/catalog/chargingstationmodel/list/_panel_vendors.html"

    @classmethod
    def is_valid(cls, name: str, value: str) -> bool:
        return len(value) <= TEXT_MAX

    def apply(self, queryset: Any) -> Any:
        return queryset.of_vendors(self.values["vendor"])

    def chip_label(self, name: str, value: str) -> str:
        return value

    def groups(self, rows: Any) -> list[OptionGroup]:
        """List the vendors, of many the first 500: the search finds models of the others."""
        selected = {normalise_vendor(each): each for each in self.values["vendor"]}
        counted = vendor_names() if rows is None else rows.count_vendors()
        options = [Option(name, name, key in selected, count) for key, name, count in counted]
        found = {normalise_vendor(each.value) for each in options}
        gone = [Option(name, name, True, 0) for key, name in selected.items() if key not in found]
        chosen = [each for each in options if each.is_selected]
        others = [each for each in options if not each.is_selected]
        return [OptionGroup("vendor", "", [*gone, *chosen, *others[:_VENDORS_LISTED_MAX]])]


@dataclass(frozen=True)
class VendorNames:
    revision: int
    names: list[tuple[str, str]]


def vendor_names() -> list[tuple[str, str, None]]:
    """Return key and name of all vendors, not counted: at most a minute old while the catalogue changes."""

    def load(revision: int) -> VendorNames:
        counted = ChargingStationModel.objects.all().count_vendors()
        return VendorNames(revision, [(key, name) for key, name, _ in counted])

    return [(key, name, None) for key, name in cached_per_revision("models:vendor_names:1", load).names]


class PowerTypeFilter(MultiValueFilter):
    title = "Power type"
    label = "Type"
    parameters = ("power_type",)

    @classmethod
    def offered(cls, name: str) -> Iterable[tuple[str, str]]:
        return PowerType.choices

    def apply(self, queryset: Any) -> Any:
        return queryset.of_power_types(self.values["power_type"])

    def count(self, name: str, rows: Any) -> dict[Any, int] | None:
        return None if rows is None else rows.count_by("power_type")


class ConnectorFilter(MultiValueFilter):
    """Filter by connector. With types and formats, one connector must have one of each."""

    title = label = "Connector"
    parameters = ("connection_type", "format")

    @classmethod
    def offered(cls, name: str) -> Iterable[tuple[str, str]]:
        return ConnectionType.choices if name == "connection_type" else ConnectorFormat.choices

    def apply(self, queryset: Any) -> Any:
        return queryset.with_any_connector(self.values["connection_type"], self.values["format"])

    def groups(self, rows: Any) -> list[OptionGroup]:
        types, formats = (None, None) if rows is None else self._count(rows)
        return [
            self.build_group("connection_type", types, legend="Plug"),
            self.build_group("format", formats, legend="Format"),
        ]

    def _count(self, rows: Any) -> tuple[dict[Any, int], dict[Any, int]]:
        types = rows.count_by_connector("connection_type", formats=self.values["format"])
        return types, rows.count_by_connector("format", types=self.values["connection_type"])


class QualityFilter(MultiValueFilter):
    """Filter by open quality checks: what at least one of them finds."""

    title = "Quality check"
    label = "Quality"
    parameters = ("check",)

    @classmethod
    def offered(cls, name: str) -> Iterable[tuple[str, str]]:
        return tuple((check.name, check.short_label) for check in CHECKS)

    def apply(self, queryset: Any) -> Any:
        return with_any_open_check(queryset, self.values["check"])

    def count(self, name: str, rows: Any) -> dict[Any, int] | None:
        if rows is None:
            return None
        return bounded_counts({name: check.open(rows.order_by()) for name, check in CHECKS_BY_NAME.items()})


class EvidenceFilter(MultiValueFilter):
    """Filter by the evidence of each subject."""

    title = label = "Evidence"
    subjects = {
        "ratings_evidence": EvidenceSubject.RATINGS,
        "designation_evidence": EvidenceSubject.DESIGNATION,
        "ocpp_url_evidence": EvidenceSubject.OCPP_URL,
        "image_evidence": EvidenceSubject.IMAGE,
    }
    parameters = tuple(subjects)

    @classmethod
    def offered(cls, name: str) -> Iterable[tuple[str, str]]:
        levels = ((each.value, str(each.label).partition(":")[0]) for each in EvidenceLevel)
        return (*levels, (NO_EVIDENCE, "No evidence"))

    def apply(self, queryset: Any) -> Any:
        for name, levels in self.values.items():
            if levels:
                queryset = queryset.with_evidence_levels(self.subjects[name], levels)
        return queryset

    def chip_label(self, name: str, value: str) -> str:
        return f"{self.subjects[name].label}: {super().chip_label(name, value).lower()}"

    def groups(self, rows: Any) -> list[OptionGroup]:
        counted, total = ({}, 0) if rows is None else (rows.count_by_evidence(), rows.order_by().count())
        groups = []
        for name, subject in self.subjects.items():
            levels = {level: counted.get((subject.value, level), 0) for level in EvidenceLevel.values}
            counts = None if rows is None else {**levels, NO_EVIDENCE: total - sum(levels.values())}
            groups.append(self.build_group(name, counts, legend=str(subject.label)))
        return groups
