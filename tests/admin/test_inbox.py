"""The inbox in the admin: what waits, and what staff decide on it; without a script."""

from typing import Any

import pytest
from django.utils import timezone

from catalog.models import (
    AuditEvent,
    CatalogueRevision,
    ChargingStationModel,
    Connector,
    ReportedIdentity,
    UnknownHardware,
)
from tests.admin.html_client import HtmlClient, change_page, detail_page, page_messages, staff_client
from tests.factories import (
    ApiClientFactory,
    ReportedIdentityFactory,
    StationModelFactory,
    UnknownHardwareFactory,
    connector_data,
)

pytestmark = pytest.mark.django_db

INBOX = "/admin/catalog/unknownhardware/"


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def entry() -> UnknownHardware:
    client = ApiClientFactory(name="CSMS of Example")
    return UnknownHardwareFactory(
        vendor="Wall Box", model="PLP1-0-2-5", count=7, first_client=client, last_client=client, serial_number="SN1"
    )


@pytest.fixture
def pulsar() -> ChargingStationModel:
    return StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4", friendly_name="Pulsar Plus")


def rows_of(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [row.model for row in response.context["cl"].result_list]


def decide(browser: HtmlClient, entry: UnknownHardware, verb: str, **typed: str) -> Any:
    return browser.post(change_page(entry), {"verb": verb, **typed}, follow=True)


def attach(browser: HtmlClient, entry: UnknownHardware, to: Any, **typed: str) -> Any:
    chosen = str(to.pk) if isinstance(to, ChargingStationModel) else to
    return decide(browser, entry, "attach", station_model=chosen, **{"model": entry.model, **typed})


def everything() -> list[Any]:
    tables: list[Any] = [
        UnknownHardware,
        ChargingStationModel,
        Connector,
        ReportedIdentity,
        AuditEvent,
        CatalogueRevision,
    ]
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


# The list


def test_what_waits_is_shown_the_most_asked_for_first(browser: HtmlClient, entry: UnknownHardware) -> None:
    UnknownHardwareFactory(model="often", count=90)
    UnknownHardwareFactory(model="ignored", count=900, state="ignored")
    UnknownHardwareFactory(model="resolved", count=900, state="resolved")

    response = browser.get(INBOX)

    assert rows_of(response) == ["often", "PLP1-0-2-5"]
    page = response.content.decode()
    for shown in ("Wall Box / PLP1-0-2-5", "CSMS of Example", "Unknown", f"{timezone.now():%Y-%m-%d}"):
        assert shown in page


@pytest.mark.parametrize(
    ("query", "models"),
    [
        ({"state": "ignored"}, ["ignored"]),
        ({"state": "resolved"}, ["resolved"]),
        ({"state": "all"}, ["ignored", "resolved", "vague", "PLP1-0-2-5"]),
        ({"kind": "ambiguous"}, ["vague"]),
        ({"kind": "unknown"}, ["PLP1-0-2-5"]),
        ({"q": "wall"}, ["PLP1-0-2-5"]),
        ({"q": "plp1025"}, ["PLP1-0-2-5"]),
    ],
)
def test_the_inbox_is_narrowed(
    browser: HtmlClient, entry: UnknownHardware, query: dict[str, str], models: list[str]
) -> None:
    UnknownHardwareFactory(model="ignored", count=900, state="ignored")
    UnknownHardwareFactory(model="resolved", count=800, state="resolved")
    UnknownHardwareFactory(model="vague", count=8, is_ambiguous=True)

    assert rows_of(browser.get(INBOX, query)) == models


def test_the_list_says_what_is_near_and_what_is_recognised_by_now(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel
) -> None:
    known = StationModelFactory(vendor="Alfen", model="NG910")
    UnknownHardwareFactory(vendor="ALFEN B.V.", model="ng 910")

    page = browser.get(INBOX).content.decode()

    assert f'<a href="{detail_page(pulsar)}">Wallbox PLP1-0-2-4</a>' in page
    assert f'Now recognised as <a href="{detail_page(known)}">Alfen NG910</a>' in page


def test_selected_entries_are_ignored_and_put_back(browser: HtmlClient, entry: UnknownHardware) -> None:
    other = UnknownHardwareFactory()
    keys = [str(entry.pk), str(other.pk)]

    response = browser.post(INBOX, {"action": "ignore_selected", "_selected_action": keys}, follow=True)
    assert page_messages(response) == ["2 entries ignored."]
    assert {each.state for each in UnknownHardware.objects.all()} == {"ignored"}

    response = browser.post(
        f"{INBOX}?state=all", {"action": "reopen_selected", "_selected_action": keys[:1]}, follow=True
    )
    assert page_messages(response) == ["1 entry reopened."]
    entry.refresh_from_db()
    assert (entry.state, str(entry.decided_by)) == ("waiting", "ada")


# The page of an entry


def test_the_page_tells_all_that_is_known(browser: HtmlClient, entry: UnknownHardware, pulsar: Any) -> None:
    page = browser.get(change_page(entry)).content.decode()

    for shown in ("Wall Box", "PLP1-0-2-5", "SN1", "7 times", "CSMS of Example", "Wallbox PLP1-0-2-4, Pulsar Plus"):
        assert shown in page
    assert f'value="reported by CSMS of Example, {timezone.now():%Y-%m-%d}"' in page


def test_attaching_records_an_identity_and_settles_the_entry(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel
) -> None:
    response = attach(browser, entry, pulsar, source="ticket 7")

    assert "is now resolved to" in page_messages(response)[0]
    identity = ReportedIdentity.objects.get()
    assert (identity.vendor, identity.model, identity.source) == ("Wall Box", "PLP1-0-2-5", "ticket 7")
    assert list(identity.station_models.all()) == [pulsar]
    entry.refresh_from_db()
    assert (entry.state, str(entry.decided_by), entry.count) == ("resolved", "ada", 7)
    event = AuditEvent.objects.latest("revision")
    assert (event.identity_id, event.action, event.actor_name) == (identity.pk, "created", "ada")


@pytest.mark.parametrize(("typed", "recorded"), [("PLP1-0-2-5", "PLP1-0-2-5*"), ("PLP1", "PLP1*"), ("PLP1*", "PLP1*")])
def test_attaching_can_mean_every_model_that_begins_like_this(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel, typed: str, recorded: str
) -> None:
    attach(browser, entry, pulsar, model=typed, match_prefix="on")

    assert ReportedIdentity.objects.get().model == recorded
    assert UnknownHardware.objects.get().state == "resolved"


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"station_model": ""}, "This field is required."),
        ({"station_model": "abc"}, "is not a valid UUID."),
        ({"station_model": "\x00"}, "Null characters are not allowed."),
        ({"station_model": "00000000-0000-4000-8000-000000000000"}, "Select a valid choice."),
        ({"model": ""}, "This field is required."),
        ({"model": "a\x00b"}, "Null characters are not allowed."),
        ({"model": "PLP1-0-2-5\x1b"}, "control characters"),
        ({"model": "x" * 201}, "at most 200 characters"),
        ({"model": "Else"}, "This does not fit what was reported"),
        ({"model": "PLP1"}, "This does not fit what was reported"),
        ({"model": "Else", "match_prefix": "on"}, "This does not fit what was reported"),
        ({"model": "PL", "match_prefix": "on"}, "before a * at least 3 of them"),
        ({"source": "a\x00b"}, "Null characters are not allowed."),
        ({"source": "x" * 501}, "at most 500 characters"),
    ],
)
def test_a_bad_attachment_is_a_form_error_and_changes_nothing(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel, typed: dict[str, str], complaint: str
) -> None:
    before = everything()

    response = (
        attach(browser, entry, pulsar.pk, **typed)
        if "station_model" not in typed
        else decide(browser, entry, "attach", model=entry.model, **typed)
    )

    assert response.status_code == 200
    assert complaint in response.content.decode()
    assert everything() == before


def test_a_clash_names_the_identity_that_is_there(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel
) -> None:
    owner = ReportedIdentityFactory(vendor="WALLBOX S.L.", model="PLP1 0 2 5")
    before = everything()

    response = attach(browser, entry, pulsar)

    assert f'<a href="{change_page(owner)}">' in response.content.decode()
    assert everything() == before


def test_models_are_found_by_words_and_nothing_is_saved_meanwhile(
    browser: HtmlClient, entry: UnknownHardware, pulsar: ChargingStationModel
) -> None:
    far = StationModelFactory(vendor="Zaptec", model="Go", friendly_name="Go 2")
    before = everything()

    response = decide(browser, entry, "attach", find="zaptec go", _find="1", source="ticket 7", model="")

    page = response.content.decode()
    assert f'value="{far.pk}"' in page
    assert "1 model found, shown above." in page
    assert 'value="ticket 7"' in page
    assert "This field is required" not in page
    assert everything() == before
    assert page_messages(attach(browser, entry, far))


@pytest.mark.parametrize("words", ["", "nothing like it", "\x00", "x" * 10_000, "%_'\"", "a " * 100])
def test_whatever_is_looked_for_is_answered(browser: HtmlClient, entry: UnknownHardware, words: str) -> None:
    response = decide(browser, entry, "attach", find=words, _find="1", station_model="abc", model="\x00")

    assert response.status_code == 200


def test_many_finds_are_cut(browser: HtmlClient, entry: UnknownHardware) -> None:
    for _ in range(21):
        StationModelFactory()

    page = decide(browser, entry, "attach", find="alfen", _find="1").content.decode()

    assert page.count('name="station_model"') == 20
    assert "More than 20 models found" in page


def test_ignoring_keeps_the_note_and_can_be_taken_back(browser: HtmlClient, entry: UnknownHardware) -> None:
    response = decide(browser, entry, "ignore", note="A simulator.")
    assert page_messages(response) == ["Wall Box / PLP1-0-2-5 is ignored. New reports are still counted."]
    entry.refresh_from_db()
    assert (entry.state, entry.note, str(entry.decided_by)) == ("ignored", "A simulator.", "ada")
    assert "A simulator." in browser.get(change_page(entry)).content.decode()

    decide(browser, entry, "put_back")

    entry.refresh_from_db()
    assert (entry.state, entry.note) == ("waiting", "")


@pytest.mark.parametrize("note", ["a\x00b", "\u202e", "x" * 501])
def test_a_bad_note_is_a_form_error(browser: HtmlClient, entry: UnknownHardware, note: str) -> None:
    response = decide(browser, entry, "ignore", note=note)

    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert UnknownHardware.objects.get().state == "waiting"


def test_an_entry_that_is_recognised_by_now_is_settled_in_one_step(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Alfen", model="NG910")
    entry = UnknownHardwareFactory(vendor="ALFEN B.V.", model="ng 910")
    assert "This report is now recognised as" in browser.get(change_page(entry)).content.decode()

    decide(browser, entry, "settle")

    assert UnknownHardware.objects.get().state == "resolved"


def test_what_is_not_recognised_cannot_be_settled_without_saying_what_it_is(
    browser: HtmlClient, entry: UnknownHardware
) -> None:
    assert "This report is now recognised as" not in browser.get(change_page(entry)).content.decode()

    decide(browser, entry, "settle")

    assert UnknownHardware.objects.get().state == "waiting"


@pytest.mark.parametrize("verb", ["", "delete", "save", "\x00", "answer"])
def test_a_verb_that_is_none_does_nothing(browser: HtmlClient, entry: UnknownHardware, verb: str) -> None:
    before = everything()

    response = decide(browser, entry, verb, state="ignored", count="0")

    assert response.status_code == 200
    assert everything() == before


@pytest.mark.parametrize("verb", ["attach", "ignore", "put_back", "settle"])
def test_a_post_without_the_token_is_refused(browser: HtmlClient, entry: UnknownHardware, verb: str) -> None:
    browser.get(change_page(entry))
    before = everything()

    response = browser.client.post(change_page(entry), {"verb": verb, "csrfmiddlewaretoken": ""})

    assert response.status_code == 403
    assert everything() == before


# A new model


def a_new_model(browser: HtmlClient, entry: UnknownHardware, **typed: str) -> Any:
    path = f"{INBOX}{entry.pk}/new-model/"
    row = {f"connectors-0-{name}": str(value) for name, value in connector_data(max_power_watts="7360 W").items()}
    vendor = typed.get("vendor", entry.vendor)
    return browser.save(path, {"power_type": "AC_1_PHASE", "ocpp_url_key": "x", "new_vendor": vendor, **row, **typed})


def test_a_new_model_starts_with_what_was_reported_and_settles_the_entry(
    browser: HtmlClient, entry: UnknownHardware
) -> None:
    form = browser.form(f"{INBOX}{entry.pk}/new-model/")
    assert (form["vendor"], form["model"]) == ("Wall Box", "PLP1-0-2-5")

    response = a_new_model(browser, entry)

    assert response.status_code == 302
    created = ChargingStationModel.objects.get()
    assert (created.vendor, created.model) == ("Wall Box", "PLP1-0-2-5")
    assert UnknownHardware.objects.get().state == "resolved"
    assert ReportedIdentity.objects.count() == 0


def test_a_new_model_under_another_name_is_known_by_the_reported_one(
    browser: HtmlClient, entry: UnknownHardware
) -> None:
    a_new_model(browser, entry, vendor="Wallbox", model="Pulsar Plus 25")

    created, identity = ChargingStationModel.objects.get(), ReportedIdentity.objects.get()
    assert (identity.vendor, identity.model) == ("Wall Box", "PLP1-0-2-5")
    assert list(identity.station_models.all()) == [created]
    assert identity.source.startswith("reported by CSMS of Example, ")
    assert UnknownHardware.objects.get().state == "resolved"


def test_a_new_model_that_is_refused_leaves_the_entry_waiting(browser: HtmlClient, entry: UnknownHardware) -> None:
    StationModelFactory(vendor="Wall Box", model="plp1-0-2-5")
    before = everything()

    twin = a_new_model(browser, entry)
    assert "already exists. Use a different model name." in twin.content.decode()
    faulty = a_new_model(browser, entry, vendor="")
    assert "Enter the vendor." in faulty.content.decode()

    assert everything() == before


def test_a_new_model_whose_report_is_known_as_another_is_not_added(browser: HtmlClient, entry: UnknownHardware) -> None:
    ReportedIdentityFactory(vendor="Wall Box", model="PLP1-0-2-5")
    before = everything()

    response = a_new_model(browser, entry, vendor="Wallbox", model="Pulsar Plus 25")

    assert "There is already a reported identity" in response.content.decode()
    assert everything() == before


@pytest.mark.parametrize("key", ["abc", "00000000-0000-4000-8000-000000000000", "%00", "9" * 500])
@pytest.mark.parametrize("page", ["change", "new-model", "history"])
def test_an_entry_that_is_none_leads_back(browser: HtmlClient, page: str, key: str) -> None:
    response = browser.get(f"{INBOX}{key}/{page}/")

    assert response.status_code in {302, 404}


def test_the_list_asks_the_catalogue_a_bounded_number_of_times(
    browser: HtmlClient, pulsar: ChargingStationModel, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        UnknownHardwareFactory(vendor="Wallbox", model=f"PLP1-0-2-{number + 10}")

    # Seven for the page; three for all reports together; four for the neighbours of each of its 25.
    with django_assert_max_num_queries(7 + 3 + 4 * 25):
        assert len(rows_of(browser.get(INBOX))) == 25
