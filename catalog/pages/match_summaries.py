"""Texts that summarise each match result."""

from dataclasses import dataclass
from typing import Final

from catalog.resolve.resolution import Match


@dataclass(frozen=True)
class MatchSummary:
    """Summary of a match result. `is_sure` if exactly one model matches."""

    title: str
    text: str
    is_sure: bool = False


NO_MATCH: Final = MatchSummary("Not recognised.", "There are no similar models.")

MATCH_SUMMARIES: Final = {
    Match.EXACT: MatchSummary("Recognised.", "Vendor and model match a model in the catalogue.", is_sure=True),
    Match.IDENTITY: MatchSummary("Recognised.", "Staff recorded this report for the model.", is_sure=True),
    Match.AMBIGUOUS: MatchSummary("Ambiguous: several models send this report.", "One of the models below."),
    Match.NONE: MatchSummary("Not recognised.", "Similar models are listed below. They may not be the same product."),
}
