"""What a file does to the catalogue: nothing silently, and all of it or none."""

import json
from typing import Any

import pytest
from django.db import connection

from catalog.library.comparison import OnDifference
from catalog.library.importer import ImportReport, import_library
from catalog.library.reader import read_content
from catalog.models import Actor, AuditEvent, Channel, ChargingStationModel
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data
from tests.query_counts import queries

pytestmark = pytest.mark.django_db

BY = Actor(channel=Channel.IMPORT, command="tests", reason="a price list")


def a_row(model: str = "NG900", watts: float = 7360, **changed: Any) -> dict[str, Any]:
    connector = {"id": 1, "connectionType": "IEC_62196_T2", "format": "SOCKET"}
    return {
        "vendor": "Alfen",
        "model": model,
        "powerType": "AC_1_PHASE",
        "connectors": [{**connector, "maxAmperage": 32, "maxVoltage": 230, "maxPowerWatts": watts}],
        "configurationKeys": {"ocppUrl": "BackOffice-URL-wired"},
        **changed,
    }


def run(*rows: dict[str, Any], **how: Any) -> ImportReport:
    return import_library(read_content(json.dumps(rows).encode(), "models.json"), by=BY, **how)


def told(report: ImportReport) -> list[tuple[str, str, list[str]]]:
    return [
        (each.row.document["model"], str(each.outcome), [str(one) for one in each.differences]) for each in report.rows
    ]


def events() -> list[tuple[str, str, str]]:
    """Those of imports, in their order."""
    found = AuditEvent.objects.filter(channel="import").order_by("revision")
    return [(event.action, event.reason, (event.after or {})["model"]) for event in found]


def test_what_differs_is_left_unless_it_is_to_be_changed() -> None:
    StationModelFactory(model="NG900")
    StationModelFactory(model="NG901")
    before = catalogue_rows()

    report = run(a_row("NG900"), a_row("NG901", 3680))

    assert str(report) == "0 created, 1 unchanged, 1 differs"
    assert told(report)[1] == ("NG901", "differs", ["connectors/0/maxPowerWatts: 7360 -> 3680"])
    assert report.is_applied
    assert catalogue_rows() == before


def test_what_is_to_be_changed_is_each_one_edit() -> None:
    same, other = StationModelFactory(model="NG900"), StationModelFactory(model="ng901", friendly_name="Ours")

    report = run(a_row("NG900"), a_row("NG901", 3680), a_row("NG902"), on_difference=OnDifference.EDIT)

    assert str(report) == "1 created, 1 changed, 1 unchanged"
    assert told(report)[1] == (
        "NG901",
        "changed",
        ['model: "ng901" -> "NG901"', 'friendlyName: "Ours" -> null', "connectors/0/maxPowerWatts: 7360 -> 3680"],
    )
    assert events() == [("created", "a price list", "NG902"), ("edited", "a price list", "NG901")]
    assert [each.station_model for each in report.rows] == [
        same,
        other,
        ChargingStationModel.objects.get(model="NG902"),
    ]
    assert str(run(a_row("NG900"), a_row("NG901", 3680), a_row("NG902"))) == "0 created, 3 unchanged, 0 differs"


def test_a_dry_run_tells_what_a_change_would_do_and_writes_nothing() -> None:
    StationModelFactory(model="NG900")
    before = catalogue_rows()

    report = run(a_row("NG900", 3680), a_row("NG901"), on_difference=OnDifference.EDIT, dry_run=True)

    assert str(report) == "1 created, 1 changed, 0 unchanged"
    assert not report.is_applied
    assert catalogue_rows() == before


def test_a_fault_in_one_row_keeps_all_out() -> None:
    before = catalogue_rows()

    report = run(a_row("NG900"), a_row("NG901", -1), on_difference=OnDifference.EDIT)

    assert [str(issue) for issue in report.issues] == [
        "models.json:1: #/1/connectors/0/maxPowerWatts must be greater than 0, not -1"
    ]
    assert report.rows == ()
    assert catalogue_rows() == before


def test_what_the_schema_allows_and_the_catalogue_does_not_is_a_fault() -> None:
    two = [{**a_row()["connectors"][0], "id": number} for number in (1, 2)]
    before = catalogue_rows()

    report = run(a_row("NG899"), a_row(connectors=[{**two[0], "evse": 1}, two[1]]))

    [issue] = report.issues
    assert str(issue) == "models.json:1: is refused: connectors: Specify the EVSE of all connectors or of none."
    assert not report.is_applied
    assert catalogue_rows() == before


# Only as it was seen.


def test_an_import_that_does_what_its_preview_said_is_done() -> None:
    StationModelFactory(model="NG900")
    rows = (a_row("NG900", 3680), a_row("NG901"))
    seen = run(*rows, on_difference=OnDifference.EDIT, dry_run=True)

    report = run(*rows, on_difference=OnDifference.EDIT, expected_digest=seen.digest)

    assert report.is_applied
    assert report.digest == seen.digest
    assert len(events()) == 2


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda one: one.rename("Meanwhile", by=TEST_ACTOR),
        lambda one: one.archive(by=TEST_ACTOR),
        lambda one: StationModelFactory(model="NG901"),
        lambda one: (one.archive(by=TEST_ACTOR), StationModelFactory(model="NG900")),
    ],
    ids=["renamed", "archived", "created", "replaced by an equal one"],
)
def test_an_import_that_would_do_otherwise_writes_nothing(meanwhile: Any) -> None:
    station_model = StationModelFactory(model="NG900")
    rows = (a_row("NG900", 3680), a_row("NG901"))
    seen = run(*rows, on_difference=OnDifference.EDIT, dry_run=True)
    meanwhile(station_model)
    before = catalogue_rows()

    report = run(*rows, on_difference=OnDifference.EDIT, expected_digest=seen.digest)

    assert not report.is_applied
    assert report.digest != seen.digest
    assert catalogue_rows() == before


def test_another_file_has_another_digest() -> None:
    StationModelFactory(model="NG900")
    runs = [
        run(a_row("NG900", 3680), dry_run=True),
        run(a_row("NG900", 3681), dry_run=True),
        run(a_row("NG901", 3680), dry_run=True),
        run(a_row("NG901", 3681), dry_run=True),
        run(a_row("NG901", 3681, archived=True), dry_run=True),
    ]

    assert len({each.digest for each in runs}) == len(runs)


def test_a_choice_of_one_row_is_not_that_of_the_others() -> None:
    kept, edited, replaced = (StationModelFactory(model=f"NG90{number}") for number in range(3))
    rows = [a_row(f"NG90{number}", 3680) for number in range(3)]
    seen = run(*rows, dry_run=True)
    choices = {1: OnDifference.EDIT, 2: OnDifference.REPLACE}

    report = run(*rows, choices=choices, expected_digest=seen.digest)

    assert str(report) == "0 created, 1 changed, 1 replaced, 0 unchanged, 1 differs"
    for each in (kept, edited, replaced):
        each.refresh_from_db()
    assert [each.as_document()["connectors"][0]["maxPowerWatts"] for each in (kept, edited, replaced)] == [
        7360,
        3680,
        7360,
    ]
    assert [each.is_archived for each in (kept, edited, replaced)] == [False, False, True]


# Archived models.


def test_a_new_model_that_is_archived_comes_in_and_is_archived_at_once() -> None:
    report = run(a_row(archived=True))

    assert str(report) == "1 created, 0 unchanged, 0 differs"
    assert [event[0] for event in events()] == ["created", "archived"]
    assert ChargingStationModel.objects.archived().count() == 1
    assert str(run(a_row(archived=True))) == "0 created, 1 unchanged, 0 differs"


@pytest.mark.parametrize("on_difference", OnDifference)
def test_an_active_model_is_never_archived(on_difference: OnDifference) -> None:
    StationModelFactory(model="NG900")
    before = catalogue_rows()

    report = run(a_row(archived=True), on_difference=on_difference)

    assert told(report) == [("NG900", "differs", ["archived: false -> true"])]
    assert catalogue_rows() == before


@pytest.mark.parametrize("on_difference", OnDifference)
def test_an_archived_model_is_never_changed_or_brought_back(on_difference: OnDifference) -> None:
    StationModelFactory(model="NG900", archived=True)
    StationModelFactory(model="NG901", archived=True)
    before = catalogue_rows()

    report = run(a_row("NG900", 3680, archived=True), a_row("NG901"), on_difference=on_difference)

    assert told(report) == [
        ("NG900", "differs", ["connectors/0/maxPowerWatts: 7360 -> 3680"]),
        ("NG901", "archived", []),
    ]
    assert catalogue_rows() == before


def test_an_archived_row_is_compared_with_every_archived_model_of_its_name() -> None:
    for watts in (3680, 7360):
        StationModelFactory(model="NG900", connectors=[connector_data(max_power_watts=watts)], archived=True)
    StationModelFactory(model="NG900", connectors=[connector_data(max_power_watts=11040)])

    report = run(*(a_row("NG900", watts, archived=True) for watts in (3680, 7360)), a_row("NG900", 11040))

    assert str(report) == "0 created, 3 unchanged, 0 differs"


def test_a_file_may_have_a_name_once_active_and_often_archived() -> None:
    rows = [a_row(watts=1), a_row(watts=2, archived=True), a_row(watts=3, archived=True)]

    report = run(*rows)

    assert str(report) == "3 created, 0 unchanged, 0 differs"
    assert [each.is_archived for each in ChargingStationModel.objects.in_order()] == [False, True, True]
    assert [each.station_model.as_document()["connectors"][0]["maxPowerWatts"] for each in report.rows] == [1, 2, 3]
    assert str(run(*rows)) == "0 created, 3 unchanged, 0 differs"


def test_reading_what_is_there_takes_as_many_queries_for_one_row_as_for_many() -> None:
    rows = [a_row(f"NG{number}") for number in range(20)]
    run(*rows)

    # The two ends of a savepoint, active models, their connectors and evidence.
    for some in (rows[:1], rows):
        with queries(6):
            assert (
                str(run(*some, on_difference=OnDifference.EDIT, dry_run=True))
                == f"0 created, {len(some)} unchanged, 0 differs"
            )


def test_an_evse_that_the_file_says_otherwise_differs() -> None:
    StationModelFactory(model="NG900", connectors=[connector_data(evse=1)])
    [connector] = a_row()["connectors"]

    report = run(a_row("NG900", connectors=[{**connector, "evse": 2}]), a_row("NG901", connectors=[connector]))
    unsaid = run(a_row("NG900", connectors=[{**connector, "evse": None}]), dry_run=True)

    assert told(report) == [("NG900", "differs", ["connectors/0/evse: 1 -> 2"]), ("NG901", "created", [])]
    assert told(unsaid) == [("NG900", "differs", ["connectors/0/evse: 1 -> null"])]


def test_an_evse_of_some_connectors_alone_is_refused_with_the_row() -> None:
    [connector] = a_row()["connectors"]
    before = catalogue_rows()

    report = run(a_row("NG900", connectors=[{**connector, "evse": 1}, {**connector, "id": 2}]))

    assert [str(issue) for issue in report.issues] == [
        "models.json:1: is refused: connectors: Specify the EVSE of all connectors or of none."
    ]
    assert catalogue_rows() == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite needs no figures to look names up in an index")
def test_an_import_of_many_tells_how_the_tables_grow_while_they_do() -> None:
    run(*[a_row(f"NG{number}") for number in range(2_500)])

    with connection.cursor() as cursor:
        cursor.execute("SELECT n_distinct FROM pg_stats WHERE attname = 'model_key' AND tablename LIKE 'catalog_%'")
        assert cursor.fetchall() == [(-1.0,)]  # as many names as rows
