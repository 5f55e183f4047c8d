"""The result for one report."""

from dataclasses import dataclass
from enum import StrEnum

from catalog.resolve.candidates import Candidate
from catalog.resolve.rows import IdentityRow, ModelRow
from catalog.resolve.synonyms import Synonym


class Match(StrEnum):
    EXACT = "exact"
    IDENTITY = "identity"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


class Rule(StrEnum):
    """What a match is based on."""

    NAME = "name"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The result of resolving a report.

    `models` has one model for `exact` and `identity`, and several for `ambiguous`, in the order of creation. `synonym`
    is the vendor synonym that was needed to find the name or identity. `successor` is the active model that replaced
    an archived one. `is_truncated` is true if the report matched the first 20 characters of a longer name.
    """

    match: Match
    models: tuple[ModelRow, ...] = ()
    rule: Rule | None = None
    identity: IdentityRow | None = None
    synonym: Synonym | None = None
    is_truncated: bool = False
    successor: ModelRow | None = None
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_recognised(self) -> bool:
        """Whether it is one model."""
        return self.match in (Match.EXACT, Match.IDENTITY)
