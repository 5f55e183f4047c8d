"""One change of many models: by the rules of a single edit, and with as many queries for a thousand as for ten."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.exceptions import PlanChanged
from catalog.library.synthetic import create_synthetic
from catalog.models import AuditEvent, ChargingStationModel, DismissedCheck
from catalog.models.querysets.editing import EditOutcome, digest_plan
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory

pytestmark = pytest.mark.django_db

CITED = {"level": "cited", "source": "Data sheet, p. 2", "link": None, "note": None}


def edit_all(values: dict[str, Any], evidence: Any = None, **options: Any) -> dict[str, int]:
    edits = ChargingStationModel.objects.edit_many(values, evidence, by=TEST_ACTOR, **options)
    return {each.value: sum(edit.outcome is each for edit in edits) for each in EditOutcome}


def test_edit_many_sets_the_fields_and_writes_an_event_each() -> None:
    changing = [StationModelFactory(vendor="Alfen BV", model=f"NG{number}") for number in range(3)]
    StationModelFactory(vendor="Alfen", model="other")

    assert edit_all({"vendor": "Alfen"}) == {"changed": 3, "unchanged": 1, "refused": 0}

    events = AuditEvent.objects.filter(action="edited")
    assert {event.station_model_id for event in events} == {each.pk for each in changing}
    assert [each.after["vendor"] for each in events] == ["Alfen"] * 3
    assert ChargingStationModel.objects.matching("alfen ng1").get().vendor == "Alfen"


def test_edit_many_refuses_a_name_that_an_active_model_has() -> None:
    stuck, free = StationModelFactory(vendor="Old", model="A"), StationModelFactory(vendor="Old", model="B")
    archived = StationModelFactory(vendor="Old", model="C", archived=True)
    taken = StationModelFactory(vendor="New", model="a")
    StationModelFactory(vendor="New", model="C")

    edits = ChargingStationModel.objects.filter(vendor="Old").edit_many({"vendor": "New"}, by=TEST_ACTOR)

    refused = {each.station_model.pk: each.duplicate for each in edits if each.outcome is EditOutcome.REFUSED}
    assert refused == {stuck.pk: taken}
    assert set(ChargingStationModel.objects.filter(vendor="New", pk__in=[free.pk, archived.pk])) == {free, archived}
    stuck.refresh_from_db()
    assert stuck.vendor == "Old"


def test_edit_many_refuses_the_second_of_two_that_would_get_one_name() -> None:
    first, second = StationModelFactory(vendor="A", model="X"), StationModelFactory(vendor="B", model="x")

    assert edit_all({"vendor": "C"}) == {"changed": 1, "unchanged": 0, "refused": 1}

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.vendor, second.vendor) == ("C", "B")


def test_edit_many_drops_evidence_of_changed_facts_unless_it_is_given_or_holds() -> None:
    for model in "AB":
        StationModelFactory(model=model, evidence={"ocppUrl": CITED, "designation": CITED})
    rows = ChargingStationModel.objects.with_keys

    edit_all({"ocpp_url_key": "One"}, keeps_evidence=True)
    assert {each.subject for each in next(rows({("alfen", "a")})).evidence.all()} == {"ocppUrl", "designation"}
    edit_all({"ocpp_url_key": "Two"})
    assert {each.subject for each in next(rows({("alfen", "a")})).evidence.all()} == {"designation"}
    edit_all({"ocpp_url_key": "Three"}, {"ocppUrl": {**CITED, "level": "known", "source": None}, "designation": None})
    assert [each.level for each in next(rows({("alfen", "b")})).evidence.all()] == ["known"]


def test_edit_many_lets_dismissals_of_changed_facts_lapse() -> None:
    station_model = StationModelFactory()
    for name in ("assumed_ocpp_url_key", "no_image"):
        station_model.dismiss_check(name, by=replace(TEST_ACTOR, reason="So it is"))

    edit_all({"ocpp_url_key": "Another"})

    dismissed = DismissedCheck.objects.filter(station_model=station_model)
    assert [each.check_name for each in dismissed] == ["no_image"]


def test_edit_many_keeps_the_words_of_the_power_type_and_drops_the_text_of_another_image() -> None:
    StationModelFactory(image_url="https://example.com/a.png", image_alt="A grey box")

    edit_all({"friendly_name": "Eve"})
    assert ChargingStationModel.objects.get().image_alt == "A grey box"
    edit_all({"power_type": "AC_3_PHASE", "image_url": "https://example.com/b.png"})

    assert ChargingStationModel.objects.get().image_alt is None


def test_edit_many_refuses_a_bad_value_for_each_model() -> None:
    StationModelFactory()
    before = catalogue_rows()

    assert edit_all({"image_url": "ftp://example.com"}) == {"changed": 0, "unchanged": 0, "refused": 1}
    assert edit_all({}, {"image": CITED}) == {"changed": 0, "unchanged": 0, "refused": 1}
    assert catalogue_rows() == before


def test_edit_many_writes_nothing_when_the_plan_has_changed() -> None:
    station_model = StationModelFactory()
    digest = digest_plan(ChargingStationModel.objects.all().plan_edit({"vendor": "New"}))
    station_model.rename("Else", by=TEST_ACTOR)
    before = catalogue_rows()

    with pytest.raises(PlanChanged):
        edit_all({"vendor": "New"}, expected_digest=digest)

    assert catalogue_rows() == before


def test_edit_many_takes_a_thousand_models_and_no_more() -> None:
    create_synthetic(1_001, by=TEST_ACTOR)

    with pytest.raises(ValidationError):
        edit_all({"friendly_name": "All"})

    assert not ChargingStationModel.objects.filter(friendly_name="All").exists()


def test_edit_many_takes_a_query_for_many_models() -> None:
    create_synthetic(1_000, by=TEST_ACTOR)

    with CaptureQueriesContext(connection) as captured:
        counted = edit_all({"vendor": "New", "ocpp_url_key": "X"}, {"ocppUrl": CITED})

    assert counted["changed"] == 1_000
    # SQLite takes 999 values a statement: some twelve models.
    assert len(captured) <= 100
