"""Two people edit one model: nothing that either typed is lost, and each field is decided."""

from typing import Any

import pytest

from catalog.models import AuditEvent, ChargingStationModel
from tests.admin.html_client import HtmlClient, change_page, form_errors, form_fields, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory, connector_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def station_model() -> ChargingStationModel:
    return StationModelFactory(
        vendor="Alfen",
        model="NG910",
        friendly_name="Eve",
        evidence={"ocppUrl": {"level": "cited", "source": "manual"}},
        connectors=[connector_data(1), connector_data(2)],
    )


def edit_meanwhile(station_model: ChargingStationModel, **typed: str) -> None:
    response = staff_client(username="grace").save(change_page(station_model), typed)
    assert response.status_code == 302


def conflict_rows(response: Any) -> dict[str, tuple[list[str], list[str], list[str], bool]]:
    return {
        each.name: (each.before, each.theirs, each.yours, each.is_untouched) for each in response.context["conflicts"]
    }


def test_a_conflict_shows_each_field_before_theirs_and_yours(
    browser: HtmlClient, station_model: ChargingStationModel
) -> None:
    form = browser.form(change_page(station_model))
    edit_meanwhile(station_model, friendly_name="Eve Double", model="NG911")
    before = catalogue_rows()

    response = browser.post(
        change_page(station_model), {**form, "friendly_name": "Eve Single", "image_url": "https://x.example/a.png"}
    )

    assert "grace changed this model while you were editing." in form_errors(response)
    assert conflict_rows(response) == {
        "model": (["NG910"], ["NG911"], ["NG910"], True),
        "friendly_name": (["Eve"], ["Eve Double"], ["Eve Single"], False),
    }
    page = response.content.decode()
    assert 'value="Eve Single"' in page
    assert 'value="https://x.example/a.png"' in page
    assert page.count('aria-label="Keep theirs: Model" checked') == 1
    assert catalogue_rows() == before


def test_a_reviewed_conflict_is_saved_with_what_was_chosen(
    browser: HtmlClient, station_model: ChargingStationModel
) -> None:
    form = browser.form(change_page(station_model))
    edit_meanwhile(station_model, friendly_name="Eve Double", model="NG911")
    asked = browser.post(change_page(station_model), {**form, "friendly_name": "Eve Single"})

    saved = browser.post(change_page(station_model), form_fields(asked.content.decode()))

    assert saved.status_code == 302
    station_model.refresh_from_db()
    assert (station_model.model, station_model.friendly_name) == ("NG911", "Eve Single")


def test_their_connectors_and_evidence_can_be_kept(browser: HtmlClient, station_model: ChargingStationModel) -> None:
    form = browser.form(change_page(station_model))
    edit_meanwhile(
        station_model,
        **{"connectors-1-format": "CABLE", "ocpp_url_evidence_source": "manual, page 9"},
    )
    asked = browser.post(change_page(station_model), {**form, "friendly_name": "Mine", "connectors-0-format": "CABLE"})
    fields = form_fields(asked.content.decode())

    saved = browser.client.post(
        change_page(station_model),
        {
            **fields,
            "csrfmiddlewaretoken": browser.client.cookies["csrftoken"].value,
            "keep_theirs": ["connectors", "ocpp_url_evidence"],
        },
    )

    assert saved.status_code == 302
    station_model.refresh_from_db()
    assert station_model.friendly_name == "Mine"
    assert [each.format for each in station_model.connectors.all()] == ["SOCKET", "CABLE"]
    assert station_model.evidence.get().source == "manual, page 9"


def test_a_second_change_in_between_is_another_conflict(
    browser: HtmlClient, station_model: ChargingStationModel
) -> None:
    form = browser.form(change_page(station_model))
    edit_meanwhile(station_model, friendly_name="Two")
    asked = browser.post(change_page(station_model), {**form, "friendly_name": "Mine"})
    staff_client(username="joan").save(change_page(station_model), {"friendly_name": "Three"})

    again = browser.post(change_page(station_model), form_fields(asked.content.decode()))

    assert conflict_rows(again) == {"friendly_name": (["Two"], ["Three"], ["Mine"], False)}
    assert AuditEvent.objects.count() == 3


@pytest.mark.parametrize("names", ["nonsense", "pk", "\x00", "expected_revision"])
def test_fields_that_are_none_cannot_be_kept(
    browser: HtmlClient, station_model: ChargingStationModel, names: str
) -> None:
    before = catalogue_rows()

    response = browser.save(change_page(station_model), {"keep_theirs": names})

    assert response.status_code == 302
    assert catalogue_rows() == before
