"""What the lists show, and that they answer whatever they are asked."""

from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from catalog.models import Actor, Channel
from tests.admin.html_client import CLIENTS, MODELS, HtmlClient, page_messages, staff_client
from tests.factories import TEST_ACTOR, ApiClientFactory, StationModelFactory, connector_data

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

EVENTS = "/admin/catalog/auditevent/"
USERS = "/admin/auth/user/"
INBOX = "/admin/catalog/unknownhardware/"
IDENTITIES = "/admin/catalog/reportedidentity/"
SYNONYMS = "/admin/catalog/vendorsynonym/"
LISTS = [MODELS, CLIENTS, USERS]
ALL_LISTS = [*LISTS, EVENTS, INBOX, IDENTITIES, SYNONYMS]


@pytest.fixture(scope="module")
def ada(module_transaction: None) -> HtmlClient:
    return staff_client(username="ada", is_superuser=True)


@pytest.fixture
def browser(ada: HtmlClient) -> HtmlClient:
    return ada.again()


def models_in(response: Any) -> list[str]:
    return [row.model for row in response.context["cl"].result_list]


def test_a_row_shows_what_tells_models_apart(browser: HtmlClient) -> None:
    StationModelFactory(
        vendor="Alfen",
        model="NG910",
        friendly_name="Eve Double",
        power_type="AC_3_PHASE",
        connectors=[connector_data(1), connector_data(2), connector_data(3, connection_type="CHADEMO", format="CABLE")],
    )

    page = browser.get(MODELS).content.decode()

    for shown in (
        "Alfen",
        "NG910",
        "Eve Double",
        "AC 3-phase",
        "7.36 kW",
        "2 \xd7 Type 2 \xb7 1 \xd7 CHAdeMO",
        "tests</span>",
    ):
        assert shown in page


def test_models_stand_by_vendor_and_model_without_regard_to_case(browser: HtmlClient) -> None:
    StationModelFactory(vendor="wallbox", model="b")
    StationModelFactory(vendor="Wallbox", model="A")
    StationModelFactory(vendor="alfen", model="c")

    assert models_in(browser.get(MODELS)) == ["c", "A", "b"]


@pytest.mark.parametrize(
    ("column", "models"),
    [("1", ["m1", "m3", "m2"]), ("-3", ["m3", "m1", "m2"]), ("6", ["m3", "m1", "m2"]), ("-6", ["m2", "m1", "m3"])],
    ids=["vendor", "power, down", "changed longest ago", "changed last"],
)
def test_models_can_be_ordered(browser: HtmlClient, column: str, models: list[str]) -> None:
    first = StationModelFactory(vendor="C", model="m2", connectors=[connector_data(1, max_power_watts=3680)])
    StationModelFactory(
        vendor="B", model="m3", connectors=[connector_data(1), connector_data(2, max_power_watts=22080)]
    )
    StationModelFactory(vendor="A", model="m1", connectors=[connector_data(1)])
    first.rename("Last changed", by=TEST_ACTOR)

    assert models_in(browser.get(MODELS, {"o": column})) == models


@pytest.mark.parametrize(
    ("query", "models"),
    [({}, ["active"]), ({"state": "archived"}, ["gone"]), ({"state": "all"}, ["active", "gone"])],
)
def test_active_models_are_shown_unless_others_are_asked_for(
    browser: HtmlClient, query: dict[str, str], models: list[str]
) -> None:
    StationModelFactory(model="active")
    StationModelFactory(model="gone", archived=True)

    response = browser.get(MODELS, query)

    assert models_in(response) == models


@pytest.mark.parametrize(
    ("query", "models"),
    [
        ({"power_type": "DC"}, ["dc"]),
        ({"connection_type": "CHADEMO"}, ["dc"]),
        ({"format": "SOCKET"}, ["ac", "dc"]),
        ({"connection_type": "IEC_62196_T2", "format": "SOCKET"}, ["ac", "dc"]),
        # The CHAdeMO is a cable, and the socket beside it is no CHAdeMO.
        ({"connection_type": "CHADEMO", "format": "SOCKET"}, []),
        ({"power_type": "AC_1_PHASE", "connection_type": "CHADEMO"}, []),
    ],
)
def test_filters_narrow_and_together_mean_one_connector(
    browser: HtmlClient, query: dict[str, str], models: list[str]
) -> None:
    StationModelFactory(model="ac", power_type="AC_1_PHASE", connectors=[connector_data(1), connector_data(2)])
    cable = connector_data(2, connection_type="CHADEMO", format="CABLE")
    StationModelFactory(model="dc", power_type="DC", connectors=[connector_data(1), cable])

    assert models_in(browser.get(MODELS, query)) == models


@pytest.mark.parametrize(
    ("words", "models"),
    [
        ("eve", ["NG910"]),
        ("alfen ng9", ["NG910"]),
        ("doub ALFEN ng", ["NG910"]),
        ("fen", []),
        ("öster", ["Elbil"]),
        ("alfen elbil", []),
        ("100%", []),
    ],
)
def test_search_finds_words_of_vendor_model_and_friendly_name(
    browser: HtmlClient, words: str, models: list[str]
) -> None:
    StationModelFactory(vendor="Alfen", model="NG910", friendly_name="Eve Double")
    StationModelFactory(vendor="ÖSTERBERG", model="Elbil")

    assert models_in(browser.get(MODELS, {"q": words})) == models


def test_a_search_text_longer_than_any_name_is_refused_in_words(browser: HtmlClient) -> None:
    StationModelFactory()

    response = browser.get(MODELS, {"q": "a " * 5_000})

    assert models_in(response) == []
    assert page_messages(response) == ["Enter at most 200 characters."]


@pytest.mark.parametrize("path", ALL_LISTS)
@pytest.mark.parametrize(
    "query",
    [
        {"state": "gone"},
        {"kind": "\x00"},
        {"power_type": "AC_2_PHASE"},
        {"connection_type": "\x00"},
        {"connection_type": "CHADEMO", "format": "\x00"},
        {"format": ""},
        {"action": "\x00"},
        {"channel": "window"},
        {"access": "\x00"},
        {"is_active__exact": "\x00"},
        {"is_active__exact": "maybe"},
        {"vendor": "\x00"},
        {"vendor__regex": "("},
        {"vendor_key__contains": "\x00"},
        {"revision": "9" * 60},
        {"created_at__year": "99999999999"},
        {"id": "abc"},
        {"pk__in": "\x00"},
        {"connectors__station_model__vendor": "x"},
        {"username__startswith": "a"},
        {"user__password__startswith": "p"},
        {"client_secret__startswith": "p"},
        {"q": "\x00"},
        {"q": "'\"\\%_"},
        {"q": "x" * 60_000},
        {"q": "a " * 5_000},
        {"o": "abc"},
        {"o": "99.-99"},
        {"o": "9" * 5_000},
        {"p": "abc"},
        {"p": "0"},
        {"p": "-1"},
        {"p": "9" * 30},
        {"p": "9" * 5_000},
        {"e": "1", "p": "99"},
        {"all": ""},
        {"_popup": "1"},
        {"_facets": "True"},
        {"_to_field": "vendor"},
        {"_changelist_filters": "\x00"},
        {"surprise": "1"},
    ],
    ids=lambda query: "&".join(f"{name}={value!r:.20}" for name, value in query.items()),
)
def test_a_list_answers_whatever_it_is_asked(browser: HtmlClient, path: str, query: dict[str, str]) -> None:
    StationModelFactory()

    response = browser.get(path, query)

    assert response.status_code in {200, 302, 400}


def test_a_mistyped_filter_does_not_show_everything(browser: HtmlClient) -> None:
    StationModelFactory(archived=True)

    response = browser.get(MODELS, {"state": "archivd"})

    assert (response.status_code, response["Location"]) == (302, f"{MODELS}?e=1")


@pytest.mark.parametrize("path", LISTS)
def test_a_list_takes_as_many_queries_for_twenty_rows_as_for_one(
    browser: HtmlClient, path: str, django_assert_max_num_queries: Any
) -> None:
    _one_of_each()
    browser.get(path)  # warms what is counted once per revision
    with django_assert_max_num_queries(28 if path == MODELS else 8) as one:
        response = browser.get(path)
    allowed = len(one)
    assert len(response.context["cl"].result_list) >= 1
    for _ in range(19):
        _one_of_each()
    browser.get(path)

    with django_assert_max_num_queries(allowed) as twenty:
        response = browser.get(path)

    assert len(response.context["cl"].result_list) >= 20
    assert len(twenty) == allowed, _sql(twenty)


def test_a_list_is_cut_into_pages(browser: HtmlClient) -> None:
    for _ in range(51):
        StationModelFactory()

    assert len(models_in(browser.get(MODELS))) == 50
    assert len(models_in(browser.get(MODELS, {"p": "2"}))) == 1


def _one_of_each() -> None:
    station_model = StationModelFactory(connectors=[connector_data(1), connector_data(2)])
    client = ApiClientFactory()
    station_model.rename("Eve", by=Actor(channel=Channel.API, user=client.user, client=client))


def _sql(queries: CaptureQueriesContext) -> str:
    return "\n".join(query["sql"] for query in queries.captured_queries)
