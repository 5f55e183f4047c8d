"""The search page, its JSON, and the order of the model list when a term is given."""

from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import AuditEvent, ChargingStationModel
from tests.admin.html_client import HtmlClient, staff_client
from tests.domain.test_ranking import HOSTILE
from tests.factories import (
    TEST_ACTOR,
    ReportedIdentityFactory,
    StationModelFactory,
    UnknownHardwareFactory,
    VendorSynonymFactory,
    connector_data,
)

pytestmark = pytest.mark.django_db

SEARCH = "/admin/search/"
LIST = "/admin/catalog/chargingstationmodel/"


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(is_superuser=True)


def json_of(browser: HtmlClient, text: str) -> dict[str, Any]:
    response = browser.client.get(SEARCH, {"q": text}, headers={"Accept": "application/json"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    answer: dict[str, Any] = response.json()
    return answer


def groups_of(browser: HtmlClient, text: str) -> dict[str, list[dict[str, str]]]:
    return {group["title"]: group["results"] for group in json_of(browser, text)["groups"]}


def titles(browser: HtmlClient, text: str, group: str) -> list[str]:
    return [each["title"] for each in groups_of(browser, text).get(group, [])]


@pytest.mark.parametrize("archived", [False, True])
def test_an_id_opens_its_model(browser: HtmlClient, archived: bool) -> None:
    station_model = StationModelFactory(archived=archived)

    response = browser.get(SEARCH, {"q": str(station_model.pk)})

    assert response.status_code == 302
    assert str(station_model.pk) in response["Location"]


def test_the_id_of_a_deleted_model_opens_its_history(browser: HtmlClient) -> None:
    station_model = StationModelFactory(model="PLP1", archived=True)
    pk = station_model.pk
    station_model.delete_permanently(by=replace(TEST_ACTOR, reason="Twice"))

    [best] = groups_of(browser, str(pk))["Best match"]

    assert (best["title"], best["badge"]) == ("Alfen PLP1", "Deleted")
    assert "PLP1" in browser.get(best["url"]).content.decode()


def test_a_request_id_shows_what_was_changed_in_it(browser: HtmlClient) -> None:
    station_model = StationModelFactory(model="PLP1")
    station_model.archive(by=replace(TEST_ACTOR, request_id="a-request:4711"))

    [event] = groups_of(browser, "a-request:4711")["Activity"]

    assert event["title"] == "Archived: Alfen PLP1"
    assert browser.get(event["url"]).status_code == 200


def test_each_group_has_what_begins_like_the_text(browser: HtmlClient) -> None:
    pulsar = StationModelFactory(
        vendor="Wallbox",
        model="Quasar",
        friendly_name="Bidirectional",
        connectors=[connector_data(max_power_watts=22_080)],
        power_type="AC_3_PHASE",
    )
    StationModelFactory(vendor="Wallbox", model="Quasar 2", archived=True)
    ReportedIdentityFactory(vendor="Wallbox", model="QX", station_models=[pulsar])
    UnknownHardwareFactory(vendor="Wallbox", model="Quasar-X", count=7)
    VendorSynonymFactory(name="Wall Box Chargers", vendor="Wallbox")

    found = groups_of(browser, "wallbox")

    assert [each["title"] for each in found["Models"]] == ["Wallbox Quasar", "Wallbox Quasar 2"]
    assert found["Models"][0]["detail"] == "Bidirectional · 22.08\N{NO-BREAK SPACE}kW · AC, 3 phases · Type 2"
    assert [each["badge"] for each in found["Models"]] == ["", "Archived"]
    assert [each["title"] for each in found["Reported names"]] == ["Wallbox / QX"]
    assert [(each["title"], each["detail"]) for each in found["Best match"]] == [
        ("Wallbox", "1 model · also Wall Box Chargers")
    ]
    assert [(each["title"], each["detail"]) for each in found["Inbox"]] == [("Wallbox / Quasar-X", "7 reports")]
    assert [each["title"] for each in found["Do"]] == ['Add model "wallbox"']
    assert titles(browser, "quasar", "Best match") == ["Wallbox Quasar"]
    assert titles(browser, "wall box chargers quasar", "Best match") == ["Wallbox Quasar"]


def test_a_slash_shows_what_is_recognised(browser: HtmlClient) -> None:
    VendorSynonymFactory(name="Wall Box Chargers", vendor="Wallbox")
    StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4")

    [known] = groups_of(browser, "Wall Box Chargers / plp1 0 2 4")["Recognise Wall Box Chargers / plp1 0 2 4"]
    [near] = groups_of(browser, "Wallbox/PLP1-0-2-5")["Recognise Wallbox / PLP1-0-2-5"]
    [unknown] = groups_of(browser, "Else / E-1")["Recognise Else / E-1"]

    assert (known["title"], known["badge"]) == ("Wallbox PLP1-0-2-4", "Recognised")
    assert known["detail"] == 'Matches by name ("Wall Box Chargers" is an alias of Wallbox)'
    assert (near["title"], near["badge"]) == ("Wallbox PLP1-0-2-4", "Not recognised")
    assert unknown["title"] == "No similar model"


def test_pages_are_those_that_the_person_may_open(browser: HtmlClient) -> None:
    assert titles(browser, "users", "Go to") == ["Users"]
    assert titles(staff_client(), "users", "Go to") == []
    assert titles(staff_client(), "inbox", "Go to") == ["Inbox"]
    assert titles(staff_client(), "add vendor", "Go to") != []


def test_a_text_that_nothing_matches_is_answered_with_what_it_may_mean(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Wallbox", model="PLP2-0-2-4")

    walbox = json_of(browser, "walbox")
    page = browser.get(SEARCH, {"q": "PLP2-0-2-5"}).content.decode()

    assert walbox["message"] == 'Nothing matches "walbox".'
    assert [(each["title"], each["detail"]) for each in walbox["suggestions"]] == [("Wallbox", "1")]
    assert "Did you mean" in page
    assert "Wallbox PLP2-0-2-4" in page


def test_an_empty_field_has_the_last_eight_models_that_were_opened(browser: HtmlClient) -> None:
    station_models = [StationModelFactory() for _ in range(9)]
    for each in [*station_models, station_models[4]]:
        browser.get(reverse("admin:catalog_chargingstationmodel_change", args=[each.pk]))

    expected = [str(station_models[place]) for place in (4, 8, 7, 6, 5, 3, 2, 1)]
    assert titles(browser, "", "Last visited") == expected
    other = staff_client()
    other.client.cookies["visited"] = browser.client.cookies["visited"].value
    assert titles(other, "", "Last visited") == []


@pytest.mark.parametrize("text", [each for each in HOSTILE if each != "\ud800"])
def test_hostile_texts_are_answered(browser: HtmlClient, text: str) -> None:
    StationModelFactory(model="PLP1")

    assert titles(browser, text, "Models") == []
    assert browser.get(SEARCH, {"q": text}).status_code == 200
    assert browser.get(LIST, {"q": text}).status_code == 200


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("word " * 1_000, "Search for at most 200 characters."),
        (" ".join("abcdefghijklmnopqrstu"), "Search for at most 20 words."),
        ("!!", "Enter at least one letter or digit."),
    ],
)
def test_a_text_that_cannot_be_searched_for_says_why(browser: HtmlClient, text: str, message: str) -> None:
    assert message in browser.get(SEARCH, {"q": text}).content.decode()


def test_the_own_code_of_every_shipped_model_is_first() -> None:
    call_command("seed_catalog", stdout=StringIO(), stderr=StringIO())
    browser = staff_client()
    active = ChargingStationModel.objects.active()
    wrong, most = [], 0
    for station_model in active.order_by("created_revision"):
        with CaptureQueriesContext(connection) as captured:
            [first, *_] = ChargingStationModel.objects.search(station_model.model)
        most = max(most, len(captured))
        if first.model_key != station_model.model_key:
            wrong.append((station_model, first))
    assert wrong == []
    assert most <= 20

    for code in ("PLP2-0-2-4", "Charge", "NG910-60003"):
        if not active.filter(model=code).exists():
            continue
        [listed, *_] = browser.get(LIST, {"q": code}).context["cl"].result_list
        assert listed.model == code
        best = groups_of(browser, code)["Best match"][0]["title"]
        assert best.endswith(code)


def test_the_list_has_the_best_first_and_every_match_once_over_its_pages(browser: HtmlClient) -> None:
    for number in range(60):
        StationModelFactory(vendor="Alfen", model=f"A{number:02}", friendly_name="like PLP1")
    exact = StationModelFactory(vendor="Zaptec", model="PLP1")

    pages = [browser.get(LIST, {"q": "plp1", "p": page}).context["cl"] for page in (1, 2)]

    shown = [each for page in pages for each in page.result_list]
    assert shown[0] == exact
    assert [each.model for each in shown[1:]] == [f"A{number:02}" for number in range(60)]
    assert {page.result_count for page in pages} == {61}


def test_the_list_is_sorted_by_the_column_that_is_chosen(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Alfen", model="A", friendly_name="like PLP1")
    StationModelFactory(vendor="Zaptec", model="PLP1")

    changelist = browser.get(LIST, {"q": "plp1", "o": "1"}).context["cl"]

    assert [each.model for each in changelist.result_list] == ["A", "PLP1"]


def test_the_list_finds_an_id(browser: HtmlClient) -> None:
    station_model = StationModelFactory()
    StationModelFactory()

    changelist = browser.get(LIST, {"q": str(station_model.pk)}).context["cl"]

    assert list(changelist.result_list) == [station_model]
    assert not AuditEvent.objects.exclude(action="created").exists()
