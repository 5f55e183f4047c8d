"""What rows of catalogue files say of reported identities: checked, compared, and written.

A row lists all identities of its model. One that several models share stands in the row of each.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from catalog.library.parsed_file import ParsedFile, ValidationIssue
from catalog.limits import IDENTITIES_MAX
from catalog.models import Actor, ChargingStationModel, IdentityTarget, ReportedIdentity
from catalog.normalise import normalise_model, normalise_number, normalise_vendor

Values = Mapping[str, Any]

Key = tuple[str, str, bool, str, str]
"""What makes two identities the same."""

_FIELDS: Final = {
    "vendor": "vendor",
    "model": "model",
    "serialNumberPrefix": "serial_prefix",
    "firmwareVersionPrefix": "firmware_prefix",
    "source": "source",
}
_NAMES: Final = {field: name for name, field in _FIELDS.items()}


def to_model_fields(values: Values) -> dict[str, str]:
    """Return the fields of an identity from its values in a file."""
    return {field: values.get(name) or "" for name, field in _FIELDS.items()}


def to_file_values(identity: ReportedIdentity) -> dict[str, str]:
    """Return the identity as a file has it: what is empty is left out."""
    values = {name: getattr(identity, field) for name, field in _FIELDS.items()}
    return {name: value for name, value in values.items() if value}


def identity_key(values: Values) -> Key:
    fields = to_model_fields(values)
    return (
        normalise_model(fields["model"]),
        normalise_vendor(fields["vendor"]),
        fields["model"].endswith("*"),
        normalise_number(fields["serial_prefix"]),
        normalise_number(fields["firmware_prefix"]),
    )


class IdentityChecker:
    """What is wrong with the identities of rows that the schema allows: one by one, and beside each other."""

    def __init__(self) -> None:
        self._seen: dict[Key, tuple[Values, str]] = {}

    def issues(self, nodes: ParsedFile) -> Iterator[ValidationIssue]:
        for index, row in nodes.rows():
            identities = row.get("identities")
            own: set[Key] = set()
            if not isinstance(identities, list) or len(identities) > IDENTITIES_MAX:
                continue  # reported by the schema
            for number, values in enumerate(identities):
                if _is_text(values):
                    yield from self._of_one(nodes, (index, "identities", number), values, own)

    def _of_one(
        self, nodes: ParsedFile, place: tuple[str | int, ...], values: Values, own: set[Key]
    ) -> Iterator[ValidationIssue]:
        for field, sentence in ReportedIdentity(**to_model_fields(values)).text_errors().items():
            yield nodes.issue_at((*place, _NAMES[field]), f"is refused: {sentence}")
        key = identity_key(values)
        if key in own:
            yield nodes.issue_at(place, "is there twice in this row: case and punctuation do not count")
        own.add(key)
        known, where = self._seen.setdefault(key, (values, f"{nodes.file}, line {nodes.line_of(place)}"))
        if to_model_fields(known) != to_model_fields(values):
            yield nodes.issue_at(place, f"differs from {where}: an identity must have the same texts in every row")


def _is_text(values: object) -> bool:
    """Return whether all values are text. The schema reports those that are not."""
    return (
        isinstance(values, dict)
        and isinstance(values.get("model"), str)
        and all(isinstance(values.get(name), str | None) for name in _FIELDS)
    )


def identities_of(ids: Iterable[UUID]) -> dict[UUID, list[dict[str, str]]]:
    """Return the identities of models as a file has them, by the model's id, in a stable order."""
    found: dict[UUID, list[dict[str, str]]] = defaultdict(list)
    targets = IdentityTarget.objects.filter(station_model__in=list(ids)).select_related("identity")
    for target in targets:
        found[target.station_model_id].append(to_file_values(target.identity))
    return {pk: sorted(values, key=lambda each: (identity_key(each), each["model"])) for pk, values in found.items()}


def keyed_identities(identities: Iterable[Values]) -> dict[str, dict[str, str]]:
    """Return identities by name, each with all its values, so that they compare equal in any order."""
    return {
        _name(identity_key(values)): {name: value for name, value in values.items() if value} for values in identities
    }


def _name(key: Key) -> str:
    model, vendor, is_prefix, serial, firmware = key
    parts = [f"{vendor or '(no vendor)'} / {model}{'*' * is_prefix}"]
    parts += [f"serial number {serial}..."] if serial else []
    parts += [f"firmware {firmware}..."] if firmware else []
    return ", ".join(parts)


def sync_identities(
    station_model: ChargingStationModel, identities: Sequence[Values], *, is_all: bool, by: Actor
) -> None:
    """Give the model those identities. With `is_all`, remove its other identities and update the texts of
    existing ones.

    Raises ValidationError, and IdentityExists for one that clashes under another name of its vendor.
    """
    if is_all:
        _detach_missing(station_model, {identity_key(values) for values in identities}, by)
    for values in identities:
        _add(to_model_fields(values), station_model, by, texts_too=is_all)


def _detach_missing(station_model: ChargingStationModel, keys: set[Key], by: Actor) -> None:
    for identity in station_model.identities.all():
        if identity_key(to_file_values(identity)) in keys:
            continue
        others = [each for each in identity.station_models.all() if each.pk != station_model.pk]
        if others:
            identity.edit(station_models=others, by=by)
        else:
            identity.delete_audited(by=by)


def _add(fields: dict[str, str], station_model: ChargingStationModel, by: Actor, *, texts_too: bool) -> None:
    known = ReportedIdentity(**fields).equivalents().first()
    if known is None:
        ReportedIdentity.objects.create_audited(station_models=[station_model], **fields, by=by)
    else:
        every = (*known.station_models.all(), station_model)
        known.edit(station_models=every, **(fields if texts_too else {}), by=by)
