"""What the list's filters narrow by, and how many rows they say each value would leave."""

from typing import Any

import pytest

from catalog.library.synthetic import create_synthetic
from tests.admin.html_client import MODELS, HtmlClient, staff_client, warm_figures
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


def counts(browser: HtmlClient, **query: str) -> dict[str, dict[str, Any]]:
    """Those that are not 0, by filter."""
    response = browser.get(MODELS, query)
    assert response.status_code == 200
    found = response.context["cl"].counts
    return {name: {value: count for value, count in values.items() if count != "0"} for name, values in found.items()}


def models_in(response: Any) -> list[str]:
    return [row.model for row in response.context["cl"].result_list]


@pytest.fixture
def three() -> None:
    StationModelFactory(vendor="Alfen", model="ac", connectors=[connector_data(1), connector_data(2, format="CABLE")])
    cable = connector_data(2, connection_type="CHADEMO", format="CABLE", max_power_watts=50_000)
    StationModelFactory(
        vendor="ABB E-mobility B.V.", model="dc", power_type="DC", connectors=[connector_data(1), cable]
    )
    StationModelFactory(vendor="Alfen", model="gone", archived=True)


@pytest.mark.usefixtures("three")
def test_each_value_says_how_many_it_would_leave_of_what_the_other_filters_leave(browser: HtmlClient) -> None:
    assert counts(browser) == {
        "state": {"active": "2", "archived": "1", "all": "3"},
        "power_type": {"AC_1_PHASE": "1", "DC": "1"},
        "power": {"to-8": "1", "23-to-50": "1"},
        "connection_type": {"IEC_62196_T2": "2", "CHADEMO": "1"},
        "format": {"SOCKET": "2", "CABLE": "2"},
    }
    assert counts(browser, power_type="DC", state="all") == {
        "state": {"active": "1", "all": "1"},
        "power_type": {"AC_1_PHASE": "2", "DC": "1"},
        "power": {"23-to-50": "1"},
        "connection_type": {"IEC_62196_T2": "1", "CHADEMO": "1"},
        "format": {"SOCKET": "1", "CABLE": "1"},
    }
    both = counts(browser, connection_type="CHADEMO")
    assert both["format"] == {"CABLE": "1"}
    assert both["connection_type"] == {"IEC_62196_T2": "2", "CHADEMO": "1"}
    assert counts(browser, q="alfen")["state"] == {"active": "1", "archived": "1", "all": "2"}


def test_a_count_ends_at_a_thousand_and_beside_other_filters_is_left_out(browser: HtmlClient) -> None:
    create_synthetic(1_500, by=TEST_ACTOR)

    shown = counts(browser)

    assert shown["state"] == {"active": "1,000+", "all": "1,000+"}
    assert shown["format"]["CABLE"] == "1,000+"
    narrowed = counts(browser, format="CABLE")
    assert "power_type" not in narrowed
    assert narrowed["format"]["CABLE"] == "1,000+"


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "models"),
    [
        ({"vendor": "alf"}, ["ac"]),
        ({"vendor": " ALFEN N.V. "}, ["ac"]),
        ({"vendor": "abb e mob"}, ["dc"]),
        ({"vendor": "lfen"}, []),
        ({"vendor": "!"}, []),
        ({"vendor": ""}, ["dc", "ac"]),
        ({"power": "23-to-50"}, ["dc"]),
        ({"power": "to-8"}, ["ac"]),
        ({"power": "from-150"}, []),
        ({"state": "all", "o": "2.-5"}, ["ac", "gone", "dc"]),
    ],
)
def test_vendor_and_power_narrow(browser: HtmlClient, query: dict[str, str], models: list[str]) -> None:
    assert sorted(models_in(browser.get(MODELS, query))) == sorted(models)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("typed", "vendors"),
    [
        ("", ["ABB E-mobility B.V.", "Alfen"]),
        ("al", ["Alfen"]),
        ("E-mob", []),
        ("\x00", ["ABB E-mobility B.V.", "Alfen"]),
        ("9" * 5_000, []),
    ],
)
def test_vendors_are_offered_while_one_is_typed(browser: HtmlClient, typed: str, vendors: list[str]) -> None:
    response = browser.get(f"{MODELS}vendors/", {"q": typed})

    assert response.json() == {"vendors": vendors}


def test_at_most_twenty_vendors_are_offered(browser: HtmlClient) -> None:
    for number in range(22):
        StationModelFactory(vendor=f"Vendor {number:02}")

    assert browser.get(f"{MODELS}vendors/").json()["vendors"] == [f"Vendor {number:02}" for number in range(20)]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"state": "all", "power_type": "DC", "power": "to-8", "connection_type": "CHADEMO", "format": "CABLE"},
    ],
)
@pytest.mark.usefixtures("three")
def test_a_page_of_the_list_takes_at_most_fourteen_queries(
    browser: HtmlClient, query: dict[str, str], django_assert_max_num_queries: Any
) -> None:
    warm_figures(browser)
    with django_assert_max_num_queries(14):
        browser.get(MODELS, query)


@pytest.mark.usefixtures("three")
def test_a_page_of_search_results_takes_at_most_seven_more_queries(
    browser: HtmlClient, django_assert_max_num_queries: Any
) -> None:
    warm_figures(browser)
    with django_assert_max_num_queries(21):
        browser.get(MODELS, {"q": "alfen"})


@pytest.mark.parametrize(("watts", "name"), [(8_000, "to-8"), (8_001, "8-to-23"), (23_000, "8-to-23")])
def test_a_power_range_excludes_its_lower_limit_and_includes_its_upper(
    browser: HtmlClient, watts: int, name: str
) -> None:
    StationModelFactory(connectors=[connector_data(1, max_power_watts=watts)])

    assert counts(browser)["power"] == {name: "1"}
