"""Import in the admin: a file is shown as what it would do, and does that once it is confirmed."""

import pytest
from django.contrib.sessions.models import Session

from catalog.library.formats import Format
from catalog.library.writers import export_models
from catalog.models import AuditEvent, ChargingStationModel
from tests.admin.html_client import MODELS, HtmlClient, change_page, page_messages, staff_client, warm_figures
from tests.admin.import_helpers import IMPORT, confirm, preview_rows, row_values, upload
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory, connector_data
from tests.query_counts import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


def test_the_list_leads_to_the_import(browser: HtmlClient) -> None:
    assert f'<a href="{IMPORT}">Import</a>' in browser.get(MODELS).content.decode()


def test_a_preview_shows_each_model_and_writes_nothing(browser: HtmlClient) -> None:
    same, other = StationModelFactory(model="NG900"), StationModelFactory(model="NG901")
    StationModelFactory(model="NG902", archived=True)
    before = catalogue_rows()

    preview = upload(
        browser,
        [
            row_values("NG900"),
            row_values("NG901", 3680),
            row_values("NG902"),
            row_values("NG903"),
            row_values("NG904", archived=True),
        ],
    )

    assert preview_rows(preview) == [
        ("NG901", "differs", ["connectors/0/maxPowerWatts: 7360 -> 3680"]),
        ("NG902", "archived", []),
        ("NG903", "created", []),
        ("NG904", "created", []),
        ("NG900", "unchanged", []),
    ]
    page = preview.content.decode()
    assert (
        "Preview: "
        "2 created, 1 unchanged, 1 differs (not changed), 1 archived (not changed). Nothing has been imported yet."
    ) in page
    assert "<li>connectors/0/maxPowerWatts: 7360 -&gt; 3680</li>" in page
    assert "created, and archived" in page
    assert f'<a href="{change_page(same)}">NG900</a>' in page
    assert f'<a href="{change_page(other)}">NG901</a>' in page
    assert catalogue_rows() == before


def test_a_preview_says_what_looks_wrong_and_the_import_is_done_all_the_same(browser: HtmlClient) -> None:
    StationModelFactory(model="NG900", connectors=[connector_data(max_power_watts=22080)])

    preview = upload(browser, [row_values("NG900", 22080), row_values("NG901"), row_values("NG902", 22080.5)])
    done = confirm(browser, preview)

    doubts = [
        (each.row.document["model"], [doubt.code for doubt in doubts]) for each, _, doubts in preview.context["rows"]
    ]
    assert doubts == [("NG901", []), ("NG902", ["too_much_power"]), ("NG900", [])]
    page = preview.content.decode()
    assert '<th scope="col">Warnings</th>' in page
    assert "<li>Connector 1: 22080.5 W is more than 32 A \xd7 230 V = 7360 W." in page
    assert page_messages(done) == ["2 created, 1 unchanged."]


def test_a_preview_without_doubts_has_no_column_for_them(browser: HtmlClient) -> None:
    assert "Warnings" not in upload(browser, [row_values("NG900")]).content.decode()


def test_a_confirmed_import_is_written_and_told_of(browser: HtmlClient) -> None:
    StationModelFactory(model="NG901")

    done = confirm(browser, upload(browser, [row_values("NG900"), row_values("NG901", 3680)]))

    assert done.redirect_chain == [(MODELS, 302)]
    assert page_messages(done) == ["1 created, 0 unchanged, 1 differs (not changed)."]
    assert {each.model for each in ChargingStationModel.objects.active()} == {"NG900", "NG901"}
    event = AuditEvent.objects.get(channel="import")
    assert (event.action, event.actor_name, event.reason) == ("created", "ada", "File models.json")
    assert event.request_id
    assert Session.objects.exclude(pk=browser.client.session.session_key).count() == 0


def test_models_that_differ_are_changed_where_that_is_chosen(browser: HtmlClient) -> None:
    station_model = StationModelFactory(model="NG901")

    preview = upload(browser, [row_values("NG900"), row_values("NG901", 3680)], differing="edit")
    done = confirm(browser, preview)

    assert ("NG901", "changed", ["connectors/0/maxPowerWatts: 7360 -> 3680"]) in preview_rows(preview)
    assert "Models that differ are updated." in preview.content.decode()
    assert page_messages(done) == ["1 created, 1 changed, 0 unchanged."]
    station_model.refresh_from_db()
    assert station_model.as_document()["connectors"][0]["maxPowerWatts"] == 3680
    assert [(event.action, event.actor_name) for event in AuditEvent.objects.filter(channel="import")] == [
        ("edited", "ada"),
        ("created", "ada"),
    ]


def test_models_that_differ_are_replaced_where_that_is_chosen(browser: HtmlClient) -> None:
    old = StationModelFactory(model="NG901")

    preview = upload(browser, [row_values("NG901", 3680)], differing="replace")
    done = confirm(browser, preview)

    assert preview_rows(preview) == [("NG901", "replaced", ["connectors/0/maxPowerWatts: 7360 -> 3680"])]
    assert "Models that differ are archived and created again" in preview.content.decode()
    assert page_messages(done) == ["0 created, 1 replaced, 0 unchanged."]
    old.refresh_from_db()
    assert old.is_archived
    new = ChargingStationModel.objects.active().get()
    assert old.successor == new
    assert new.as_document()["connectors"][0]["maxPowerWatts"] == 3680


def test_a_preview_of_nothing_to_do_has_no_button(browser: HtmlClient) -> None:
    StationModelFactory(model="NG900")
    before = catalogue_rows()

    preview = upload(browser, [row_values("NG900")])
    done = confirm(browser, preview)

    page = preview.content.decode()
    assert "There is nothing to import." in page
    assert 'value="Import"' not in page
    assert page_messages(done) == ["0 created, 1 unchanged."]
    assert catalogue_rows() == before


@pytest.mark.parametrize("form", Format)
def test_what_was_exported_can_be_imported(browser: HtmlClient, form: Format) -> None:
    StationModelFactory(model="=1+1", friendly_name="'quoted'")
    before = catalogue_rows()

    preview = upload(browser, b"".join(export_models(ChargingStationModel.objects.all(), form)), f"export.{form}")

    assert preview_rows(preview) == [("=1+1", "unchanged", [])]
    assert catalogue_rows() == before


def test_a_preview_takes_as_many_queries_for_one_model_as_for_many(browser: HtmlClient) -> None:
    rows = [row_values(f"NG{number}") for number in range(20)]
    confirm(browser, upload(browser, rows))

    # Session and user; the savepoint's two ends, the revision, models, connectors; the kept upload: its savepoint, key
    # and row; the two of the sidebar.
    warm_figures(browser)
    for some in (rows[:1], rows):
        with queries(14):
            assert upload(browser, some).status_code == 200
