"""Files that are not imported, and people who import nothing."""

import json
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.admin.station_model.uploads import UPLOAD_MAX
from catalog.models import ChargingStationModel
from tests.admin.html_client import HtmlClient, fields_of, staff_browser
from tests.admin.import_helpers import IMPORT, a_row, faults, shown, upload
from tests.catalogue_snapshot import the_catalogue
from tests.factories import StationModelFactory, UserFactory

pytestmark = pytest.mark.django_db

ENDS = "Give a file whose name ends in .yaml, .yml, .json, .jsonl, .ndjson, .csv or .xlsx."


@pytest.fixture
def browser() -> HtmlClient:
    return staff_browser(username="ada")


def test_one_bad_row_keeps_all_out_and_is_told_with_line_and_place(browser: HtmlClient) -> None:
    before = the_catalogue()

    page = upload(browser, [a_row("NG900"), a_row("NG901", 0)])

    assert faults(page) == [(1, "#/1/connectors/0/maxPowerWatts", "must be more than 0, not 0")]
    assert "models.json has 1 fault. Nothing has been written" in page.content.decode()
    assert 'name="upload"' not in page.content.decode()
    assert the_catalogue() == before


def test_a_fault_of_a_table_is_told_with_row_and_column(browser: HtmlClient) -> None:
    names = "vendor,model,powerType,ocppUrl,connectorId,connectionType,format,maxAmperage,maxVoltage,maxPowerWatts"
    cells = "Alfen,NG900,AC_1_PHASE,Url,1,IEC_62196_T2,SOCKET,32,high,7360"

    page = upload(browser, f"{names}\n{cells}\n".encode(), "models.csv")

    assert faults(page) == [(2, "maxVoltage", "must be a number, not the text 'high'")]


def test_what_is_typed_in_a_file_is_text_on_the_page(browser: HtmlClient) -> None:
    StationModelFactory(model="NG900", friendly_name="<i>x</i>")

    preview = upload(browser, [a_row(friendlyName="<b>x</b>")], "<b>models.json")
    page = upload(browser, [a_row(powerType="<b>x</b>")], "<b>models.json")

    assert "<b>" not in preview.content.decode()
    assert "<i>" not in preview.content.decode()
    assert "<b>" not in page.content.decode()


@pytest.mark.parametrize(
    ("content", "name", "complaint"),
    [
        (b"[]", "models.txt", ENDS),
        (b"[]", "models", ENDS),
        (b"", "models.json", "The submitted file is empty."),
        (b" " * (UPLOAD_MAX + 1), "models.json", "The file has 5.0\xa0MB. Give one of at most 5 MiB."),
        (b" " * (UPLOAD_MAX + 3_000_000), "models.json", "The file has 7.9\xa0MB. Give one of at most 5 MiB."),
    ],
    ids=["another suffix", "no suffix", "empty", "a byte too large", "far too large"],
)
def test_a_file_that_is_not_taken_is_a_form_error(
    browser: HtmlClient, content: bytes, name: str, complaint: str
) -> None:
    before = the_catalogue()

    page = upload(browser, content, name)

    assert page.context["form"].errors == {"file": [complaint]}
    assert the_catalogue() == before


def test_a_file_of_the_greatest_size_is_read_to_its_end(browser: HtmlClient) -> None:
    content = json.dumps([a_row()]).encode()

    preview = upload(browser, b" " * (UPLOAD_MAX - len(content)) + content)

    assert shown(preview) == [("NG900", "created", [])]


@pytest.mark.parametrize("name", ["models.yaml", "models.yml", "models.json", "models.csv", "models.xlsx"])
@pytest.mark.parametrize(
    "content",
    [
        b"\x00",
        b"\xff\xfe\x00",
        b"PK\x03\x04garbage",
        b"[" * 100_000,
        b"- &a [*a, *a]",
        b"\xef\xbb\xbf",
        b"%YAML 9" * 99,
    ],
    ids=["NUL", "UTF-16", "no zip", "deep", "aliases", "mark", "directive"],
)
def test_garbage_is_a_fault_and_never_an_error(browser: HtmlClient, content: bytes, name: str) -> None:
    before = the_catalogue()

    page = upload(browser, content, name)

    assert faults(page)
    assert the_catalogue() == before


@pytest.mark.parametrize("differing", ["", "maybe", "\x00"])
def test_a_choice_that_is_none_is_a_form_error(browser: HtmlClient, differing: str) -> None:
    page = upload(browser, [a_row()], differing=differing)

    assert list(page.context["form"].errors) == ["differing"]
    assert ChargingStationModel.objects.count() == 0


def test_only_the_one_file_is_taken(browser: HtmlClient) -> None:
    page = browser.post(IMPORT, {"differing": "report", "else": SimpleUploadedFile("models.json", b"[]")})

    assert page.context["form"].errors == {"file": ["This field is required."]}


def test_of_two_files_the_first_is_taken(browser: HtmlClient) -> None:
    both = [SimpleUploadedFile(f"{name}.json", json.dumps([a_row(name)]).encode()) for name in ("NG900", "NG901")]

    preview = browser.post(IMPORT, {"differing": "report", "file": both})

    assert shown(preview) == [("NG900", "created", [])]


def test_more_faults_than_fit_on_a_page_are_counted(browser: HtmlClient) -> None:
    page = upload(browser, b"[" + b"1," * 5_000 + b"1]")

    assert len(faults(page)) == 1_000
    assert "models.json has 1001 faults." in page.content.decode()


@pytest.mark.parametrize(
    "who",
    [HtmlClient, lambda: HtmlClient(UserFactory()), lambda: staff_browser(is_active=False)],
    ids=["nobody", "not staff", "inactive"],
)
def test_those_who_are_not_let_in_upload_and_confirm_nothing(
    browser: HtmlClient, who: Callable[[], HtmlClient]
) -> None:
    preview = upload(browser, [a_row()])
    before, sessions = the_catalogue(), Session.objects.count()
    outsider = who()

    answers = [upload(outsider, [a_row()]), outsider.post(IMPORT, fields_of(preview.content.decode()))]

    assert [(each.status_code, each["Location"].split("?")[0]) for each in answers] == [(302, "/admin/login/")] * 2
    assert the_catalogue() == before
    assert Session.objects.count() - sessions <= 1  # the outsider's own


def test_a_post_without_the_token_is_refused(browser: HtmlClient) -> None:
    preview = upload(browser, [a_row()])
    before = the_catalogue()
    forged = {**fields_of(preview.content.decode()), "csrfmiddlewaretoken": "x" * 64}

    answers = [
        browser.client.post(IMPORT, forged),
        browser.client.post(IMPORT, {"differing": "report", "file": SimpleUploadedFile("models.json", b"[]")}),
    ]

    assert [each.status_code for each in answers] == [403, 403]
    assert the_catalogue() == before


def test_a_superuser_without_staff_rights_is_no_staff() -> None:
    outsider = HtmlClient(User.objects.create_user("root", is_superuser=True))

    assert outsider.get(IMPORT).status_code == 302
