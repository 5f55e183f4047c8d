"""A picture is uploaded as a person does it: chosen, looked at, saved, or refused in words."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from catalog.models import Picture
from tests.admin.chromium_helpers import screenshot
from tests.factories import StationModelFactory
from tests.picture_files import animated_file, picture_file, png_header

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chromium]

REFUSED = [
    ("animated.png", animated_file("PNG"), "This PNG is animated. Use a picture with one frame."),
    ("bomb.png", png_header(50_000, 50_000), "The picture is too large: 50,000 \u00d7 50,000 pixels."),
    ("renamed.png", b"vendor,model\nAlfen,NG910\n", "This file is not a picture, whatever its name says."),
    ("renamed.jpg", picture_file("GIF"), "This is a file in the format GIF. Use a JPEG, PNG or WebP up to 5 MB."),
]


def test_a_picture_is_uploaded_and_seen_by_customers(page: Page, settings: Any, tmp_path: Path) -> None:
    settings.CATALOGUE_BROWSER = "public"
    settings.MEDIA_ROOT = tmp_path  # or Django's live server sends files of the project itself
    station_model = StationModelFactory()
    address = f"/admin/catalog/chargingstationmodel/{station_model.pk}/picture/"
    page.goto(address)
    for name, content, words in REFUSED:
        page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "image/png", "buffer": content})
        page.get_by_role("button", name="Save picture").click()
        expect(page.get_by_role("alert")).to_contain_text(words)
        expect(page.get_by_role("button", name="Save picture")).to_be_enabled()
    screenshot(page, "picture-refused")
    assert not Picture.objects.exists()

    (tmp_path / "good.jpg").write_bytes(picture_file("JPEG", (1_200, 900)))
    page.locator("input[type=file]").set_input_files(tmp_path / "good.jpg")
    expect(page.locator(".preview")).to_be_visible()
    page.get_by_label("Description").fill("A white wallbox")
    page.get_by_label("Image, level").select_option("cited")
    page.get_by_label("Image, source").fill("Press kit 2026")
    page.get_by_role("button", name="Save picture").click()
    expect(page.get_by_text(f"Saved the picture of {station_model}.")).to_be_visible()
    page.goto(address)
    screenshot(page, "picture")
    expect(page.get_by_alt_text("A white wallbox")).to_be_visible()

    page.goto(f"/catalogue/{station_model.pk}")
    picture = page.get_by_alt_text("A white wallbox")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    expect(page.locator("#evidence-image")).to_contain_text("Cited")
    expect(page.locator("#evidence-image")).to_contain_text("Press kit 2026")
    page.get_by_role("link", name="Edit model").click()
    expect(page.get_by_role("link", name="Change picture").first).to_be_visible()
