"""The guides: read in the repository and served from one source, offline, for next to nothing."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from catalog.pages.conditional import release_hash
from catalog.pages.docs_index import guides, problems
from catalog.pages.markdown import read_article

ROOT = Path(__file__).parents[2]
PAGES = ["/docs", *(f"/docs/{name}" for name in guides()), "/docs/examples/sync.py", "/problems", "/docs/reference"]


class Links(HTMLParser):
    """What a page leads to, loads, and can be jumped to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "a" and given.get("href"):
            self.links.add(str(given["href"]))
        self.loaded |= {str(given[name]) for name in ("src", "srcset") if given.get(name)}
        self.loaded |= {str(given["href"])} if tag == "link" else set()
        self.ids += [str(given["id"])] if given.get("id") else []


@pytest.mark.parametrize("path", PAGES)
def test_no_link_is_dead_and_nothing_comes_from_elsewhere(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    page = Links(response.content.decode())
    assert {each for each in page.links | page.loaded if "//" in each} == set()
    assert len(page.ids) == len(set(page.ids))
    for link in page.links - {"/", "/admin/"}:
        target, _, section = link.partition("#")
        answer = client.get(target or path)
        assert answer.status_code == 200, link
        if section:
            assert section in Links(answer.content.decode()).ids, link


def test_the_front_leads_to_every_guide_that_is_there() -> None:
    there = {path.stem for path in (ROOT / "docs" / "guide").glob("*.md")}

    assert {*guides(), "README"} == there | {"changelog", "examples"}


def test_what_is_asked_for_is_told() -> None:
    subjects = {"authentication", "pagination", "sync", "resolve", "errors", "idempotency", "limits", "versioning"}

    assert subjects | {"getting-started", "changelog"} <= set(guides())


@pytest.mark.parametrize("path", ["/docs/none-such", "/docs/README", "/docs/../settings", "/docs/guide/errors"])
def test_a_guide_that_is_none_is_a_page_that_says_so(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/docs", "/docs/errors", "/problems", "/problems/not-found"])
def test_pages_are_answered_without_the_database_and_unchanged_ones_with_304(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, db: None, path: str
) -> None:
    with django_assert_num_queries(0, connection=connection):
        first = client.get(path)
        second = client.get(path, headers={"If-None-Match": first["ETag"]})
        other = client.get(path, headers={"If-None-Match": '"of-another-release"'})
        head = client.head(path)
        changed = client.post(path)

    assert (first.status_code, second.status_code, other.status_code) == (200, 304, 200)
    assert second.content == b""
    assert second["ETag"] == first["ETag"]
    assert release_hash() in first["ETag"]
    assert first["Cache-Control"] == second["Cache-Control"] == "no-cache"
    assert (head.status_code, head.content) == (200, b"")
    assert (changed.status_code, changed["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/docs", "/docs/limits", "/problems/gone", "/docs/none-such", "/docs/reference"])
def test_pages_are_under_the_strict_policy(client: Client, path: str) -> None:
    response = client.get(path)

    page = response.content.decode()
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Request-Id"]
    assert re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page) is None


def test_the_reference_is_told_what_the_service_says_of_itself(client: Client) -> None:
    page = client.get("/docs/reference").content.decode()
    script = client.get("/docs/reference?script=")

    assert 'src="/docs/reference?script="' in page
    assert script["Content-Type"].startswith("application/javascript")
    assert 'url: "/openapi.json"' in script.content.decode()


@pytest.mark.parametrize("name", ["sync.py", "boot_lookup.ts", "models.csv"])
def test_example_is_shown_in_the_frame_and_escaped(client: Client, name: str) -> None:
    response = client.get(f"/docs/examples/{name}")

    page = response.content.decode()
    file = (ROOT / "docs" / "examples" / name).read_text()
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert escape(file) in page
    assert f'href="/docs/examples/raw/{name}"' in page
    assert 'aria-label="Documentation"' in page


@pytest.mark.parametrize("name", ["sync.py", "boot_lookup.ts", "models.csv"])
def test_raw_examples_are_served_as_they_are(client: Client, name: str) -> None:
    response = client.get(f"/docs/examples/raw/{name}")

    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content == (ROOT / "docs" / "examples" / name).read_bytes()


@pytest.mark.parametrize("name", ["README.md", "none.py", "..", "..%2Fopenapi.json", "%2Fetc%2Fpasswd"])
def test_nothing_else_is_served_in_their_place(client: Client, name: str) -> None:
    assert client.get(f"/docs/examples/{name}").status_code == 404
    assert client.get(f"/docs/examples/raw/{name}").status_code == 404


def test_search_index_has_an_entry_per_page_and_section(client: Client) -> None:
    response = client.get("/docs/search.json")

    entries = {each["url"]: each for each in response.json()["entries"]}
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert {url.partition("#")[0] for url in entries} == {
        *(f"/docs/{name}" for name in guides()),
        *(f"/problems/{name}" for name, _, _ in problems()),
    }
    assert entries["/docs/sync"]["text"].startswith("If you look up many models")
    assert "Idempotency-Replayed" in entries["/docs/idempotency#retry-safely-with-idempotency-key"]["text"]
    assert len(response.content) < 100_000
    assert client.get("/docs/search.json", headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_search_is_hidden_without_the_script_and_the_guides_are_listed(client: Client) -> None:
    page = client.get("/docs").content.decode()

    assert re.search(r'<search class="search" data-index="/docs/search.json" hidden>', page)
    assert all(f'href="/docs/{name}"' in page for name in guides())


def test_an_article_is_data_and_links_lead_on_from_it(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(
        "# A *title*\n\nThe lead,\nin two lines.\n\n## One\n\n## One\n\n<script>alert(1)</script>\n\n"
        "[there](b.md) [nowhere](c.txt) [here](#one) [evil](javascript:alert(1))\n"
    )

    article = read_article(file, {"b.md": "/docs/b"}.get)

    assert article.title == "A title"
    assert article.lead == "The lead, in two lines."
    assert article.text == "The lead, in two lines."
    assert article.sections[1].text == "<script>alert(1)</script> there nowhere here [evil](javascript:alert(1))"
    assert [(each.id, each.title) for each in article.sections] == [("one", "One"), ("one-", "One")]
    assert "<script>" not in article.html
    assert '<a href="/docs/b">there</a> nowhere <a href="#one">here</a>' in article.html
    assert 'href="javascript' not in article.html


def test_a_service_that_was_built_without_its_guides_says_so(settings: Any, tmp_path: Path) -> None:
    assert [each for each in run_checks() if each.id == "catalog.E101"] == []
    settings.BASE_DIR = tmp_path

    missing = [each.msg for each in run_checks() if each.id == "catalog.E101"]

    assert "docs/guide/README.md is missing; the documentation pages need it." in missing
    assert len(missing) == 4
