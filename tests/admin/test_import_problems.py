"""Rows with problems: what to type instead, left out, downloaded, corrected."""

import csv
import io
import json

import openpyxl
import pytest

from catalog.models import ChargingStationModel
from tests.admin.html_client import HtmlClient, page_messages, staff_client
from tests.admin.import_helpers import (
    NAMES,
    confirm,
    csv_cells,
    csv_of,
    page_url,
    preview_rows,
    problem_rows,
    row_values,
    tab_counts,
    upload,
)
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


def test_a_problem_says_what_to_type_and_quotes_what_was_typed(browser: HtmlClient) -> None:
    rows = [
        csv_cells("NG900", connectionType="Typee 2"),
        csv_cells("NG901", maxAmperage="32Amp?x"),
        csv_cells("NG902", powerType="3-phase"),
        csv_cells("NG903", format="hook"),
    ]

    page = upload(browser, csv_of(*rows), "own.csv")

    assert problem_rows(page) == [
        (2, "column F (connectionType)", "cannot be 'Typee 2'; did you mean Type 2?"),
        (3, "column H (maxAmperage)", "must be a number in A, not '32Amp?x'"),
        (4, "column C (powerType)", "cannot be '3-phase'; did you mean AC, 3 phases?"),
        (5, "column G (format)", "cannot be 'hook'; enter Cable / Socket"),
    ]
    assert tab_counts(page) == {"Problems": 4}
    assert "Alfen NG900" in page.content.decode()


def test_a_problem_of_json_says_where_it_is(browser: HtmlClient) -> None:
    page = upload(browser, [row_values("NG900"), row_values("NG901", 0)])

    assert problem_rows(page) == [(1, "connector 1, maxPowerWatts", "must be greater than 0, not 0")]


def test_rows_with_problems_are_left_out_and_the_others_imported(browser: HtmlClient) -> None:
    StationModelFactory(model="NG902")
    rows = [csv_cells("NG900"), csv_cells("NG901", maxVoltage="high"), csv_cells("NG902", "3680")]

    review = upload(browser, csv_of(*rows), "own.csv")
    done = confirm(browser, review, choice__1="edit")

    assert tab_counts(review) == {"New": 1, "Different": 1, "Problems": 1}
    assert "Import the other 1" in review.content.decode()
    assert page_messages(done)[0].startswith("Imported own.csv: 1 new, 1 updated.")
    assert "1 row with problems was not imported" in done.content.decode()
    assert {each.model for each in ChargingStationModel.objects.all()} == {"NG900", "NG902"}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_downloaded_problems_are_corrected_and_uploaded_again(browser: HtmlClient, form: str) -> None:
    two = [csv_cells("NG901", maxVoltage="high"), csv_cells("NG901", connectorId="2")]
    review = upload(browser, csv_of(csv_cells("NG900"), *two, csv_cells("=1+1", format="hook")), "own.csv")
    confirm(browser, review)

    answer = browser.get(f"{page_url(review)}problems/", {"format": form})
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]

    assert rows[0] == ["Import problem", *NAMES]
    assert [row[2] for row in rows[1:]] == ["NG901", "NG901", "'=1+1"]
    assert rows[1][0].startswith("column I (maxVoltage) must be a number")
    assert rows[2][0] == ""
    corrected = [[cell.replace("high", "230").replace("hook", "Cable") for cell in row] for row in rows]
    again = upload(browser, csv_of(*corrected[1:], names=corrected[0]), "corrected.csv")
    assert preview_rows(again) == [("NG901", "new", []), ("=1+1", "new", [])]


def test_problems_of_other_files_are_a_list(browser: HtmlClient) -> None:
    review = upload(browser, [row_values("NG900"), row_values("NG901", 0)])

    text = browser.get(f"{page_url(review)}problems/", {"format": "csv"}).content.decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(text))) == [
        ["Line", "Model", "Field", "Import problem"],
        ["1", "Alfen NG901", "connector 1, maxPowerWatts", "must be greater than 0, not 0"],
    ]


def test_a_row_that_the_catalogue_refuses_is_left_out_with_what_depends_on_it(browser: HtmlClient) -> None:
    two = [{**each, "id": number} for number, each in enumerate(row_values()["connectors"] * 2, start=1)]
    half = row_values("NG901", connectors=[{**two[0], "evse": 1}, two[1]], archived=True)
    old = row_values("NG900", archived=True, replacedBy={"vendor": "Alfen", "model": "NG901"})

    review = upload(browser, [old, half, row_values("NG902")])
    done = confirm(browser, review)

    assert [message for _, _, message in problem_rows(review)] == [
        "is refused: connectors: Specify the EVSE of all connectors or of none.",
        "is replaced by Alfen NG901, which is neither in the files nor in the catalogue",
    ]
    assert page_messages(done)[0].startswith("Imported models.json: 1 new.")
    assert ChargingStationModel.objects.get().model == "NG902"


def test_a_reported_name_that_clashes_keeps_its_row_out(browser: HtmlClient) -> None:
    names = [{"vendor": "Alfen", "model": "XY"}, {"vendor": "Alfen BV", "model": "XY"}]
    rows = [row_values("NG900"), row_values("NG901", identities=names)]
    before = catalogue_rows()

    review = upload(browser, rows)
    again = confirm(browser, review)

    if "preview" in again.context:  # it comes up only when it is written
        assert [message.split(":")[0] for _, _, message in problem_rows(again)] == ["are refused"]
        assert catalogue_rows() == before
        confirm(browser, again)
    assert "NG900" in {each.model for each in ChargingStationModel.objects.all()}


def test_a_file_that_cannot_be_read_is_not_imported_in_part(browser: HtmlClient) -> None:
    content = json.dumps([row_values()]).encode()[:-1]

    page = upload(browser, content)

    assert "models.json cannot be read" in page.content.decode()
    assert len(problem_rows(page)) == 1
    assert 'value="import"' not in page.content.decode()
    confirm(browser, page)
    assert ChargingStationModel.objects.count() == 0
