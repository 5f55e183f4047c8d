"""The models that a report may be, as cards: what differs, why they are near, and what an attachment would match."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Count, Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.hardware.presentation import ModelView, present_model
from catalog.limits import IDENTITY_PREFIX_MIN
from catalog.models import ChargingStationModel, UnknownHardware, VendorSynonym
from catalog.normalise import normalise_model, normalise_vendor, vendor_key_candidates
from catalog.text import LAST_CHARACTER

SUGGESTIONS_MAX = 5
FOUND_MAX = 9
NAMES_SHOWN = 3

_SERIES_SHARE = 0.5
"""Of a name: models that have more of their beginning in common are of one series."""


@dataclass(frozen=True)
class Consequences:
    """What "everything that starts with" would match, apart from the entry itself."""

    prefix: str
    entries: int
    models: int
    names: tuple[str, ...] = ()

    @property
    def is_harmless(self) -> bool:
        return not (self.entries or self.models)

    def __str__(self) -> str:
        entries = "1 other waiting entry" if self.entries == 1 else f"{self.entries:,} other waiting entries"
        names = "1 model's name" if self.models == 1 else f"{self.models:,} models' names"
        rest = f" and {self.models - len(self.names):,} more" if self.models > len(self.names) else ""
        shown = f": {', '.join(self.names)}{rest}" if self.names else ""
        return f"Matches {entries} and {names}{shown}."


@dataclass(frozen=True)
class Suggestion:
    """One card."""

    number: int
    pk: str
    view: ModelView
    marked: SafeString
    """The model's name, in which the letters that differ from the reported one are marked."""
    reason: str
    consequences: Consequences | None

    @property
    def name(self) -> str:
        return str(self.view)

    @property
    def plugs(self) -> str:
        """The connectors in words, such as "2 x Type 2 socket"."""
        counted = Counter(f"{each.type} {each.format.lower()}" for each in self.view.connectors)
        return ", ".join(f"{count} \u00d7 {plug}" if count > 1 else plug for plug, count in counted.items())


def build_suggestions(
    entry: UnknownHardware, documents: Sequence[tuple[str, float | None]], vendors: Collection[str]
) -> list[Suggestion]:
    """Return the cards for those documents of models. A score is that of the resolution, None for one that a person
    looked for. `vendors` are the names that stand for the reported one.
    """
    views = [(present_model(document), score) for document, score in documents]
    prefixes = [common_beginning(entry.model, view.model) for view, _ in views]
    matched = count_matches(entry, [each for each in prefixes if each], vendors)
    return [
        Suggestion(
            number,
            view.id,
            view,
            mark_differences(entry.model, view.model),
            explain(entry, view, score, vendors),
            matched.get(prefix),
        )
        for number, ((view, score), prefix) in enumerate(zip(views, prefixes, strict=True), start=1)
    ]


def equivalent_vendors(entry: UnknownHardware) -> list[str]:
    """Return the keys of all names that stand for the reported vendor."""
    return VendorSynonym.objects.equivalent_names(vendor_key_candidates(entry.vendor))


def mark_differences(reported: str, name: str) -> SafeString:
    """Return the name with the characters that are not in the reported one, in order, as `<mark>`. Case does not
    count, and neither does a difference in punctuation alone.
    """
    compared = SequenceMatcher(None, [each.casefold() for each in reported], [each.casefold() for each in name], False)
    parts: list[tuple[bool, str]] = []
    for kind, _, _, start, end in compared.get_opcodes():
        if text := name[start:end]:
            parts.append((kind != "equal" and any(each.isalnum() for each in text), text))
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if differs else text,) for differs, text in parts)
    )


def common_beginning(reported: str, name: str) -> str:
    """Return the beginning of the reported model that the name shares, as it was reported; empty where it is less than
    half of the reported model, all of it, or too short for a reported name with a `*`.
    """
    length = len(normalise_model(reported))
    shared = _shared_length(normalise_model(reported), normalise_model(name))
    if shared < max(IDENTITY_PREFIX_MIN, _SERIES_SHARE * length) or shared == length:
        return ""
    # With the punctuation behind it: "KC-P30-" and not "KC-P30".
    lengths = [end for end in range(1, len(reported)) if len(normalise_model(reported[:end])) <= shared]
    return reported[: lengths[-1]].strip() if lengths else ""


def _shared_length(one: str, other: str) -> int:
    """Return how many characters the two have in common at their beginnings."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (first, second) in enumerate(pairs) if first != second), min(len(one), len(other)))


def explain(entry: UnknownHardware, view: ModelView, score: float | None, vendors: Collection[str]) -> str:
    """Return why the model is near."""
    if score is not None and score >= 1:
        return "One of several models that match."
    same_vendor = normalise_vendor(view.vendor) in vendors
    vendor = "same vendor" if same_vendor else "other vendor" if entry.normalised_vendor else "no vendor reported"
    reported, name = normalise_model(entry.model), normalise_model(view.model)
    shared = _shared_length(reported, name)
    if reported == name:
        how = "same model name"
    elif shared and shared == min(len(reported), len(name)):
        how = "one name begins with the other"
    elif shared >= _SERIES_SHARE * max(len(reported), len(name)):
        how = "same series, ending differs"
    else:
        how = "similar name"
    return f"{vendor}, {how}.".capitalize()


def count_matches(
    entry: UnknownHardware, prefixes: Collection[str], vendors: Collection[str]
) -> dict[str, Consequences]:
    """Return what each beginning would match apart from the entry: two queries for all of them."""
    keys = {prefix: normalise_model(prefix) for prefix in prefixes}
    keys = {prefix: key for prefix, key in keys.items() if len(key) >= IDENTITY_PREFIX_MIN}
    if not keys:
        return {}
    counts = {
        f"matched_{place}": Count("pk", filter=Q(normalised_model__gte=key, normalised_model__lt=key + LAST_CHARACTER))
        for place, key in enumerate(keys.values())
    }
    waiting = UnknownHardware.objects.waiting().filter(normalised_vendor__in=vendors).exclude(pk=entry.pk)
    entries = waiting.order_by().aggregate(**counts)
    names = ChargingStationModel.objects.active().filter(normalised_vendor__in=vendors)
    models = names.order_by().aggregate(**counts)
    return {
        prefix: Consequences(prefix, entries[f"matched_{place}"], models[f"matched_{place}"])
        for place, prefix in enumerate(keys)
    }


def count_match(
    entry: UnknownHardware, prefix: str, vendors: Collection[str] | None = None, found: Consequences | None = None
) -> Consequences | None:
    """Return what one beginning would match, with the first names of models; None where it is too short.

    `found` is what `count_matches` returned for it.
    """
    vendors = equivalent_vendors(entry) if vendors is None else vendors
    found = found or count_matches(entry, [prefix], vendors).get(prefix)
    if found is None or not found.models:
        return found
    key = normalise_model(prefix)
    named = ChargingStationModel.objects.active().filter(
        normalised_vendor__in=vendors, normalised_model__gte=key, normalised_model__lt=key + LAST_CHARACTER
    )
    names: Any = named.order_by("model_key").values_list("model", flat=True)[:NAMES_SHOWN]
    return Consequences(prefix, found.entries, found.models, tuple(names))
