"""Which station model a report is. A wrong model is worse than none: what is only near is never a match."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import Q

from catalog.identity.knowledge import (
    Found,
    Known,
    all_with,
    beginning_with,
    identities,
    names,
)
from catalog.identity.near import NEAR_MAX, Candidate, near
from catalog.identity.report import Report
from catalog.identity.successor import successor
from catalog.identity.synonyms import Synonym, Synonyms
from catalog.limits import TARGETS_MAX
from catalog.normalise import spelling
from catalog.text import fold

_SURE = 1.0
_IN_DOUBT = 0.9


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
    the catalogue. `successor` is the active model that took the place of an archived one. `is_cut` says that the report
    was taken for the first 20 characters of a longer name.
    """

    match: Match
    models: tuple[Found, ...] = ()
    rule: Rule | None = None
    identity: Known | None = None
    synonym: Synonym | None = None
    is_cut: bool = False
    successor: Found | None = None
    candidates: tuple[Candidate, ...] = ()


def resolve(report: Report, at: int | None = None) -> Resolution:
    """This will return what one report is. `at` is the catalogue's revision, where that is known."""
    [resolution] = resolve_many([report], at)
    return resolution


def resolve_many(reports: Sequence[Report], at: int | None = None) -> list[Resolution]:
    """This will return what each report is, in their order. The same whatever order the catalogue was filled in.

    Two queries for all of them, one where `at` spares that for synonyms; a few more for each that nothing fits in full.
    """
    lookup = _Lookup(reports, at)
    decided = [lookup.decide(report) for report in reports]
    return [_completed(report, lookup, resolution) for report, resolution in zip(reports, decided, strict=True)]


class _Lookup:
    """All rows whose keys equal those of the reports."""

    def __init__(self, reports: Sequence[Report], at: int | None) -> None:
        self.synonyms = Synonyms.of(reports, at)
        keyed = [report for report in reports if report.key]
        vendors = {name for report in keyed for key in report.vendor_keys for name in self.synonyms.same_vendor(key)}
        models = {report.key for report in keyed}
        beginnings = models.union(*(report.beginnings for report in keyed))
        self._names: dict[str, list[Found]] = defaultdict(list)
        self._identities: dict[str, list[Known]] = defaultdict(list)
        if not keyed:
            return
        named, told = all_with(models, beginnings, vendors)
        for found in named:
            self._names[found.plain_model].append(found)
        for known in told:
            self._identities[known.plain_model].append(known)

    def decide(self, report: Report) -> Resolution:
        """By what fits in full; else by what may have been cut; else by what only begins alike, as staff allowed."""
        nothing = Resolution(Match.NONE)
        for fit in (self._in_full, self._cut, self._by_beginning):
            for key in report.vendor_keys if report.key else ():
                resolution = fit(report, self.synonyms.same_vendor(key))
                if resolution.match is not Match.NONE:
                    return self._explained(resolution, key)
                nothing = nothing if nothing.candidates else resolution
        return nothing

    def _explained(self, resolution: Resolution, key: str) -> Resolution:
        """With the synonym by which the reported vendor is that of a model; the first by name where several are."""
        told = (resolution.identity,) if resolution.identity else resolution.models
        for vendor in sorted({each.plain_vendor for each in told} - {key}):
            keys = [key, vendor, *(sorted(self.synonyms.beginning_with(key)) if resolution.is_cut else ())]
            links = (self.synonyms.of_name(each) for each in keys if vendor in self.synonyms.same_vendor(each))
            if (synonym := next(filter(None, links), None)) is not None:
                return replace(resolution, synonym=synonym)
        return resolution

    def _known(self, report: Report, vendors: frozenset[str]) -> Iterator[Known]:
        for key in report.beginnings or [report.key]:
            for known in self._identities.get(key, ()):
                is_alike = known.is_prefix or known.plain_model == report.key
                if is_alike and known.plain_vendor in vendors and known.is_written_as(report):
                    yield known

    def _in_full(self, report: Report, vendors: frozenset[str]) -> Resolution:
        known = list(self._known(report, vendors))
        told = [each for each in known if each.is_conditional and each.fits(report)]
        if told:
            return _by_identities(_most_specific(told))
        named = _best_named(report, [each for each in self._names[report.key] if each.plain_vendor in vendors])
        plain = [each for each in known if not each.is_conditional and not each.is_prefix]
        # Staff's word stands above a name, where the two differ.
        if plain and {each.pk for each in named} != {each.pk for known in plain for each in known.targets}:
            return _by_identities(plain)
        if named:
            return _by_names(named, plain[0] if plain else None)
        return _for_want_of_a_number([each for each in known if each.is_conditional and each.fits(report) is None])

    def _by_beginning(self, report: Report, vendors: frozenset[str]) -> Resolution:
        known = [each for each in self._known(report, vendors) if each.is_prefix and not each.is_conditional]
        return _by_identities(_most_specific(known))

    def _cut(self, report: Report, vendors: frozenset[str]) -> Resolution:
        if not (report.has_cut_vendor or report.has_cut_model):
            return Resolution(Match.NONE)
        if report.has_cut_vendor:
            whole = self.synonyms.beginning_with(report.vendor_keys[0])
            vendors = vendors.union(*map(self.synonyms.same_vendor, whole))
        found = names(_cut_condition(report, vendors, ""), limit=TARGETS_MAX + 1)
        beside = identities(_cut_condition(report, vendors, "identity__"), limit=TARGETS_MAX + 1)
        if max(len(found), sum(len(each.targets) for each in beside)) > TARGETS_MAX:
            # The one that it is may be among those that were not read.
            return Resolution(Match.NONE)
        named = _latest(each for each in found if _is_written_as(each, report, len(report.key)))
        known = [
            each
            for each in beside
            if not each.is_prefix and each.fits(report) is not False and each.is_written_as(report)
        ]
        models = list({each.pk: each for each in (*named, *(each for one in known for each in one.targets))}.values())
        keys = [each.plain_model for each in named] + [each.plain_model for each in known]
        is_unsure = any(each.fits(report) is None for each in known)
        if is_unsure or (len(models) == 1 and _tells_variants(name[len(report.key) :] for name in keys)):
            return _in_doubt(models)
        resolution = _of_models(models, Match.EXACT if named else Match.IDENTITY)
        return replace(resolution, identity=known[0] if known and not named else None, is_cut=bool(models))


def _cut_condition(report: Report, vendors: frozenset[str], place: str) -> Q:
    vendor = Q(**{f"{place}plain_vendor__in": vendors})
    if report.has_cut_vendor:
        vendor |= beginning_with(f"{place}plain_vendor", report.vendor_keys[0])
    if report.has_cut_model:
        return beginning_with(f"{place}plain_model", report.key) & vendor
    return Q(**{f"{place}plain_model": report.key}) & vendor


def _is_written_as(found: Found, report: Report, length: int | None = None) -> bool:
    if not found.plain_vendor and found.name[0] != fold(report.vendor):
        return False  # a vendor that is all punctuation is not every vendor that is none
    return spelling(found.model).is_written_as(report.spelling, length)


def _best_named(report: Report, found: Sequence[Found]) -> list[Found]:
    """A name that is the same but for its case stands above one that is also punctuated otherwise; of what is left, the
    active ones stand above the archived, whose place they took."""
    alike = [each for each in found if _is_written_as(each, report)]
    model, vendor = fold(report.model), fold(report.vendor)
    same_model = [each for each in alike if each.name[1] == model]
    same_both = [each for each in same_model if each.name[0] == vendor]
    best = same_both or same_model or alike
    return _latest([each for each in best if not each.is_archived] or best)


def _latest(found: Iterable[Found]) -> list[Found]:
    """Of several generations under one name, the active one or the last."""
    generations = sorted(found, key=lambda each: (not each.is_archived, each.created_revision))
    return list({each.name: each for each in generations}.values())


def _most_specific(known: Sequence[Known]) -> list[Known]:
    rank = max((each.rank for each in known), default=None)
    return [each for each in known if each.rank == rank]


def _by_names(named: Sequence[Found], identity: Known | None) -> Resolution:
    return replace(_of_models(named, Match.EXACT), identity=identity)


def _by_identities(known: Sequence[Known]) -> Resolution:
    targets = {each.pk: each for one in known for each in one.targets}
    resolution = _of_models(list(targets.values()), Match.IDENTITY)
    return replace(resolution, identity=known[0] if known else None)


def _for_want_of_a_number(known: Sequence[Known]) -> Resolution:
    """The serial number or firmware version would tell, and was not reported."""
    return _in_doubt(_by_identities(known).models)


def _tells_variants(cut_off: Iterable[str]) -> bool:
    """A figure that was cut off may have told 11 kW from 22 kW, and the catalogue need not have both."""
    return any(character.isdigit() for text in cut_off for character in text)


def _in_doubt(models: Sequence[Found]) -> Resolution:
    return Resolution(Match.NONE, candidates=tuple(Candidate(each, _IN_DOUBT) for each in models[:NEAR_MAX]))


def _of_models(found: Sequence[Found], one: Match) -> Resolution:
    if not found:
        return Resolution(Match.NONE)
    models = tuple(sorted(found, key=lambda each: each.created_revision))
    rule = Rule.NAME if one is Match.EXACT else Rule.IDENTITY
    if len(models) == 1:
        return Resolution(one, models, rule)
    return Resolution(Match.AMBIGUOUS, models, rule, candidates=tuple(Candidate(each, _SURE) for each in models))


def _completed(report: Report, lookup: _Lookup, resolution: Resolution) -> Resolution:
    if resolution.match is Match.NONE and not resolution.candidates:
        return replace(resolution, candidates=tuple(near(report, lookup.synonyms)))
    if len(resolution.models) == 1 and resolution.models[0].is_archived:
        return replace(resolution, successor=successor(resolution.models[0]))
    return resolution
