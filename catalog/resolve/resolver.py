"""Resolves reports to station models. A wrong model is worse than none, so a similar name is never a match."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from catalog.limits import IDENTITY_TARGETS_MAX
from catalog.normalise import spelling_of
from catalog.resolve.boot_report import BootReport
from catalog.resolve.candidates import CANDIDATES_MAX, Candidate, find_near
from catalog.resolve.lookup import Lookup, look_up
from catalog.resolve.resolution import Match, Resolution, Rule
from catalog.resolve.rows import IdentityRow, ModelRow
from catalog.resolve.successor import find_successors
from catalog.resolve.synonyms import Synonym
from catalog.resolve.truncated import Truncated, cut_vendors, read_truncated
from catalog.text import casefold_key

_EXACT_SCORE = 1.0
_AMBIGUOUS_SCORE = 0.9


def resolve(report: BootReport, at: int | None = None) -> Resolution:
    """Resolve one report. `at` is the revision of the catalogue, if known."""
    [resolution] = resolve_many([report], at)
    return resolution


def resolve_many(reports: Sequence[BootReport], at: int | None = None) -> list[Resolution]:
    """Resolve reports, in their order. A result depends only on its report and the catalogue.

    The number of queries does not depend on the number of reports: two for all, or one if `at` is given, one more for
    truncated names, two for candidates, and a few for the successors of archived models.
    """
    lookups = look_up(reports, at)
    resolutions = [_match_full_names(lookup) for lookup in lookups]
    unmatched = [place for place, each in enumerate(resolutions) if each.match is Match.NONE]
    truncated = read_truncated([lookups[place] for place in unmatched])
    for place, its_truncated in zip(unmatched, truncated, strict=True):
        resolutions[place] = _match_partial_names(lookups[place], its_truncated, resolutions[place])
    _add_candidates(lookups, resolutions)
    _add_successors(resolutions)
    return resolutions


@dataclass(frozen=True, slots=True)
class _Fit:
    """A resolution, and the keys of the vendors whose rows it is based on."""

    resolution: Resolution
    vendors: frozenset[str] = frozenset()


def _match_full_names(lookup: Lookup) -> Resolution:
    """Return the match of the full name. A report that was certainly truncated has none."""
    nothing = Resolution(Match.NONE)
    return nothing if lookup.report.is_cut_within_name else _first(lookup, _exact_fits(lookup), nothing)


def _match_partial_names(lookup: Lookup, truncated: Truncated, nothing: Resolution) -> Resolution:
    """Return the match of a truncated name, or else of an identity that ends in `*`."""
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


def _first(lookup: Lookup, fits: Iterable[tuple[str, _Fit]], nothing: Resolution) -> Resolution:
    """Return the first match; else the first resolution with candidates, or `nothing`."""
    for key, fit in fits:
        if fit.resolution.match is not Match.NONE:
            return replace(fit.resolution, synonym=_link(lookup, key, fit.vendors))
        nothing = nothing if nothing.candidates else fit.resolution
    return nothing


def _link(lookup: Lookup, key: str, vendors: Iterable[str]) -> Synonym | None:
    """Return the synonym that links the reported vendor to one of these vendors; the first by name."""
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
        return None  # the name of the vendor itself was truncated
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
    # An identity that staff recorded takes precedence over a name.
    if plain and {each.pk for each in named} != {each.pk for known in plain for each in known.targets}:
        return _resolve_identities(plain)
    if named:
        resolution = replace(_select(named, Match.EXACT), identity=plain[0] if plain else None)
        return _Fit(resolution, _vendors_of(named))
    return _candidates_without_number(
        [each for each in known if each.is_conditional and each.conditions_match(report) is None]
    )


def _match_prefix(lookup: Lookup, vendors: frozenset[str]) -> _Fit:
    known = [each for each in lookup.known if each.normalised_vendor in vendors]
    return _resolve_identities(_most_specific([each for each in known if each.is_prefix and not each.is_conditional]))


def _match_truncated(report: BootReport, found: Sequence[ModelRow], identities: Sequence[IdentityRow]) -> _Fit:
    if max(len(found), sum(len(each.targets) for each in identities)) > IDENTITY_TARGETS_MAX:
        # Only that many were read, so the right one may be missing.
        return _Fit(Resolution(Match.NONE))
    named = _latest_generation(each for each in found if _is_written_as(each, report, len(report.key)))
    known = [
        each
        for each in identities
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
        return False  # two vendors of only punctuation both have an empty key
    return spelling_of(found.model).can_be_written_as(report.spelling, length)


def _best_name_matches(report: BootReport, found: Sequence[ModelRow]) -> list[ModelRow]:
    """Return the best matches.

    A name that differs only in case is better than one with other punctuation. Active models are better than archived
    ones.
    """
    alike = [each for each in found if _is_written_as(each, report)]
    model, vendor = casefold_key(report.model), casefold_key(report.vendor)
    same_model = [each for each in alike if each.name[1] == model]
    same_both = [each for each in same_model if each.name[0] == vendor]
    best = same_both or same_model or alike
    return _latest_generation([each for each in best if not each.is_archived] or best)


def _latest_generation(found: Iterable[ModelRow]) -> list[ModelRow]:
    """Return one model for each name: the active one, or else the newest."""
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


def _candidates_without_number(known: Sequence[IdentityRow]) -> _Fit:
    """Return the candidates if the serial number or firmware version is missing."""
    return _Fit(_ambiguous(_resolve_identities(known).resolution.models))


def _distinguishes_variants(cut_off: Iterable[str]) -> bool:
    """Return whether the truncated part has a digit: variants such as 11 kW and 22 kW may differ only there."""
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
