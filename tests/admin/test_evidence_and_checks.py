"""Evidence in the form of a model, and quality checks on its page, in the list and on the first page."""

from typing import Any

import pytest

from catalog.models import AuditEvent, ChargingStationModel, DismissedCheck, Evidence
from catalog.models.evidence import record_evidence
from tests.admin.html_client import HtmlClient, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory, connector_data

pytestmark = pytest.mark.django_db

LIST = "/admin/catalog/chargingstationmodel/"
ADD = f"{LIST}add/"
EVIDENCE = {
    "designation": {"level": "cited", "source": "price list, page 1"},
    "ratings": {"level": "derived", "source": "price list, page 2", "note": "A x V"},
    "ocppUrl": {"level": "assumed"},
}
WATTS = "connectors-0-max_power_watts"


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


def page_of(station_model: ChargingStationModel, view: str = "change") -> str:
    return f"{LIST}{station_model.pk}/{view}/"


def evidence_of(station_model: ChargingStationModel) -> dict[str, dict[str, str]]:
    return record_evidence(Evidence.objects.filter(station_model=station_model))


def a_model(**fields: Any) -> ChargingStationModel:
    return StationModelFactory(**{"vendor": "Alfen", "model": "NG900", "evidence": EVIDENCE, **fields})


def test_the_form_shows_evidence_and_saves_it_as_one_change(browser: HtmlClient) -> None:
    station_model = a_model()
    before = AuditEvent.objects.count()

    form = browser.form(page_of(station_model))
    browser.save(
        page_of(station_model),
        {"ocpp_url_evidence_level": "cited", "ocpp_url_evidence_source": "manual, page 9", "reason": "Found it."},
    )

    assert form["ratings_evidence_source"] == "price list, page 2"
    assert evidence_of(station_model) == {**EVIDENCE, "ocppUrl": {"level": "cited", "source": "manual, page 9"}}
    assert AuditEvent.objects.count() == before + 1
    assert station_model.events.latest("revision").reason == "Found it."


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"ratings_holds": "on"}, EVIDENCE["ratings"]),
        ({"ratings_evidence_source": "data sheet"}, {**EVIDENCE["ratings"], "source": "data sheet"}),
        ({f"ratings_evidence_{part}": "" for part in ("level", "source", "link", "note")}, None),
    ],
)
def test_a_changed_fact_has_the_evidence_that_was_confirmed_or_entered(
    browser: HtmlClient, typed: dict[str, str], kept: dict[str, str] | None
) -> None:
    station_model = a_model()

    response = browser.save(page_of(station_model), {WATTS: "7", **typed})

    assert response.status_code == 302
    assert evidence_of(station_model).get("ratings") == kept
    assert evidence_of(station_model)["designation"] == EVIDENCE["designation"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ratings_evidence_level": "cited", "ratings_evidence_source": ""}, "Specify the source"),
        ({"ratings_evidence_level": "sure"}, "Level: Select a valid choice"),
        ({"ratings_evidence_level": ""}, "Select a level, or clear source, link and note."),
        ({"ratings_evidence_link": "javascript:alert(1)"}, "Link: Must be an absolute http or https URL"),
        ({"ratings_evidence_note": "x" * 1001}, "Note: Ensure this value has at most 1000 characters"),
        ({"ratings_evidence_source": "a\u202eb"}, "Source: Must not contain control characters"),
        ({"image_evidence_level": "known"}, "there is no image to have evidence"),
    ],
)
def test_bad_evidence_is_a_form_error_and_nothing_changes(
    browser: HtmlClient, typed: dict[str, str], said: str
) -> None:
    station_model = a_model()
    form = browser.form(page_of(station_model))
    before = catalogue_rows()

    response = browser.post(page_of(station_model), {**form, **typed})

    assert response.status_code == 200
    assert said in response.content.decode()
    assert catalogue_rows() == before


@pytest.mark.parametrize(
    ("typed", "fact"),
    [
        ({WATTS: "7"}, "Ratings"),
        ({"connectors-0-max_amperage": "31"}, "Ratings"),
        ({"connectors-0-max_voltage": "235"}, "Ratings"),
        ({"model": "NG901"}, "Designation"),
        ({"ocpp_url_key": "Url"}, "OCPP URL"),
        ({"image_url": "https://images.example.com/b.png"}, "Image"),
    ],
)
def test_a_changed_fact_whose_source_is_not_confirmed_is_asked_about(
    browser: HtmlClient, typed: dict[str, str], fact: str
) -> None:
    image = {"level": "known"}
    station_model = a_model(image_url="https://images.example.com/a.png", evidence={**EVIDENCE, "image": image})
    form = browser.form(page_of(station_model))
    before = catalogue_rows()

    response = browser.post(page_of(station_model), {**form, **typed})

    assert response.status_code == 200
    [question] = [each for each in response.context["error_summary"] if "changed. Tick" in each.text]
    assert question.text.startswith(fact)
    assert f'id="{question.field_id}"' in response.content.decode()
    assert catalogue_rows() == before


def test_an_image_that_is_removed_is_not_asked_about(browser: HtmlClient) -> None:
    evidence = {**EVIDENCE, "image": {"level": "known"}}
    station_model = a_model(image_url="https://images.example.com/a.png", evidence=evidence)

    response = browser.save(page_of(station_model), {"image_url": ""})

    assert response.status_code == 302
    assert evidence_of(station_model) == EVIDENCE


def test_a_duplicate_begins_with_the_evidence_of_what_it_shares(browser: HtmlClient) -> None:
    station_model = a_model()

    browser.save(f"{ADD}?copy={station_model.pk}", {"model": "NG901", "friendly_name": "Eve"})

    copy = ChargingStationModel.objects.get(model="NG901")
    assert evidence_of(copy) == {subject: EVIDENCE[subject] for subject in ("ratings", "ocppUrl")}


def test_the_list_is_narrowed_by_level_and_by_check(browser: HtmlClient) -> None:
    for number, ratings in enumerate(("cited", "known", None)):
        evidence = {"ratings": {"level": ratings, "source": "x"}} if ratings else {}
        a_model(model=f"NG90{number}", evidence=evidence, friendly_name=None if number else "Eve")

    def models(query: str) -> list[str]:
        response = browser.get(f"{LIST}?{query}")
        assert response.status_code == 200
        return sorted(each.model for each in response.context["cl"].result_list)

    assert models("ratings_evidence=cited") == ["NG900"]
    assert models("ratings_evidence=none") == ["NG902"]
    assert models("ocpp_url_evidence=none&ratings_evidence=known") == ["NG901"]
    assert models("check=unsourced_ratings") == ["NG901", "NG902"]
    assert models("check=no_evidence") == ["NG902"]
    assert models("check=no_friendly_name&ratings_evidence=known") == ["NG901"]
    assert browser.get(f"{LIST}?check=nonsense").status_code == 302
    assert browser.get(f"{LIST}?ratings_evidence=sure").status_code == 302


def test_a_check_is_dismissed_with_a_reason_and_taken_back(browser: HtmlClient) -> None:
    station_model = a_model(connectors=[connector_data(max_power_watts=22_080)])
    checks = page_of(station_model, "checks")

    dismissed = browser.post(checks, {"check": "doubtful_figures", "reason": "A special build."}, follow=True)
    event = station_model.events.latest("revision")
    found = browser.get(f"{LIST}?check=doubtful_figures").context["cl"].result_list
    reopened = browser.post(checks, {"reopen": "doubtful_figures"}, follow=True)

    assert (event.channel, event.reason) == ("admin", "A special build.")
    assert "A special build." in dismissed.content.decode()
    assert list(found) == []
    assert ">Reopen<" not in reopened.content.decode()
    assert not DismissedCheck.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"check": "doubtful_figures", "reason": ""},
        {"check": "doubtful_figures", "reason": "x" * 501},
        {"check": "nonsense", "reason": "Seen."},
        {"reopen": "nonsense"},
        {},
    ],
)
def test_a_bad_dismissal_changes_nothing(browser: HtmlClient, typed: dict[str, str]) -> None:
    station_model = a_model()
    before = catalogue_rows()

    response = browser.post(page_of(station_model, "checks"), typed)

    assert response.status_code in (302, 400) or not typed
    assert catalogue_rows() == before
