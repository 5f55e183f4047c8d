"""Tables with columns of their own: what each column is, is guessed, chosen and remembered."""

from typing import Any

import pytest

from catalog.models import ChargingStationModel, ImportColumn
from catalog.models.import_column import PER_USER_MAX
from tests.admin.html_client import HtmlClient, form_fields, staff_client
from tests.admin.import_helpers import (
    IMPORT,
    NAMES,
    confirm,
    csv_cells,
    csv_of,
    page_url,
    preview_rows,
    problem_rows,
    tab_counts,
    upload,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PEOPLE = ["Vendor", "MODEL", "Power type", "OCPP URL setting", "No.", "Socket", "Fixing", "Amps", "Volt", "Power"]
"""As NAMES, but for three headings that nobody knows, and a power without a unit."""


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


def choose(browser: HtmlClient, page: Any, **changed: str) -> Any:
    fields = {**form_fields(page.content.decode()), **{name.replace("__", "-"): each for name, each in changed.items()}}
    return browser.post(page_url(page), fields, follow=True)


def test_a_table_in_the_words_of_the_interface_needs_no_columns_step(browser: HtmlClient) -> None:
    names = ["Vendor", "Model", "Power type", "OCPP URL setting", "Connector no.", "Plug", "Cable or socket"]
    names += ["Max. current", "Max. voltage", "Power (kW)"]
    row = ["Alfen", "NG900", "AC, 3 phases", "Url", "1", "Type 2", "Socket", "32A", "230 V", "22"]

    review = upload(browser, csv_of(row, names=names), "own.csv")

    assert preview_rows(review) == [("NG900", "new", [])]
    confirm(browser, review)
    [connector] = ChargingStationModel.objects.get().as_document()["connectors"]
    assert (connector["connectionType"], connector["maxPowerWatts"]) == ("IEC_62196_T2", 22000)


def test_unknown_headings_are_guessed_by_their_values_and_the_unit_by_its_size(browser: HtmlClient) -> None:
    page = upload(browser, csv_of(csv_cells(power="7,36"), names=PEOPLE), "own.csv")

    assert page_url(page).endswith("/columns/")
    guessed = {
        each.text: each.choice and (each.choice.column, each.choice.unit) for each in page.context["overview"].columns
    }
    assert guessed["Socket"] == ("connectionType", "")
    assert guessed["Fixing"] == ("format", "")
    assert guessed["Power"] == ("maxPowerWatts", "kW")
    assert guessed["No."] is None
    assert page.context["overview"].missing == ("connectorId",)


def test_chosen_columns_are_read_and_remembered_for_the_next_file(browser: HtmlClient) -> None:
    content = csv_of(csv_cells(power="7,36"), names=PEOPLE)
    page = upload(browser, content, "own.csv")

    review = choose(browser, page, column__4="connectorId:", column__9="maxPowerWatts:kW")
    again = upload(browser, csv_of(csv_cells("NG901", "7,36"), names=PEOPLE), "next.csv")
    other = upload(staff_client(username="bob"), content, "own.csv")

    assert preview_rows(review) == [("NG900", "new", [])]
    assert preview_rows(again) == [("NG901", "new", [])]
    assert page_url(other).endswith("/columns/")
    confirm(browser, again)
    assert ChargingStationModel.objects.get().as_document()["connectors"][0]["maxPowerWatts"] == 7360


@pytest.mark.parametrize(("unit", "watts"), [("kW", 7_000), ("W", 7)])
def test_the_unit_is_the_one_that_is_chosen(browser: HtmlClient, unit: str, watts: int) -> None:
    page = upload(browser, csv_of(csv_cells(power="7"), names=[*NAMES[:-1], "Power"]), "own.csv")

    confirm(browser, choose(browser, page, column__9=f"maxPowerWatts:{unit}"))

    assert ChargingStationModel.objects.get().as_document()["connectors"][0]["maxPowerWatts"] == watts


def test_a_column_that_is_missing_has_one_value_for_all_rows(browser: HtmlClient) -> None:
    names = [name for name in NAMES if name not in ("vendor", "ocppUrl", "connectorId")]
    rows = [[each for name, each in zip(NAMES, csv_cells(model), strict=True) if name in names] for model in "XYX"]
    page = upload(browser, csv_of(*rows, names=names), "own.csv")

    refused = choose(browser, page, **{"value-vendor": "Alfen"})
    confirm(browser, choose(browser, page, **{"value-vendor": "Alfen", "value-ocppUrl": "CentralSystemAddress"}))

    assert list(refused.context["form"].errors) == ["value-ocppUrl"]
    found = {each.model: each for each in ChargingStationModel.objects.all()}
    assert {name: len(each.as_document()["connectors"]) for name, each in found.items()} == {"X": 2, "Y": 1}
    assert {(each.vendor, each.ocpp_url_key) for each in found.values()} == {("Alfen", "CentralSystemAddress")}


def test_a_column_that_is_chosen_twice_or_is_none_is_refused(browser: HtmlClient) -> None:
    page = upload(browser, csv_of([*csv_cells(), "x"], names=[*NAMES, "Colour"]), "own.csv")

    twice = choose(browser, page, column__10="vendor:")
    none = choose(browser, page, column__10="colour:")

    assert twice.context["form"].errors["column-10"] == ["Column A is Vendor already. Choose one."]
    assert list(none.context["form"].errors) == ["column-10"]
    assert page_url(none).endswith("/columns/")


def test_a_column_that_is_not_imported_is_named_once(browser: HtmlClient) -> None:
    page = upload(browser, csv_of([*csv_cells(), "x", "y"], names=[*NAMES, "Colour", "Notes"]), "own.csv")

    review = choose(browser, page)

    assert review.context["preview"].notes == ("Columns that are not imported: K (Colour), L (Notes)",)
    assert tab_counts(review) == {"New": 1}


def test_columns_can_be_changed_after_the_review(browser: HtmlClient) -> None:
    names = [*NAMES, "Label"]
    review = choose(browser, upload(browser, csv_of([*csv_cells(), "Eve"], names=names), "own.csv"))
    page = browser.get(f"{page_url(review)}columns/")

    confirm(browser, choose(browser, page, column__10="friendlyName:"))

    assert ChargingStationModel.objects.get().friendly_name == "Eve"


def test_a_table_without_a_known_heading_can_be_chosen_as_a_whole(browser: HtmlClient) -> None:
    names = [f"h{number}" for number in range(len(NAMES))]
    page = upload(browser, csv_of(csv_cells(), names=names), "own.csv")
    chosen = {f"column-{number}": f"{name}:" for number, name in enumerate(NAMES)}
    chosen |= {"column-7": "maxAmperage:A", "column-8": "maxVoltage:V", "column-9": "maxPowerWatts:W"}

    assert preview_rows(choose(browser, page, **chosen)) == [("NG900", "new", [])]


def test_the_template_is_understood_and_its_example_left_out(browser: HtmlClient) -> None:
    answer = browser.get(f"{IMPORT}template/")

    review = upload(browser, answer.content, "template.xlsx")

    assert answer["Content-Disposition"] == 'attachment; filename="charging-station-models-template.xlsx"'
    assert page_url(review).count("/") == IMPORT.count("/") + 1  # no columns step
    assert (preview_rows(review), problem_rows(review)) == ([], [])
    assert review.context["preview"].notes == ("Row 2: is the example of the template",)


def test_no_more_headings_are_remembered_than_the_limit() -> None:
    user = UserFactory()
    for start in range(0, PER_USER_MAX + 100, 100):
        ImportColumn.objects.remember(user, {f"heading{start + each}": ("model", "") for each in range(100)})
    ImportColumn.objects.remember(user, {f"heading{PER_USER_MAX}": ("", "")})

    remembered = ImportColumn.objects.remembered(user)

    assert len(remembered) == PER_USER_MAX
    assert remembered[f"heading{PER_USER_MAX}"] == ("", "")
    assert "heading0" not in remembered
