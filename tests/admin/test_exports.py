"""Export in the admin: what is ticked in the list, as a file."""

import json
from typing import Any

import pytest
from django.utils import timezone

from catalog.library.formats import Format
from catalog.library.reader import read_content
from tests.admin.html_client import MODELS, HtmlClient, page_messages, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client()


def export(browser: HtmlClient, form: str, *selected: Any, query: str = "state=all", across: bool = False) -> Any:
    keys = [str(getattr(each, "pk", each)) for each in selected]
    ticked = {"action": f"export_selected_as_{form}", "_selected_action": keys, "index": "0"}
    return browser.post(f"{MODELS}?{query}", {**ticked, "select_across": "1" if across else "0"})


def models_in(response: Any, form: str) -> list[str]:
    library = read_content(response.getvalue(), f"export.{form}")
    assert library.issues == ()
    return [row.document["model"] for row in library.rows]


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("yaml", "application/yaml"),
        ("json", "application/json"),
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_the_ticked_models_are_a_file_named_by_the_date(browser: HtmlClient, form: str, media_type: str) -> None:
    first, second, _ = (StationModelFactory(model=name, archived=name == "b") for name in "abc")
    before, today = catalogue_rows(), timezone.now().date()

    response = export(browser, form, second, first)

    assert response.status_code == 200
    assert response["Content-Type"] == media_type
    days = {today, timezone.now().date()}
    assert response["Content-Disposition"] in {
        f'attachment; filename="charging-station-models-{day:%Y-%m-%d}.{form}"' for day in days
    }
    assert models_in(response, form) == ["a", "b"]
    assert catalogue_rows() == before


def test_all_of_the_filtered_list_can_be_exported(browser: HtmlClient) -> None:
    made = [StationModelFactory(model=f"NG{number:03}") for number in range(60)]
    StationModelFactory(vendor="Wallbox", model="other")

    response = export(browser, "json", made[0], query="q=alfen", across=True)

    assert models_in(response, "json") == [f"NG{number:03}" for number in range(60)]


@pytest.mark.parametrize("selected", ["abc", "\x00", "00000000-0000-4000-8000-000000000000"])
def test_a_forged_selection_exports_nothing(browser: HtmlClient, selected: str) -> None:
    StationModelFactory()

    response = export(browser, "json", selected)

    assert response.status_code == 302 or json.loads(response.getvalue()) == []


def test_the_list_offers_each_format_of_the_view_and_of_the_selection(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Alfen")

    page = browser.get(MODELS, {"vendor": "Alfen", "q": "ng"}).content.decode()

    for form in Format:
        assert f'value="export_selected_as_{form}"' in page
        assert f'href="{MODELS}export/{form}/?q=ng&amp;vendor=Alfen"' in page


def test_the_whole_view_is_exported_without_ticking(browser: HtmlClient) -> None:
    for number in range(60):
        StationModelFactory(model=f"NG{number:03}")
    StationModelFactory(vendor="Wallbox", model="other")
    before = catalogue_rows()

    response = browser.get(f"{MODELS}export/csv/", {"vendor": "alfen", "format": "SOCKET"})

    assert models_in(response, "csv") == [f"NG{number:03}" for number in range(60)]
    assert catalogue_rows() == before


@pytest.mark.parametrize(("form", "query"), [("pdf", {}), ("csv", {"power_type": "AC_2_PHASE"})])
def test_an_export_that_is_not_there_is_not_found(browser: HtmlClient, form: str, query: dict[str, str]) -> None:
    assert browser.get(f"{MODELS}export/{form}/", query).status_code == 404


@pytest.mark.parametrize("who", [HtmlClient, lambda: HtmlClient(UserFactory())], ids=["nobody", "not staff"])
def test_those_who_are_not_let_in_export_nothing(who: Any) -> None:
    response = export(who(), "json", StationModelFactory())

    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_an_export_of_nothing_is_not_made(browser: HtmlClient) -> None:
    StationModelFactory()

    response = export(browser, "json")

    assert response.status_code == 302


def test_a_workbook_takes_so_many_models_and_no_more(browser: HtmlClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.library.writers.WORKBOOK_MAX", 2)
    made = [StationModelFactory() for _ in range(3)]

    response = export(browser, "xlsx", *made)

    assert response.status_code == 302
    assert page_messages(browser.get(MODELS)) == ["A workbook takes 2 models. Export fewer, or in another format."]
    assert len(models_in(export(browser, "xlsx", *made[:2]), "xlsx")) == 2
    assert len(models_in(export(browser, "csv", *made), "csv")) == 3
