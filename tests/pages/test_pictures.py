"""Pictures over HTTP: for everyone, for a year, and as what they are."""

from typing import Any

import pytest
from django.test import Client

from catalog.http.rate_limits import minute_counter
from catalog.models import Picture
from catalog.pictures.addresses import find_picture_hash, picture_path
from catalog.pictures.rendering import render_picture
from tests.picture_files import picture_file
from tests.query_counts import queries

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def stored() -> str:
    """The hash of a picture."""
    rendered = render_picture(picture_file("JPEG", (1_000, 500)))
    Picture.objects.store(rendered)
    return rendered.hash


def test_both_sizes_are_served_to_everyone_for_a_year(stored: str) -> None:
    for is_small, size in ((False, "large"), (True, "small")):
        with queries(1):
            response = Client().get(picture_path(stored, is_small=is_small))

        assert response.status_code == 200
        assert response.content == bytes(getattr(Picture.objects.get(), size))
        assert response["Content-Type"] == "image/webp"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"]
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


def test_a_known_tag_is_304_without_a_query(stored: str) -> None:
    tag = Client().get(picture_path(stored))["ETag"]

    with queries(0):
        response = Client().get(picture_path(stored), headers={"If-None-Match": tag})

    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize("path", [f"/images/{'0' * 64}.webp", "/images/abc.webp", f"/images/{'0' * 64}.png"])
def test_an_unknown_picture_is_404(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_only_reading_is_allowed(stored: str) -> None:
    assert Client().post(picture_path(stored)).status_code == 405
    assert Client().head(picture_path(stored)).status_code == 200


def test_an_address_that_reads_too_many_waits(stored: str, settings: Any) -> None:
    minute_counter.clear()
    settings.API_RATE_LIMIT = 2

    answers = [Client().get(picture_path(stored), REMOTE_ADDR="10.0.0.9").status_code for _ in range(3)]

    minute_counter.clear()
    assert answers == [200, 200, 429]


@pytest.mark.parametrize(
    ("url", "is_known"),
    [
        ("https://catalogue.example.com{path}", True),
        ("http://other.example:8000{path}", True),
        ("https://catalogue.example.com{path}?x=1", True),
        ("https://catalogue.example.com/else{path}", False),
        ("https://catalogue.example.com/images/1.webp", False),
        ("ftp://catalogue.example.com{path}", False),
    ],
)
def test_our_pictures_are_known_by_their_address(url: str, is_known: bool) -> None:
    path = picture_path("a" * 64)

    assert (find_picture_hash(url.format(path=path)) == "a" * 64) is is_known
    assert find_picture_hash(None) is None
