"""What an event changed, value by value, as people read it: "power of connector 1: 22.08 kW -> 22 kW"."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import TextChoices

from catalog.choices import ConnectionType, ConnectorFormat, EvidenceSubject, PowerType
from catalog.models import AuditEvent, ChargingStationModel
from catalog.models.quality import CHECKS_BY_NAME

_WATTS_PER_KILOWATT: Final = 1_000

_CONTEXT: Final = 24
"""Characters that are shown on each side of the changed part of a long text."""

_LONG: Final = 80

REPLACED_BY: Final = "replaced by"
"""The name of the difference that says which model took the place of another."""

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Value:
    """A value as shown: the changed part, and what is the same on both sides of it."""

    changed: str
    start: str = ""
    end: str = ""
    link_id: str = ""
    """The ID of the model that the value names."""

    def __str__(self) -> str:
        return f"{self.start}{self.changed}{self.end}"


@dataclass(frozen=True)
class Difference:
    """A changed value. Without `before` it was added, without `after` removed."""

    name: str
    before: Value | None = None
    after: Value | None = None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.name} set to {self.after}"
        if self.after is None:
            return f"{self.name} {self.before} removed"
        return f"{self.name} {self.before} → {self.after}"


_TEXTS: Final = {
    "vendor": "vendor",
    "model": "model",
    "name": "name",
    "friendlyName": "friendly name",
    "imageUrl": "image",
    "imageAlt": "description of the image",
    "serialNumberPrefix": "serial number prefix",
    "firmwareVersionPrefix": "firmware version prefix",
    "source": "source",
    "website": "website",
    "note": "note",
}


_FACTS: Final[dict[str, str]] = {
    EvidenceSubject.DESIGNATION: "designation",
    EvidenceSubject.RATINGS: "ratings",
    EvidenceSubject.OCPP_URL: "OCPP URL setting",
    EvidenceSubject.IMAGE: "image",
}


def find_differences(
    before: Record | None, after: Record | None, names: Mapping[str, str] | None = None
) -> list[Difference]:
    """Return what differs between two records of a row, in the order of the page. `names` are those of models by ID.

    The state and times are left out: the action and the time of an event say them.
    """
    return list(_differences(before or {}, after or {}, names or {}))


def load_model_names(events: Iterable[AuditEvent]) -> dict[str, str]:
    """Return the names of the models that the events refer to, by ID, in at most one query."""
    records = [record for event in events for record in (event.before, event.after) if record]
    ids = {str(pk) for each in records for pk in (each.get("replacedBy"), *each.get("stationModels", ())) if pk}
    return {str(each.pk): str(each) for each in ChargingStationModel.objects.filter(pk__in=ids)} if ids else {}


def _differences(before: Record, after: Record, names: Mapping[str, str]) -> Iterator[Difference]:
    for key, name in _TEXTS.items():
        yield from _compare(name, before.get(key), after.get(key))
    yield from _compare("power type", *(_label(PowerType, each.get("powerType")) for each in (before, after)))
    yield from _connector_differences(before.get("connectors") or [], after.get("connectors") or [])
    urls = [(each.get("configurationKeys") or {}).get("ocppUrl") for each in (before, after)]
    yield from _compare("OCPP URL setting", *urls)
    yield from _evidence_differences(before.get("evidence") or {}, after.get("evidence") or {})
    yield from _dismissal_differences(before.get("dismissedChecks") or {}, after.get("dismissedChecks") or {})
    if before.get("replacedBy") != after.get("replacedBy"):
        values = [_model(each.get("replacedBy"), names) for each in (before, after)]
        yield Difference(REPLACED_BY, *values)
    yield from _target_differences(before.get("stationModels") or [], after.get("stationModels") or [], names)


def _compare(name: str, before: Any, after: Any) -> Iterator[Difference]:
    one, other = str(before or ""), str(after or "")
    if one == other:
        return
    if max(len(one), len(other)) > _LONG and one and other:
        yield Difference(name, *_mark_changed_part(one, other))
    else:
        yield Difference(name, Value(one) if one else None, Value(other) if other else None)


def _mark_changed_part(one: str, other: str) -> tuple[Value, Value]:
    start = _count_equal(one, other)
    end = _count_equal(one[start:][::-1], other[start:][::-1])
    before, after = one[:start], one[len(one) - end :]
    before = f"…{before[-_CONTEXT:]}" if len(before) > _CONTEXT else before
    after = f"{after[:_CONTEXT]}…" if len(after) > _CONTEXT else after
    first, second = (Value(each[start : len(each) - end], before, after) for each in (one, other))
    return first, second


def _count_equal(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _connector_differences(before: list[Record], after: list[Record]) -> Iterator[Difference]:
    old, new = ({each["id"]: each for each in connectors} for connectors in (before, after))
    for connector_id in sorted(old.keys() | new.keys()):
        one, other = old.get(connector_id), new.get(connector_id)
        if one and other:
            yield from _connector_values(connector_id, one, other)
        else:
            yield Difference(
                f"connector {connector_id}",
                Value(describe_connector(one)) if one else None,
                Value(describe_connector(other)) if other else None,
            )
    if old.keys() == new.keys() and list(old) != list(new):
        yield Difference("order of connectors", *(Value(", ".join(map(str, each))) for each in (old, new)))


def _connector_values(connector_id: int, one: Record, other: Record) -> Iterator[Difference]:
    where = f"of connector {connector_id}"
    kinds = [_label(ConnectionType, each["connectionType"]) for each in (one, other)]
    yield from _compare(f"plug {where}", *kinds)
    yield from _compare(f"format {where}", *(_label(ConnectorFormat, each["format"]) for each in (one, other)))
    yield from _compare(f"power {where}", *format_powers(one["maxPowerWatts"], other["maxPowerWatts"]))
    yield from _compare(f"current {where}", *(f"{each['maxAmperage']:,} A" for each in (one, other)))
    yield from _compare(f"voltage {where}", *(f"{each['maxVoltage']:,} V" for each in (one, other)))
    yield from _compare(f"EVSE {where}", one.get("evse"), other.get("evse"))


def describe_connector(record: Record) -> str:
    """Return a connector in one line, such as "Type 2 cable, 22 kW, 32 A, 230 V"."""
    kind = f"{_label(ConnectionType, record['connectionType'])} {_label(ConnectorFormat, record['format']).lower()}"
    [power] = format_powers(record["maxPowerWatts"])
    evse = f", EVSE {record['evse']}" if record.get("evse") else ""
    return f"{kind}, {power}, {record['maxAmperage']:,} A, {record['maxVoltage']:,} V{evse}"


def format_powers(*watts: float) -> list[str]:
    """Return the powers in kW, or all in W if one is below 1 kW or differs in less than 10 W."""
    exact = [Decimal(str(each)) for each in watts]
    if min(exact) < _WATTS_PER_KILOWATT or any(each % 10 for each in exact):
        return [f"{each:,} W" for each in watts]
    return [f"{(each / _WATTS_PER_KILOWATT).normalize():,f} kW" for each in exact]


def _evidence_differences(before: Record, after: Record) -> Iterator[Difference]:
    for subject in EvidenceSubject.values:
        one, other = before.get(subject) or {}, after.get(subject) or {}
        fact = _FACTS.get(subject, subject)
        levels = [(each.get("level") or "").capitalize() for each in (one, other)]
        yield from _compare(f"evidence of {fact}", *levels)
        for name in ("source", "link", "note") if other else ():
            yield from _compare(f"{name} of {fact}", one.get(name), other.get(name))


def _dismissal_differences(before: Record, after: Record) -> Iterator[Difference]:
    for check in sorted(before.keys() | after.keys()):
        label = CHECKS_BY_NAME[check].label if check in CHECKS_BY_NAME else check
        yield from _compare(f"dismissal of “{label}”", before.get(check), after.get(check))


def _target_differences(before: list[str], after: list[str], names: Mapping[str, str]) -> Iterator[Difference]:
    for pk in before:
        if pk not in after:
            yield Difference("model", before=_model(pk, names))
    for pk in after:
        if pk not in before:
            yield Difference("model", after=_model(pk, names))


def _model(pk: str | None, names: Mapping[str, str]) -> Value | None:
    if not pk:
        return None
    return Value(names[pk], link_id=pk) if pk in names else Value(f"{pk} (deleted)")


def _label(choices: type[TextChoices], value: Any) -> str:
    """Return the label of a choice, or the value itself if the choice no longer exists."""
    return str(dict(choices.choices).get(value, value or ""))
