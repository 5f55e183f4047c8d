"""The guides, the pages of problems and the examples: what stands under `docs/`, read once a process."""

import functools
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

if TYPE_CHECKING:  # what reads Markdown takes memory, and most workers are never asked
    from catalog.pages.markdown import Article

HOME = "README"
"""The first page of `docs/guide`, whose links are the guides in their order."""

_EXTERNAL_LINKS = {"changelog": "CHANGELOG.md", "examples": "docs/examples/README.md"}
"""Guides that are read in other places of the repository, by name."""


def get_guide(name: str) -> "Article | None":
    """Return the guide of that name, if there is one."""
    return _load_articles("guide").get(name)


def guides() -> "dict[str, Article]":
    """Return all guides by name, in the order in which the front page leads to them."""
    found = _load_articles("guide")
    places = {reverse("guide", args=[name]): name for name in found if name != HOME}
    led_to = (_resolve_link(_folder() / "guide", link) for link in found[HOME].links)
    return {places[place]: found[places[place]] for place in led_to if place in places}


def get_problem(name: str) -> "Article | None":
    """Return the page of a code, which is spelled with dashes."""
    return _load_articles("problems").get(name)


def problems() -> "list[tuple[str, Article, str]]":
    """Return the pages of all codes with their names and statuses, in the order of the statuses."""
    found = ((name, article, status_of(article)) for name, article in _load_articles("problems").items())
    return sorted(found, key=lambda each: (each[2], each[0]))


def status_of(problem: "Article") -> str:
    """Return what the page of a code says is its status, such as `404 Not Found`."""
    return problem.paragraphs[1].removeprefix("Status: ")


@functools.cache
def search_entries() -> list[dict[str, str]]:
    """Return one entry per page and per section of a page, for the search of the documentation."""
    pages = [(reverse("guide", args=[name]), article) for name, article in guides().items()]
    pages += [(reverse("problem", args=[name]), article) for name, article, _ in problems()]
    return [entry for url, article in pages for entry in _entries(url, article)]


def _entries(url: str, article: "Article") -> Iterator[dict[str, str]]:
    yield {"page": article.title, "title": article.title, "url": url, "text": article.text}
    for section in article.sections:
        yield {"page": article.title, "title": section.title, "url": f"{url}#{section.id}", "text": section.text}


@functools.cache
def examples() -> dict[str, str]:
    """Return the examples as texts, by the names of their files."""
    files = sorted(path for path in (_folder() / "examples").iterdir() if path.is_file() and path.suffix != ".md")
    return {path.name: path.read_text(encoding="utf-8") for path in files}


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "docs"


@functools.cache
def _load_articles(room: str) -> "dict[str, Article]":
    from catalog.pages.markdown import read_article

    files = {path.stem: path for path in sorted((_folder() / room).glob("*.md"))}
    if room == "guide":
        files |= {name: _folder().parent / file for name, file in _EXTERNAL_LINKS.items()}
    # Links are told from the file in which they stand.
    return {name: read_article(path, functools.partial(_resolve_link, path.parent)) for name, path in files.items()}


def _resolve_link(folder: Path, target: str) -> str | None:
    """Where on these pages the file is that a link in `folder` leads to."""
    file, hash_mark, section = target.partition("#")
    if file.startswith("/"):
        return target
    path = posixpath.normpath(posixpath.join(folder.relative_to(_folder().parent).as_posix(), file))
    page = _page_url(path)
    return page and f"{page}{hash_mark}{section}"


def _page_url(path: str) -> str | None:
    whole = {
        **{file: reverse("guide", args=[name]) for name, file in _EXTERNAL_LINKS.items()},
        "docs/guide/README.md": reverse("docs"),
        "docs/openapi.json": reverse("reference"),
        "docs/problems": reverse("problems"),
    }
    if path in whole:
        return whole[path]
    room, _, file = path.rpartition("/")
    if room == "docs/examples":
        return reverse("example", args=[file])
    name = {"docs/guide": "guide", "docs/problems": "problem"}.get(room)
    return reverse(name, args=[file.removesuffix(".md")]) if name and file.endswith(".md") else None
