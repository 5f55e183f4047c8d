"""One change of many models: the same fields, set in all of them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.db.bulk import insert_rows
from catalog.exceptions import PlanChanged
from catalog.models.audit_event import Action, Actor, AuditEvent
from catalog.models.dismissed_check import DismissedCheck
from catalog.models.evidence import Evidence, Given, find_changed_subjects, keep_evidence, record_evidence
from catalog.models.querysets.facets import StationModelFacets
from catalog.models.revision import CatalogueRevision
from catalog.models.search_phrases import fact_words
from catalog.models.search_word import SearchWord

if TYPE_CHECKING:
    from catalog.models.station_model import ChargingStationModel

EDITED_MODELS_MAX: Final = 1_000
"""Models of one change. It holds every other change back for as long as it takes."""

COMMON_FIELDS: Final = ("vendor", "friendly_name", "power_type", "ocpp_url_key", "image_url")
"""Fields that several models can have in common."""

_ROWS_PER_UPDATE: Final = 100

_REBUILT: Final = {"evidence", "dismissedChecks", "imageAlt"}
"""Parts of a record that are only there when they are set."""


class EditOutcome(Enum):
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass
class PlannedEdit:
    """What a change does to one model. `before` and `after` are its records in the history."""

    station_model: "ChargingStationModel"
    before: dict[str, Any]
    after: dict[str, Any] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    issue: str = ""
    duplicate: "ChargingStationModel | None" = None

    @property
    def outcome(self) -> EditOutcome:
        if self.issue:
            return EditOutcome.REFUSED
        return EditOutcome.UNCHANGED if self.after == self.before else EditOutcome.CHANGED

    @property
    def changes_words(self) -> bool:
        """Whether the model is found by other words afterwards."""
        is_renamed = any(self.after[name] != self.before[name] for name in ("vendor", "friendlyName"))
        return is_renamed or fact_words(self.after) != fact_words(self.before)

    @property
    def lost_evidence(self) -> list[str]:
        """The subjects that had evidence and have none afterwards."""
        remaining = self.after.get("evidence", {})
        return [subject for subject in self.before.get("evidence", {}) if subject not in remaining]


class StationModelEditing(StationModelFacets):
    """Changes of many models at once, by the rules of `ChargingStationModel.edit`."""

    def plan_edit(
        self, values: Mapping[str, Any], evidence: Given | None = None, *, keeps_evidence: bool = False
    ) -> list[PlannedEdit]:
        """Return what the change would do to each of the models, and write nothing.

        `values` are some of COMMON_FIELDS, `evidence` is set by subject, None takes it away. A fact that changes loses
        its evidence unless some is given, or `keeps_evidence`. The number of queries does not depend on that of models.
        """
        found = self.prefetch_related(None).prefetch_related("connectors", "evidence", "dismissed_checks")
        edits = [_plan(each, values, evidence or {}, keeps_evidence=keeps_evidence) for each in found]
        if "vendor" in values:
            self._refuse_duplicates(edits)
        return edits

    @transaction.atomic
    def edit_many(
        self,
        values: Mapping[str, Any],
        evidence: Given | None = None,
        *,
        by: Actor,
        keeps_evidence: bool = False,
        expected_digest: str | None = None,
    ) -> list[PlannedEdit]:
        """Change the models, each with an event, in one transaction; those that are refused stay as they are.

        Raises PlanChanged if the plan is not the one with `expected_digest`, ValidationError for a bad reason and for
        more than EDITED_MODELS_MAX models.
        """
        revision = CatalogueRevision.lock()
        limited = self.order_by("created_revision")[: EDITED_MODELS_MAX + 1]
        edits = limited.plan_edit(values, evidence, keeps_evidence=keeps_evidence)
        if len(edits) > EDITED_MODELS_MAX:
            raise ValidationError(f"You can change {EDITED_MODELS_MAX:,} models at a time. Narrow the list and repeat.")
        if expected_digest is not None and digest_plan(edits) != expected_digest:
            raise PlanChanged
        if changing := [each for each in edits if each.outcome is EditOutcome.CHANGED]:
            _write(changing, revision, by)
        return edits

    def _refuse_duplicates(self, edits: list[PlannedEdit]) -> None:
        """Refuse active models whose new name another active model has, or has got by the same change."""
        active = [each for each in edits if not each.issue and not each.station_model.is_archived]
        changed = {each.station_model.pk for each in active}
        others = self.model.objects.active().only("vendor", "model", "archived_at")
        taken = {
            each.key: each
            for each in others.with_keys({each.station_model.key for each in active})
            if each.pk not in changed
        }
        # A model that has the name already comes before those that would get it.
        for edit in sorted(active, key=lambda each: each.after["vendor"] != each.before["vendor"]):
            first = taken.setdefault(edit.station_model.key, edit.station_model)
            if first is not edit.station_model:
                edit.issue = f"{first} is an active model already."
                edit.duplicate = first


def digest_plan(edits: Iterable[PlannedEdit]) -> str:
    """Return a short text that two plans share if, and only if, they do the same to the same models."""
    parts = [(str(each.station_model.pk), each.outcome.value, each.issue, each.before, each.after) for each in edits]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _plan(
    station_model: "ChargingStationModel", values: Mapping[str, Any], given: Given, *, keeps_evidence: bool
) -> PlannedEdit:
    edit = PlannedEdit(station_model, before=station_model.as_record())
    if values.get("image_url", station_model.image_url) != station_model.image_url:
        station_model.image_alt = None  # it describes the other image
    for name, value in values.items():
        setattr(station_model, name, value)
    had = edit.before.get("evidence", {}) if keeps_evidence else {}
    try:
        station_model.clean_fields(exclude=station_model.fields_except(*values))
        document = station_model.as_document()
        edit.evidence = station_model.build_own_evidence(keep_evidence(edit.before, document, {**had, **given}))
    except ValidationError as error:
        edit.issue = " ".join(error.messages)
        return edit
    changed = find_changed_subjects(edit.before, document)
    dismissed = {
        name: reason
        for name, reason in edit.before.get("dismissedChecks", {}).items()
        if not station_model.is_check_about(name, changed)
    }
    edit.after = {name: value for name, value in edit.before.items() if name not in _REBUILT}
    edit.after |= {name: value for name, value in document.items() if name != "connectors"}
    evidence = record_evidence(edit.evidence)
    edit.after |= {"evidence": evidence} if evidence else {}
    edit.after |= {"imageAlt": station_model.image_alt} if station_model.image_alt else {}
    edit.after |= {"dismissedChecks": dismissed} if dismissed else {}
    return edit


def _write(edits: list[PlannedEdit], revision: CatalogueRevision, by: Actor) -> None:
    station_models = [each.station_model for each in edits]
    model = type(station_models[0])
    events = []
    for edit, number in zip(edits, revision.allocate(len(edits)), strict=True):
        station_model = edit.station_model
        station_model.revision = number
        station_model.updated_at = station_model.next_updated_at()
        document = station_model.update_derived_fields(station_model.connectors.all())
        edit.after["updatedAt"] = document["updatedAt"]
        events.append(station_model.event(Action.EDITED, by, before=edit.before, after=edit.after))
    for each in station_models:
        for column in model.derived_fields():
            column.pre_save(each, add=False)
    model._base_manager.bulk_update(station_models, _written_columns(model), batch_size=_ROWS_PER_UPDATE)
    evidence = _replace_evidence(edits)
    _delete_lapsed(edits)
    if renamed := [each.station_model for each in edits if each.changes_words]:
        SearchWord.objects.reindex(renamed)
    insert_rows(evidence)
    AuditEvent.append(events, at=revision)


def _written_columns(model: "type[ChargingStationModel]") -> list[str]:
    derived = [each.name for each in model.derived_fields()]
    return [*COMMON_FIELDS, *derived, "image_alt", "has_doubtful_figures", "document", "revision", "updated_at"]


def _replace_evidence(edits: list[PlannedEdit]) -> list[Evidence]:
    """Delete the evidence that changes, and return what takes its place."""
    changing = [each for each in edits if each.after.get("evidence") != each.before.get("evidence")]
    keys = [each.station_model.pk for each in changing]
    if keys:
        Evidence._base_manager.filter(station_model__in=keys).delete()
    for edit in changing:
        for each in edit.evidence:
            each.station_model_id = edit.station_model.pk
    return [each for edit in changing for each in edit.evidence]


def _delete_lapsed(edits: list[PlannedEdit]) -> None:
    lapsed: dict[str, list[Any]] = {}
    for edit in edits:
        for name in edit.before.get("dismissedChecks", {}).keys() - edit.after.get("dismissedChecks", {}).keys():
            lapsed.setdefault(name, []).append(edit.station_model.pk)
    for name, keys in lapsed.items():
        DismissedCheck._base_manager.filter(check_name=name, station_model__in=keys).delete()
