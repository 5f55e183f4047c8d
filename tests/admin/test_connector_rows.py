"""Connectors are added, removed and moved by buttons, which work without script too. Nothing is saved by them."""

from typing import Any

import pytest
from django.http import QueryDict

from catalog.admin.station_model.connector_rows import change_rows, read_rows
from catalog.models import ChargingStationModel
from tests.admin.html_client import ADD, HtmlClient, change_page, form_fields, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory, connector_data


def posted(*rows: dict[str, str]) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({"vendor": "Alfen", "connectors-TOTAL_FORMS": str(len(rows))})
    for number, row in enumerate(rows):
        data.update({f"connectors-{number}-{name}": value for name, value in row.items()})
    return data


def ids(data: QueryDict) -> list[str]:
    return [row["connector_id"] for row in read_rows(data)]


ROWS = [{"connector_id": str(number), "format": "CABLE", "max_amperage": "32A"} for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("command", "left"),
    [
        ("add", ["1", "2", "3", "4"]),
        ("remove:0", ["2", "3"]),
        ("remove:2", ["1", "2"]),
        ("up:1", ["2", "1", "3"]),
        ("down:1", ["1", "3", "2"]),
        ("up:0", ["1", "2", "3"]),
        ("down:2", ["1", "2", "3"]),
        ("remove:3", ["1", "2", "3"]),
        ("remove:-1", ["1", "2", "3"]),
        ("remove:9999999999999999999999", ["1", "2", "3"]),
        ("remove:\u0662", ["1", "2", "3"]),
        ("keep", ["1", "2", "3"]),
        ("drop table", ["1", "2", "3"]),
    ],
)
def test_a_command_changes_the_rows(command: str, left: list[str]) -> None:
    changed = change_rows(posted(*ROWS), command)

    assert ids(changed) == left
    assert changed["vendor"] == "Alfen"


def test_an_added_row_copies_the_last_one_with_the_next_free_numbers() -> None:
    rows = [{"connector_id": "1", "evse": "1"}, {"connector_id": "4", "evse": "2", "max_power_watts": "22 kW"}]

    added = read_rows(change_rows(posted(*rows), "add"))[-1]

    assert (added["connector_id"], added["evse"], added["max_power_watts"]) == ("2", "3", "22 kW")


def test_no_more_rows_are_added_than_a_model_has_connectors() -> None:
    data = posted(*[{"connector_id": str(number)} for number in range(1, 65)])

    assert len(read_rows(change_rows(data, "add"))) == 64


@pytest.fixture
def browser(db: None) -> HtmlClient:
    return staff_client(username="ada")


def test_a_new_model_begins_with_one_connector_and_an_edit_with_no_empty_one(browser: HtmlClient) -> None:
    new = browser.form(ADD)
    edited = browser.form(change_page(StationModelFactory(connectors=[connector_data(1), connector_data(2)])))

    assert (new["connectors-TOTAL_FORMS"], new["connectors-0-connector_id"]) == ("1", "1")
    assert edited["connectors-TOTAL_FORMS"] == "2"


def test_a_row_is_added_without_script_and_what_was_typed_stays(browser: HtmlClient) -> None:
    form = browser.form(ADD)
    before = catalogue_rows()

    response = browser.post(ADD, {**form, "vendor": "Keeba", "connectors-0-format": "CABLE", "rows": "add"})

    page = response.content.decode()
    fields = form_fields(page)
    assert response.status_code == 200
    assert "Nothing has been saved yet." in page
    assert "error-summary" not in page
    assert (fields["vendor"], fields["connectors-1-format"], fields["connectors-1-connector_id"]) == (
        "Keeba",
        "CABLE",
        "2",
    )
    assert catalogue_rows() == before


def test_moved_rows_are_saved_in_their_new_order(browser: HtmlClient) -> None:
    station_model = StationModelFactory(connectors=[connector_data(1), connector_data(2, format="CABLE")])
    page = change_page(station_model)

    moved: Any = browser.post(page, {**browser.form(page), "rows": "down:0"})
    response = browser.post(page, form_fields(moved.content.decode()))

    assert response.status_code == 302
    stored = ChargingStationModel.objects.get().connectors.order_by("position")
    assert [each.connector_id for each in stored] == [2, 1]


def test_a_default_button_stands_before_those_of_the_rows(browser: HtmlClient) -> None:
    page = browser.get(ADD).content.decode()
    form = page[page.index('class="editor"') :]

    first = form[form.index("<button") :]
    assert first.startswith('<button type="submit" class="visually-hidden"')
