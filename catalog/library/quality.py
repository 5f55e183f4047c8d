"""What the quality checks find in rows of catalogue files, which are in no database yet.

The list is that of `catalog.models.quality`; a test holds the two findings against each other.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from catalog.choices import EvidenceLevel, EvidenceSubject
from catalog.hardware.plausibility import plausibility_warnings
from catalog.library.rows import LibraryRow
from catalog.models.evidence import SOURCED
from catalog.models.quality import CHECKS, QualityCheck
from catalog.normalise import normalise_model, normalise_vendor


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of all active rows, as reports are looked up."""

    spellings: dict[str, set[str]]
    models: Counter[tuple[str, str]]


def count_open_checks(rows: Iterable[LibraryRow]) -> dict[QualityCheck, int]:
    """Return how many active rows each check finds. `rows` are gone through twice, so they are no iterator."""
    spellings: dict[str, set[str]] = defaultdict(set)
    models: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if not row.is_archived:
            spellings[_vendor(row)].add(row.document["vendor"])
            models[_vendor(row), _model(row)] += 1
    names = _Names(spellings, models)
    counts = Counter(
        check.name for row in rows if not row.is_archived for check in CHECKS if _FINDERS[check.name](row, names)
    )
    return {check: counts[check.name] for check in CHECKS}


def has_sourced_ratings(row: LibraryRow) -> bool:
    return level_of(row, EvidenceSubject.RATINGS) in SOURCED


def level_of(row: LibraryRow, subject: str) -> str | None:
    return row.evidence.get(subject, {}).get("level")


def _vendor(row: LibraryRow) -> str:
    return normalise_vendor(row.document["vendor"])


def _model(row: LibraryRow) -> str:
    return normalise_model(row.document["model"])


_FINDERS: Final[dict[str, Callable[[LibraryRow, _Names], bool]]] = {
    "doubtful_figures": lambda row, names: bool(plausibility_warnings(row.document)),
    "near_duplicate": lambda row, names: names.models[_vendor(row), _model(row)] > 1,
    "vendor_spelled_in_two_ways": lambda row, names: len(names.spellings[_vendor(row)]) > 1,
    "no_evidence": lambda row, names: not row.evidence,
    "unsourced_ratings": lambda row, names: not has_sourced_ratings(row),
    "assumed_ocpp_url_key": lambda row, names: level_of(row, EvidenceSubject.OCPP_URL) == EvidenceLevel.ASSUMED,
    "no_image": lambda row, names: not row.document.get("imageUrl"),
    "no_friendly_name": lambda row, names: not row.document.get("friendlyName"),
    "never_reported": lambda row, names: False,  # files have no reports
}
