"""How sure the answer to a report is, in words."""

from dataclasses import dataclass
from typing import Final

from catalog.resolve.resolver import Match


@dataclass(frozen=True)
class MatchSummary:
    """`is_sure` where it is one model and no other."""

    title: str
    text: str
    is_sure: bool = False


NO_MATCH: Final = MatchSummary("Not known.", "Nothing is near.")

MATCH_SUMMARIES: Final = {
    Match.EXACT: MatchSummary("Recognised.", "Vendor and model are those of the catalogue.", is_sure=True),
    Match.IDENTITY: MatchSummary("Recognised.", "Staff wrote down that this model reports itself so.", is_sure=True),
    Match.AMBIGUOUS: MatchSummary("Several models report themselves so.", "It is one of these."),
    Match.NONE: MatchSummary("Not known.", "These are near, and may be something else."),
}
