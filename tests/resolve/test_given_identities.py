"""The shipped identities, seen in the field: each resolves as it says, clean and dirty, and nothing wrongly."""

import os
import random
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from catalog.library.reader import SHIPPED, read_files
from catalog.library.rows import LibraryRow, draft_from_row
from catalog.library.shipped_identities import load_shipped_identities
from catalog.models import ChargingStationModel
from catalog.resolve.boot_report import BootReport
from catalog.resolve.resolution import Match, Resolution
from catalog.resolve.resolver import resolve_many
from tests.factories import TEST_ACTOR
from tests.resolve.mangling import COMBINATIONS, mangled
from tests.resolve.resolve_helpers import create_synonym

pytestmark = pytest.mark.django_db

GIVEN = load_shipped_identities()["identities"]
IDS = [f"{row['vendor']} / {row['model']} {row.get('serialNumberPrefix', '')}".strip() for row in GIVEN]
TIMES = 10 if os.environ.get("HYPOTHESIS_PROFILE") == "promises" else 1

Names = set[tuple[str, str]]


def wanted(row: dict[str, Any]) -> Names:
    return {(each["vendor"], each["model"]) for each in row.get("models", [])}


def given(resolution: Resolution) -> Names:
    return {(each.vendor, each.model) for each in resolution.models}


def report_of(row: dict[str, Any], vendor: str, model: str) -> BootReport:
    serial = row.get("serialNumberPrefix", "")
    return BootReport(vendor, model, f"{serial}-000123" if serial else "")


def judged(reports: list[tuple[Names, BootReport]]) -> tuple[Counter[str], list[str]]:
    """How many were right, missed and wrong, and those that were wrong. Missed: nothing, or too many, was claimed."""
    counts: Counter[str] = Counter()
    wrong = []
    for start in range(0, len(reports), 100):
        part = reports[start : start + 100]
        for (names, report), resolution in zip(part, resolve_many([each for _, each in part]), strict=True):
            found = given(resolution)
            verdict = "right" if found == names else "missed" if not found or (names and names < found) else "wrong"
            counts[verdict] += 1
            wrong += [f"{report} is {found} and not {names}"] if verdict == "wrong" else []
    return counts, wrong


def dirty(pairs: Iterable[tuple[Any, str, str]], combination: tuple[str, ...], seed: int) -> list[tuple[Any, str, str]]:
    chance = random.Random(f"{combination} {seed}")
    return [(what, *mangled(chance, (vendor, model), combination)) for what, vendor, model in pairs]


def test_there_are_the_given_ones() -> None:
    pairs = {(row["vendor"], row["model"]) for row in GIVEN}

    assert len(pairs) == 126  # 88 and 32 were given; an alpitronic and a Delta were found since
    assert Counter(min(len(wanted(row)), 2) for row in GIVEN) == {0: 91, 1: 25, 2: 14}


@pytest.mark.usefixtures("shipped_catalogue")
def test_each_resolves_as_it_says() -> None:
    resolutions = resolve_many([report_of(row, row["vendor"], row["model"]) for row in GIVEN])

    for name, row, resolution in zip(IDS, GIVEN, resolutions, strict=True):
        names = wanted(row)
        assert given(resolution) == names, name
        kinds = {Match.NONE} if not names else {Match.AMBIGUOUS} if len(names) > 1 else {Match.EXACT, Match.IDENTITY}
        assert resolution.match in kinds, name


@pytest.mark.usefixtures("shipped_catalogue")
def test_dirty_ones_are_right_19_times_of_20_and_never_wrong() -> None:
    pairs = [(row, row["vendor"], row["model"]) for row in GIVEN]
    reports = [
        (wanted(row), report_of(row, vendor, model))
        for combination in COMBINATIONS[:: 1 if TIMES > 1 else 4]
        for time in range(TIMES)
        for row, vendor, model in dirty(pairs, combination, time)
    ]

    counts, wrong = judged(reports)
    of_models, _ = judged([each for each in reports if each[0]])

    print(f"{len(reports)} dirty identities: {dict(counts)}; of those that are models: {dict(of_models)}")
    assert wrong == []
    assert counts["right"] >= 0.95 * counts.total()
    assert of_models["right"] >= 0.95 * of_models.total()


@pytest.mark.usefixtures("shipped_catalogue")
def test_vendors_that_are_not_in_the_catalogue_are_none() -> None:
    models = list(ChargingStationModel.objects.values_list("model", flat=True))[::5]
    vendors = ["Nobody", "Charge Amps 2", "Wallboxes", "Al", "AlfenEasee", "Not Zaptec", "\u26a1"]

    counts, wrong = judged([(set(), BootReport(vendor, model)) for vendor in vendors for model in models])

    assert wrong == []
    assert counts == {"right": len(vendors) * len(models)}


@pytest.mark.parametrize("seed", range(TIMES * 2))
def test_half_of_the_library_is_never_taken_for_the_other_half(seed: int) -> None:
    rows = list(read_files([SHIPPED]))
    chance = random.Random(seed)
    chance.shuffle(rows)
    here, away = rows[:123], rows[123:]
    ChargingStationModel.objects.create_many([draft_from_row(row) for row in here], by=TEST_ACTOR)
    create_synonym("Wall Box Chargers", "Wallbox")
    whole = [each for each in COMBINATIONS if "cut" not in each]

    def reports_of(rows: list[LibraryRow], names: bool) -> list[tuple[Names, BootReport]]:
        documents = [row.document for row in rows]
        pairs = [({(each["vendor"], each["model"])} if names else set(), each["vendor"], each["model"])
                 for each in documents]  # fmt: skip
        return [
            (known, BootReport(vendor, model))
            for combination in whole[:: 1 if TIMES > 1 else 6]
            for known, vendor, model in dirty(pairs, combination, seed)
            if len(vendor) != 20 and len(model) != 20
        ]

    absent, wrong = judged(reports_of(away, names=False))
    present, wrong_too = judged(reports_of(here, names=True))

    print(f"the absent half: {dict(absent)}; the present half: {dict(present)}")
    assert wrong == wrong_too == []
    assert absent["right"] == absent.total()
    assert present["right"] >= 0.95 * present.total()
