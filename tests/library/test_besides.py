"""What a row says besides the create request: evidence, identities, and what took its place."""

import json
from typing import Any

import pytest

from catalog.library.comparison import OnDifference
from catalog.library.importer import ImportReport, import_library
from catalog.library.reader import read_content
from catalog.models import ChargingStationModel, Evidence, ReportedIdentity
from catalog.models.evidence import record_evidence
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, ReportedIdentityFactory, StationModelFactory, VendorSynonymFactory
from tests.library.test_library_apply import a_row, told

pytestmark = pytest.mark.django_db


def run(*rows: dict[str, Any], **how: Any) -> ImportReport:
    return import_library(read_content("\n".join(map(json.dumps, rows)).encode(), "models.jsonl"), by=TEST_ACTOR, **how)


def issues(report: ImportReport) -> list[str]:
    return [str(issue).removeprefix("models.jsonl:") for issue in report.issues]


def the_model(model: str = "NG900") -> ChargingStationModel:
    return ChargingStationModel.objects.named("Alfen", model).active().get()


def identities() -> dict[str, list[str]]:
    return {
        str(each): sorted(target.model for target in each.station_models.all())
        for each in ReportedIdentity.objects.order_by("model")
    }


# Where the facts come from.


PAGE_7 = {
    "designation": {"level": "cited", "source": "page 7"},
    "ratings": {"level": "derived", "source": "page 7", "link": "https://a.example/7", "note": "A x V"},
    "ocppUrl": {"level": "assumed"},
}


def evidence_of(station_model: ChargingStationModel) -> dict[str, dict[str, str]]:
    return record_evidence(Evidence.objects.filter(station_model=station_model))


def test_evidence_is_kept_and_told_in_the_history() -> None:
    run(a_row(evidence={**PAGE_7, "ocppUrl": {"level": "assumed", "source": None}, "image": None}))

    station_model = the_model()
    assert evidence_of(station_model) == PAGE_7
    assert station_model.events.get().after["evidence"] == PAGE_7
    assert "evidence" not in json.loads(station_model.document)


def test_what_a_row_leaves_out_stays_as_it_is() -> None:
    station_model = StationModelFactory(model="NG900", evidence=PAGE_7)
    ReportedIdentityFactory(station_models=[station_model])
    before = catalogue_rows()

    report = run(a_row(), on_difference=OnDifference.EDIT)

    assert told(report) == [("NG900", "unchanged", [])]
    assert catalogue_rows() == before


def test_what_a_row_says_is_none_is_taken_away() -> None:
    station_model = StationModelFactory(model="NG900", evidence=PAGE_7)
    ReportedIdentityFactory(vendor="Alfen BV", model="ALF", station_models=[station_model])

    report = run(a_row(evidence=None, identities=[]), on_difference=OnDifference.EDIT)

    assert told(report) == [
        (
            "NG900",
            "changed",
            [
                'evidence/designation: {"level": "cited", "source": "page 7"} -> null',
                'evidence/ratings: {"level": "derived", "source": "page 7", "link": "https://a.example/7", '
                '"note": "A x V"} -> null',
                'evidence/ocppUrl: {"level": "assumed"} -> null',
                'identities/alfen / alf: {"vendor": "Alfen BV", "model": "ALF"} -> null',
            ],
        )
    ]
    station_model.refresh_from_db()
    assert evidence_of(station_model) == {}
    assert identities() == {}


@pytest.mark.parametrize("on_difference", [OnDifference.EDIT, OnDifference.REPLACE])
def test_another_source_makes_no_new_model(on_difference: OnDifference) -> None:
    station_model = StationModelFactory(model="NG900", evidence=PAGE_7)
    page_8 = {**PAGE_7, "designation": {"level": "cited", "source": "page 8"}}

    report = run(a_row(evidence=page_8), on_difference=on_difference)

    assert told(report) == [("NG900", "changed", ['evidence/designation/source: "page 7" -> "page 8"'])]
    assert evidence_of(station_model) == page_8
    assert station_model.events.first().action == "edited"


def test_a_model_that_is_replaced_hands_on_what_the_row_does_not_say() -> None:
    old = StationModelFactory(model="NG900", evidence=PAGE_7)
    ReportedIdentityFactory(vendor="Alfen BV", model="ALF", station_models=[old])

    report = run(a_row(watts=3680), on_difference=OnDifference.REPLACE)

    assert told(report) == [("NG900", "replaced", ["connectors/0/maxPowerWatts: 7360 -> 3680"])]
    old.refresh_from_db()
    new = the_model()
    assert (old.is_archived, old.successor) == (True, new)
    assert evidence_of(new) == {name: PAGE_7[name] for name in ("designation", "ocppUrl")}
    assert evidence_of(old) == PAGE_7
    assert list(ReportedIdentity.objects.get().station_models.all()) == [new]
    assert str(run(a_row(watts=3680), on_difference=OnDifference.REPLACE)) == "0 created, 1 unchanged, 0 differs"


@pytest.mark.parametrize("on_difference", [OnDifference.EDIT, OnDifference.REPLACE])
def test_a_changed_fact_keeps_the_evidence_that_comes_with_it(on_difference: OnDifference) -> None:
    StationModelFactory(model="NG900", evidence=PAGE_7)

    run(a_row(watts=3680, evidence=PAGE_7), on_difference=on_difference)

    assert evidence_of(the_model()) == PAGE_7
    assert str(run(a_row(watts=3680, evidence=PAGE_7))) == "0 created, 1 unchanged, 0 differs"


def test_a_file_that_changes_a_fact_and_has_no_evidence_takes_away_that_of_the_fact() -> None:
    station_model = StationModelFactory(model="NG900", evidence=PAGE_7)

    run(a_row(watts=3680), on_difference=OnDifference.EDIT)

    assert evidence_of(station_model) == {name: PAGE_7[name] for name in ("designation", "ocppUrl")}


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ({"ratings": {"level": "cited"}}, "1: #/0/evidence/ratings needs source, which is missing"),
        ({"ratings": {"level": "derived", "source": None}}, "1: #/0/evidence/ratings/source must not be null"),
        ({"ratings": {"source": "page 7"}}, "1: #/0/evidence/ratings needs level, which is missing"),
        ({"ratings": {"level": "known", "link": "javascript:x"}}, "1: #/0/evidence/ratings/link must be an absolute"),
        ({"price": {"level": "known"}}, "1: #/0/evidence/price is an unknown field; the known keys are designation"),
        ({"ratings": "page 7"}, "1: #/0/evidence/ratings must be a mapping or null, not the text 'page 7'"),
        ({"image": {"level": "known"}}, "1: is refused: evidence: image: there is no image to have evidence."),
    ],
)
def test_bad_evidence_is_a_fault_at_its_place(evidence: dict[str, Any], said: str) -> None:
    before = catalogue_rows()

    report = run(a_row(evidence=evidence))

    assert any(issue.startswith(said) for issue in issues(report)), issues(report)
    assert catalogue_rows() == before


# What stations report.

ALF = {"vendor": "Alfen BV", "model": "ALF", "serialNumberPrefix": "SN", "source": "a log"}


def test_an_identity_that_several_rows_have_can_be_each_of_them() -> None:
    run(a_row("NG900", identities=[ALF]), a_row("NG901", identities=[{"model": "XYZ-*"}, ALF]))

    assert identities() == {
        "Alfen BV / ALF, serial number SN...": ["NG900", "NG901"],
        "(no vendor) / XYZ-*": ["NG901"],
    }
    assert ReportedIdentity.objects.get(model="ALF").source == "a log"
    assert str(run(a_row("NG901", identities=[ALF, {"model": "xyz-*"}]))) == "0 created, 0 unchanged, 1 differs"
    assert str(run(a_row("NG901", identities=[ALF, {"model": "XYZ-*"}]))) == "0 created, 1 unchanged, 0 differs"


def test_a_new_model_is_added_to_an_identity_that_is_there_as_staff_wrote_it() -> None:
    other = StationModelFactory(model="NG910")
    ReportedIdentityFactory(vendor="ALFEN", model="alf", serial_prefix="SN", source="ours", station_models=[other])
    VendorSynonymFactory(name="Eveon", vendor="Alfen")

    run(a_row(identities=[{**ALF, "vendor": "EVEON"}]))

    assert identities() == {"ALFEN / alf, serial number SN...": ["NG900", "NG910"]}
    assert ReportedIdentity.objects.get().source == "ours"


def test_an_identity_is_told_otherwise_and_taken_from_a_model_where_that_is_chosen() -> None:
    one, other = StationModelFactory(model="NG900"), StationModelFactory(model="NG901")
    ReportedIdentityFactory(vendor="Alfen BV", model="ALF", serial_prefix="SN", station_models=[one, other])
    rows = (a_row("NG900", identities=[]), a_row("NG901", identities=[ALF]))
    before = catalogue_rows()

    left = run(*rows)
    unwritten = catalogue_rows()
    changed = run(*rows, on_difference=OnDifference.EDIT)

    assert str(left) == "0 created, 0 unchanged, 2 differs"
    assert unwritten == before
    assert str(changed) == "0 created, 2 changed, 0 unchanged"
    assert identities() == {"Alfen BV / ALF, serial number SN...": ["NG901"]}
    assert ReportedIdentity.objects.get().source == "a log"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([a_row(identities=[{"model": "-*"}])], "1: #/0/identities/0/model is refused: Give a letter or a digit"),
        ([a_row(identities=[{"vendor": "x"}])], "1: #/0/identities/0 needs model, which is missing"),
        ([a_row(identities=[ALF, {**ALF, "model": "alf"}])], "1: #/0/identities/1 is there twice in this row"),
        (
            [a_row(identities=[ALF]), a_row("NG901", identities=[{**ALF, "source": "another"}])],
            "2: #/1/identities/0 differs from models.jsonl, line 1",
        ),
    ],
)
def test_a_bad_identity_is_a_fault_at_its_place(rows: list[dict[str, Any]], said: str) -> None:
    before = catalogue_rows()

    report = run(*rows)

    assert any(issue.startswith(said) for issue in issues(report)), issues(report)
    assert catalogue_rows() == before


# What took its place.


def test_an_archived_model_points_to_the_next_one_of_the_name() -> None:
    here = {"replacedBy": {"vendor": "alfen", "model": "ng900"}, "archived": True}

    report = run(a_row(watts=1, **here), a_row(watts=2, **here), a_row(watts=3))

    assert str(report) == "3 created, 0 unchanged, 0 differs"
    first, second, third = ChargingStationModel.objects.in_order()
    assert (first.successor, second.successor, third.successor) == (second, third, None)
    assert str(run(a_row(watts=1, **here), a_row(watts=2, **here), a_row(watts=3))) == (
        "0 created, 3 unchanged, 0 differs"
    )


def test_a_successor_may_be_in_the_catalogue_already() -> None:
    station_model = StationModelFactory(model="NG901")

    run(a_row(archived=True, replacedBy={"vendor": "Alfen", "model": "NG901"}))

    old = ChargingStationModel.objects.archived().get()
    assert old.successor == station_model
    assert [event.action for event in old.events.order_by("revision")] == ["created", "archived", "replaced"]


@pytest.mark.parametrize("model", ["NG900", "NG901"], ids=["itself", "another"])
def test_a_successor_that_is_nowhere_is_a_fault(model: str) -> None:
    before = catalogue_rows()

    report = run(a_row("NG800"), a_row(archived=True, replacedBy={"vendor": "Alfen", "model": model}))

    assert issues(report) == [f"2: is replaced by Alfen {model}, which is neither in the files nor in the catalogue"]
    assert catalogue_rows() == before


def test_an_active_model_has_no_successor() -> None:
    report = run(a_row(replacedBy={"vendor": "Alfen", "model": "NG901"}))

    assert issues(report) == ["1: #/0/replacedBy is for archived models only, and this one is active"]
