"""Evidence: how each fact of a model is known, and what becomes of it when the fact changes."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalog.models import ChargingStationModel, Evidence
from catalog.models.evidence import record_evidence
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, connector_data
from tests.query_counts import queries

pytestmark = pytest.mark.django_db

EVIDENCE = {
    "designation": {"level": "cited", "source": "price list, page 1"},
    "ratings": {"level": "derived", "source": "price list, page 2", "note": "A x V"},
    "ocppUrl": {"level": "assumed"},
    "image": {"level": "known", "link": "https://a.example/page"},
}
FIELDS: dict[str, Any] = {
    "vendor": "Alfen",
    "model": "NG900",
    "power_type": "AC_1_PHASE",
    "ocpp_url_key": "BackOffice-URL-wired",
    "image_url": "https://a.example/ng900.png",
    "connectors": [connector_data()],
}


def a_model(**fields: Any) -> ChargingStationModel:
    return ChargingStationModel.objects.create_with_connectors(
        **{**FIELDS, "evidence": EVIDENCE, **fields}, by=TEST_ACTOR
    )


def evidence_of(station_model: ChargingStationModel) -> dict[str, dict[str, str]]:
    return record_evidence(Evidence.objects.filter(station_model=station_model))


def edit(station_model: ChargingStationModel, **fields: Any) -> bool:
    return station_model.edit(**{**FIELDS, **fields}, by=TEST_ACTOR)


def test_it_comes_in_with_its_model_and_is_told_in_the_history() -> None:
    station_model = a_model()

    assert evidence_of(station_model) == EVIDENCE
    assert station_model.events.get().after["evidence"] == EVIDENCE
    assert station_model.as_record()["evidence"] == EVIDENCE


@pytest.mark.parametrize(
    ("changed", "lost"),
    [
        ({"vendor": "Alfen BV"}, "designation"),
        ({"model": "NG901"}, "designation"),
        ({"power_type": "AC_3_PHASE"}, "ratings"),
        ({"connectors": [connector_data(max_power_watts=7000)]}, "ratings"),
        ({"connectors": [connector_data(format="CABLE")]}, "ratings"),
        ({"connectors": [connector_data(1), connector_data(2)]}, "ratings"),
        ({"ocpp_url_key": "ocppCsmsUrl"}, "ocppUrl"),
        ({"image_url": "https://a.example/other.png"}, "image"),
        ({"image_url": None}, "image"),
    ],
)
def test_a_changed_fact_loses_its_evidence_and_the_others_keep_theirs(changed: dict[str, Any], lost: str) -> None:
    station_model = a_model()

    assert edit(station_model, **changed)

    assert evidence_of(station_model) == {name: each for name, each in EVIDENCE.items() if name != lost}
    event = station_model.events.latest("revision")
    assert (lost in event.before["evidence"], lost in event.after["evidence"]) == (True, False)


@pytest.mark.parametrize("changed", [{"friendly_name": "Eve"}, {"connectors": [connector_data(evse=7)]}])
def test_what_is_no_fact_of_it_takes_no_evidence_away(changed: dict[str, Any]) -> None:
    station_model = a_model()

    assert edit(station_model, **changed)

    assert evidence_of(station_model) == EVIDENCE


def test_a_rename_takes_no_evidence_away() -> None:
    station_model = a_model()

    station_model.rename("Eve", by=TEST_ACTOR)
    station_model.archive(by=TEST_ACTOR)

    assert evidence_of(station_model) == EVIDENCE


def test_evidence_that_comes_with_the_change_stays() -> None:
    station_model = a_model()
    new = {"ratings": {"level": "cited", "source": "data sheet"}, "ocppUrl": None}

    edit(station_model, connectors=[connector_data(max_power_watts=7000)], evidence=new)

    assert evidence_of(station_model) == {
        "designation": EVIDENCE["designation"],
        "ratings": new["ratings"],
        "image": EVIDENCE["image"],
    }


def test_evidence_alone_is_a_change_with_a_revision_and_an_event() -> None:
    station_model = a_model()
    before = station_model.revision

    changed = edit(station_model, evidence={"ocppUrl": {"level": "cited", "source": "manual, page 9"}})
    again = edit(station_model, evidence={"ocppUrl": {"level": "cited", "source": "manual, page 9"}})

    assert (changed, again) == (True, False)
    assert station_model.revision == before + 1
    [told] = [each for each in station_model.events.latest("revision").changes if each[0] == "evidence"]
    assert told[2]["ocppUrl"] == {"level": "cited", "source": "manual, page 9"}


def test_a_duplicate_and_a_successor_have_the_evidence_of_the_facts_that_they_share() -> None:
    station_model = a_model()
    other = {**FIELDS, "model": "NG901", "connectors": [connector_data(max_power_watts=7000)]}

    duplicate = station_model.duplicate(**other, evidence={"designation": {"level": "known"}}, by=TEST_ACTOR)
    successor = station_model.replace(**FIELDS, friendly_name="Second", by=TEST_ACTOR)

    shared = {name: EVIDENCE[name] for name in ("ocppUrl", "image")}
    assert evidence_of(duplicate) == {"designation": {"level": "known"}, **shared}
    assert evidence_of(successor) == EVIDENCE
    assert evidence_of(station_model) == EVIDENCE


@pytest.mark.parametrize(
    "evidence",
    [
        {"ratings": {"level": "cited"}},
        {"ratings": {"level": "derived", "source": " "}},
        {"ratings": {"level": "sure"}},
        {"ratings": {"level": "known", "link": "ftp://a.example"}},
        {"ratings": {"level": "known", "note": "a\nb"}},
        {"ratings": {"level": "known", "note": "x" * 1001}},
        {"price": {"level": "known"}},
    ],
)
def test_bad_evidence_is_refused_and_nothing_changes(evidence: dict[str, Any]) -> None:
    station_model = a_model()
    before = catalogue_rows()

    for refused in (
        lambda: edit(station_model, friendly_name="Eve", evidence=evidence),
        lambda: a_model(model="NG901", evidence=evidence),
        lambda: station_model.replace(**FIELDS, friendly_name="Second", evidence=evidence, by=TEST_ACTOR),
        lambda: station_model.duplicate(**{**FIELDS, "model": "NG902"}, evidence=evidence, by=TEST_ACTOR),
    ):
        with pytest.raises(ValidationError) as error:
            refused()
        assert "evidence" in error.value.message_dict
        assert catalogue_rows() == before


def test_an_image_that_is_not_there_has_no_evidence() -> None:
    before = catalogue_rows()

    with pytest.raises(ValidationError, match="there is no image"):
        a_model(image_url=None)

    assert catalogue_rows() == before


def test_a_model_that_is_deleted_takes_its_evidence_along_and_the_history_keeps_it() -> None:
    station_model = a_model()
    station_model.archive(by=TEST_ACTOR)
    pk = station_model.pk

    station_model.delete_permanently(
        by=TEST_ACTOR.__class__(channel=TEST_ACTOR.channel, command="tests", reason="A typing error.")
    )

    assert not Evidence.objects.filter(station_model=pk).exists()
    assert ChargingStationModel(pk=pk).events.latest("revision").before["evidence"] == EVIDENCE


def test_twenty_come_in_by_as_many_statements_as_one() -> None:
    def drafts(count: int, name: str) -> list[dict[str, Any]]:
        return [{**FIELDS, "model": f"{name}-{number}", "evidence": EVIDENCE} for number in range(count)]

    with queries(10):
        ChargingStationModel.objects.create_many(drafts(17, "A"), by=TEST_ACTOR)
    with queries(10):
        ChargingStationModel.objects.create_many(drafts(20, "B"), by=TEST_ACTOR)

    assert Evidence.objects.count() == 4 * 37
