"""Files that are not imported, and people who import nothing."""

import json
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.admin.imports.upload_handler import UPLOAD_MAX
from catalog.models import PendingImport
from tests.admin.html_client import HtmlClient, form_fields, staff_client
from tests.admin.import_helpers import IMPORT, page_url, preview_rows, problem_rows, row_values, upload
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory, UserFactory

pytestmark = pytest.mark.django_db

ENDS = "Choose a file whose name ends in .yaml, .yml, .json, .jsonl, .ndjson, .csv, .tsv or .xlsx."


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


def test_what_is_typed_in_a_file_is_text_on_the_page(browser: HtmlClient) -> None:
    StationModelFactory(model="NG900", friendly_name="<i>x</i>")

    preview = upload(browser, [row_values(friendlyName="<b>x</b>")], "<b>models.json")
    page = upload(browser, [row_values(powerType="<b>x</b>")], "<b>models.json")

    assert "<b>" not in preview.content.decode()
    assert "<i>" not in preview.content.decode()
    assert "<b>" not in page.content.decode()


@pytest.mark.parametrize(
    ("content", "name", "complaint"),
    [
        (b"[]", "models.txt", ENDS),
        (b"[]", "models", ENDS),
        (b"", "models.json", "The file is empty."),
        (b" " * (UPLOAD_MAX + 1), "models.json", "The file is too large (5.0\xa0MB). The maximum is 5 MB."),
        (b" " * (UPLOAD_MAX + 3_000_000), "models.json", "The file is too large (7.9\xa0MB). The maximum is 5 MB."),
    ],
    ids=["another suffix", "no suffix", "empty", "a byte too large", "far too large"],
)
def test_a_file_that_is_not_taken_is_a_form_error(
    browser: HtmlClient, content: bytes, name: str, complaint: str
) -> None:
    before = catalogue_rows()

    page = upload(browser, content, name)

    assert page.context["form"].errors == {"file": [complaint]}
    assert catalogue_rows() == before


def test_a_file_of_the_greatest_size_is_read_to_its_end(browser: HtmlClient) -> None:
    content = json.dumps([row_values()]).encode()

    preview = upload(browser, b" " * (UPLOAD_MAX - len(content)) + content)

    assert preview_rows(preview) == [("NG900", "new", [])]


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
    before = catalogue_rows()

    page = upload(browser, content, name)

    if "preview" in page.context:
        assert problem_rows(page)
        assert 'value="import"' not in page.content.decode()
    else:  # with some good will it is a table, of unknown columns
        assert page.context["overview"].missing
    assert catalogue_rows() == before


def test_only_the_one_file_is_taken(browser: HtmlClient) -> None:
    page = browser.post(IMPORT, {"else": SimpleUploadedFile("models.json", b"[]")})

    assert page.context["form"].errors == {"file": ["Choose a file."]}


def test_of_two_files_the_first_is_taken(browser: HtmlClient) -> None:
    both = [SimpleUploadedFile(f"{name}.json", json.dumps([row_values(name)]).encode()) for name in ("NG900", "NG901")]

    preview = browser.post(IMPORT, {"file": both}, follow=True)

    assert preview_rows(preview) == [("NG900", "new", [])]


def test_more_problems_than_are_listed_keep_the_file_out(browser: HtmlClient) -> None:
    page = upload(browser, b"[" + b"1," * 5_000 + b"1]")

    assert len(problem_rows(page)) == 1_001
    assert "models.json cannot be read" in page.content.decode()
    assert 'value="import"' not in page.content.decode()


@pytest.mark.parametrize(
    "who",
    [HtmlClient, lambda: HtmlClient(UserFactory()), lambda: staff_client(is_active=False)],
    ids=["nobody", "not staff", "inactive"],
)
def test_those_who_are_not_let_in_upload_and_confirm_nothing(
    browser: HtmlClient, who: Callable[[], HtmlClient]
) -> None:
    preview = upload(browser, [row_values()])
    before = catalogue_rows()
    outsider = who()

    answers = [
        outsider.post(IMPORT, {"file": SimpleUploadedFile("models.json", b"[]")}),
        outsider.post(page_url(preview), {**form_fields(preview.content.decode()), "do": "import"}),
    ]

    assert [(each.status_code, each["Location"].split("?")[0]) for each in answers] == [(302, "/admin/login/")] * 2
    assert catalogue_rows() == before
    assert PendingImport.objects.count() == 1


def test_a_post_without_the_token_is_refused(browser: HtmlClient) -> None:
    preview = upload(browser, [row_values()])
    before = catalogue_rows()
    forged = {**form_fields(preview.content.decode()), "csrfmiddlewaretoken": "x" * 64}

    answers = [
        browser.client.post(page_url(preview), {**forged, "do": "import"}),
        browser.client.post(IMPORT, {"file": SimpleUploadedFile("models.json", b"[]")}),
    ]

    assert [each.status_code for each in answers] == [403, 403]
    assert catalogue_rows() == before


def test_a_superuser_without_staff_rights_is_no_staff() -> None:
    outsider = HtmlClient(User.objects.create_user("root", is_superuser=True))

    assert outsider.get(IMPORT).status_code == 302
