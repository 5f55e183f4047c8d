"""Pictures of models: uploaded, described, replaced and removed, and refused with a reason."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.library.comparison import OnDifference
from catalog.library.formats import Format
from catalog.library.importer import import_library
from catalog.library.reader import read_content
from catalog.library.writers import export_models
from catalog.models import AuditEvent, ChargingStationModel, Picture
from catalog.models.evidence import record_evidence
from catalog.models.undo import undo_events
from catalog.pictures.rendering import render_picture
from tests.admin.html_client import HtmlClient, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data
from tests.picture_files import animated_file, picture_file, png_header

pytestmark = pytest.mark.django_db

PICTURE = picture_file()
ADDRESS = f"/images/{render_picture(PICTURE).hash}.webp"
CITED = {"evidence_level": "cited", "evidence_source": "Press kit 2026", "evidence_link": "https://kit.example/1"}


@pytest.fixture
def browser() -> HtmlClient:
    return staff_client(username="ada")


def page_of(station_model: ChargingStationModel) -> str:
    return f"/admin/catalog/chargingstationmodel/{station_model.pk}/picture/"


def upload(browser: HtmlClient, station_model: ChargingStationModel, content: bytes | None, **typed: Any) -> Any:
    files: Mapping[str, Any] = {} if content is None else {"file": SimpleUploadedFile("a.png", content)}
    response = browser.post(page_of(station_model), {**typed, **files})
    station_model.refresh_from_db()
    return response


def test_an_upload_becomes_the_image_of_the_model_as_one_change(browser: HtmlClient) -> None:
    station_model = StationModelFactory()
    before = AuditEvent.objects.count()

    saved = upload(browser, station_model, PICTURE, alt_text="A white wallbox", reason="From the vendor", **CITED)

    assert saved.status_code == 302
    assert station_model.image_url == f"http://testserver{ADDRESS}"
    assert f'"imageUrl":"http://testserver{ADDRESS}"' in station_model.document
    assert station_model.image_alt == "A white wallbox"
    evidence = {"level": "cited", "source": "Press kit 2026", "link": "https://kit.example/1"}
    assert record_evidence(station_model.evidence.all()) == {"image": evidence}
    assert Picture.objects.count() == 1
    assert AuditEvent.objects.count() == before + 1
    assert station_model.events.latest("revision").reason == "From the vendor"
    page = browser.get(page_of(station_model)).content.decode()
    assert f'src="{ADDRESS}"' in page
    assert 'alt="A white wallbox"' in page
    assert 'value="Press kit 2026"' in page


def test_the_address_is_that_of_the_setting(browser: HtmlClient, settings: Any) -> None:
    settings.PUBLIC_URL = "https://catalogue.example.com"
    station_model = StationModelFactory()

    upload(browser, station_model, PICTURE)

    assert station_model.image_url == f"https://catalogue.example.com{ADDRESS}"


def test_an_upload_takes_the_place_of_a_link_which_the_history_keeps(browser: HtmlClient) -> None:
    station_model = StationModelFactory(image_url="https://images.example.com/1.png")

    page = browser.get(page_of(station_model)).content.decode()
    upload(browser, station_model, PICTURE)

    assert "images.example.com</a>. An uploaded picture takes its place." in page
    event = station_model.events.latest("revision")
    assert (event.before["imageUrl"], event.after["imageUrl"]) == (
        "https://images.example.com/1.png",
        f"http://testserver{ADDRESS}",
    )


def test_the_description_and_the_evidence_are_changed_without_a_file(browser: HtmlClient) -> None:
    station_model = StationModelFactory()
    upload(browser, station_model, PICTURE, alt_text="A wallbox", **CITED)
    address = station_model.image_url

    upload(browser, station_model, None, alt_text="A wallbox with a cable", evidence_level="known")

    assert (station_model.image_url, station_model.image_alt) == (address, "A wallbox with a cable")
    assert record_evidence(station_model.evidence.all()) == {"image": {"level": "known"}}
    assert station_model.events.latest("revision").after["imageAlt"] == "A wallbox with a cable"


def test_the_same_upload_again_changes_nothing(browser: HtmlClient) -> None:
    station_model = StationModelFactory()
    upload(browser, station_model, PICTURE)
    before = catalogue_rows()

    assert upload(browser, station_model, PICTURE).status_code == 302
    assert catalogue_rows() == before


def test_two_models_share_one_picture(browser: HtmlClient) -> None:
    for station_model in (StationModelFactory(), StationModelFactory()):
        upload(browser, station_model, PICTURE)

    assert Picture.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (animated_file("PNG"), "This PNG is animated. Use a picture with one frame."),
        (png_header(50_000, 50_000), "The picture is too large: 50,000 \u00d7 50,000 pixels."),
        (b"vendor,model\nAlfen,NG910\n", "This file is not a picture, whatever its name says."),
        (picture_file("GIF"), "This is a file in the format GIF. Use a JPEG, PNG or WebP up to 5 MB."),
        (
            b"\x89PNG" + bytes(5 * 1024 * 1024),
            "The file is too large: 5.0\u00a0MB. Use a JPEG, PNG or WebP up to 5 MB.",
        ),
        (None, "Choose a picture."),
    ],
)
def test_a_bad_file_is_refused_in_words(browser: HtmlClient, content: bytes | None, words: str) -> None:
    station_model = StationModelFactory()
    before = catalogue_rows()

    refused = upload(browser, station_model, content)

    assert refused.status_code == 200
    assert words in refused.content.decode()
    assert catalogue_rows() == before
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"alt_text": "x" * 201}, "at most 200 characters"),
        ({"evidence_level": "cited"}, "source"),
        ({"evidence_link": "javascript:alert(1)", "evidence_level": "known"}, "Link"),
        ({"reason": "x" * 501}, "at most 500 characters"),
    ],
)
def test_a_bad_text_is_refused_beside_its_field(browser: HtmlClient, typed: dict[str, str], words: str) -> None:
    station_model = StationModelFactory()
    before = catalogue_rows()

    refused = upload(browser, station_model, PICTURE, **typed)

    assert refused.status_code == 200
    assert words in refused.content.decode()
    assert catalogue_rows() == before
    assert not Picture.objects.exists()


def test_a_picture_is_removed_with_its_evidence_and_stays_readable(browser: HtmlClient) -> None:
    station_model = StationModelFactory()
    upload(browser, station_model, PICTURE, alt_text="A wallbox", **CITED)

    upload(browser, station_model, None, remove="1")

    assert (station_model.image_url, station_model.image_alt) == (None, None)
    assert not station_model.evidence.exists()
    assert browser.get(ADDRESS).status_code == 200


def test_another_image_given_in_the_editor_loses_the_description(browser: HtmlClient) -> None:
    station_model = StationModelFactory()
    upload(browser, station_model, PICTURE, alt_text="A wallbox")

    connectors = [connector_data()]
    station_model.edit(image_url="https://images.example.com/2.png", connectors=connectors, by=TEST_ACTOR)

    station_model.refresh_from_db()
    assert station_model.image_alt is None


def test_an_upload_is_undone_and_a_removal_too(browser: HtmlClient) -> None:
    station_model = StationModelFactory(image_url="https://images.example.com/1.png")
    upload(browser, station_model, PICTURE, alt_text="A wallbox", **CITED)
    uploaded = station_model.events.latest("revision")
    upload(browser, station_model, None, remove="1")
    removed = station_model.events.latest("revision")

    undo_events([removed], by=TEST_ACTOR)
    station_model.refresh_from_db()
    assert (station_model.image_url, station_model.image_alt) == (f"http://testserver{ADDRESS}", "A wallbox")
    assert record_evidence(station_model.evidence.all())["image"]["source"] == "Press kit 2026"

    undo_events([uploaded, removed, station_model.events.latest("revision")], by=TEST_ACTOR)
    station_model.refresh_from_db()
    assert (station_model.image_url, station_model.image_alt) == ("https://images.example.com/1.png", None)


def test_a_copy_with_the_same_picture_has_its_description(browser: HtmlClient) -> None:
    station_model = StationModelFactory(vendor="Alfen", model="NG")
    upload(browser, station_model, PICTURE, alt_text="A wallbox")
    fields = {"vendor": "Alfen", "power_type": "AC_1_PHASE", "ocpp_url_key": "x", "connectors": [connector_data()]}

    same = station_model.duplicate(model="NG2", image_url=station_model.image_url, by=TEST_ACTOR, **fields)
    other = station_model.duplicate(model="NG3", image_url="https://else.example/1.png", by=TEST_ACTOR, **fields)
    replacement = station_model.replace(model="NG", image_url=station_model.image_url, by=TEST_ACTOR, **fields)

    assert [each.image_alt for each in (same, other, replacement)] == ["A wallbox", None, "A wallbox"]


def test_an_export_that_is_imported_again_keeps_the_picture(browser: HtmlClient) -> None:
    station_model = StationModelFactory()
    upload(browser, station_model, PICTURE, alt_text="A wallbox", **CITED)
    before = catalogue_rows()

    for form in Format:
        content = b"".join(export_models(ChargingStationModel.objects.all(), form))
        assert ADDRESS.encode() in content or form is Format.XLSX
        report = import_library(read_content(content, f"a.{form}"), by=TEST_ACTOR, on_difference=OnDifference.EDIT)
        assert (list(report.issues), report.is_applied) == ([], True), form

    assert catalogue_rows() == before
