"""What the form of a model says before anything is saved: while typing, and at Save."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.admin.station_model.checking import CHECKS_PER_MINUTE
from catalog.http.rate_limits import minute_counter
from catalog.models import AuditEvent, ChargingStationModel
from tests.admin.html_client import ADD, MODELS, HtmlClient, change_page, form_errors, form_fields, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory, connector_data
from tests.query_counts import queries

pytestmark = pytest.mark.django_db

POWER = "connectors-0-max_power_watts"
CHECK_QUERIES = 12


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def station_model() -> ChargingStationModel:
    return StationModelFactory(
        vendor="Alfen", model="NG910", power_type="AC_3_PHASE", connectors=[connector_data(1, max_power_watts=22_080)]
    )


def check_page(station_model: ChargingStationModel) -> str:
    return change_page(station_model).replace("/change/", "/check/")


def check(browser: HtmlClient, station_model: ChargingStationModel, **typed: str) -> dict[str, Any]:
    form = browser.form(change_page(station_model))
    response = browser.post(check_page(station_model), {**form, **typed})
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = json.loads(response.content)
    return answer


# While typing


def test_a_check_says_what_was_understood_and_what_looks_wrong(
    browser: HtmlClient, station_model: ChargingStationModel
) -> None:
    before = catalogue_rows()

    answer = check(browser, station_model, **{POWER: "22 W"})

    assert answer["text"][f"id_{POWER}_reading"] == "= 22 W"
    assert answer["text"]["connectors-0_note"].startswith("32 A \N{MULTIPLICATION SIGN} 230 V")
    assert "22 W is far less than" in answer["html"]["editor-check"]
    assert "Power of connector 1 22,080 W → 22 W" in answer["html"]["editor-changes"]
    assert catalogue_rows() == before


def test_a_power_in_kilowatts_that_was_typed_in_watts_is_named(
    browser: HtmlClient, station_model: ChargingStationModel
) -> None:
    answer = check(browser, station_model, **{POWER: "22.08 W"})

    assert "Did you enter kW? 22.08 kW is 22,080 W." in answer["html"]["editor-check"]


def test_a_figure_with_two_readings_is_named_beside_its_field(
    browser: HtmlClient, station_model: ChargingStationModel
) -> None:
    answer = check(browser, station_model, **{POWER: "22.080"})

    assert "can be 22.08 kW or 22080 W" in answer["text"][f"id_{POWER}_reading"]


def test_a_check_of_a_new_model_knows_vendor_and_name(browser: HtmlClient, station_model: ChargingStationModel) -> None:
    known = browser.post(f"{ADD}check/", {"vendor": "alfen", "model": "NG-910"})
    new = browser.post(f"{ADD}check/", {"vendor": "Alfin", "model": "NG-910"})

    assert "Will be saved as <strong>Alfen</strong>" in json.loads(known.content)["html"]["vendor-note"]
    assert "A different product than Alfen NG910" in json.loads(known.content)["html"]["model-note"]
    assert "Add <strong>Alfin</strong> as a new vendor" in json.loads(new.content)["html"]["vendor-note"]


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"vendor": "<script>alert(1)</script>"},
        {"connectors-TOTAL_FORMS": "9" * 400, POWER: "1e999999999"},
        {"connectors-TOTAL_FORMS": "1000", "rows": "add"},
        {"connectors-TOTAL_FORMS": "\x00", "rows": "remove:\u0663"},
        {"expected_revision": "9" * 400, "rows": "up:99999999999999999999"},
        {"ratings_evidence_level": "sure", "image_url": "javascript:alert(1)"},
        {POWER: "9" * 5_000, "power_type": "x"},
    ],
)
def test_a_check_of_nonsense_answers_and_writes_nothing(
    browser: HtmlClient, station_model: ChargingStationModel, typed: dict[str, str]
) -> None:
    before = catalogue_rows()

    for path in (check_page(station_model), f"{check_page(station_model)}?replace=1", f"{ADD}check/?copy=x"):
        response = browser.post(path, typed)
        assert response.status_code == 200
        assert b"<script>alert" not in response.content

    assert catalogue_rows() == before


def test_a_check_of_a_model_that_is_not_there_is_not_found(browser: HtmlClient) -> None:
    for key in ("abc", "00000000-0000-4000-8000-000000000000", "9" * 500):
        assert browser.post(f"{MODELS}{key}/check/", {}).status_code == 404


def test_checks_of_one_person_are_bounded(
    request: pytest.FixtureRequest, browser: HtmlClient, station_model: ChargingStationModel
) -> None:
    request.addfinalizer(minute_counter.clear)

    answers = [browser.post(f"{ADD}check/", {"rows": "x"}).status_code for _ in range(CHECKS_PER_MINUTE + 5)]

    assert 429 in answers or len(set(answers)) == 1  # a minute may begin in between
    other = staff_client(username="grace")
    assert other.post(f"{ADD}check/", {}).status_code == 200


@pytest.mark.parametrize("connectors", [1, 64])
def test_a_check_takes_the_same_queries_for_any_number_of_connectors(browser: HtmlClient, connectors: int) -> None:
    station_model = StationModelFactory(connectors=[connector_data(number + 1) for number in range(connectors)])
    form = browser.form(change_page(station_model))

    with queries(CHECK_QUERIES):
        browser.post(check_page(station_model), {**form, "model": "Other", "vendor": "Elsewhere"})


def test_the_form_takes_the_same_queries_for_any_number_of_connectors(browser: HtmlClient) -> None:
    few = StationModelFactory(connectors=[connector_data(1)])
    many = StationModelFactory(connectors=[connector_data(number + 1) for number in range(64)])
    counts = []
    for station_model in (few, few, many):  # the first fills the caches
        for path in (change_page(station_model), f"{ADD}?copy={station_model.pk}"):
            with CaptureQueriesContext(connection) as captured:
                browser.get(path)
            counts.append(len(captured))

    assert counts[2:4] == counts[4:]


# At Save


def test_new_doubts_are_asked_about_before_anything_is_saved(
    browser: HtmlClient, station_model: ChargingStationModel
) -> None:
    form = browser.form(change_page(station_model))
    before = catalogue_rows()

    response = browser.post(change_page(station_model), {**form, POWER: "22 W"})

    page = response.content.decode()
    assert "Save as typed? 1 figure looks wrong" in page
    assert ">Save anyway</button>" in page
    assert 'value="22 W"' in page
    assert catalogue_rows() == before


def test_accepted_doubts_are_saved_and_stand_in_the_event(
    browser: HtmlClient, station_model: ChargingStationModel
) -> None:
    asked = browser.save(change_page(station_model), {POWER: "22 W"})
    fields = form_fields(asked.content.decode())

    response = browser.post(change_page(station_model), {**fields, "accepted_warnings": asked.context["doubts_digest"]})

    assert response.status_code == 302
    assert ChargingStationModel.objects.get().max_power_watts == 22
    assert AuditEvent.objects.latest("revision").accepted_warnings == ["too_little_power"]
    history = browser.get(change_page(station_model).replace("/change/", "/history/")).content.decode()
    assert "saved anyway: too little power" in history


@pytest.mark.parametrize("accepted", ["", "yes", "0" * 16, "\x00", "9" * 5000])
def test_other_doubts_than_the_accepted_ones_are_asked_about(
    browser: HtmlClient, station_model: ChargingStationModel, accepted: str
) -> None:
    asked = browser.save(change_page(station_model), {POWER: "22 W"})
    fields = form_fields(asked.content.decode())
    before = catalogue_rows()

    other = browser.post(
        change_page(station_model), {**fields, POWER: "21 W", "accepted_warnings": asked.context["doubts_digest"]}
    )
    wrong = browser.post(change_page(station_model), {**fields, "accepted_warnings": accepted})

    assert (other.status_code, wrong.status_code) == (200, 200)
    assert catalogue_rows() == before


def test_doubts_that_a_model_has_already_are_not_asked_about(browser: HtmlClient) -> None:
    station_model = StationModelFactory(connectors=[connector_data(1, max_power_watts=22)])

    response = browser.save(change_page(station_model), {"friendly_name": "Eve"})

    assert response.status_code == 302
    event = AuditEvent.objects.latest("revision")
    assert (event.action, event.accepted_warnings) == ("edited", [])


# Without a session


def test_a_form_that_is_sent_after_the_session_ended_is_explained_at_the_login(
    browser: HtmlClient, station_model: ChargingStationModel
) -> None:
    form = browser.form(change_page(station_model))
    before = catalogue_rows()
    del browser.client.cookies["sessionid"]

    response = browser.post(change_page(station_model), {**form, "friendly_name": "Eve"}, follow=True)

    assert response.redirect_chain[0][0].startswith("/admin/login/?next=")
    assert "so what you sent was not saved" in response.content.decode()
    assert catalogue_rows() == before


# Errors


def test_errors_are_listed_with_links_to_their_fields(browser: HtmlClient, station_model: ChargingStationModel) -> None:
    response = browser.save(
        change_page(station_model), {"model": "", POWER: "", "connectors-0-format": "", "reason": "a\nb"}
    )

    page = response.content.decode()
    assert "4 fields need your attention" in page
    assert "<title>Error: Edit" in page
    for field in ("id_model", f"id_{POWER}", "id_connectors-0-format", "id_reason"):
        assert f'<a href="#{field}">' in page
        assert f'id="{field}"' in page
    assert 'class="error-summary" role="alert" tabindex="-1" autofocus' in page
    # The error stands below its field.
    assert page.index('id="id_model"') < page.index('id="id_model_error"')
    assert "Connector 1: Enter the power." in page
    assert "model: Enter the model name." in form_errors(response)
