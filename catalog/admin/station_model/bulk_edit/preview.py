"""What a change of many models would do, as its page shows it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from catalog.choices import EvidenceSubject
from catalog.hardware.plausibility import plausibility_warnings
from catalog.models import ChargingStationModel, Vendor
from catalog.models.near_duplicates import NamedModel, NearDuplicateFinder
from catalog.models.querysets.editing import EditOutcome, PlannedEdit, digest_plan
from catalog.normalise import normalise_vendor

_FACTS = {
    "Vendor": lambda record: record["vendor"],
    "Friendly name": lambda record: record["friendlyName"],
    "Power type": lambda record: record["powerType"],
    "OCPP URL setting": lambda record: record["configurationKeys"]["ocppUrl"],
    "Picture URL": lambda record: record["imageUrl"],
}


@dataclass(frozen=True)
class Difference:
    """A value that models have, and what it becomes."""

    label: str
    before: str
    after: str
    count: int


class BulkEditPreview:
    """The outcome by model, and what a person has to know before confirming."""

    def __init__(self, edits: Sequence[PlannedEdit]) -> None:
        self.edits = edits
        self.digest = digest_plan(edits)
        by_outcome = {outcome: [each for each in edits if each.outcome is outcome] for outcome in EditOutcome}
        self.changed = by_outcome[EditOutcome.CHANGED]
        self.unchanged = by_outcome[EditOutcome.UNCHANGED]
        self.refused = by_outcome[EditOutcome.REFUSED]
        self.differences = self._count_differences()
        self.near_duplicates = self._find_near_duplicates()
        self.doubtful = [each for each in self.changed if self._is_newly_doubtful(each)]

    def lost_evidence(self) -> list[tuple[str, int]]:
        counted = Counter(subject for each in self.changed for subject in each.lost_evidence)
        return [(str(EvidenceSubject(subject).label), count) for subject, count in counted.items()]

    def vendor_notes(self) -> list[dict[str, str]]:
        """Return what is to be known of the new vendor's name, each with a link to a better way if there is one."""
        renamed = [each for each in self.changed if each.before["vendor"] != each.after["vendor"]]
        if not renamed:
            return []
        vendor, selected = renamed[0].after["vendor"], [each.station_model.pk for each in self.edits]
        key = normalise_vendor(vendor)
        others = ChargingStationModel.objects.exclude(pk__in=selected)
        known = Vendor.objects.find_spellings([key]).get(key, "")
        notes = []
        if known and known != vendor and others.filter(normalised_vendor=key).exists():
            notes.append({"text": f"Other models write this vendor {known}. Set {known} unless the spelling changes."})
        elif not known:
            notes.append({"text": f"{vendor} is a new vendor."})
        notes += [_left_behind(old, vendor) for old in self._old_vendors(renamed, key, others)]
        return notes

    def _old_vendors(self, renamed: Sequence[PlannedEdit], key: str, others: Any) -> list[str]:
        """Return the vendors of whom no model remains."""
        old = {normalise_vendor(each.before["vendor"]): each.before["vendor"] for each in renamed}
        staying = {normalise_vendor(each.before["vendor"]) for each in (*self.refused, *self.unchanged)}
        gone: Collection[str] = old.keys() - staying - {key}
        remaining = set(others.filter(normalised_vendor__in=gone).values_list("normalised_vendor", flat=True))
        return [name for each, name in old.items() if each in gone and each not in remaining]

    def _count_differences(self) -> list[Difference]:
        counted = Counter(
            (label, str(fact(each.before) or "\N{EN DASH}"), str(fact(each.after) or "\N{EN DASH}"))
            for each in self.changed
            for label, fact in _FACTS.items()
            if fact(each.before) != fact(each.after)
        )
        return [Difference(*values, count) for values, count in counted.most_common()]

    def _find_near_duplicates(self) -> list[tuple[PlannedEdit, list[NamedModel]]]:
        """Return the models whose new name a report of another model can mean."""
        renamed = {
            (each.after["vendor"], each.after["model"]): each
            for each in self.changed
            if each.before["vendor"] != each.after["vendor"] and not each.after["isArchived"]
        }
        selected = {each.station_model.pk for each in self.edits}
        found = NearDuplicateFinder().find(renamed) if renamed else {}
        pairs = [(renamed[name], [each for each in near if each.pk not in selected]) for name, near in found.items()]
        return [(edit, near) for edit, near in pairs if near]

    @staticmethod
    def _is_newly_doubtful(edit: PlannedEdit) -> bool:
        return bool(plausibility_warnings(edit.after)) and not plausibility_warnings(edit.before)


def _left_behind(old: str, new: str) -> dict[str, str]:
    url = reverse("admin:catalog_vendor_rename", args=[normalise_vendor(old)])
    return {
        "text": f"No model of {old} remains, and stations that report {old} need an alias.",
        "url": f"{url}?{urlencode({'name': new})}",
        "label": f"Rename the vendor {old}, with an alias",
    }
