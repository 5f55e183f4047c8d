"""Guides, problem pages and examples under `docs/`, loaded once per process."""

import functools
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

if TYPE_CHECKING:  # imported on first use to save memory
    from catalog.pages.markdown import Article

HOME = "README"  # first page of `docs/guide`; its links define the order of the guides

# Guides outside `docs/guide`, by name.
_EXTERNAL_LINKS = {"changelog": "CHANGELOG.md", "examples": "docs/examples/README.md"}


def get_guide(name: str) -> "Article | None":
    return _load_articles("guide").get(name)


def guides() -> "dict[str, Article]":
    """Return all guides by name, in the order of the links on the first page."""
    articles = _load_articles("guide")
    names = {reverse("guide", args=[name]): name for name in articles if name != HOME}
    pages = (_resolve_link(_folder() / "guide", link) for link in articles[HOME].links)
    return {names[page]: articles[names[page]] for page in pages if page in names}


def get_problem(name: str) -> "Article | None":
    """Return the page of an error code, which is written with dashes."""
    return _load_articles("problems").get(name)


def problems() -> "list[tuple[str, Article, str]]":
    """Return (name, page, status) of all error codes, ordered by status."""
    pages = ((name, article, status_of(article)) for name, article in _load_articles("problems").items())
    return sorted(pages, key=lambda each: (each[2], each[0]))


def status_of(problem: "Article") -> str:
    """Return the status on the page of an error code, such as `404 Not Found`."""
    return problem.paragraphs[1].removeprefix("Status: ")


@functools.cache
def search_entries() -> list[dict[str, str]]:
    """Return the search index: one entry per page and per section."""
    pages = [(reverse("guide", args=[name]), article) for name, article in guides().items()]
    pages += [(reverse("problem", args=[name]), article) for name, article, _ in problems()]
    return [entry for url, article in pages for entry in _entries(url, article)]


def _entries(url: str, article: "Article") -> Iterator[dict[str, str]]:
    yield {"page": article.title, "title": article.title, "url": url, "text": article.text}
    for section in article.sections:
        yield {"page": article.title, "title": section.title, "url": f"{url}#{section.id}", "text": section.text}


@functools.cache
def examples() -> dict[str, str]:
    """Return the content of the examples by file name."""
    files = sorted(path for path in (_folder() / "examples").iterdir() if path.is_file() and path.suffix != ".md")
    return {path.name: path.read_text(encoding="utf-8") for path in files}


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "docs"


@functools.cache
def _load_articles(folder: str) -> "dict[str, Article]":
    from catalog.pages.markdown import read_article

    files = {path.stem: path for path in sorted((_folder() / folder).glob("*.md"))}
    if folder == "guide":
        files |= {name: _folder().parent / file for name, file in _EXTERNAL_LINKS.items()}
    # Links are relative to the file that contains them.
    return {name: read_article(path, functools.partial(_resolve_link, path.parent)) for name, path in files.items()}


def _resolve_link(folder: Path, target: str) -> str | None:
    """Return the URL for a link in a file of `folder`, or None if the target has no page."""
    file, hash_mark, section = target.partition("#")
    if file.startswith("/"):
        return target
    path = posixpath.normpath(posixpath.join(folder.relative_to(_folder().parent).as_posix(), file))
    page = _page_url(path)
    return page and f"{page}{hash_mark}{section}"


def _page_url(path: str) -> str | None:
    urls = {
        **{file: reverse("guide", args=[name]) for name, file in _EXTERNAL_LINKS.items()},
        "docs/guide/README.md": reverse("docs"),
        "docs/openapi.json": reverse("reference"),
        "docs/problems": reverse("problems"),
    }
    if path in urls:
        return urls[path]
    folder, _, file = path.rpartition("/")
    if folder == "docs/examples":
        return reverse("example", args=[file])
    name = {"docs/guide": "guide", "docs/problems": "problem"}.get(folder)
    return reverse(name, args=[file.removesuffix(".md")]) if name and file.endswith(".md") else None
