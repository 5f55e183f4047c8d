"""Texts that say what a report is, and which rule matched."""

from dataclasses import dataclass

from catalog.resolve.resolution import Match, Resolution


@dataclass(frozen=True)
class MatchSummary:
    """Summary of a match result. `is_sure` if exactly one model matches."""

    title: str
    text: str
    is_sure: bool = False


def summarise_match(resolution: Resolution) -> MatchSummary:
    if resolution.match is Match.EXACT:
        synonym = resolution.synonym
        alias = f' ("{synonym.name}" is an alias of {synonym.vendor})' if synonym else ""
        return MatchSummary("Recognised.", f"Matches by name{alias}.", is_sure=True)
    if resolution.match is Match.IDENTITY:
        return MatchSummary("Recognised.", "Confirmed by our staff.", is_sure=True)
    if resolution.match is Match.AMBIGUOUS:
        return MatchSummary("Ambiguous.", "Several models report this name: it is one of these.")
    if resolution.candidates:
        return MatchSummary("Not recognised.", "Closest models, check before use:")
    return MatchSummary("Not recognised.", "No similar model.")
