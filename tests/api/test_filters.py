"""The filters `vendor` and `model`: exact, without regard to case, whatever the alphabet."""
# ruff: noqa: RUF001 - letters that look like others are what this is about

import pytest
from rest_framework.test import APIClient

from tests.api_clients import MODELS
from tests.factories import StationModelFactory

pytestmark = pytest.mark.django_db

COMPOSED, DECOMPOSED = "Schn\u00e9ider", "Schne\u0301ider"


@pytest.mark.parametrize("name", ["vendor", "model"])
@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Alfen", "Alfen"),
        ("Alfen", "aLFEN"),
        ("Alfen", " \tAlfen\u00a0"),
        ("Straße", "STRASSE"),
        ("STRASSE", "straße"),
        ("STRAẞE", "strasse"),
        (COMPOSED, DECOMPOSED),
        (DECOMPOSED, COMPOSED.upper()),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("ΧΑΟΣ", "χαος"),
        ("ıstanbul", "ıSTANBUL"),
        ("İstanbul", "i\u0307stanbul"),
        ("ﬁlter", "FILTER"),
        ("Wall Box", "Wall\u00a0 Box"),
        ("Wall  Box", "wall box"),
        ("Alfen", "Al\u00adfen\u200b"),
        ("Ωmega", "ωMEGA"),
        ("漢字🔌", "漢字🔌"),
        ("100%", "100%"),
        ("a_b", "A_B"),
        ('O\'Neil "x" \\ ;--', 'o\'neil "X" \\ ;--'),
    ],
)
def test_a_filter_finds_what_differs_in_case_alone(reader: APIClient, name: str, stored: str, asked: str) -> None:
    station_model = StationModelFactory(**{name: stored})

    response = reader.get(MODELS, {name: asked})

    assert [each["id"] for each in response.json()["data"]["items"]] == [str(station_model.pk)]
    assert response.json()["data"]["items"][0][name] == stored


@pytest.mark.parametrize("name", ["vendor", "model"])
@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Alfen", "Alfe"),
        ("Alfen", "Alfen1"),
        ("Alfen", "%"),
        ("Alfen", "A%"),
        ("Alfen", "_lfen"),
        ("Alfen", "Al fen"),
        ("Wall Box", "WallBox"),
        ("ıstanbul", "istanbul"),
        ("Istanbul", "ıstanbul"),
        ("İstanbul", "istanbul"),
        ("Schnéider", "Schneider"),
        ("Alfen", "Аlfen"),
        ("Alfen", "Alfen\u0301"),
    ],
)
def test_a_filter_leaves_out_what_differs_otherwise(reader: APIClient, name: str, stored: str, asked: str) -> None:
    StationModelFactory(**{name: stored})

    response = reader.get(MODELS, {name: asked})

    assert response.status_code == 200
    assert response.json() == {"data": {"hasMore": False, "items": []}}


def test_vendor_and_model_together_keep_what_matches_both(reader: APIClient) -> None:
    StationModelFactory(vendor="Alfen", model="Other")
    StationModelFactory(vendor="Other", model="NG910")
    both = StationModelFactory(vendor="Alfen", model="NG910")

    response = reader.get(MODELS, {"vendor": "alfen", "model": "ng910"})

    assert [each["id"] for each in response.json()["data"]["items"]] == [str(both.pk)]


@pytest.mark.parametrize("name", ["vendor", "model"])
def test_the_longest_text_is_found_though_its_folded_form_is_longer(reader: APIClient, name: str) -> None:
    station_model = StationModelFactory(**{name: "\ufb03" * 200})  # each is folded to the three letters ffi

    response = reader.get(MODELS, {name: "\ufb03" * 200})

    assert [each["id"] for each in response.json()["data"]["items"]] == [str(station_model.pk)]


@pytest.mark.parametrize("query", ["vendor=%FF", "vendor=%ED%A0%80", "model=%C3"])
def test_bytes_that_are_no_text_find_nothing(reader: APIClient, query: str) -> None:
    StationModelFactory()

    response = reader.get(f"{MODELS}?{query}")

    assert response.status_code == 200
    assert response.json()["data"]["items"] == []
