"""The filters of the list: several values each, ranges, chips, and how many models each value would leave."""

from typing import Any

import pytest
from django.utils import timezone

from catalog.admin.station_model.changelist import change_list
from catalog.library.synthetic import create_synthetic
from tests.admin.html_client import MODELS, HtmlClient, page_messages, staff_client
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data

pytestmark = pytest.mark.django_db

CITED = {"level": "cited", "source": "Data sheet"}


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def three() -> None:
    StationModelFactory(vendor="Alfen", model="ac", connectors=[connector_data(1), connector_data(2, format="CABLE")])
    cable = connector_data(2, connection_type="CHADEMO", format="CABLE", max_power_watts=50_000)
    StationModelFactory(
        vendor="ABB E-mobility B.V.",
        model="dc",
        power_type="DC",
        connectors=[connector_data(1), cable],
        evidence={"ratings": CITED},
    )
    StationModelFactory(vendor="Alfen", model="gone", archived=True)


def models_in(response: Any) -> list[str]:
    assert response.status_code == 200, response.get("Location")
    return sorted(row.station_model.model for row in response.context["rows"])


def options(response: Any) -> dict[str, dict[str, int]]:
    """The numbers of models beside values, without zeros, by parameter."""
    groups = [group for panel in response.context["cl"].panels for group in panel.groups]
    return {
        group.name: {each.value: each.count for each in group.options if each.count}
        for group in groups
        if any(each.count is not None for each in group.options)
    }


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "models"),
    [
        ({"vendor": "alfen"}, ["ac"]),
        ({"vendor": [" ALFEN N.V. ", "abb e-mobility"]}, ["ac", "dc"]),
        ({"vendor": "lfen"}, []),
        ({"vendor": "!"}, []),
        ({"power_type": ["DC", "AC_1_PHASE"]}, ["ac", "dc"]),
        ({"connection_type": ["CHADEMO", "TESLA_S"]}, ["dc"]),
        ({"connection_type": "CHADEMO", "format": ["SOCKET", "CABLE"]}, ["dc"]),
        ({"connection_type": "CHADEMO", "format": "SOCKET"}, []),
        ({"power_from": "7.36", "power_to": "7,36 kW"}, ["ac"]),
        ({"power_from": "50"}, ["dc"]),
        ({"power_to": "49.9"}, ["ac"]),
        ({"ratings_evidence": ["cited", "derived"]}, ["dc"]),
        ({"ratings_evidence": "none"}, ["ac"]),
        ({"ratings_evidence": ["none", "cited"]}, ["ac", "dc"]),
        ({"check": "no_evidence"}, ["ac"]),
        ({"check": ["no_evidence", "no_image"]}, ["ac", "dc"]),
        ({"changed": "1d"}, ["ac", "dc"]),
        ({"changed_since": "2999-01-01"}, []),
        ({"state": "archived"}, ["gone"]),
        ({"state": "all", "vendor": "Alfen"}, ["ac", "gone"]),
    ],
)
def test_a_filter_keeps_what_has_one_of_its_values(browser: HtmlClient, query: Any, models: list[str]) -> None:
    assert models_in(browser.get(MODELS, query)) == models


@pytest.mark.usefixtures("three")
def test_each_value_has_the_number_of_models_that_the_other_filters_leave(browser: HtmlClient) -> None:
    found = options(browser.get(MODELS))
    assert found["state"] == {"": 2, "archived": 1, "all": 3}
    assert found["vendor"] == {"ABB E-mobility B.V.": 1, "Alfen": 1}
    assert found["power_type"] == {"AC_1_PHASE": 1, "DC": 1}
    assert found["connection_type"] == {"IEC_62196_T2": 2, "CHADEMO": 1}
    assert found["format"] == {"SOCKET": 2, "CABLE": 2}
    assert found["ratings_evidence"] == {"cited": 1, "none": 1}
    assert found["check"] == {
        "doubtful_figures": 1,
        "no_evidence": 1,
        "unsourced_ratings": 1,
        "no_image": 2,
        "no_friendly_name": 2,
    }

    narrowed = options(browser.get(MODELS, {"power_type": "DC", "state": "all", "connection_type": "CHADEMO"}))
    assert narrowed["state"] == {"": 1, "all": 1}
    assert narrowed["power_type"] == {"DC": 1}
    assert narrowed["connection_type"] == {"IEC_62196_T2": 1, "CHADEMO": 1}
    assert narrowed["format"] == {"CABLE": 1}
    assert options(browser.get(MODELS, {"q": "alfen"}))["state"] == {"": 1, "archived": 1, "all": 2}


@pytest.mark.usefixtures("three")
def test_values_without_models_are_dimmed_and_last(browser: HtmlClient) -> None:
    [panel] = [each for each in browser.get(MODELS).context["cl"].panels if each.filter.label == "Connector"]

    assert [each.is_empty for each in panel.groups[0].options] == [False] * 2 + [True] * 6


@pytest.mark.usefixtures("three")
def test_each_set_value_has_a_chip_that_takes_it_away(browser: HtmlClient) -> None:
    response = browser.get(MODELS, {"vendor": ["Alfen", "ABB"], "power_from": "5", "q": "ac", "p": "1"})

    chips = {each.label: each.without for each in response.context["cl"].set_values}
    assert chips == {
        "Alfen": "?power_from=5&q=ac&vendor=ABB",
        "ABB": "?power_from=5&q=ac&vendor=Alfen",
        "From 5 kW": "?q=ac&vendor=ABB&vendor=Alfen",
    }
    assert response.context["cl"].without_filters == "?q=ac"
    assert "Clear all" in response.content.decode()


@pytest.mark.usefixtures("three")
def test_fields_that_were_sent_empty_leave_the_address(browser: HtmlClient) -> None:
    response = browser.get(MODELS, {"q": "", "vendor": "Alfen", "power_from": "", "changed": ""})

    assert (response.status_code, response["Location"]) == (302, f"{MODELS}?vendor=Alfen")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("typed", ["abc", "-5", "9" * 30, "1e5", "\x00"])
def test_a_power_that_is_no_number_is_answered_in_words_and_shows_nothing(browser: HtmlClient, typed: str) -> None:
    response = browser.get(MODELS, {"power_from": typed})

    assert models_in(response) == []
    [text] = page_messages(response)
    assert text.endswith("isn't a power. Enter kW, for example 22 or 7.4. No models are shown.")


@pytest.mark.usefixtures("three")
def test_the_address_decides_the_columns_and_states_are_shown_where_they_differ(browser: HtmlClient) -> None:
    def headings(query: Any) -> list[str]:
        return [each.label for each in browser.get(MODELS, query).context["headings"]]

    assert headings({}) == ["Model", "Type", "Power", "Connectors", "Evidence", "Updated"]
    assert headings({"columns": "id,power,nothing"}) == ["Model", "Power", "ID"]
    assert headings({"state": "all", "columns": "power"}) == ["Model", "Power", "State"]


def test_a_large_catalogue_is_counted_after_the_page(browser: HtmlClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_list, "COUNTED_MODELS_MAX", 9)
    create_synthetic(10, by=TEST_ACTOR)

    page = browser.get(MODELS, {"power_type": "DC"})
    later = browser.get(f"{MODELS}filters/", {"power_type": "DC"})

    assert options(page) == {}
    assert {each.count for each in page.context["tabs"]} == {None}
    assert f'data-counts="{MODELS}filters/?power_type=DC"' in page.content.decode()
    assert options(later)["state"][""] == len(page.context["rows"])
    assert later.context["tabs"][1].count == 10
    assert options(browser.get(f"{MODELS}filters/")) == {}  # more than are counted beside a filter


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": "alfen"},
        {
            "state": "all",
            "vendor": ["Alfen", "ABB"],
            "power_type": "DC",
            "power_from": "5",
            "connection_type": "CHADEMO",
            "format": "CABLE",
            "check": ["no_image", "doubtful_figures"],
            "ratings_evidence": ["none", "cited"],
            "changed": "7d",
        },
        {"q": "nothing like that", "vendor": "Alfen", "power_type": "DC"},
    ],
)
@pytest.mark.usefixtures("three")
def test_a_page_of_the_list_takes_at_most_thirty_queries(
    browser: HtmlClient, query: Any, django_assert_max_num_queries: Any
) -> None:
    browser.get(MODELS)  # the numbers beside the tabs are counted once per revision

    with django_assert_max_num_queries(30):
        browser.get(MODELS, query)


def test_changed_since_a_day_begins_at_its_midnight(browser: HtmlClient) -> None:
    StationModelFactory(model="today")

    assert models_in(browser.get(MODELS, {"changed_since": timezone.now().date().isoformat()})) == ["today"]
