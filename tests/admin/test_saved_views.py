"""Saved views and the layout of the list."""

from typing import Any

import pytest

from catalog.models import ListLayout, SavedView
from tests.admin.html_client import MODELS, HtmlClient, page_messages, staff_client
from tests.factories import StationModelFactory, UserFactory

pytestmark = pytest.mark.django_db

VIEWS = f"{MODELS}views/"


@pytest.fixture
def editor() -> HtmlClient:
    return staff_client(username="ada")


@pytest.fixture
def manager() -> HtmlClient:
    return staff_client(username="grace", is_superuser=True)


def tabs(browser: HtmlClient, query: Any = None) -> dict[str, tuple[str, bool, int | None]]:
    found = browser.get(MODELS, query).context["tabs"]
    return {each.label: (each.query, each.is_current, each.count) for each in found}


def test_everybody_has_tabs_of_checks_that_find_something(editor: HtmlClient) -> None:
    StationModelFactory(image_url="https://example.com/a.png", friendly_name="Eve")

    found = tabs(editor, {"check": "unsourced_ratings"})

    assert list(found) == [
        "All active", "Needs attention", "No evidence", "Unsourced", "Changed this week", "Archived",
    ]  # fmt: skip
    assert found["Unsourced"] == ("?check=unsourced_ratings", True, 1)
    assert found["Needs attention"][1:] == (False, 1)
    needing = editor.get(f"{MODELS}{found['Needs attention'][0]}")
    assert len(needing.context["rows"]) == 1
    assert tabs(editor)["All active"][1] is True


def test_a_view_is_saved_with_the_filters_of_the_address_and_opens_them(editor: HtmlClient) -> None:
    response = editor.post(VIEWS, {"name": " Fast DC ", "query": "?power_type=DC&power_from=150&o=-3"}, follow=True)

    assert page_messages(response) == ["Saved the view Fast DC."]
    assert tabs(editor, {"power_type": "DC", "power_from": "150"})["Fast DC"] == (
        "?o=-3&power_from=150&power_type=DC", True, None,
    )  # fmt: skip
    editor.post(VIEWS, {"name": "Fast DC", "query": "?power_type=DC"})
    assert SavedView.objects.get().query == "power_type=DC"


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("", "?power_type=DC"),
        ("x" * 61, "?power_type=DC"),
        ("a\nb", "?power_type=DC"),
        ("View", "?power_type=AC_2_PHASE"),
        ("View", "?vendor_key__contains=x"),
        ("View", "?" + "&".join(f"vendor=Vendor+{number:04}" for number in range(200))),
    ],
)
def test_a_bad_view_is_refused_in_words(editor: HtmlClient, name: str, query: str) -> None:
    response = editor.post(VIEWS, {"name": name, "query": query}, follow=True)

    assert len(page_messages(response)) == 1
    assert not SavedView.objects.exists()


def test_a_view_with_a_filter_that_is_gone_still_opens(editor: HtmlClient) -> None:
    SavedView.objects.create(
        user=UserFactory(), name="Old", query="check=gone&power_type=DC&surprise=1", is_shared=True
    )

    query, _, _ = tabs(editor)["Old"]

    assert query == "?power_type=DC"
    assert editor.get(f"{MODELS}{query}").status_code == 200


def test_only_managers_share_views(editor: HtmlClient, manager: HtmlClient) -> None:
    editor.post(VIEWS, {"name": "Mine", "query": "?power_type=DC", "is_shared": "on"})
    manager.post(VIEWS, {"name": "Ours", "query": "?power_type=DC", "is_shared": "on"})
    mine = SavedView.objects.get(name="Mine")

    assert editor.post(f"{VIEWS}{mine.pk}/", {"change": "share"}).status_code == 403

    assert not SavedView.objects.get(name="Mine").is_shared
    assert "Ours" in tabs(editor)
    assert "Mine" not in tabs(manager)


def test_a_view_is_renamed_moved_and_deleted_by_its_owner(editor: HtmlClient, manager: HtmlClient) -> None:
    for name in ("One", "Two"):
        editor.post(VIEWS, {"name": name, "query": "?power_type=DC"})
    one, two = SavedView.objects.order_by("position")

    assert editor.post(f"{VIEWS}{two.pk}/", {"change": "first"}).status_code == 302
    assert list(SavedView.objects.order_by("position")) == [two, one]
    editor.post(f"{VIEWS}{one.pk}/", {"change": "rename", "name": "Two"})
    assert sorted(SavedView.objects.values_list("name", flat=True)) == ["One", "Two"]
    editor.post(f"{VIEWS}{one.pk}/", {"change": "rename", "name": "Three"})
    assert manager.post(f"{VIEWS}{two.pk}/", {"change": "delete"}).status_code == 404
    editor.post(f"{VIEWS}{two.pk}/", {"change": "delete"})
    assert [each.name for each in SavedView.objects.all()] == ["Three"]
    assert "Three" in editor.get(VIEWS).content.decode()


def test_columns_and_density_are_those_of_the_person(editor: HtmlClient, manager: HtmlClient) -> None:
    StationModelFactory()

    response = editor.post(
        f"{MODELS}layout/", {"columns": ["id", "power", "x"], "density": "compact", "query": "?q=ng&columns=id"}
    )

    assert response["Location"] == f"{MODELS}?q=ng"
    page = editor.get(MODELS)
    assert [each.name for each in page.context["headings"]] == ["name", "power", "id"]
    assert "is-compact" in page.content.decode()
    assert len(manager.get(MODELS).context["headings"]) == 6
    assert ListLayout.objects.count() == 1
