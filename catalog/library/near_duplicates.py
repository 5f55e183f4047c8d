"""Rows of catalogue files that `resolve` would take for another model, of the catalogue or of the same files."""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from catalog.hardware.plausibility import PlausibilityWarning
from catalog.library.comparison import Outcome, RowComparison
from catalog.models import Vendor
from catalog.models.near_duplicates import Name, NamedModel, NearDuplicateFinder, is_near
from catalog.normalise import normalise_vendor
from catalog.text import find_lookalikes

CODE = "near_duplicate"
SPELLING_CODE = "vendor_spelling"
LOOKALIKE_CODE = "lookalike_letters"


class NearDuplicateRows:
    """Looks at the rows of one run, batch by batch. It keeps the names of those that are new."""

    def __init__(self, up_to: int) -> None:
        self._up_to = up_to
        self._finder = NearDuplicateFinder()
        # Read once, before anything is written: a preview and its import have to say the same.
        self._spellings: dict[str, str] | None = None
        self._new: dict[Name, list[NamedModel]] = defaultdict(list)

    def look_at(self, batch: Sequence[RowComparison]) -> list[RowComparison]:
        """Return the rows, those that are new with the models that they are near."""
        new = [each for each in batch if each.outcome is Outcome.CREATED and not each.row.is_archived]
        in_catalogue = self._finder.find(map(_name_of, new), up_to=self._up_to) if new else {}
        if new and self._spellings is None:
            self._spellings = Vendor.objects.find_spellings()
        spellings = self._spellings or {}
        doubts: dict[int, tuple[PlausibilityWarning, ...]] = {}
        for each in new:
            name = _name_of(each)
            key = self._finder.key_of(*name)
            in_files = [other for other in self._new[key] if is_near(name, (other.vendor, other.model))]
            spelled = spellings.get(normalise_vendor(name[0]), name[0])
            other_spelling = [] if spelled == name[0] else [_spelling_doubt(spelled)]
            lookalikes = [_lookalike_doubt(text, found) for text in name if (found := find_lookalikes(text))]
            doubts[id(each)] = (*lookalikes, *other_spelling, *map(_doubt, (*in_catalogue.get(name, ()), *in_files)))
            self._new[key].append(NamedModel(*name, place=f"{each.row.file}:{each.row.line}"))
        return [replace(each, near_duplicates=doubts.get(id(each), ())) for each in batch]


def _name_of(each: RowComparison) -> Name:
    return each.row.document["vendor"], each.row.document["model"]


def _doubt(other: NamedModel) -> PlausibilityWarning:
    return PlausibilityWarning(CODE, describe_near_duplicate(other))


def _lookalike_doubt(text: str, letters: str) -> PlausibilityWarning:
    names = ", ".join(f"{each} ({unicodedata.name(each).split()[0].capitalize()})" for each in letters)
    return PlausibilityWarning(
        LOOKALIKE_CODE, f"{text} has letters that only look like Latin ones: {names}. Type it again."
    )


def _spelling_doubt(known: str) -> PlausibilityWarning:
    return PlausibilityWarning(SPELLING_CODE, f"The catalogue writes this vendor {known}. Is it the same one?")


def describe_near_duplicate(other: NamedModel) -> str:
    """Return what is said of a name that is near another model's."""
    return (
        f"A station that reports this name would be taken for {other}: "
        "legal forms, punctuation and vendor synonyms are ignored. Is it the same product?"
    )
