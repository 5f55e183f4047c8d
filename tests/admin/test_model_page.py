"""The page of a model: what it is, how sure that is, what happened to it, in tabs with addresses."""

import pytest

from catalog.models import ChargingStationModel
from tests.admin.html_client import MODELS, HtmlClient, staff_client
from tests.factories import TEST_ACTOR, ReportedIdentityFactory, StationModelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def eve() -> ChargingStationModel:
    eve: ChargingStationModel = StationModelFactory(vendor="Alfen", model="NG910", friendly_name="Eve Double")
    return eve


@pytest.mark.parametrize("tab", ["", "reported-names/", "history/", "api/"])
def test_every_tab_opens(browser: HtmlClient, eve: ChargingStationModel, tab: str) -> None:
    page = browser.get(f"{MODELS}{eve.pk}/{tab}")

    assert page.status_code == 200
    assert "<h1>Alfen NG910</h1>" in page.content.decode()
