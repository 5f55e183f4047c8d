"""How models come into the catalogue: one or a hundred thousand by the same steps."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalog.exceptions import DuplicateModel
from catalog.limits import CONNECTORS_MAX
from catalog.messages import CONNECTOR_COUNT, DUPLICATE_CONNECTOR_ID, EVSE_MISSING
from catalog.models.audit_event import Action, Actor, AuditEvent
from catalog.models.connector import Connector
from catalog.models.duplicates import lock_and_find_active_duplicate
from catalog.models.evidence import Evidence, Given
from catalog.models.querysets.editing import StationModelEditing
from catalog.models.revision import CatalogueRevision
from catalog.models.search_word import SearchWord

if TYPE_CHECKING:
    from catalog.models.station_model import ChargingStationModel

_Draft = tuple["ChargingStationModel", list[Connector], list[Evidence]]


def build_connectors(values: Sequence[Mapping[str, Any]]) -> list[Connector]:
    """Return connectors in the given order, not yet saved and without their model.

    Raises ValidationError, under the key `connectors`, for none, too many, one id twice, or an EVSE of some and not of
    others, and for each bad value.
    """
    if not 1 <= len(values) <= CONNECTORS_MAX:
        raise ValidationError({"connectors": CONNECTOR_COUNT})
    connectors: list[Connector] = []
    connector_ids: list[Any] = []
    issues: list[ValidationError] = []
    for position, each in enumerate(values):
        try:
            cleaned = _clean_connector(**each)
            connector_ids.append(cleaned["connector_id"])
            connectors.append(Connector(**cleaned, position=position))
        except ValidationError as error:
            connector_ids.append(each.get("connector_id"))
            where = f"Connector {position + 1}"
            issues += [
                ValidationError(f"{where}, {name}: {' '.join(said)}") for name, said in error.message_dict.items()
            ]
    if len(set(connector_ids)) < len(connector_ids):
        issues.append(ValidationError(DUPLICATE_CONNECTOR_ID, code="duplicate"))
    if 0 < sum(each.get("evse") is None for each in values) < len(values):
        issues.append(ValidationError(EVSE_MISSING, code="evse_missing"))
    if issues:
        raise ValidationError({"connectors": issues})
    return connectors


@lru_cache(maxsize=1_024, typed=True)
def _clean_connector(**values: Any) -> dict[str, Any]:
    """Return the cleaned values of a connector. Cached, because this is slow and most connectors are alike."""
    connector = Connector(**values)
    connector.clean_fields(exclude=["station_model", "position"])
    return {name: getattr(connector, name) for name in values}


def _non_editable_fields(model: type["ChargingStationModel"]) -> set[str]:
    return {field.name for field in model._meta.fields if not field.editable}


class StationModelQuerySet(StationModelEditing):
    """The catalogue's words, and how rows are added to it."""

    def create_with_connectors(
        self,
        *,
        connectors: Sequence[Mapping[str, Any]],
        by: Actor,
        evidence: Given | None = None,
        is_clean: bool = False,
        **fields: Any,
    ) -> "ChargingStationModel":
        """Add one model with its connectors, in one transaction, under the next catalogue revision.

        `connectors` are fields of Connector without `position`: amps, volts and watts. `evidence` says by subject where
        the facts come from, as fields of Evidence. With `is_clean` the values, but those, are not validated again: a
        serializer has done it, by the same limits and validators.
        Raises ValidationError for a value that the contract forbids, DuplicateModel when an active model has the name.
        """
        draft = {**fields, "connectors": connectors}
        station_model, built = self._unvalidated(draft) if is_clean else self.build_unsaved(draft)
        self._write([(station_model, built, station_model.build_own_evidence(evidence or {}))], by)
        return station_model

    def create_many(self, drafts: Iterable[Mapping[str, Any]], *, by: Actor) -> list["ChargingStationModel"]:
        """Add all of them or none, each under a revision of its own, in the given order.

        A draft holds the arguments of `create_with_connectors`, and raises what that raises; with `is_archived`, the
        model is archived in the next revision.
        """
        built = [self._build_all(draft) for draft in drafts]  # before others have to wait
        self._write(built, by)
        return [station_model for station_model, _, _ in built]

    @transaction.atomic
    def _write(self, built: list[_Draft], by: Actor) -> None:
        revision = self._lock_and_check_duplicates([each for each, *_ in built if not each.is_archived])
        now = timezone.now()
        events: list[AuditEvent] = []
        numbers = iter(revision.allocate(len(built) + sum(each.is_archived for each, *_ in built)))
        for station_model, connectors, evidence in built:
            is_archived = station_model.is_archived
            station_model.archived_at = None
            station_model.created_at = station_model.updated_at = now
            station_model.created_revision = station_model.revision = next(numbers)
            for connector in connectors:
                connector.station_model_id = station_model.pk
            for each in evidence:
                each.station_model_id = station_model.pk
            created = station_model.build_record(station_model.update_derived_fields(connectors), connectors, evidence)
            events.append(station_model.event(Action.CREATED, by, before=None, after=created))
            if is_archived:
                station_model.archived_at = now
                station_model.revision = next(numbers)
                archived = station_model.build_record(
                    station_model.update_derived_fields(connectors), connectors, evidence
                )
                events.append(station_model.event(Action.ARCHIVED, by, before=created, after=archived))
        station_models = [station_model for station_model, _, _ in built]
        connectors = [connector for _, connectors, _ in built for connector in connectors]
        evidence = [each for _, _, evidence in built for each in evidence]
        words = SearchWord.build_for(station_models)
        AuditEvent.append(events, station_models, connectors, evidence, words, at=revision)

    def _build_all(self, draft: Mapping[str, Any]) -> _Draft:
        station_model, connectors = self.build_unsaved(draft)
        return station_model, connectors, station_model.build_own_evidence(draft.get("evidence") or {})

    def build_unsaved(self, draft: Mapping[str, Any]) -> tuple["ChargingStationModel", list[Connector]]:
        """Return what the draft would add, a model and its connectors, checked and not saved: without its evidence.

        Raises ValidationError for a value that the contract forbids.
        """
        fields = dict(draft)
        connectors = fields.pop("connectors")
        fields.pop("evidence", None)
        archived_at = timezone.now() if fields.pop("is_archived", False) else None
        station_model = self.model(**fields, archived_at=archived_at)
        issues: dict[str, Any] = {}
        try:
            station_model.clean_fields(exclude=_non_editable_fields(self.model))
        except ValidationError as error:
            issues |= error.error_dict
        try:
            built = build_connectors(connectors)
        except ValidationError as error:
            issues |= error.error_dict
        if issues:
            raise ValidationError(issues)
        return station_model, built

    def _unvalidated(self, draft: Mapping[str, Any]) -> tuple["ChargingStationModel", list[Connector]]:
        fields = dict(draft)
        connectors = [Connector(**each, position=place) for place, each in enumerate(fields.pop("connectors"))]
        return self.model(**fields), connectors

    def _lock_and_check_duplicates(self, station_models: list["ChargingStationModel"]) -> CatalogueRevision:
        """Check for duplicates under the lock, so that the result holds until the rows are written."""
        if len(station_models) == 1:
            [station_model] = station_models
            revision, duplicate = lock_and_find_active_duplicate(station_model)
            station_model.raise_if_duplicate(duplicate)
            return revision
        revision = CatalogueRevision.lock()
        seen: dict[tuple[str, str], ChargingStationModel] = {}
        for station_model in station_models:
            first = seen.setdefault(station_model.key, station_model)
            if first is not station_model:
                raise DuplicateModel(station_model.vendor, station_model.model, first.pk)
        for existing in self.model.objects.active().only("vendor", "model").with_keys(seen):
            raise DuplicateModel(existing.vendor, existing.model, existing.pk)
        return revision
