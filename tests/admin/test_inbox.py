"""The page of an entry of the inbox: what staff decide there, without a script."""

from typing import Any

import pytest

from catalog.models import (
    AuditEvent,
    CatalogueRevision,
    ChargingStationModel,
    Connector,
    InboxEvent,
    ReportedIdentity,
    UnknownHardware,
)
from catalog.resolve.inbox_check import check_inbox
from tests.admin.html_client import HtmlClient, change_page, form_fields, page_messages, staff_client
from tests.factories import (
    TEST_ACTOR,
    ApiClientFactory,
    ReportedIdentityFactory,
    StationModelFactory,
    UnknownHardwareFactory,
    VendorSynonymFactory,
    staff_actor,
)

pytestmark = pytest.mark.django_db

INBOX = "/admin/catalog/unknownhardware/"
UNDO = "/admin/catalog/auditevent/undo/"


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def entry() -> UnknownHardware:
    client = ApiClientFactory(name="CSMS of Example")
    return UnknownHardwareFactory(
        vendor="Wallbox", model="PLP1-0-2-5", count=7, first_client=client, last_client=client, serial_number="SN1"
    )


@pytest.fixture
def pulsar() -> ChargingStationModel:
    return StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4", friendly_name="Pulsar Plus")


def decide(browser: HtmlClient, entry: UnknownHardware, verb: str, query: str = "", **typed: str) -> Any:
    return browser.post(change_page(entry) + query, {"verb": verb, **typed}, follow=True)


def attach(browser: HtmlClient, entry: UnknownHardware, to: Any, **typed: str) -> Any:
    chosen = str(to.pk) if isinstance(to, ChargingStationModel) else to
    return decide(browser, entry, "attach", **{"station_model": chosen, "match": "exact", **typed})


def undo(browser: HtmlClient, response: Any) -> Any:
    return browser.post(UNDO, {"token": form_fields(response.content.decode())["token"]}, follow=True)


def everything() -> list[Any]:
    tables: list[Any] = [
        UnknownHardware,
        InboxEvent,
        ChargingStationModel,
        Connector,
        ReportedIdentity,
        AuditEvent,
        CatalogueRevision,
    ]
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


# What the page shows


def test_the_page_shows_the_facts_and_the_closest_models(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel
) -> None:
    UnknownHardwareFactory(vendor="Wallbox", model="PLP1-0-2-6")
    page = browser.get(change_page(entry)).content.decode()

    for shown in (
        '<h1 class="entry-name">Wallbox / PLP1-0-2-5</h1>',
        "7 reports since",
        "by CSMS of Example, last",
        "SN1",
        "PLP1-0-2-<mark>4</mark>",
        "Pulsar Plus",
        "7.36\u00a0kW · AC, 1 phase · Type 2 socket",
        "Same vendor, same series, ending differs.",
        "also matches 1 waiting entry.",
        "Matches 1 other waiting entry and 1 model&#x27;s name: PLP1-0-2-4.",
    ):
        assert shown in page


@pytest.mark.parametrize(
    ("vendor", "is_offered"), [("Wallbox", False), ("Wallbox S.L.", False), ("WBX", False), ("", False), ("Else", True)]
)
def test_an_alias_is_offered_only_for_a_vendor_that_is_unknown(
    browser: HtmlClient, pulsar: ChargingStationModel, vendor: str, is_offered: bool
) -> None:
    VendorSynonymFactory(name="WBX", vendor="Wallbox")
    entry = UnknownHardwareFactory(vendor=vendor, model="Something")

    page = browser.get(change_page(entry)).content.decode()

    assert ("Vendor alias..." in page) is is_offered


def test_without_a_near_model_a_new_one_comes_first(browser: HtmlClient, entry: UnknownHardware) -> None:
    page = browser.get(change_page(entry)).content.decode()

    assert "No similar model" in page
    assert 'class="btn btn-primary" href="' in page


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"returned_because": "unrecognised"}, "Was resolved by user-"),
        ({"returned_because": "frequent", "note": "A simulator"}, "Was ignored by user-"),
        ({"state": "ignored", "note": "A simulator", "count": 4}, "It waits again once it has been reported 40 times"),
    ],
)
def test_an_entry_says_what_was_decided(browser: HtmlClient, fields: dict[str, Any], shown: str) -> None:
    entry = UnknownHardwareFactory(**fields)

    assert shown in browser.get(change_page(entry)).content.decode()


def test_models_are_found_by_words_in_place_of_the_suggestions(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel
) -> None:
    far = StationModelFactory(vendor="Zaptec", model="Go", friendly_name="Go 2")

    page = browser.get(change_page(entry), {"find": "zaptec go"}).content.decode()

    assert f'value="{far.pk}"' in page
    assert f'value="{pulsar.pk}"' not in page
    assert "Back to suggestions" in page


@pytest.mark.parametrize("words", ["nothing like it", "\x00", "x" * 10_000, "%_'\"", "a " * 100])
def test_whatever_is_looked_for_is_answered(browser: HtmlClient, entry: UnknownHardware, words: str) -> None:
    assert browser.get(change_page(entry), {"find": words}).status_code == 200


# Attaching


def test_attaching_records_a_reported_name_and_opens_the_next_entry(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel
) -> None:
    following = UnknownHardwareFactory(vendor="Zaptec", count=3)
    UnknownHardwareFactory(vendor="Alfen", count=1)

    response = attach(browser, entry, pulsar, query="?sort=reports", source="ticket 7")

    assert response.request["PATH_INFO"] == change_page(following)
    [message] = page_messages(response)
    assert "Wallbox / PLP1-0-2-5</span> now resolves to" in message
    assert "2 left." in message
    identity = ReportedIdentity.objects.get()
    assert (identity.vendor, identity.model, identity.source) == ("Wallbox", "PLP1-0-2-5", "ticket 7")
    assert list(identity.station_models.all()) == [pulsar]
    entry.refresh_from_db()
    assert (entry.state, str(entry.decided_by), entry.count) == ("resolved", "ada", 7)
    event = AuditEvent.objects.latest("revision")
    assert (event.identity_id, event.action, event.actor_name) == (identity.pk, "created", "ada")


def test_attaching_everything_that_starts_with_says_first_what_that_is(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel
) -> None:
    UnknownHardwareFactory(vendor="Wallbox", model="PLP1-0-2-6")
    before = everything()
    typed = {"match": "prefix", "beginning": "PLP1-0-2-"}

    refused = attach(browser, entry, pulsar, **typed)

    assert "Check that, then attach." in refused.content.decode()
    assert everything() == before
    counted = form_fields(refused.content.decode())["counted"]
    response = attach(browser, entry, pulsar, **typed, counted=counted)
    assert "1 other entry was resolved, too. Nothing left." in page_messages(response)[0]
    assert ReportedIdentity.objects.get().model == "PLP1-0-2-*"
    assert response.request["PATH_INFO"] == INBOX


def test_a_beginning_is_counted_without_a_script_and_with_one(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel
) -> None:
    response = decide(browser, entry, "count", beginning="PLP", match="prefix", station_model=str(pulsar.pk))
    as_json = browser.get(f"{INBOX}{entry.pk}/matches/", {"prefix": "PLP"}).json()

    text = "Matches 0 other waiting entries and 1 model's name: PLP1-0-2-4."
    assert as_json == {"prefix": "PLP", "text": text}
    assert form_fields(response.content.decode())["counted"] == "PLP"
    assert form_fields(response.content.decode())["station_model"] == str(pulsar.pk)
    assert browser.get(f"{INBOX}{entry.pk}/matches/").json()["text"] == "Enter at least 3 letters or digits."


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"station_model": ""}, "Select a model to attach to."),
        ({"station_model": "abc"}, "is not a valid UUID."),
        ({"station_model": "\x00"}, "Null characters are not allowed."),
        ({"station_model": "00000000-0000-4000-8000-000000000000"}, "This model was deleted."),
        ({"match": "prefix"}, "Enter what the model names start with."),
        ({"match": "prefix", "beginning": "a\x00b"}, "Null characters are not allowed."),
        ({"match": "prefix", "beginning": "PLP1-0-2-5\x1b"}, "control characters"),
        ({"match": "prefix", "beginning": "x" * 201}, "at most 200 characters"),
        ({"match": "prefix", "beginning": "Else"}, "This does not match the reported model"),
        ({"match": "prefix", "beginning": "PL"}, "before a * at least 3 of them"),
        ({"serial_prefix": "SN2"}, "This does not match the reported serial number: SN1"),
        ({"firmware_prefix": "5"}, "none was reported"),
        ({"source": "a\x00b"}, "Null characters are not allowed."),
        ({"source": "x" * 501}, "at most 500 characters"),
    ],
)
def test_a_bad_attachment_is_a_form_error_and_changes_nothing(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel, typed: dict[str, str], complaint: str
) -> None:
    before = everything()

    response = attach(browser, entry, pulsar, **typed)

    assert response.status_code == 200
    assert complaint in response.content.decode()
    assert everything() == before


def test_a_name_that_is_taken_is_shown_and_can_be_moved(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel
) -> None:
    both = [pulsar, StationModelFactory()]
    owner = ReportedIdentityFactory(vendor="WALLBOX S.L.", model="PLP1 0-2-5", station_models=both)
    before = everything()

    refused = attach(browser, entry, pulsar)

    page = refused.content.decode()
    assert f'href="{change_page(owner)}"' in page
    assert "Move it here" in page
    assert everything() == before
    moved = browser.post(change_page(entry), {**form_fields(page), "verb": "move"}, follow=True)
    assert "now resolves to" in page_messages(moved)[0]
    assert list(owner.station_models.all()) == [pulsar]
    undo(browser, moved)
    assert owner.station_models.count() == 2
    assert UnknownHardware.objects.get().state == "waiting"


def test_a_taken_name_that_changed_since_is_not_moved(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel
) -> None:
    owner = ReportedIdentityFactory(vendor="Wallbox", model="PLP1-0-2-5")
    fields = {**form_fields(attach(browser, entry, pulsar).content.decode()), "verb": "move"}
    owner.edit(by=TEST_ACTOR, source="ticket 7")
    before = everything()

    changed, unknown, bad = (
        browser.post(change_page(entry), {**fields, **typed})
        for typed in ({}, {"identity": str(entry.pk)}, {"identity": "x", "revision": "y"})
    )

    assert "has changed since you opened the page" in changed.content.decode()
    assert "was deleted" in unknown.content.decode()
    assert "was deleted" in bad.content.decode()
    assert everything() == before


# Ignoring, reopening, undoing


def test_ignoring_says_until_when_and_is_undone_in_one_press(browser: HtmlClient, entry: UnknownHardware) -> None:
    response = decide(browser, entry, "ignore", note="Simulator")

    assert "is ignored until it has been reported 70 times. Nothing left." in page_messages(response)[0]
    entry.refresh_from_db()
    assert (entry.state, entry.note, str(entry.decided_by)) == ("ignored", "Simulator", "ada")

    undo(browser, response)

    entry.refresh_from_db()
    assert (entry.state, entry.note) == ("waiting", "")
    assert [each.action for each in entry.events.all()] == ["undone", "ignored"]


@pytest.mark.parametrize("note", ["a\x00b", "\u202e", "x" * 501])
def test_a_bad_note_is_a_form_error(browser: HtmlClient, entry: UnknownHardware, note: str) -> None:
    response = decide(browser, entry, "ignore", note=note)

    assert response.status_code == 200
    assert 'class="error"' in response.content.decode()
    assert UnknownHardware.objects.get().state == "waiting"


def test_undoing_an_attachment_deletes_the_name_and_puts_every_entry_back(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel
) -> None:
    UnknownHardwareFactory(vendor="Wallbox", model="PLP1-0-2-6")
    typed = {"match": "prefix", "beginning": "PLP1-0-2-", "counted": "PLP1-0-2-"}
    response = attach(browser, entry, pulsar, **typed)
    assert not UnknownHardware.objects.waiting().exists()

    undo(browser, response)
    check_inbox()

    assert not ReportedIdentity.objects.exists()
    assert {each.returned_because for each in UnknownHardware.objects.waiting()} == {"reopened", "unrecognised"}


def test_an_undo_after_another_decision_is_refused(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel
) -> None:
    response = attach(browser, entry, pulsar)
    ReportedIdentity.objects.get().edit(by=TEST_ACTOR, source="ticket 7")
    before = everything()

    undone = undo(browser, response)

    assert "Nothing was undone." in page_messages(undone)[0]
    assert everything() == before


def test_a_decided_entry_shows_its_result_and_no_form(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel
) -> None:
    attach(browser, entry, pulsar)

    page = browser.get(change_page(entry)).content.decode()

    assert "Resolved to" in page
    assert "By ada on" in page
    assert "ada: Resolved to Wallbox PLP1-0-2-4" in page
    assert 'name="station_model"' not in page


def test_reopening_deletes_the_reported_name_that_resolved_the_entry(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel
) -> None:
    entry.attach([pulsar], by=staff_actor())
    assert "This deletes the reported name" in browser.get(change_page(entry)).content.decode()

    decide(browser, entry, "reopen")

    entry.refresh_from_db()
    assert (entry.state, entry.returned_because, str(entry.decided_by)) == ("waiting", "reopened", "ada")
    assert not ReportedIdentity.objects.exists()


def test_an_entry_that_a_models_name_resolves_is_not_reopened_but_can_get_a_reported_name(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Alfen", model="NG910")
    entry = UnknownHardwareFactory(vendor="ALFEN B.V.", model="ng 910")
    check_inbox()

    page = browser.get(change_page(entry)).content.decode()

    assert "Automatically on" in page
    assert "Add a reported name" in page
    assert 'value="reopen"' not in page


def test_an_entry_that_is_recognised_but_not_yet_checked_says_so(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Alfen", model="NG910")
    entry = UnknownHardwareFactory(vendor="ALFEN B.V.", model="ng 910")

    assert "This report is recognised as Alfen NG910 now." in browser.get(change_page(entry)).content.decode()


@pytest.mark.parametrize("verb", ["attach", "ignore"])
def test_an_entry_that_another_person_decided_on_says_who(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel, verb: str
) -> None:
    entry.attach([pulsar], by=staff_actor())
    before = everything()

    response = decide(browser, entry, verb, station_model=str(pulsar.pk), match="exact", note="Typo")

    page = response.content.decode()
    assert "has resolved this entry in the meantime. Nothing was changed." in page
    assert "Resolved to" in page
    assert everything() == before


@pytest.mark.parametrize("verb", ["", "delete", "save", "\x00", "answer"])
def test_a_verb_that_is_none_does_nothing(browser: HtmlClient, entry: UnknownHardware, verb: str) -> None:
    before = everything()

    response = decide(browser, entry, verb, state="ignored", count="0")

    assert response.status_code == 200
    assert everything() == before


def test_a_post_to_the_queue_decides_nothing(browser: HtmlClient, entry: UnknownHardware) -> None:
    before = everything()

    assert browser.post(INBOX, {"verb": "ignore"}).status_code == 200
    assert everything() == before


@pytest.mark.parametrize("verb", ["attach", "move", "ignore", "reopen"])
def test_a_post_without_the_token_is_refused(browser: HtmlClient, entry: UnknownHardware, verb: str) -> None:
    browser.get(change_page(entry))
    before = everything()

    response = browser.client.post(change_page(entry), {"verb": verb, "csrfmiddlewaretoken": ""})

    assert response.status_code == 403
    assert everything() == before


@pytest.mark.parametrize("key", ["abc", "00000000-0000-4000-8000-000000000000", "%00", "9" * 500])
@pytest.mark.parametrize("page", ["change", "new-model", "alias", "several", "matches", "history"])
def test_an_entry_that_is_none_leads_back(browser: HtmlClient, page: str, key: str) -> None:
    assert browser.get(f"{INBOX}{key}/{page}/").status_code in {302, 404}
