"""The catalogue to leaf through: searched, recognised, shown and compared."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from catalog.models import ChargingStationModel
from catalog.pages.catalogue_views import PAGE_SIZE
from tests.factories import (
    TEST_ACTOR,
    ReportedIdentityFactory,
    StationModelFactory,
    VendorSynonymFactory,
    connector_data,
)
from tests.query_counts import queries

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7 }}"


@pytest.fixture(autouse=True)
def it_is_public(settings: Any) -> None:
    settings.CATALOGUE_BROWSER = "public"


def named(page: str) -> list[str]:
    """The models of a list, in its order."""
    return re.findall(r'<h3><a href="/catalogue/[0-9a-f-]{36}"><span class="vendor">[^<]*</span> ([^<]*)</a>', page)


def search(query: str = "") -> list[str]:
    response = Client().get(f"/catalogue{query}")
    assert response.status_code == 200
    return named(response.content.decode())


def test_the_list_shows_active_models_in_the_order_in_which_they_came() -> None:
    StationModelFactory(model="B")
    StationModelFactory(model="A")
    StationModelFactory(model="C", archived=True)

    assert search() == ["B", "A"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=pulsar", ["PLP1"]),
        ("?q=PULSAR+22", ["PLP1"]),
        ("?q=nothing", []),
        ("?plug=CHADEMO", ["Terra"]),
        ("?plug=IEC_62196_T2&format=CABLE", ["PLP1"]),
        ("?plug=IEC_62196_T2&format=SOCKET", ["Eve"]),
        ("?format=CABLE", ["PLP1", "Terra"]),
        ("?power_type=DC", ["Terra"]),
        ("?from_kw=22", ["PLP1", "Terra"]),
        ("?from_kw=7.36&to_kw=7.36", ["Eve"]),
        ("?to_kw=22.08", ["PLP1", "Eve"]),
        ("?q=+&plug=&from_kw=&after=&utm_source=x", ["PLP1", "Eve", "Terra"]),
    ],
)
def test_it_is_searched_by_words_plug_and_power(query: str, found: list[str]) -> None:
    cable = connector_data(format="CABLE", max_power_watts=22080)
    StationModelFactory(model="PLP1", friendly_name="Pulsar Plus 22 kW", connectors=[cable])
    StationModelFactory(model="Eve")
    StationModelFactory(
        model="Terra",
        power_type="DC",
        connectors=[connector_data(format="CABLE", connection_type="CHADEMO", max_power_watts=50_000)],
    )

    assert search(query) == found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?q=!!!", "Enter at least one letter or digit."),
        ("?q=a%00b", "Null characters are not allowed."),
        ("?q=" + "x" * 201, "at most 200 characters"),
        ("?q=" + "+".join(f"w{number}" for number in range(21)), "Search for at most 20 words."),
        ("?plug=SCHUKO", "SCHUKO is not one of the available choices"),
        ("?from_kw=much", "Enter a number."),
        ("?from_kw=NaN", "Enter a number."),
        ("?from_kw=-1", "greater than or equal to 0.001"),
        ("?from_kw=22&to_kw=11", "&quot;To kW&quot; must not be less than &quot;From kW&quot;."),
        ("?after=1", "Enter a valid UUID."),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field(query: str, said: str) -> None:
    StationModelFactory(model="Eve")

    response = Client().get(f"/catalogue{query}")

    assert response.status_code == 400
    page = response.content.decode()
    assert said in page
    assert named(page) == []


def test_pages_are_walked_to_the_end_without_a_gap() -> None:
    for number in range(PAGE_SIZE + 3):
        StationModelFactory(model=f"NG-{number:02}", friendly_name="Eve")

    first = Client().get("/catalogue?q=eve&plug=").content.decode()
    [more] = re.findall(r'href="(\?[^"]*)" rel="next"', first)
    second = Client().get(f"/catalogue{more.replace('&amp;', '&')}").content.decode()

    assert "q=eve" in more
    assert "plug" not in more
    assert named(first) + named(second) == [f"NG-{number:02}" for number in range(PAGE_SIZE + 3)]
    assert 'rel="next"' not in second
    assert 'href="?q=eve"' in second


def test_a_bookmark_may_have_been_archived_since() -> None:
    archived = StationModelFactory(model="A", archived=True)
    StationModelFactory(model="B")

    assert search(f"?after={archived.pk}") == ["B"]
    assert search(f"?after={uuid4()}") == []


def test_a_charger_is_recognised_by_what_it_reports() -> None:
    StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4")
    VendorSynonymFactory(name="Wall Box Chargers", vendor="Wallbox")

    page = Client().get("/catalogue/recognise?vendor=Wall+Box+Chargers&model=plp1+0+2+4").content.decode()

    assert named(page) == ["PLP1-0-2-4"]
    assert "<strong>Recognised.</strong> Vendor and model match a model in the catalogue." in page
    assert "Wall Box Chargers is a synonym of Wallbox" in page


def test_by_staffs_word_too_and_with_its_successor() -> None:
    old = StationModelFactory(model="Old")
    ReportedIdentityFactory(vendor="Alfen BV", model="ALF-1", station_models=[old], source="A forum")
    new = old.replace(
        vendor="Alfen",
        model="New",
        power_type="AC_1_PHASE",
        ocpp_url_key="x",
        connectors=[connector_data()],
        by=TEST_ACTOR,
    )

    moved = Client().get("/catalogue/recognise?vendor=Alfen+BV&model=ALF-1").content.decode()
    archived = Client().get("/catalogue/recognise?vendor=Alfen&model=Old").content.decode()

    assert (named(moved), named(archived)) == (["New"], ["Old"])
    assert "Staff recorded this report for the model" in moved
    assert "A forum" in moved
    assert f'It was replaced by <a href="/catalogue/{new.pk}">Alfen New</a>' in archived


def test_what_is_near_is_shown_and_not_called_recognised() -> None:
    StationModelFactory(model="NG910-60003")

    page = Client().get("/catalogue/recognise?vendor=Alfen&model=NG910-60004").content.decode()
    nothing = Client().get("/catalogue/recognise?vendor=&model=zzzzzzzz").content.decode()

    assert named(page) == ["NG910-60003"]
    assert "<strong>Not recognised.</strong> Similar models are listed below" in page
    assert "Recognised" not in page
    assert "There are no similar models" in nothing


def test_what_several_models_report_is_not_decided() -> None:
    models = [StationModelFactory(model="A"), StationModelFactory(model="B")]
    ReportedIdentityFactory(vendor="Alfen BV", model="ALF-1", station_models=models)

    page = Client().get("/catalogue/recognise?vendor=Alfen+BV&model=ALF-1").content.decode()

    assert named(page) == ["A", "B"]
    assert "several models send this report" in page


@pytest.mark.parametrize("query", ["", "?vendor=Alfen", "?model=%00", "?model=" + "x" * 201])
def test_a_report_without_a_model_is_asked_for_one(query: str) -> None:
    response = Client().get(f"/catalogue/recognise{query}")

    assert response.status_code == 400
    assert 'class="errorlist" id="id_model_error"' in response.content.decode()


def test_a_model_has_a_page_with_each_connector_drawn() -> None:
    station_model = StationModelFactory(
        model="Terra",
        friendly_name="Terra 54",
        power_type="DC",
        image_url="https://images.example.com/terra.png",
        connectors=[
            connector_data(1, connection_type="IEC_62196_T2_COMBO", format="CABLE", max_power_watts=50_000),
            connector_data(2, connection_type="IEC_62196_T2", max_amperage="32.5", max_voltage=400),
        ],
    )
    ReportedIdentityFactory(vendor="Alfen BV", model="ALF-1", station_models=[station_model])

    page = Client().get(f"/catalogue/{station_model.pk}").content.decode()

    assert page.count('<svg class="plug"') == 2
    assert (page.count('class="cable"'), page.count('class="plate"')) == (1, 1)
    for text in (
        "Terra 54",
        "1 · CCS2 cable",
        "50\u00a0kW",
        "2 · Type 2 socket",
        "7.36\u00a0kW",
        "AC, 1 phase · 32.5\u00a0A · 400\u00a0V",
        "DC · 32\u00a0A · 230\u00a0V",
        "<code>BackOffice-URL-wired</code>",
        "Alfen BV / ALF-1",
        str(station_model.pk),
    ):
        assert text in page, text
    assert 'href="https://images.example.com/terra.png" rel="noopener noreferrer">at images.example.com</a>' in page
    assert "<img" not in page


def test_an_archived_model_keeps_its_page_and_leads_to_its_successor() -> None:
    old = StationModelFactory(model="Old")
    new = old.replace(
        vendor="Alfen",
        model="New",
        power_type="AC_1_PHASE",
        ocpp_url_key="x",
        connectors=[connector_data()],
        by=TEST_ACTOR,
    )
    gone = StationModelFactory(model="Gone", archived=True)

    replaced, archived = (Client().get(f"/catalogue/{each.pk}").content.decode() for each in (old, gone))

    assert f'It was replaced by <a href="/catalogue/{new.pk}">Alfen New</a>' in replaced
    assert "<strong>Archived.</strong>" in archived


def test_two_or_three_models_are_laid_side_by_side_in_the_order_asked() -> None:
    one = StationModelFactory(model="A", ocpp_url_key="same")
    other = StationModelFactory(model="B", ocpp_url_key="same", connectors=[connector_data(1), connector_data(2)])

    page = Client().get(f"/catalogue/compare?id={other.pk}&id={one.pk}").content.decode()

    assert page.index("B</a>") < page.index("A</a>")
    assert "<td>2 \u00d7 Type 2 socket, 7.36\u00a0kW</td><td>Type 2 socket, 7.36\u00a0kW</td>" in page
    differing = re.findall(r'<tr class="differs">\s*<th scope="row">([^<]*)<', page)
    assert differing == ["Connectors"]


@pytest.mark.parametrize("count", [0, 1, 4])
def test_fewer_or_more_are_asked_to_be_two_or_three(count: int) -> None:
    ids = "&".join(f"id={StationModelFactory().pk}" for _ in range(count))

    response = Client().get(f"/catalogue/compare?{ids}")

    assert response.status_code == 400
    assert "Select two or three models" in response.content.decode()


@pytest.mark.parametrize("other", ["{one}", "none", "00000000-0000-4000-8000-000000000000", "%00"])
def test_one_model_twice_or_one_that_is_none_is_no_comparison(other: str) -> None:
    one = StationModelFactory()

    response = Client().get(f"/catalogue/compare?id={one.pk}&id={other.replace('{one}', str(one.pk))}")

    assert response.status_code == 400


def test_a_model_is_carried_along_to_be_compared_with_what_is_found() -> None:
    chosen = StationModelFactory(model="Chosen", friendly_name="One")
    StationModelFactory(model="Other", friendly_name="Two")

    page = Client().get(f"/catalogue?with={chosen.pk}&q=two").content.decode()

    assert f'name="id" value="{chosen.pk}" id="selected" checked' in page
    assert page.count(f'<input type="hidden" name="with" value="{chosen.pk}">') == 2
    assert Client().get("/catalogue?with=nonsense").status_code == 200


def test_texts_are_data_wherever_they_are_shown() -> None:
    hostile = StationModelFactory(
        vendor=f"{HOSTILE} v", model=f"{HOSTILE} m", friendly_name=f"{HOSTILE} f", ocpp_url_key=HOSTILE
    )
    plain = StationModelFactory(vendor=f"{HOSTILE} v", model="plain")
    ReportedIdentityFactory(vendor=HOSTILE, model="x", source=HOSTILE, station_models=[hostile])
    paths = {
        "/catalogue": {"with": str(hostile.pk)},
        "/catalogue/recognise": {"vendor": HOSTILE, "model": "x"},
        f"/catalogue/{hostile.pk}": {"next": HOSTILE},
        "/catalogue/compare": {"id": [str(hostile.pk), str(plain.pk)]},
    }

    for path, query in paths.items():
        page = Client().get(path, query).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&gt;&lt;img" in page, path
        assert "<script" not in page
        assert "<img" not in page
    refused = Client().get("/catalogue", {"q": "<b>!!!", "plug": "<b>"}).content.decode()
    assert "<b>" not in refused


def test_an_unchanged_catalogue_is_304_by_one_query() -> None:
    one, other = StationModelFactory(), StationModelFactory()
    paths = ["/catalogue?q=alfen", f"/catalogue/{one.pk}", f"/catalogue/compare?id={one.pk}&id={other.pk}",
             "/catalogue/recognise?model=x"]  # fmt: skip
    seen = {path: Client().get(path)["ETag"] for path in paths}

    for path, tag in seen.items():
        with queries(1):
            unchanged = Client().get(path, headers={"If-None-Match": tag})
        assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", tag)
        assert unchanged["Cache-Control"] == "no-cache"

    other.rename("Another", by=TEST_ACTOR)

    for path, tag in seen.items():
        changed = Client().get(path, headers={"If-None-Match": tag})
        assert (changed.status_code, changed["ETag"] != tag) == (200, True), path


@pytest.mark.parametrize("count", [1, PAGE_SIZE])
def test_a_page_takes_as_many_queries_with_one_model_as_with_many(count: int) -> None:
    models: list[ChargingStationModel] = [
        StationModelFactory(friendly_name="Eve", connectors=[connector_data(1), connector_data(2)])
        for _ in range(count)
    ]
    other = StationModelFactory()
    for each in range(count):
        ReportedIdentityFactory(model=f"ALF-{each}", station_models=[models[0]])

    with queries(2):  # the revision, the page
        Client().get("/catalogue")
    with queries(7):  # and what the text names, begins or has the words of
        Client().get("/catalogue?q=eve")
    with queries(4):  # the revision, the model, its evidence, its identities
        Client().get(f"/catalogue/{models[0].pk}")
    with queries(2):
        Client().get(f"/catalogue/compare?id={models[0].pk}&id={other.pk}")


def test_a_page_says_how_each_fact_is_known() -> None:
    link = "https://a.example/sheet.pdf?a=1&b=2"
    cited = {"level": "cited", "source": "<data sheet>", "link": link, "note": "page 7"}
    station_model = StationModelFactory(evidence={"ratings": cited, "ocppUrl": {"level": "assumed"}})

    page = Client().get(f"/catalogue/{station_model.pk}").content.decode()

    assert "<strong>Cited</strong>: the source gives it<br>&lt;data sheet&gt;" in page
    assert f'<a href="{link.replace("&", "&amp;")}" rel="noopener noreferrer">Source at a.example</a>' in page
    assert "<strong>Assumed</strong>: a default that nobody has checked" in page
    assert "<strong>No evidence</strong>" in page
    assert "/docs/reliability" in page


def test_leafing_changes_nothing() -> None:
    one = StationModelFactory()
    revision = one.revision

    for path in ("/catalogue", "/catalogue/recognise?model=unheard-of", f"/catalogue/{one.pk}"):
        Client().get(path)

    one.refresh_from_db()
    assert one.revision == revision
    assert ChargingStationModel.objects.count() == 1


def test_an_exact_code_is_first_and_pages_of_a_search_follow_each_other() -> None:
    for number in range(30):
        StationModelFactory(model=f"A{number:02}", friendly_name="like PLP1")
    StationModelFactory(model="PLP1")

    first = Client().get("/catalogue", {"q": "plp1"}).context
    second = Client().get(f"/catalogue{first['next']}").context

    shown = [each.model for page in (first, second) for each in page["models"]]
    assert shown == ["PLP1", *(f"A{number:02}" for number in range(30))]
    assert second["next"] is None
