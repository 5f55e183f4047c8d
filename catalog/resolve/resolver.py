"""Which station model a report is. A wrong model is worse than none: what is only near is never a match."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

from catalog.limits import IDENTITY_TARGETS_MAX
from catalog.normalise import spelling_of
from catalog.resolve.boot_report import BootReport
from catalog.resolve.candidates import CANDIDATES_MAX, Candidate, find_near
from catalog.resolve.lookup import Lookup, look_up
from catalog.resolve.rows import IdentityRow, ModelRow
from catalog.resolve.successor import find_successors
from catalog.resolve.synonyms import Synonym
from catalog.resolve.truncated import Truncated, cut_vendors, read_truncated
from catalog.text import casefold_key

_EXACT_SCORE = 1.0
_AMBIGUOUS_SCORE = 0.9


class Match(StrEnum):
    EXACT = "exact"
    IDENTITY = "identity"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


class Rule(StrEnum):
    """What decided."""

    NAME = "name"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a report is.

    `models` holds one model for `exact` and `identity`, several for `ambiguous`, in the order in which they came into
    the catalogue. `synonym` led from the reported vendor to that of the name or identity that fitted, if it took one:
    it says nothing of a model that an identity points to. `successor` is the active model that took the place of an
    archived one. `is_truncated` says that the report was taken for the first 20 characters of a longer name.
    """

    match: Match
    models: tuple[ModelRow, ...] = ()
    rule: Rule | None = None
    identity: IdentityRow | None = None
    synonym: Synonym | None = None
    is_truncated: bool = False
    successor: ModelRow | None = None
    candidates: tuple[Candidate, ...] = ()


def resolve(report: BootReport, at: int | None = None) -> Resolution:
    """Return what one report is. `at` is the catalogue's revision, where that is known."""
    [resolution] = resolve_many([report], at)
    return resolution


def resolve_many(reports: Sequence[BootReport], at: int | None = None) -> list[Resolution]:
    """Return what each report is, in their order. The same whatever order the catalogue was filled in, and whatever
    other reports there are.

    Two queries for all of them, one where `at` spares that for synonyms; one more where names may have been cut, two
    for what nothing fits, and some for what is archived: as many for a hundred reports as for one.
    """
    lookups = look_up(reports, at)
    resolutions = [_decide_in_full(lookup) for lookup in lookups]
    open_ones = [place for place, each in enumerate(resolutions) if each.match is Match.NONE]
    truncated = read_truncated([lookups[place] for place in open_ones])
    for place, its_truncated in zip(open_ones, truncated, strict=True):
        resolutions[place] = _decide_otherwise(lookups[place], its_truncated, resolutions[place])
    _add_candidates(lookups, resolutions)
    _add_successors(resolutions)
    return resolutions


@dataclass(frozen=True, slots=True)
class _Fit:
    """A resolution, and the keys of the vendors under which the rows stand that it went by."""

    resolution: Resolution
    vendors: frozenset[str] = frozenset()


def _decide_in_full(lookup: Lookup) -> Resolution:
    """Return what fits in full. A report that was surely cut waits: its name can be another one's beginning."""
    nothing = Resolution(Match.NONE)
    return nothing if lookup.report.is_cut_within_name else _first(lookup, _exact_fits(lookup), nothing)


def _decide_otherwise(lookup: Lookup, truncated: Truncated, nothing: Resolution) -> Resolution:
    """Return what may have been cut; else what only begins alike, as staff allowed."""
    report, equivalent = lookup.report, lookup.synonyms.equivalent_keys
    cut = (
        (key, _match_truncated(report, *truncated.of_vendors(cut_vendors(lookup, key)))) for key in lookup.vendor_keys
    )
    in_full = _exact_fits(lookup) if report.is_cut_within_name else ()
    begun = ((key, _match_prefix(lookup, equivalent(key))) for key in lookup.vendor_keys)
    return _first(lookup, chain(cut, in_full, begun), nothing)


def _exact_fits(lookup: Lookup) -> Iterator[tuple[str, _Fit]]:
    equivalent = lookup.synonyms.equivalent_keys
    return ((key, _match_exact(lookup, equivalent(key))) for key in lookup.vendor_keys)


def _first(lookup: Lookup, conditions_match: Iterable[tuple[str, _Fit]], nothing: Resolution) -> Resolution:
    """Return the first that fits, by its vendor's key; else `nothing`, or the first that has candidates."""
    for key, fit in conditions_match:
        if fit.resolution.match is not Match.NONE:
            return replace(fit.resolution, synonym=_link(lookup, key, fit.vendors))
        nothing = nothing if nothing.candidates else fit.resolution
    return nothing


def _link(lookup: Lookup, key: str, vendors: Iterable[str]) -> Synonym | None:
    """Return the synonym that led from the reported vendor to one of these; the first by name where several did."""
    for vendor in sorted(vendors):
        if vendor != key and (synonym := _link_to(lookup, key, vendor)):
            return synonym
    return None


def _link_to(lookup: Lookup, key: str, vendor: str) -> Synonym | None:
    report, synonyms = lookup.report, lookup.synonyms
    if vendor in synonyms.equivalent_keys(key):
        return synonyms.get(key) or synonyms.get(vendor)
    beginning = report.vendor_keys[0]
    if vendor.startswith(beginning):
        return None  # its own name was cut
    whole = (each for each in sorted(synonyms.startswith(beginning)) if vendor in synonyms.equivalent_keys(each))
    return next(map(synonyms.get, whole), None)


def _match_exact(lookup: Lookup, vendors: frozenset[str]) -> _Fit:
    report = lookup.report
    known = [each for each in lookup.known if each.normalised_vendor in vendors]
    conditional = [each for each in known if each.is_conditional and each.conditions_match(report)]
    if conditional:
        return _resolve_identities(_most_specific(conditional))
    named = _best_name_matches(report, [each for each in lookup.named if each.normalised_vendor in vendors])
    plain = [each for each in known if not each.is_conditional and not each.is_prefix]
    # Staff's word stands above a name, where the two differ.
    if plain and {each.pk for each in named} != {each.pk for known in plain for each in known.targets}:
        return _resolve_identities(plain)
    if named:
        resolution = replace(_select(named, Match.EXACT), identity=plain[0] if plain else None)
        return _Fit(resolution, _vendors_of(named))
    return _undecided_without_number(
        [each for each in known if each.is_conditional and each.conditions_match(report) is None]
    )


def _match_prefix(lookup: Lookup, vendors: frozenset[str]) -> _Fit:
    known = [each for each in lookup.known if each.normalised_vendor in vendors]
    return _resolve_identities(_most_specific([each for each in known if each.is_prefix and not each.is_conditional]))


def _match_truncated(report: BootReport, found: Sequence[ModelRow], beside: Sequence[IdentityRow]) -> _Fit:
    if max(len(found), sum(len(each.targets) for each in beside)) > IDENTITY_TARGETS_MAX:
        # The one that it is may be among those that were not read.
        return _Fit(Resolution(Match.NONE))
    named = _latest_generation(each for each in found if _is_written_as(each, report, len(report.key)))
    known = [
        each
        for each in beside
        if not each.is_prefix and each.conditions_match(report) is not False and each.is_written_as(report)
    ]
    models = list({each.pk: each for each in (*named, *(each for one in known for each in one.targets))}.values())
    keys = [each.normalised_model for each in named] + [each.normalised_model for each in known]
    is_unsure = any(each.conditions_match(report) is None for each in known)
    if is_unsure or (len(models) == 1 and _distinguishes_variants(name[len(report.key) :] for name in keys)):
        return _Fit(_ambiguous(models))
    resolution = _select(models, Match.EXACT if named else Match.IDENTITY)
    resolution = replace(resolution, identity=known[0] if known and not named else None, is_truncated=bool(models))
    return _Fit(resolution, _vendors_of([*named, *known]))


def _is_written_as(found: ModelRow, report: BootReport, length: int | None = None) -> bool:
    if not found.normalised_vendor and found.name[0] != casefold_key(report.vendor):
        return False  # a vendor that is all punctuation is not every vendor that is none
    return spelling_of(found.model).can_be_written_as(report.spelling, length)


def _best_name_matches(report: BootReport, found: Sequence[ModelRow]) -> list[ModelRow]:
    """Return the best matches. A name that differs only in case wins over one punctuated otherwise; of the rest, the
    active ones stand above the archived, whose place they took.
    """
    alike = [each for each in found if _is_written_as(each, report)]
    model, vendor = casefold_key(report.model), casefold_key(report.vendor)
    same_model = [each for each in alike if each.name[1] == model]
    same_both = [each for each in same_model if each.name[0] == vendor]
    best = same_both or same_model or alike
    return _latest_generation([each for each in best if not each.is_archived] or best)


def _latest_generation(found: Iterable[ModelRow]) -> list[ModelRow]:
    """Of several generations under one name, the active one or the last."""
    generations = sorted(found, key=lambda each: (not each.is_archived, each.created_revision))
    return list({each.name: each for each in generations}.values())


def _most_specific(known: Sequence[IdentityRow]) -> list[IdentityRow]:
    rank = max((each.specificity for each in known), default=None)
    return [each for each in known if each.specificity == rank]


def _resolve_identities(known: Sequence[IdentityRow]) -> _Fit:
    targets = {each.pk: each for one in known for each in one.targets}
    resolution = _select(list(targets.values()), Match.IDENTITY)
    return _Fit(replace(resolution, identity=known[0] if known else None), _vendors_of(known))


def _vendors_of(rows: Iterable[ModelRow | IdentityRow]) -> frozenset[str]:
    return frozenset([each.normalised_vendor for each in rows])


def _undecided_without_number(known: Sequence[IdentityRow]) -> _Fit:
    """Return the candidates that a serial number or firmware version would decide between."""
    return _Fit(_ambiguous(_resolve_identities(known).resolution.models))


def _distinguishes_variants(cut_off: Iterable[str]) -> bool:
    """Return an ambiguous fit for a name whose figure was cut off: 11 kW and 22 kW may differ only there."""
    return any(character.isdigit() for text in cut_off for character in text)


def _ambiguous(models: Sequence[ModelRow]) -> Resolution:
    return Resolution(
        Match.NONE, candidates=tuple(Candidate(each, _AMBIGUOUS_SCORE) for each in models[:CANDIDATES_MAX])
    )


def _select(found: Sequence[ModelRow], one: Match) -> Resolution:
    if not found:
        return Resolution(Match.NONE)
    models = tuple(sorted(found, key=lambda each: each.created_revision))
    rule = Rule.NAME if one is Match.EXACT else Rule.IDENTITY
    if len(models) == 1:
        return Resolution(one, models, rule)
    return Resolution(Match.AMBIGUOUS, models, rule, candidates=tuple(Candidate(each, _EXACT_SCORE) for each in models))


def _add_candidates(lookups: Sequence[Lookup], resolutions: list[Resolution]) -> None:
    without = [place for place, each in enumerate(resolutions) if each.match is Match.NONE and not each.candidates]
    for place, candidates in zip(without, find_near([lookups[place] for place in without]), strict=True):
        resolutions[place] = replace(resolutions[place], candidates=candidates)


def _add_successors(resolutions: list[Resolution]) -> None:
    archived = {
        place: each.models[0]
        for place, each in enumerate(resolutions)
        if len(each.models) == 1 and each.models[0].is_archived
    }
    successors = find_successors(archived.values())
    for place, model in archived.items():
        resolutions[place] = replace(resolutions[place], successor=successors.get(model.pk))
