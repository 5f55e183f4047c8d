"""Comparing models in the admin, and taking a value from one into another."""

import re
from typing import Any

import pytest

from catalog.models import AuditEvent, ChargingStationModel
from tests.admin.html_client import MODELS, HtmlClient, form_fields, page_messages, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data

pytestmark = pytest.mark.django_db

COMPARE, TAKE = f"{MODELS}compare/", f"{MODELS}compare/take/"
CITED = {"level": "cited", "source": "Manual, p. 3"}


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def pair() -> tuple[Any, Any]:
    return (
        StationModelFactory(model="A", ocpp_url_key="Guess"),
        StationModelFactory(
            model="B",
            ocpp_url_key="BackendUrl",
            evidence={"ocppUrl": CITED},
            connectors=[connector_data(1, format="CABLE"), connector_data(2)],
        ),
    )


def rows(browser: HtmlClient, *station_models: Any, **query: str) -> dict[str, list[str]]:
    response = browser.get(COMPARE, {"id": [str(each.pk) for each in station_models], **query})
    assert response.status_code == 200
    return {row.label: [" ".join(cell.lines) for cell in row.cells] for row in response.context["rows"]}


def test_only_differences_are_shown_unless_all_rows_are_wanted(browser: HtmlClient, pair: Any) -> None:
    found = rows(browser, *pair)

    assert found["OCPP URL setting"] == ["Guess", "BackendUrl"]
    assert found["Evidence: OCPP URL setting"] == ["No evidence", "Cited Manual, p. 3"]
    assert "Power type" not in found
    assert "Power type" in rows(browser, *pair, all="1")


def test_a_value_is_taken_with_its_evidence_after_a_preview(browser: HtmlClient, pair: Any) -> None:
    first, second = pair
    query = {"to": str(first.pk), "from": str(second.pk), "field": "ocpp_url_key"}
    link = re.findall(r'href="([^"]+take/[^"]+field=ocpp_url_key)"', browser.get(
        COMPARE, {"id": [str(first.pk), str(second.pk)]}
    ).content.decode())  # fmt: skip
    assert len(link) == 1
    before = catalogue_rows()
    shown = browser.get(TAKE, query)
    assert catalogue_rows() == before

    fields = {**form_fields(shown.content.decode()), "evidence": "on", "reason": "Same firmware"}
    response = browser.post(TAKE, fields, follow=True)

    assert response.redirect_chain[-1][0] == f"{COMPARE}?id={first.pk}&id={second.pk}"
    assert page_messages(response)[0].startswith(f"Changed {first}: OCPP URL setting is that of {second}.")
    changed = ChargingStationModel.objects.get(pk=first.pk)
    assert changed.ocpp_url_key == "BackendUrl"
    assert [each.source for each in changed.evidence.all()] == ["Manual, p. 3"]
    assert AuditEvent.objects.latest("revision").reason == "Same firmware"


def test_connectors_and_evidence_alone_are_taken(browser: HtmlClient, pair: Any) -> None:
    first, second = pair
    for field in ("connectors", "evidence.ocppUrl"):
        shown = browser.get(TAKE, {"to": str(first.pk), "from": str(second.pk), "field": field})
        browser.post(TAKE, form_fields(shown.content.decode()))

    changed = ChargingStationModel.objects.get(pk=first.pk)
    assert [each.format for each in changed.connectors.all()] == ["CABLE", "SOCKET"]
    assert [each.subject for each in changed.evidence.all()] == ["ocppUrl"]
    assert changed.ocpp_url_key == "Guess"


def test_a_value_is_not_taken_when_a_model_has_changed_since(browser: HtmlClient, pair: Any) -> None:
    first, second = pair
    shown = browser.get(TAKE, {"to": str(first.pk), "from": str(second.pk), "field": "ocpp_url_key"})
    second.rename("Else", by=TEST_ACTOR)
    before = catalogue_rows()

    response = browser.post(TAKE, form_fields(shown.content.decode()))

    assert page_messages(response)[0].startswith("Nothing was changed. The models have changed")
    assert catalogue_rows() == before


@pytest.mark.parametrize("field", ["vendor", "evidence.nothing", "", "\x00"])
def test_a_field_that_cannot_be_taken_is_not_found(browser: HtmlClient, pair: Any, field: str) -> None:
    query = {"to": str(pair[0].pk), "from": str(pair[1].pk), "field": field}

    assert browser.get(TAKE, query).status_code == 404


def test_one_model_is_offered_others_to_compare_with(browser: HtmlClient, pair: Any) -> None:
    first, second = pair

    page = browser.get(COMPARE, {"id": str(first.pk)}).content.decode()

    assert f"?id={first.pk}&amp;id={second.pk}" in page
    assert "Take this value" not in page


@pytest.mark.parametrize("count", [1, 5])
def test_the_selection_has_to_have_two_to_four_models(browser: HtmlClient, count: int) -> None:
    keys = [str(StationModelFactory().pk) for _ in range(count)]

    response = browser.post(MODELS, {"action": "compare_selected", "_selected_action": keys, "index": "0"}, follow=True)

    assert page_messages(response) == ["Select two to 4 models to compare."]


def test_no_model_leads_back_to_the_list(browser: HtmlClient) -> None:
    response = browser.get(COMPARE, {"id": ["abc", "00000000-0000-4000-8000-000000000000"]})

    assert (response.status_code, response["Location"]) == (302, MODELS)


def test_a_comparison_of_four_takes_a_bounded_number_of_queries(
    browser: HtmlClient, django_assert_max_num_queries: Any
) -> None:
    models = [StationModelFactory() for _ in range(4)]

    with django_assert_max_num_queries(12):
        rows(browser, *models)
