"""The list of quality checks: what each finds, and what staff dismisses."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalog.library.importer import import_library
from catalog.library.quality import count_open_checks
from catalog.library.reader import SHIPPED, read_files
from catalog.models import Actor, Channel, ChargingStationModel, DismissedCheck
from catalog.models.quality import CHECKS, CHECKS_BY_NAME
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data
from tests.query_counts import queries

pytestmark = pytest.mark.django_db

SOUND: dict[str, Any] = {
    "friendly_name": "Eve",
    "image_url": "https://a.example/eve.png",
    "evidence": {
        "ratings": {"level": "derived", "source": "data sheet"},
        "ocppUrl": {"level": "cited", "source": "manual"},
    },
}
BY = Actor(channel=Channel.COMMAND, command="tests", reason="Looked up: it is so.")


def found(name: str) -> list[str]:
    open_models = CHECKS_BY_NAME[name].open(ChargingStationModel.objects.active())
    return sorted(f"{each.vendor} {each.model}" for each in open_models)


def names(station_model: ChargingStationModel) -> list[str]:
    return [check.name for check in station_model.find_open_checks()]


def test_a_sound_model_is_found_by_none() -> None:
    station_model = StationModelFactory(vendor="Alfen", model="NG900", **SOUND)

    assert names(station_model) == []
    assert all(found(check.name) == [] for check in CHECKS)


@pytest.mark.parametrize(
    ("fields", "check"),
    [
        ({"connectors": [connector_data(max_power_watts=22_080)]}, "doubtful_figures"),
        ({"evidence": {}}, "no_evidence"),
        ({"evidence": {"ratings": {"level": "known"}}}, "unsourced_ratings"),
        ({"evidence": {"ratings": {"level": "assumed"}}}, "unsourced_ratings"),
        ({"evidence": {"designation": {"level": "known"}}}, "unsourced_ratings"),
        ({"evidence": SOUND["evidence"] | {"ocppUrl": {"level": "assumed"}}}, "assumed_ocpp_url_key"),
        ({"image_url": None}, "no_image"),
        ({"friendly_name": None}, "no_friendly_name"),
    ],
)
def test_each_finds_its_own(fields: dict[str, Any], check: str) -> None:
    StationModelFactory(vendor="Mennekes", model="Amtron", **SOUND)
    station_model = StationModelFactory(vendor="Alfen", model="NG900", **{**SOUND, **fields})

    assert found(check) == ["Alfen NG900"]
    assert check in names(station_model)


def test_names_that_reports_cannot_tell_apart_are_near_duplicates() -> None:
    for vendor, model in (("Alfen", "NG-900"), ("Alfen BV", "NG 900"), ("Alfen", "NG901"), ("Mennekes", "NG900")):
        StationModelFactory(vendor=vendor, model=model, **SOUND)
    StationModelFactory(vendor="Mennekes", model="NG-900", archived=True, **SOUND)

    assert found("near_duplicate") == ["Alfen BV NG 900", "Alfen NG-900"]
    assert found("vendor_spelled_in_two_ways") == ["Alfen BV NG 900", "Alfen NG-900", "Alfen NG901"]


def test_the_mark_of_doubtful_figures_follows_them() -> None:
    station_model = StationModelFactory(connectors=[connector_data(max_power_watts=22_080)])
    station_model.edit(connectors=[connector_data()], by=TEST_ACTOR)

    assert found("doubtful_figures") == []


def test_what_is_dismissed_is_not_found_until_its_fact_changes() -> None:
    station_model = StationModelFactory(
        vendor="Alfen", model="NG900", **{**SOUND, "connectors": [connector_data(max_power_watts=22_080)]}
    )
    other = StationModelFactory(
        vendor="Alfen", model="NG901", **{**SOUND, "connectors": [connector_data(max_power_watts=22_080)]}
    )

    assert station_model.dismiss_check("doubtful_figures", by=BY)
    assert not station_model.dismiss_check("doubtful_figures", by=BY)
    dismissed = found("doubtful_figures"), names(station_model)
    event = station_model.events.latest("revision")
    station_model.edit(connectors=[connector_data(max_power_watts=22_080)], friendly_name="E", by=TEST_ACTOR)
    kept = found("doubtful_figures")
    station_model.edit(connectors=[connector_data(max_power_watts=22_000)], by=TEST_ACTOR)

    assert dismissed == ([f"Alfen {other.model}"], [])
    assert kept == ["Alfen NG901"]
    assert (event.action, event.reason, event.after["dismissedChecks"]) == (
        "edited",
        BY.reason,
        {"doubtful_figures": BY.reason},
    )
    assert found("doubtful_figures") == ["Alfen NG900", "Alfen NG901"]
    assert not DismissedCheck.objects.exists()


def test_a_dismissal_is_taken_back() -> None:
    station_model = StationModelFactory(**{**SOUND, "image_url": None})
    station_model.dismiss_check("no_image", by=BY)

    assert station_model.reopen_check("no_image", by=TEST_ACTOR)
    assert not station_model.reopen_check("no_image", by=TEST_ACTOR)

    assert names(station_model) == ["no_image"]
    assert "dismissedChecks" not in station_model.as_record()


@pytest.mark.parametrize(
    ("check", "reason"), [("no_such_check", "Seen."), ("no_image", ""), ("no_image", "x" * 501), ("no_image", "a\nb")]
)
def test_a_dismissal_needs_a_check_and_a_reason(check: str, reason: str) -> None:
    station_model = StationModelFactory(**{**SOUND, "image_url": None})
    before = catalogue_rows()

    with pytest.raises(ValidationError):
        station_model.dismiss_check(check, by=Actor(channel=Channel.COMMAND, command="tests", reason=reason))

    assert catalogue_rows() == before


def test_all_checks_of_a_model_are_one_query() -> None:
    station_model = StationModelFactory()

    with queries(1):
        assert len(station_model.find_open_checks()) > 2


def test_files_and_the_catalogue_are_judged_alike() -> None:
    """The one list, read by two: from rows of files, and from tables."""
    library = read_files([SHIPPED])
    import_library(library, by=TEST_ACTOR)
    for vendor, model in (("Alfen BV", "NG-900"), ("ALFEN", "ng 900")):
        StationModelFactory(vendor=vendor, model=model)
    from catalog.library.formats import Format
    from catalog.library.reader import read_content
    from catalog.library.writers import export_models

    rows = read_content(b"".join(export_models(ChargingStationModel.objects.all(), Format.JSON)), "all.json").rows

    in_files = {check.name: count for check, count in count_open_checks(rows).items()}
    in_catalogue = {check.name: check.open(ChargingStationModel.objects.active()).count() for check in CHECKS}

    assert in_files == in_catalogue
    assert in_files["near_duplicate"] == 2
    assert in_files["no_evidence"] == 2
