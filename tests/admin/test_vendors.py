"""Vendors in the admin: the list, the page of one, and renaming it."""

import pytest

from catalog.models import AuditEvent, ChargingStationModel, Vendor, VendorSynonym
from tests.admin.html_client import HtmlClient, form_errors, form_fields, page_messages, staff_client, warm_figures
from tests.admin.import_helpers import row_values, upload
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import (
    TEST_ACTOR,
    StationModelFactory,
    UnknownHardwareFactory,
    VendorFactory,
    VendorSynonymFactory,
)
from tests.query_counts import queries

pytestmark = pytest.mark.django_db

VENDORS = "/admin/catalog/vendor/"
KEBA = f"{VENDORS}keba/change/"
RENAME = f"{VENDORS}keba/rename/"


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


def test_the_list_has_every_vendor_with_active_models(browser: HtmlClient) -> None:
    for vendor in ("keba", "KEBA", "KEBA", "Alfen"):
        StationModelFactory(vendor=vendor)
    VendorSynonymFactory(name="Kecontact", vendor="KEBA")

    everything = browser.get(VENDORS).content.decode()
    found = browser.get(VENDORS, {"q": "kecon"}).content.decode()

    assert f'<a href="{KEBA}">KEBA</a>' in everything
    assert '<td data-label="Spelled">KEBA, keba</td>' in everything
    assert "Alfen" in everything
    assert (KEBA in found, "Alfen" in found) == (True, False)


def test_a_search_without_a_letter_gets_a_message(browser: HtmlClient) -> None:
    assert page_messages(browser.get(VENDORS, {"q": "--"})) == ["Enter at least one letter or digit."]


def test_the_list_goes_on_after_a_hundred(browser: HtmlClient) -> None:
    for number in range(101):
        StationModelFactory(vendor=f"Vendor {number:03}")

    first = browser.get(VENDORS).content.decode()
    second = browser.get(VENDORS, {"after": "vendor099"}).content.decode()

    assert ("Vendor 099" in first, "Vendor 100" in first, "?after=vendor099" in first) == (True, False, True)
    assert ("Vendor 099" in second, "Vendor 100" in second, "?after=" in second) == (False, True, False)


def test_the_page_of_a_vendor_has_its_figures(browser: HtmlClient) -> None:
    StationModelFactory(vendor="KEBA", evidence={"ratings": {"level": "cited", "source": "p. 1"}})
    StationModelFactory(vendor="keba", evidence={"ratings": {"level": "known"}})
    StationModelFactory(vendor="KEBA", archived=True)
    VendorSynonymFactory(name="Kecontact", vendor="KEBA")
    UnknownHardwareFactory(vendor="Kecontact AG", count=3)

    page = browser.get(KEBA)

    figures = page.context["figures"]
    assert (figures.active, figures.archived) == (2, 1)
    assert figures.spellings == [("KEBA", 2), ("keba", 1)]
    assert dict(figures.shares)["Ratings"] == [50, 0, 50, 0, 0]
    assert [each.name for each in figures.aliases] == ["Kecontact"]
    assert (figures.unknown_entries, figures.unknown_reports) == (1, 3)


def test_what_is_typed_of_a_vendor_is_kept_with_an_event(browser: HtmlClient) -> None:
    StationModelFactory(vendor="KEBA")

    first = browser.save(KEBA, {"website": "https://keba.example", "note": ""})
    second = browser.save(KEBA, {"note": "Linz"})

    assert (first.status_code, second.status_code) == (302, 302)
    vendor = Vendor.objects.get()
    assert (vendor.name, vendor.website, vendor.note) == ("KEBA", "https://keba.example", "Linz")
    assert [each.user.username for each in vendor.events.all() if each.user] == ["ada", "ada"]


def test_a_bad_website_is_refused(browser: HtmlClient) -> None:
    StationModelFactory(vendor="KEBA")
    before = catalogue_rows()

    refused = browser.save(KEBA, {"website": "javascript:alert(1)"})

    assert "website" in form_errors(refused)
    assert catalogue_rows() == before


def test_the_second_to_save_gets_an_error(browser: HtmlClient) -> None:
    vendor = VendorFactory(name="KEBA")
    fields = browser.form(KEBA)
    vendor.edit(note="Linz", by=TEST_ACTOR)

    refused = browser.post(KEBA, {**fields, "note": "Wien"})

    assert "This was changed" in form_errors(refused)
    assert Vendor.objects.get().note == "Linz"


@pytest.mark.parametrize("path", ["change", "rename", "history"])
def test_an_unknown_vendor_redirects_to_the_index(browser: HtmlClient, path: str) -> None:
    answer = browser.get(f"{VENDORS}nobody/{path}/")

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_renaming_shows_how_many_models_change_and_one_confirmation_changes_them(browser: HtmlClient) -> None:
    for _ in range(26):
        StationModelFactory(vendor="keba")
    before = catalogue_rows()

    preview = browser.get(RENAME, {"name": "KEBA"})
    unchanged = catalogue_rows()
    done = browser.post(RENAME, {**form_fields(preview.content.decode()), "reason": "As it writes itself"})

    assert "26 charging station models will change" in preview.content.decode()
    assert unchanged == before
    assert (done.status_code, done["Location"]) == (302, KEBA)
    assert page_messages(browser.get(KEBA)) == ["keba is KEBA now: 26 charging station models changed."]
    events = AuditEvent.objects.filter(reason="As it writes itself", station_model__isnull=False)
    assert events.count() == 26
    assert {each.vendor for each in ChargingStationModel.objects.all()} == {"KEBA"}
    assert not VendorSynonym.objects.exists()


def test_a_rename_is_undone_by_one_press(browser: HtmlClient) -> None:
    StationModelFactory(vendor="keba", model="P30")
    StationModelFactory(vendor="keba", model="P40")
    preview = browser.get(RENAME, {"name": "Kecontact"})
    browser.post(RENAME, {**form_fields(preview.content.decode()), "reason": "One maker"})
    token = form_fields(browser.get("/admin/catalog/vendor/").content.decode())["token"]

    done = browser.post("/admin/catalog/auditevent/undo/", {"token": token}, follow=True)

    assert page_messages(done) == ["Undone: 3 changes."]
    assert {each.vendor for each in ChargingStationModel.objects.all()} == {"keba"}
    assert not VendorSynonym.objects.exists()


def test_a_rename_without_a_reason_changes_nothing(browser: HtmlClient) -> None:
    StationModelFactory(vendor="keba")
    fields = form_fields(browser.get(RENAME, {"name": "KEBA"}).content.decode())
    before = catalogue_rows()

    refused = browser.post(RENAME, {**fields, "reason": " "})

    assert "Nothing has been changed. This field is required." in refused.content.decode()
    assert catalogue_rows() == before


def test_two_people_rename_one_vendor_and_the_second_gets_an_error(browser: HtmlClient) -> None:
    StationModelFactory(vendor="keba")
    grace = staff_client(username="grace")
    forms = [form_fields(each.get(RENAME, {"name": "KEBA"}).content.decode()) for each in (browser, grace)]

    first = browser.post(RENAME, {**forms[0], "reason": "a"})
    second = grace.post(RENAME, {**forms[1], "name": "Keba", "reason": "b"})

    assert (first.status_code, second.status_code) == (302, 200)
    assert "has changed since you opened the page" in page_messages(second)[0]
    assert ChargingStationModel.objects.get().vendor == "KEBA"


def test_a_merge_that_would_give_two_models_one_name_is_shown_and_refused(browser: HtmlClient) -> None:
    StationModelFactory(vendor="keba", model="P30")
    StationModelFactory(vendor="Kecontact", model="p30")
    preview = browser.get(RENAME, {"name": "Kecontact"})
    before = catalogue_rows()

    refused = browser.post(RENAME, {"name": "Kecontact", "state": preview.context["state"], "reason": "One maker"})

    assert "Models that prevent this" in preview.content.decode()
    assert refused.status_code == 200
    assert "Archive one of the two." in page_messages(refused)[0]
    assert catalogue_rows() == before


def test_a_change_of_a_vendor_is_in_every_history(browser: HtmlClient) -> None:
    vendor = VendorFactory(name="KEBA")
    vendor.edit(note="Linz", by=TEST_ACTOR)
    event = vendor.events.latest("revision")

    pages = [f"{VENDORS}{vendor.pk}/history/", f"/admin/catalog/auditevent/{event.pk}/change/", "/admin/"]

    for path in (*pages, "/admin/catalog/auditevent/?subject=vendor"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert "KEBA" in answer.content.decode()


@pytest.mark.parametrize("name", ["--", "a\u202eb", "x" * 201])
def test_a_bad_new_name_gets_a_message(browser: HtmlClient, name: str) -> None:
    StationModelFactory(vendor="keba")
    before = catalogue_rows()

    for answer in (browser.get(RENAME, {"name": name}), browser.post(RENAME, {"name": name, "reason": "x"})):
        assert answer.status_code == 200
        assert page_messages(answer)
    assert catalogue_rows() == before


def test_a_preview_of_an_import_proposes_the_known_spelling(browser: HtmlClient) -> None:
    StationModelFactory(vendor="ALFEN", model="P40")

    preview = upload(browser, [row_values("NG910")])

    assert [len(each.doubts) for each in preview.context["preview"].rows] == [1]
    assert "The catalogue writes this vendor ALFEN." in preview.content.decode()


@pytest.mark.parametrize("vendors", [1, 100])
def test_the_list_takes_the_same_queries_for_many(browser: HtmlClient, vendors: int) -> None:
    for number in range(vendors):
        StationModelFactory(vendor=f"Vendor {number:03}")

    warm_figures(browser)
    with queries(6):
        browser.get(VENDORS)
