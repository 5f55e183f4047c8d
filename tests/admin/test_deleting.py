"""Deleting for good: superusers, archived models, with a reason."""

import pytest

from catalog.models import AuditEvent, ChargingStationModel
from tests.admin.html_client import MODELS, HtmlClient, detail_page, page_messages, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada", is_superuser=True)


def delete_page(station_model: ChargingStationModel) -> str:
    return f"{detail_page(station_model)}delete/"


def confirmed(station_model: ChargingStationModel, reason: str = "Typed by mistake") -> dict[str, str]:
    return {"reason": reason, "name": str(station_model)}


def test_an_archived_model_goes_and_its_history_stays(browser: HtmlClient) -> None:
    gone = StationModelFactory(vendor="Alfen", model="NG910", archived=True)
    page, detail = delete_page(gone), detail_page(gone)
    assert page in browser.get(detail).content.decode()

    response = browser.post(page, confirmed(gone, " Typed by mistake "), follow=True)

    assert response.redirect_chain == [(MODELS, 302)]
    assert page_messages(response) == [f'Deleted Alfen NG910 permanently. <a href="{detail}">View its history</a>']
    assert not ChargingStationModel.objects.exists()
    event = AuditEvent.objects.latest("revision")
    assert (event.action, event.reason, event.actor_name) == ("deleted", "Typed by mistake", "ada")
    for address in (detail, f"{detail}history/", f"{detail}api/"):
        shown = browser.get(address).content.decode()
        assert "Deleted by ada on" in shown
        assert "<q>Typed by mistake</q>" in shown
    assert browser.get(f"{detail}change/")["Location"] == detail


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "a\x00b", "a\nb"])
def test_without_a_proper_reason_nothing_is_deleted(browser: HtmlClient, reason: str) -> None:
    gone = StationModelFactory(archived=True)
    before = catalogue_rows()

    response = browser.post(delete_page(gone), confirmed(gone, reason))

    assert response.status_code == 200
    assert response.context["form"].errors["reason"]
    assert catalogue_rows() == before


@pytest.mark.parametrize("name", ["", "Alfen", "Alfen NG911", "NG910"])
def test_without_the_name_of_the_model_nothing_is_deleted(browser: HtmlClient, name: str) -> None:
    gone = StationModelFactory(vendor="Alfen", model="NG910", archived=True)
    before = catalogue_rows()

    response = browser.post(delete_page(gone), {"reason": "Typed by mistake", "name": name})

    assert response.context["form"].errors["name"]
    assert catalogue_rows() == before


def test_the_name_may_be_typed_in_any_case(browser: HtmlClient) -> None:
    gone = StationModelFactory(vendor="Alfen", model="NG910", archived=True)

    browser.post(delete_page(gone), {"reason": "Typed by mistake", "name": " alfen ng910 "})

    assert not ChargingStationModel.objects.exists()


def test_an_active_model_is_not_deleted(browser: HtmlClient) -> None:
    active = StationModelFactory()
    before = catalogue_rows()

    shown = browser.get(delete_page(active)).content.decode()
    posted = browser.post(delete_page(active), confirmed(active))

    assert "Only archived models can be deleted." in shown
    assert "Delete model permanently" not in shown
    assert posted.context["form"].non_field_errors() == ["Only archived models can be deleted. Archive it first."]
    assert delete_page(active) not in browser.get(detail_page(active)).content.decode()
    assert catalogue_rows() == before


def test_a_model_that_took_the_place_of_another_stays(browser: HtmlClient) -> None:
    old = StationModelFactory(vendor="Alfen", model="NG910")
    new = old.replace(
        vendor="Alfen", model="NG910", power_type="DC", ocpp_url_key="x", connectors=[connector_data()], by=TEST_ACTOR
    )
    new.archive(by=TEST_ACTOR)
    before = catalogue_rows()

    response = browser.post(delete_page(new), confirmed(new))

    assert "took its place" in response.context["form"].non_field_errors()[0]
    assert catalogue_rows() == before


def test_a_model_that_is_gone_already_leads_back(browser: HtmlClient) -> None:
    gone = StationModelFactory(archived=True)
    page = delete_page(gone)
    browser.post(page, confirmed(gone, "Once"))

    response = browser.post(page, confirmed(gone, "Twice"))

    assert response.status_code == 302
    assert AuditEvent.objects.filter(action="deleted").count() == 1
