"""What the list offers when it is empty."""

from typing import Any

import pytest

from tests.admin.html_client import MODELS, HtmlClient, staff_client
from tests.factories import StationModelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client()


def suggestions(response: Any) -> dict[str, tuple[str, int]]:
    return {each.label: (each.query, each.count) for each in response.context["no_results"].suggestions}


def test_an_empty_catalogue_offers_to_fill_it(browser: HtmlClient) -> None:
    page = browser.get(MODELS).content.decode()

    assert "Add your first model" in page
    assert f"{MODELS}import/" in page


def test_a_misspelled_vendor_is_suggested(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Wallbox")

    response = browser.get(MODELS, {"q": "walbox"})

    assert suggestions(response) == {}
    assert response.context["no_results"].alike[0].title == "Wallbox"
    page = response.content.decode()
    assert "No models match “walbox”." in page
    assert f'href="{MODELS}add/?model=walbox"' in page


def test_archived_models_and_lists_without_a_filter_are_suggested_with_their_numbers(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Alfen", archived=True)
    StationModelFactory(vendor="Alfen", power_type="DC")

    found = suggestions(browser.get(MODELS, {"vendor": "Alfen", "power_type": "AC_1_PHASE"}))

    assert found == {
        "Look in archived models": ("?power_type=AC_1_PHASE&vendor=Alfen&state=archived", 1),
        "Remove the filter Type: AC, 1 phase": ("?vendor=Alfen", 1),
    }
