"""Import in the admin: a file is reviewed, and imported once that is confirmed."""

import pytest

from catalog.admin.links import station_model_url
from catalog.library.formats import Format
from catalog.library.writers import export_models
from catalog.models import AuditEvent, ChargingStationModel
from tests.admin.html_client import MODELS, HtmlClient, page_messages, staff_client, warm_figures
from tests.admin.import_helpers import (
    IMPORT,
    choose_for_all,
    confirm,
    page_url,
    press,
    preview_rows,
    row_values,
    tab_counts,
    upload,
)
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory, connector_data
from tests.query_counts import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


def test_the_list_leads_to_the_import(browser: HtmlClient) -> None:
    assert f'href="{IMPORT}"' in browser.get(MODELS).content.decode()


def test_a_review_shows_each_model_and_writes_nothing(browser: HtmlClient) -> None:
    same, other = StationModelFactory(model="NG900"), StationModelFactory(model="NG901")
    StationModelFactory(model="NG902", archived=True)
    before = catalogue_rows()

    review = upload(
        browser,
        [
            row_values("NG900"),
            row_values("NG901", 3680),
            row_values("NG902"),
            row_values("NG903"),
            row_values("NG904", archived=True),
        ],
    )
    different = browser.get(page_url(review), {"tab": "different"}).content.decode()
    unchanged = browser.get(page_url(review), {"tab": "unchanged"}).content.decode()

    assert preview_rows(review) == [
        ("NG900", "unchanged", []),
        ("NG901", "different", ["Connector 1 power: 7.36 kW → 3.68 kW"]),
        ("NG902", "archived", []),
        ("NG903", "new", []),
        ("NG904", "new", []),
    ]
    assert tab_counts(review) == {"New": 2, "Different": 1, "Archived": 1, "Unchanged": 1}
    assert (
        "Nothing is saved yet. 2 new · 1 different, not changed · 1 archived, not changed · 1 unchanged"
    ) in review.content.decode()
    assert "<li>Connector 1 power: 7.36 kW → 3.68 kW</li>" in different
    assert f'<a href="{station_model_url(other.pk)}">Alfen NG901</a>' in different
    assert f'<a href="{station_model_url(same.pk)}">Alfen NG900</a>' in unchanged
    assert "NG900" not in different
    assert catalogue_rows() == before


def test_a_review_says_what_looks_wrong_and_the_import_is_done_all_the_same(browser: HtmlClient) -> None:
    StationModelFactory(model="NG900", connectors=[connector_data(max_power_watts=22080)])

    review = upload(browser, [row_values("NG900", 22080), row_values("NG901"), row_values("NG902", 22080.5)])
    done = confirm(browser, review)

    doubts = {each.model: len(each.doubts) for each in review.context["preview"].rows}
    assert doubts == {"NG900": 0, "NG901": 0, "NG902": 1}
    assert "<li>Connector 1: 22080.5 W is more than 32 A \xd7 230 V = 7360 W." in review.content.decode()
    assert "Worth a second look" in done.content.decode()
    assert "22080.5 W is more than" in done.content.decode()
    assert page_messages(done)[0].startswith("Imported models.json: 2 new, 1 unchanged.")


@pytest.mark.parametrize(
    ("vendor", "letters"),
    [
        ("\u0410lfen", "\u0410 (Cyrillic)"),
        ("\u0410\u0412\u0412", "\u0410 (Cyrillic), \u0412 (Cyrillic)"),
        ("\u0395VBox", "\u0395 (Greek)"),
        ("\u042d\u043d\u0435\u0440\u0433\u0438\u044f", ""),
        ("Ubitricity \u00fc", ""),
    ],
)
def test_letters_that_only_look_like_latin_ones_are_doubted(browser: HtmlClient, vendor: str, letters: str) -> None:
    review = upload(browser, [row_values(vendor=vendor)])

    [row] = review.context["preview"].rows
    expected = [f"{vendor} has letters that only look like Latin ones: {letters}. Type it again."] if letters else []
    assert list(row.doubts) == expected


def test_a_confirmed_import_is_written_and_shown_with_links(browser: HtmlClient) -> None:
    StationModelFactory(model="NG901")

    done = confirm(browser, upload(browser, [row_values("NG900"), row_values("NG901", 3680)]))

    assert page_url(done).endswith("/done/")
    assert page_messages(done)[0].startswith("Imported models.json: 1 new, 1 different, not changed.")
    assert {each.model for each in ChargingStationModel.objects.active()} == {"NG900", "NG901"}
    new = ChargingStationModel.objects.get(model="NG900")
    assert f'<a href="{station_model_url(new.pk)}">Alfen NG900</a>' in done.content.decode()
    event = AuditEvent.objects.get(channel="import")
    assert (event.action, event.actor_name, event.reason) == ("created", "ada", "File models.json")
    assert event.request_id


def test_models_that_differ_are_updated_where_that_is_chosen_for_all(browser: HtmlClient) -> None:
    station_model = StationModelFactory(model="NG901")

    review = upload(browser, [row_values("NG900"), row_values("NG901", 3680)])
    done = confirm(browser, choose_for_all(browser, review, "edit"))

    assert page_messages(done)[0].startswith("Imported models.json: 1 new, 1 updated.")
    station_model.refresh_from_db()
    assert station_model.as_document()["connectors"][0]["maxPowerWatts"] == 3680
    events = AuditEvent.objects.filter(channel="import")
    assert [(event.action, event.actor_name) for event in events] == [("edited", "ada"), ("created", "ada")]
    assert len({event.request_id for event in events}) == 1


def test_each_row_that_differs_has_a_choice_of_its_own(browser: HtmlClient) -> None:
    kept, updated, replaced = (StationModelFactory(model=f"NG90{number}") for number in range(3))
    review = upload(browser, [row_values(f"NG90{number}", 3680) for number in range(3)])

    done = confirm(browser, review, choice__1="edit", choice__2="replace")

    assert page_messages(done)[0].startswith("Imported models.json: 1 updated, 1 replaced, 1 different, not changed.")
    for each in (kept, updated, replaced):
        each.refresh_from_db()
    powers = [each.as_document()["connectors"][0]["maxPowerWatts"] for each in (kept, updated, replaced)]
    assert powers == [7360, 3680, 7360]
    assert replaced.is_archived
    assert replaced.successor.as_document()["connectors"][0]["maxPowerWatts"] == 3680


def test_choices_are_kept_while_other_pages_are_looked_at(browser: HtmlClient) -> None:
    for number in range(101):
        StationModelFactory(model=f"NG{number:03}")
    review = upload(browser, [row_values(f"NG{number:03}", 3680) for number in range(101)])
    press(browser, review, do="save", choice__0="edit")
    second = browser.get(page_url(review), {"tab": "different", "p": "2"})

    done = confirm(browser, second, choice__100="edit")

    assert [each.row.model for each in second.context["page"]] == ["NG100"]
    assert page_messages(done)[0].startswith("Imported models.json: 2 updated, 99 different, not changed.")


def test_a_choice_that_is_none_is_ignored(browser: HtmlClient) -> None:
    StationModelFactory(model="NG900")
    review = upload(browser, [row_values("NG900", 3680), row_values("NG901")])

    done = confirm(browser, review, choice__0="delete", choice__1="edit", choice__999="edit", choice__x="edit", all="x")

    assert page_messages(done)[0].startswith("Imported models.json: 1 new, 1 different, not changed.")


def test_evidence_alone_is_no_reason_to_replace(browser: HtmlClient) -> None:
    station_model = StationModelFactory(model="NG900")
    evidence = {"ratings": {"level": "cited", "source": "Data sheet"}}
    review = upload(browser, [row_values("NG900", evidence=evidence)])

    done = confirm(browser, choose_for_all(browser, review, "replace"))

    assert 'value="replace"> Replace' not in review.content.decode()
    assert page_messages(done)[0].startswith("Imported models.json: 1 updated.")
    station_model.refresh_from_db()
    assert not station_model.is_archived


def test_a_review_of_nothing_to_do_has_no_button(browser: HtmlClient) -> None:
    StationModelFactory(model="NG900")
    before = catalogue_rows()

    review = upload(browser, [row_values("NG900")])

    page = review.content.decode()
    assert "There is nothing to import" in page
    assert 'value="import"' not in page
    assert catalogue_rows() == before


@pytest.mark.parametrize("form", Format)
def test_what_was_exported_can_be_imported(browser: HtmlClient, form: Format) -> None:
    StationModelFactory(model="=1+1", friendly_name="'quoted'")
    before = catalogue_rows()

    review = upload(browser, b"".join(export_models(ChargingStationModel.objects.all(), form)), f"export.{form}")

    assert preview_rows(review) == [("=1+1", "unchanged", [])]
    assert catalogue_rows() == before


def test_the_current_models_are_a_file_to_start_from(browser: HtmlClient) -> None:
    StationModelFactory(model="NG900")
    StationModelFactory(model="NG901", archived=True)

    content = b"".join(browser.get(f"{IMPORT}models/").streaming_content)

    assert preview_rows(upload(browser, content, "models.xlsx")) == [("NG900", "unchanged", [])]


def test_a_review_takes_as_many_queries_for_one_model_as_for_many(browser: HtmlClient) -> None:
    rows = [row_values(f"NG{number}") for number in range(20)]
    confirm(browser, upload(browser, rows))
    warm_figures(browser)

    # Two requests. Session and user of each; the upload: what has expired and is too much, its row; the review: row of
    # the upload, remembered columns, the savepoint's two ends, the revision, models with connectors and
    # evidence, the stored preview; the two of the sidebar.
    for some in (rows[:1], rows):
        with queries(18):
            assert upload(browser, some).status_code == 200
