"""Reported identities and vendor synonyms in the admin: each form is one audited change, its refusal a form error."""

from typing import Any

import pytest
from django.utils.http import urlencode

from catalog.models import (
    AuditEvent,
    CatalogueRevision,
    ChargingStationModel,
    IdentityTarget,
    ReportedIdentity,
    VendorSynonym,
)
from tests.admin.html_client import HtmlClient, change_page, detail_page, page_messages, staff_client, warm_figures
from tests.factories import TEST_ACTOR, ReportedIdentityFactory, StationModelFactory, VendorSynonymFactory

pytestmark = pytest.mark.django_db

IDENTITIES = "/admin/catalog/reportedidentity/"
SYNONYMS = "/admin/catalog/vendorsynonym/"

NUL = "Null characters are not allowed."
CONTROL = "Must not contain control characters, line breaks or bidirectional overrides."


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def pulsar() -> ChargingStationModel:
    return StationModelFactory(vendor="Wallbox", model="PLP1-0-2-4", friendly_name="Pulsar Plus")


@pytest.fixture
def synonym() -> VendorSynonym:
    return VendorSynonymFactory(name="Wall Box Chargers", vendor="Wallbox")


def everything() -> list[Any]:
    tables: list[Any] = [ReportedIdentity, IdentityTarget, VendorSynonym, AuditEvent, CatalogueRevision]
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


def errors_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    form = response.context["adminform"].form
    return "\n".join(f"{name}: {' '.join(errors)}" for name, errors in form.errors.items())


def add(browser: HtmlClient, path: str, **typed: Any) -> Any:
    return browser.save(f"{path}add/", typed)


def targets_of(identity: ReportedIdentity) -> set[Any]:
    return {each.station_model_id for each in IdentityTarget.objects.filter(identity=identity)}


# Identities


def test_an_identity_is_added_as_one_change(browser: HtmlClient, pulsar: ChargingStationModel) -> None:
    other = StationModelFactory()
    before = CatalogueRevision.current().number

    response = add(
        browser, IDENTITIES,
        vendor=" Wall Box ", model="PLP1*", serial_prefix="SN7", firmware_prefix="5.", source="ticket 7",
        station_models=[str(pulsar.pk), str(other.pk)],
    )  # fmt: skip

    assert response.status_code == 302
    identity = ReportedIdentity.objects.get()
    assert (identity.vendor, identity.model, identity.source) == ("Wall Box", "PLP1*", "ticket 7")
    assert (identity.serial_prefix, identity.firmware_prefix) == ("SN7", "5.")
    assert targets_of(identity) == {pulsar.pk, other.pk}
    assert CatalogueRevision.current().number == before + 1
    event = AuditEvent.objects.latest("revision")
    assert (event.identity_id, event.action, event.channel, str(event.user)) == (identity.pk, "created", "admin", "ada")


def test_a_link_may_type_the_form_and_name_its_model(browser: HtmlClient, pulsar: ChargingStationModel) -> None:
    query = urlencode({"vendor": "<b>Wall & Box", "model": 'PL"P1', "station_models": pulsar.pk})

    response = browser.get(f"{IDENTITIES}add/?{query}")

    page = response.content.decode()
    assert 'value="&lt;b&gt;Wall &amp; Box"' in page
    assert 'value="PL&quot;P1"' in page
    [line] = [line for line in page.splitlines() if f'value="{pulsar.pk}"' in line]
    assert "checked" in line
    assert "Wallbox PLP1-0-2-4, Pulsar Plus" in page


@pytest.mark.parametrize("named", ["abc", "\x00", "1,2", ",", "00000000-0000-4000-8000-000000000000", "9" * 5_000])
def test_a_link_that_names_no_model_opens_an_empty_form(browser: HtmlClient, named: str) -> None:
    response = browser.get(f"{IDENTITIES}add/", {"station_models": named, "vendor": "\x00", "surprise": "1"})

    assert response.status_code == 200
    assert "Search for a model below" in response.content.decode()


def test_an_identity_is_changed_as_one_change(browser: HtmlClient, pulsar: ChargingStationModel) -> None:
    identity = ReportedIdentityFactory(vendor="Wall Box", model="PLP1")
    before = CatalogueRevision.current().number

    response = browser.save(change_page(identity), {"model": "PLP2", "station_models": [str(pulsar.pk)]})

    assert response.status_code == 302
    identity.refresh_from_db()
    assert (identity.vendor, identity.model, targets_of(identity)) == ("Wall Box", "PLP2", {pulsar.pk})
    assert CatalogueRevision.current().number == before + 1


def test_saving_what_is_there_changes_nothing(browser: HtmlClient) -> None:
    identity = ReportedIdentityFactory()
    [target] = targets_of(identity)
    before = everything()

    response = browser.post(
        change_page(identity), {**browser.form(change_page(identity)), "station_models": [str(target)]}, follow=True
    )

    assert page_messages(response)[0].startswith("No changes to save")
    assert everything() == before


def test_a_form_that_was_opened_before_another_change_is_not_saved(
    browser: HtmlClient, pulsar: ChargingStationModel
) -> None:
    identity = ReportedIdentityFactory()
    form = browser.form(change_page(identity))
    identity.edit(by=TEST_ACTOR, source="meanwhile")
    before = everything()

    response = browser.post(change_page(identity), {**form, "station_models": [str(pulsar.pk)], "source": "mine"})

    assert "This was changed by tests (edited) after you opened the page" in errors_of(response)
    assert 'value="mine"' in response.content.decode()
    assert everything() == before


@pytest.mark.parametrize("row", ["new", "old"])
@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"model": ""}, "model: This field is required."),
        ({"model": "..."}, "model: Give a letter or a digit"),
        ({"model": "ab*"}, "before a * at least 3 of them"),
        ({"model": "a\x00b"}, f"model: {NUL}"),
        ({"model": "a\x1bb"}, f"model: {CONTROL}"),
        ({"model": "x" * 201}, "model: Ensure this value has at most 200 characters"),
        ({"vendor": "a\u202eb"}, f"vendor: {CONTROL}"),
        ({"vendor": "x" * 201}, "vendor: Ensure this value has at most 200 characters"),
        ({"serial_prefix": "a\nb"}, f"serial_prefix: {CONTROL}"),
        ({"firmware_prefix": "\x00"}, f"firmware_prefix: {NUL}"),
        ({"source": "x" * 501}, "source: Ensure this value has at most 500 characters"),
        ({"station_models": []}, "station_models: This field is required."),
        ({"station_models": ["abc"]}, "station_models: "),
        ({"station_models": ["\x00"]}, "station_models: "),
        ({"station_models": ["00000000-0000-4000-8000-000000000000"]}, "station_models: Select a valid choice."),
    ],
)
def test_a_bad_identity_is_a_form_error_and_changes_nothing(
    browser: HtmlClient, pulsar: ChargingStationModel, typed: dict[str, Any], complaint: str, row: str
) -> None:
    path = change_page(ReportedIdentityFactory()) if row == "old" else f"{IDENTITIES}add/"
    before = everything()

    response = browser.save(path, {"vendor": "Wall Box", "model": "PLP1", "station_models": [str(pulsar.pk)], **typed})

    assert complaint in errors_of(response)
    assert everything() == before


def test_more_models_than_an_identity_can_be_are_refused(browser: HtmlClient) -> None:
    models = [str(StationModelFactory().pk) for _ in range(65)]
    before = everything()

    response = add(browser, IDENTITIES, model="PLP1", station_models=models)

    assert "station_models: Give 1 to 64 station models." in errors_of(response)
    assert everything() == before


def test_a_clash_links_to_the_identity_that_is_there(browser: HtmlClient, pulsar: ChargingStationModel) -> None:
    owner = ReportedIdentityFactory(vendor="Wall Box", model="PLP1")
    before = everything()

    response = add(browser, IDENTITIES, vendor="WALLBOX GmbH", model="plp-1", station_models=[str(pulsar.pk)])

    assert f'A reported identity for this already exists: <a href="{change_page(owner)}">' in errors_of(response)
    assert everything() == before


def test_models_are_found_without_saving(browser: HtmlClient, pulsar: ChargingStationModel) -> None:
    identity = ReportedIdentityFactory()
    [target] = targets_of(identity)
    before = everything()

    response = browser.save(
        change_page(identity), {"find": "pulsar", "_find": "1", "model": "", "station_models": [str(target)]}
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert f'value="{pulsar.pk}"' in page
    [line] = [line for line in page.splitlines() if f'value="{target}"' in line]
    assert "checked" in line
    assert "Please correct the error" not in page
    assert everything() == before


def test_a_removed_identity_is_asked_about_first_and_keeps_its_history(browser: HtmlClient) -> None:
    identity = ReportedIdentityFactory()
    path = change_page(identity).replace("/change/", "/delete/")
    before = everything()
    assert "may no longer be recognised" in browser.get(path).content.decode()
    assert everything() == before

    response = browser.post(path, {"post": "yes"})

    assert response.status_code == 302
    assert ReportedIdentity.objects.count() == IdentityTarget.objects.count() == 0
    event = AuditEvent.objects.latest("revision")
    assert (event.action, event.identity_id, str(event.user)) == ("deleted", identity.pk, "ada")
    # Whoever confirms second is led away, and nothing is told twice.
    assert browser.post(path, {"post": "yes"}).status_code == 302
    assert AuditEvent.objects.filter(action="deleted").count() == 1


def test_lists_have_no_way_to_remove_many(browser: HtmlClient, synonym: VendorSynonym) -> None:
    identity = ReportedIdentityFactory()
    before = everything()

    for path, row in ((IDENTITIES, identity), (SYNONYMS, synonym)):
        browser.post(path, {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"})

    assert everything() == before


def test_the_list_of_identities_tells_what_leads_where(browser: HtmlClient, pulsar: ChargingStationModel) -> None:
    ReportedIdentityFactory(
        vendor="", model="ACC*", serial_prefix="SN7", firmware_prefix="5.", station_models=[pulsar], source="ticket 7"
    )
    ReportedIdentityFactory(model="MANY", station_models=[StationModelFactory() for _ in range(5)])

    page = browser.get(IDENTITIES).content.decode()

    for shown in ("(no vendor) / ACC*", "serial number SN7\u2026, firmware 5.\u2026", "ticket 7", "and 2 more"):
        assert shown in page
    assert f'<a href="{detail_page(pulsar)}">Wallbox PLP1-0-2-4</a>' in page


@pytest.mark.parametrize(
    ("words", "models"),
    [("wall", ["PLP1"]), ("plp1", ["PLP1"]), ("ticket", ["Eve"]), ("nothing", []), ("", ["Eve", "PLP1"])],
)
def test_identities_are_searched(browser: HtmlClient, words: str, models: list[str]) -> None:
    ReportedIdentityFactory(vendor="Wall Box", model="PLP1")
    ReportedIdentityFactory(vendor="Alfen", model="Eve", source="ticket 7")

    response = browser.get(IDENTITIES, {"q": words})

    assert [row.model for row in response.context["cl"].result_list] == models


# Synonyms


def test_a_synonym_is_added_changed_and_removed_each_as_one_change(browser: HtmlClient) -> None:
    StationModelFactory(vendor="Wallbox")
    start = CatalogueRevision.current().number
    add(browser, SYNONYMS, name="Wall Box Chargers", vendor="Wallbox", source="ticket 7")
    synonym = VendorSynonym.objects.get()
    assert (synonym.name, synonym.vendor, synonym.source) == ("Wall Box Chargers", "Wallbox", "ticket 7")

    browser.save(change_page(synonym), {"source": "ticket 8"})
    synonym.refresh_from_db()
    assert synonym.source == "ticket 8"

    browser.post(change_page(synonym).replace("/change/", "/delete/"), {"post": "yes"})
    assert VendorSynonym.objects.count() == 0
    told = [
        (event.action, event.synonym_id, str(event.user))
        for event in AuditEvent.objects.filter(revision__gt=start).order_by("revision")
    ]
    assert told == [(action, synonym.pk, "ada") for action in ("created", "edited", "deleted")]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"name": ""}, "name: This field is required."),
        ({"vendor": ""}, "vendor: This field is required."),
        ({"name": "..."}, "A vendor's name needs a letter or a digit."),
        ({"name": "WALLBOX S.L."}, "No alias needed."),
        ({"name": "wall-box chargers"}, "Wall Box Chargers stands for Wallbox already."),
        ({"name": "Else", "vendor": "Wall Box Chargers"}, "is itself another name of Wallbox"),
        ({"name": "Wallbox", "vendor": "Else"}, "Wall Box Chargers stands for Wallbox"),
        ({"name": "a\x00b"}, f"name: {NUL}"),
        ({"vendor": "a\x1bb"}, f"vendor: {CONTROL}"),
        ({"source": "x" * 501}, "source: Ensure this value has at most 500 characters"),
    ],
)
def test_a_bad_synonym_is_a_form_error_and_adds_nothing(
    browser: HtmlClient, synonym: VendorSynonym, typed: dict[str, str], complaint: str
) -> None:
    for vendor in ("Wallbox", "Wall Box Chargers", "Else"):
        StationModelFactory(vendor=vendor)
    before = everything()

    response = add(browser, SYNONYMS, **{"name": "WB", "vendor": "Wallbox", **typed})

    assert complaint in errors_of(response)
    assert everything() == before


# Both


@pytest.mark.parametrize("path", [IDENTITIES, SYNONYMS])
def test_a_list_takes_as_many_queries_for_twenty_rows_as_for_one(
    browser: HtmlClient, path: str, django_assert_max_num_queries: Any
) -> None:
    ReportedIdentityFactory()
    VendorSynonymFactory()
    warm_figures(browser)
    with django_assert_max_num_queries(8) as one:
        browser.get(path)
    few = len(one)
    for _ in range(19):
        ReportedIdentityFactory()
        VendorSynonymFactory()
    warm_figures(browser)

    with django_assert_max_num_queries(few) as twenty:
        response = browser.get(path)

    assert len(response.context["cl"].result_list) == 20
    assert len(twenty) == few


def test_the_history_of_a_row_is_its_events(browser: HtmlClient, synonym: VendorSynonym) -> None:
    synonym.edit(by=TEST_ACTOR, source="ticket 7")
    VendorSynonymFactory()
    created, edited = AuditEvent.objects.filter(synonym=synonym).order_by("revision")

    page = browser.get(change_page(synonym).replace("/change/", "/history/")).content.decode()

    assert page.index(f'<a href="{change_page(edited)}">Edited</a>') < page.index(
        f'<a href="{change_page(created)}">Created</a>'
    )
    assert "2 events" in page


@pytest.mark.parametrize("path", [IDENTITIES, SYNONYMS])
@pytest.mark.parametrize("verb", ["add", "change", "delete"])
def test_a_post_without_the_token_is_refused(browser: HtmlClient, path: str, verb: str, synonym: VendorSynonym) -> None:
    row: Any = synonym if path == SYNONYMS else ReportedIdentityFactory()
    page = f"{path}add/" if verb == "add" else f"{path}{row.pk}/{verb}/"
    browser.get(page)
    before = everything()

    response = browser.client.post(page, {"post": "yes", "name": "WB", "vendor": "Else", "csrfmiddlewaretoken": ""})

    assert response.status_code == 403
    assert everything() == before
