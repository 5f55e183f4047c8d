"""The catalogue to leaf through: searched, recognised, shown and compared."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import caches
from django.test import Client

from catalog.models import ChargingStationModel
from catalog.pages.catalogue_views import PAGE_SIZE
from catalog.pictures.addresses import picture_path
from catalog.pictures.rendering import render_picture
from tests.factories import (
    TEST_ACTOR,
    ReportedIdentityFactory,
    StationModelFactory,
    UserFactory,
    VendorSynonymFactory,
    connector_data,
)
from tests.picture_files import picture_file
from tests.query_counts import queries

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

THEME = '<script src="/static/catalog/theme.js">'
SCRIPT = '<script src="/static/catalog/browser.js" defer>'

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7 }}"


@pytest.fixture(autouse=True)
def it_is_public(settings: Any) -> Iterator[None]:
    settings.CATALOGUE_BROWSER = "public"
    caches["figures"].clear()
    yield
    caches["figures"].clear()


def named(page: str) -> list[str]:
    """The models of a list, in its order."""
    return re.findall(r'<h3><a href="/catalogue/[0-9a-f-]{36}"><span class="vendor">[^<]*</span> ([^<]*)</a>', page)


def search(query: str = "") -> list[str]:
    response = Client().get(f"/catalogue{query}")
    assert response.status_code == 200
    return named(response.content.decode())


def test_the_list_shows_active_models_by_name_and_counts_them() -> None:
    StationModelFactory(model="B")
    StationModelFactory(model="A")
    StationModelFactory(model="C", archived=True)

    assert search() == ["A", "B"]
    assert "<strong>2</strong> models</p>" in Client().get("/catalogue").content.decode()


@pytest.mark.parametrize(
    ("sort", "found"), [("name", ["A", "B", "C"]), ("power", ["B", "C", "A"]), ("newest", ["C", "A", "B"])]
)
def test_the_list_is_sorted_as_chosen(sort: str, found: list[str]) -> None:
    for model, watts in (("B", 50_000), ("A", 7_400), ("C", 22_000)):
        StationModelFactory(model=model, connectors=[connector_data(max_power_watts=watts)])

    assert search(f"?sort={sort}") == found
    assert search(f"?sort={sort}&plug=IEC_62196_T2") == found


def test_vendors_are_offered_with_their_number_and_filter_the_list() -> None:
    for vendor, model in (("Alfen", "A"), ("ALFEN", "B"), ("Wallbox", "C")):
        StationModelFactory(vendor=vendor, model=model)
    StationModelFactory(vendor="Gone", archived=True)

    page = Client().get("/catalogue?vendor=Alfen").content.decode()

    assert named(page) == ["A", "B"]
    assert re.findall(r"<option value=\"([^\"]+)\"[^>]*>[^<]* \((\d+)\)", page) == [("ALFEN", "2"), ("Wallbox", "1")]
    assert "<strong>2</strong> models match" in page
    StationModelFactory(vendor="Zaptec", model="D")
    assert "Zaptec (1)" in Client().get("/catalogue").content.decode()


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
        ("?to_kw=22.08", ["Eve", "PLP1"]),
        ("?q=+&plug=&from_kw=&page=&utm_source=x", ["Eve", "PLP1", "Terra"]),
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
        ("?page=x", "Enter a whole number."),
        ("?page=0", "greater than or equal to 1"),
        ("?sort=price", "price is not one of the available choices"),
        ("?vendor=" + "x" * 201, "at most 200 characters"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field(query: str, said: str) -> None:
    StationModelFactory(model="Eve")

    response = Client().get(f"/catalogue{query}")

    assert response.status_code == 400
    page = response.content.decode()
    assert said in page
    assert named(page) == []


def test_pages_are_walked_forward_and_back() -> None:
    for number in range(PAGE_SIZE + 3):
        StationModelFactory(model=f"NG-{number:02}", friendly_name="Eve")

    first, second, beyond = (Client().get(f"/catalogue?q=eve&page={n}").content.decode() for n in (1, 2, 9))

    assert named(first) + named(second) == [f"NG-{number:02}" for number in range(PAGE_SIZE + 3)]
    assert named(beyond) == named(second)
    assert 'name="page" value="2">Next page' in first
    assert "Previous page" not in first
    assert 'name="page" value="1">Previous page' in second
    assert "Next page" not in second
    assert "Page 2 of 2" in second


def test_an_exact_code_is_first_on_the_first_page() -> None:
    for number in range(PAGE_SIZE):
        StationModelFactory(model=f"A{number:02}", friendly_name="like PLP1")
    StationModelFactory(model="PLP1")

    assert search("?q=plp1") == ["PLP1", *(f"A{number:02}" for number in range(PAGE_SIZE - 1))]
    assert search("?q=plp1&page=2") == [f"A{PAGE_SIZE - 1:02}"]
    assert search("?q=plp1&sort=name")[0] == "A00"
    assert search("?sort=best")[0] == "A00"


def test_no_match_says_what_to_do() -> None:
    StationModelFactory(model="NG")

    page = Client().get("/catalogue?q=walbox").content.decode()

    assert "No models match “walbox”" in page
    assert 'href="/catalogue/recognise?vendor=&amp;model=walbox#results"' in page


def test_a_charger_is_recognised_by_what_it_reports() -> None:
    StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4")
    VendorSynonymFactory(name="Wall Box Chargers", vendor="Wallbox")

    page = Client().get("/catalogue/recognise?vendor=Wall+Box+Chargers&model=plp1+0+2+4").content.decode()

    assert named(page) == ["PLP1-0-2-4"]
    assert (
        "<strong>Recognised.</strong> Matches by name (&quot;Wall Box Chargers&quot; is an alias of Wallbox)." in page
    )
    plain = Client().get("/catalogue/recognise?vendor=Wallbox&model=plp1+0+2+4").content.decode()
    assert "<strong>Recognised.</strong> Matches by name.<" in plain


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
    assert "<strong>Recognised.</strong> Confirmed by our staff." in moved
    assert "A forum" in moved
    assert f'Replaced by <a href="/catalogue/{new.pk}">Alfen New</a>' in archived


def test_what_is_near_is_shown_and_not_called_recognised() -> None:
    StationModelFactory(model="NG910-60003")

    page = Client().get("/catalogue/recognise?vendor=Alfen&model=NG910-60004").content.decode()
    nothing = Client().get("/catalogue/recognise?vendor=&model=zzzzzzzz").content.decode()

    assert named(page) == ["NG910-60003"]
    assert "<strong>Not recognised.</strong> Closest models, check before use:" in page
    assert "Recognised" not in page
    assert "No similar model." in nothing


def test_what_several_models_report_is_not_decided() -> None:
    models = [StationModelFactory(model="A"), StationModelFactory(model="B")]
    ReportedIdentityFactory(vendor="Alfen BV", model="ALF-1", station_models=models)

    page = Client().get("/catalogue/recognise?vendor=Alfen+BV&model=ALF-1").content.decode()

    assert named(page) == ["A", "B"]
    assert "Several models report this name: it is one of these." in page


@pytest.mark.parametrize("query", ["?model=", "?vendor=Alfen", "?model=%00", "?model=" + "x" * 201])
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

    assert f'Replaced by <a href="/catalogue/{new.pk}">Alfen New</a>' in replaced
    assert "<strong>Archived</strong> on " in archived


def test_a_replacement_says_what_it_changed() -> None:
    old = StationModelFactory(model="NG", connectors=[connector_data(max_amperage=32)])
    new = old.replace(
        vendor="Alfen",
        model="NG",
        power_type="AC_1_PHASE",
        ocpp_url_key="BackOffice-URL-wired",
        connectors=[connector_data(max_amperage=16)],
        by=TEST_ACTOR,
    )

    page = Client().get(f"/catalogue/{old.pk}").content.decode()

    assert f'<a href="/catalogue/{new.pk}">Alfen NG</a></strong> on ' in page
    assert "<li>Max. current: 32\u00a0A → 16\u00a0A</li>" in page
    assert page.count("→") == 1


def test_an_unknown_id_is_a_page_with_a_search() -> None:
    pk = uuid4()

    response = Client().get(f"/catalogue/{pk}")

    assert response.status_code == 404
    assert str(pk) in response.content.decode()
    assert 'name="q"' in response.content.decode()


@pytest.mark.parametrize("count", [2, 4])
def test_two_to_four_models_are_compared_in_the_order_given(count: int) -> None:
    models = [StationModelFactory(model=model, ocpp_url_key="same") for model in "BADC"[: count - 1]]
    models.append(
        StationModelFactory(model="E", ocpp_url_key="same", connectors=[connector_data(1), connector_data(2)])
    )

    ids = "&".join(f"id={each.pk}" for each in models)
    page = Client().get(f"/catalogue/compare?{ids}&q=eve").content.decode()

    places = [page.index(f"{each.model}</a>") for each in models]
    assert places == sorted(places)
    assert "<td>2 \u00d7 Type 2 socket, 7.36\u00a0kW</td>" in page
    differing = re.findall(r'<tr class="differs">\s*<th scope="row">([^<]*)<', page)
    assert differing == ["Connectors"]
    back = re.findall(r'href="/catalogue\?([^"]*)">Back to the list', page)[0]
    assert "q=eve" in back
    assert all(str(each.pk) in back for each in models)


def test_one_selected_model_asks_for_another() -> None:
    one = StationModelFactory(model="NG910")

    response = Client().get(f"/catalogue/compare?id={one.pk}&id={one.pk}")

    page = response.content.decode()
    assert response.status_code == 200
    assert "Choose another model" in page
    assert f'href="/catalogue?id={one.pk}"' in page


@pytest.mark.parametrize("query", ["", "?id=none", "?id=%00", f"?id={UUID(int=1)}"])
def test_nothing_to_compare_leads_to_the_list(query: str) -> None:
    response = Client().get(f"/catalogue/compare{query}")

    assert response.status_code == 200
    assert "Nothing to compare yet" in response.content.decode()


def test_more_than_four_models_are_named_and_four_compared() -> None:
    ids = "&".join(f"id={StationModelFactory().pk}" for _ in range(5))

    page = Client().get(f"/catalogue/compare?{ids}&id={UUID(int=1)}").content.decode()

    assert "You selected 5 models. The first 4 are compared." in page
    assert "1 of the selected models no longer exists." in page
    assert page.count('<th scope="col">') == 4


def test_a_selection_stays_while_one_searches_and_pages() -> None:
    chosen = StationModelFactory(model="Chosen", friendly_name="One")
    other = StationModelFactory(model="Other", friendly_name="Two")

    page = Client().get(f"/catalogue?id={chosen.pk}&id={other.pk}&q=two").content.decode()

    boxes = dict(re.findall(r'<input type="checkbox" name="id" value="([^"]*)"( checked)?>', page))
    assert boxes == {str(other.pk): " checked", str(chosen.pk): " checked"}
    assert page.count('name="id"') == 2
    assert page.count("<form") == 1
    assert "Compare 2 models" in page
    recognised = Client().get(f"/catalogue/recognise?vendor=Alfen&model=Other&id={chosen.pk}").content.decode()
    assert f'<input type="hidden" name="id" value="{chosen.pk}">' in recognised
    assert f'value="{chosen.pk}" checked' in recognised
    assert Client().get("/catalogue?id=nonsense").status_code == 200


def test_texts_are_data_wherever_they_are_shown() -> None:
    hostile = StationModelFactory(
        vendor=f"{HOSTILE} v", model=f"{HOSTILE} m", friendly_name=f"{HOSTILE} f", ocpp_url_key=HOSTILE
    )
    plain = StationModelFactory(vendor=f"{HOSTILE} v", model="plain")
    ReportedIdentityFactory(vendor=HOSTILE, model="x", source=HOSTILE, station_models=[hostile])
    paths = {
        "/catalogue": {"id": str(hostile.pk)},
        "/catalogue/recognise": {"vendor": HOSTILE, "model": "x"},
        f"/catalogue/{hostile.pk}": {"next": HOSTILE},
        "/catalogue/compare": {"id": [str(hostile.pk), str(plain.pk)]},
    }

    for path, query in paths.items():
        page = Client().get(path, query).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&gt;&lt;img" in page, path
        assert re.findall("<script[^>]*>", page) in ([THEME], [THEME, SCRIPT]), path
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

    Client().get("/catalogue")  # counts the vendors of this revision
    with queries(4):  # the revision, for the vendors, too; the count and the page
        Client().get("/catalogue")
    with queries(9):  # and what the text names, begins or has the words of
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

    assert re.findall(r'<h3>(\w[^<]*) <span class="badge badge-(\w+)">([^<]*)</span>', page) == [
        ("Designation", "warning", "No evidence"),
        ("Ratings", "success", "Cited"),
        ("OCPP URL setting", "warning", "Assumed"),
    ]
    assert "<p>&lt;data sheet&gt;</p>" in page
    assert "The source gives it." in page
    assert f'<a href="{link.replace("&", "&amp;")}" rel="noopener noreferrer">Source at a.example</a>' in page
    assert "A default that nobody has checked." in page
    assert "Ratings verified" in page
    assert "Ratings unverified" in Client().get(f"/catalogue/{StationModelFactory().pk}").content.decode()
    assert "/docs/reliability" in page


def test_leafing_changes_nothing() -> None:
    one = StationModelFactory()
    revision = one.revision

    for path in ("/catalogue", "/catalogue/recognise?model=unheard-of", f"/catalogue/{one.pk}"):
        Client().get(path)

    one.refresh_from_db()
    assert one.revision == revision
    assert ChargingStationModel.objects.count() == 1


def test_a_picture_of_ours_is_shown_and_a_link_is_not_loaded() -> None:
    rendered = render_picture(picture_file(size=(640, 480)))
    shown, linked = StationModelFactory(model="Shown"), StationModelFactory(image_url="https://else.example/1.png")
    shown.set_picture(rendered, url=f"https://c.example{picture_path(rendered.hash)}", alt_text="<b>", by=TEST_ACTOR)
    linked.edit(image_url=f"https://c.example{picture_path('0' * 64)}", connectors=[connector_data()], by=TEST_ACTOR)

    page = Client().get(f"/catalogue/{shown.pk}").content.decode()

    assert f'src="{picture_path(rendered.hash, is_small=True)}"' in page
    assert 'width="640" height="480" alt="&lt;b&gt;"' in page
    assert "<img" not in Client().get(f"/catalogue/{linked.pk}").content.decode()
    with queries(7):  # with a first count of the vendors, and the pictures
        listed = Client().get("/catalogue").content.decode()
    assert listed.count("<img") == 1
    compared = Client().get(f"/catalogue/compare?id={shown.pk}&id={linked.pk}").content.decode()
    assert compared.count("<img") == 1


def test_staff_alone_are_offered_to_edit() -> None:
    station_model = StationModelFactory()
    path = f"/catalogue/{station_model.pk}"
    staff = Client()
    staff.force_login(UserFactory(is_staff=True))
    customer = Client()
    customer.force_login(UserFactory())

    edit = f'href="/admin/catalog/chargingstationmodel/{station_model.pk}/change/">Edit model</a>'
    answers = [client.get(path) for client in (staff, customer, Client())]

    assert [edit in each.content.decode() for each in answers] == [True, False, False]
    assert [each["Vary"] for each in answers] == ["Cookie"] * 3
    assert answers[0]["ETag"] != answers[1]["ETag"] == answers[2]["ETag"]
    assert staff.get(path, headers={"If-None-Match": answers[2]["ETag"]}).status_code == 200


def test_the_data_sheet_has_a_code_that_leads_to_the_page(settings: Any) -> None:
    settings.PUBLIC_URL = "https://catalogue.example.com"
    station_model = StationModelFactory()

    page = Client().get(f"/catalogue/{station_model.pk}").content.decode()

    [svg] = re.findall(r'<svg[^>]*class="qr".*?</svg>', page)
    assert f"<title>https://catalogue.example.com/catalogue/{station_model.pk}</title>" in svg
    assert "style=" not in svg
