"""The guides and the pages of problems: Markdown under `docs/`, read once a process."""

import functools
import posixpath
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import reverse

from catalog.pages.markdown import Article, read_article

FRONT = "README"
"""The page at the door of `docs/guide`, whose links are the guides in their order."""

CHANGELOG = "changelog"


def guide(name: str) -> Article | None:
    """This will return the guide of that name, if there is one."""
    return _articles("guide").get(name)


def guides() -> dict[str, Article]:
    """This will return all guides by name, in the order in which the front page leads to them."""
    found = _articles("guide")
    front = found[FRONT]
    names = [_name_of(link) for link in front.links]
    return {name: found[name] for name in dict.fromkeys(names) if name in found}


def problem(name: str) -> Article | None:
    """This will return the page of a code, which is spelled with dashes."""
    return _articles("problems").get(name)


def problems() -> list[tuple[str, Article, str]]:
    """This will return the pages of all codes with their names and statuses, in the order of the statuses."""
    found = ((name, article, status_of(article)) for name, article in _articles("problems").items())
    return sorted(found, key=lambda each: (each[2], each[0]))


def status_of(problem: Article) -> str:
    """This will return what the page of a code says is its status, such as `404 Not Found`."""
    return problem.paragraphs[1].removeprefix("Status: ")


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "docs"


@functools.cache
def _articles(room: str) -> dict[str, Article]:
    files = {path.stem: path for path in sorted((_folder() / room).glob("*.md"))}
    if room == "guide":
        files[CHANGELOG] = _folder().parent / "CHANGELOG.md"
    # Links are told from the file in which they stand.
    return {name: read_article(path, functools.partial(_href, path.parent)) for name, path in files.items()}


def _href(folder: Path, target: str) -> str | None:
    """Where on these pages the file is that a link in `folder` leads to."""
    file, hash_mark, section = target.partition("#")
    if file.startswith("/"):
        return target
    path = posixpath.normpath(posixpath.join(folder.relative_to(_folder().parent).as_posix(), file))
    page = _page_of(path)
    return page and f"{page}{hash_mark}{section}"


def _page_of(path: str) -> str | None:
    whole = {
        "CHANGELOG.md": reverse("guide", args=[CHANGELOG]),
        "docs/guide/README.md": reverse("docs"),
        "docs/openapi.json": reverse("reference"),
        "docs/problems": reverse("problems"),
    }
    room, _, file = path.rpartition("/")
    name = {"docs/guide": "guide", "docs/problems": "problem"}.get(room)
    if name and file.endswith(".md") and path not in whole:
        return reverse(name, args=[file.removesuffix(".md")])
    return whole.get(path)


def _name_of(link: str) -> str:
    name = posixpath.basename(link).removesuffix(".md")
    return CHANGELOG if name == "CHANGELOG" else name


@register(Tags.files)
def check_that_guides_are_there(**kwargs: object) -> Iterator[CheckMessage] | list[CheckMessage]:
    """An image or an archive that was built without them would serve a documentation of 404s."""
    missing = [path for path in (_folder() / "guide" / f"{FRONT}.md", _folder() / "problems") if not path.exists()]
    return [
        Error(f"{path} is not there.", hint="Ship docs/ and CHANGELOG.md beside manage.py.", id="catalog.E101")
        for path in missing
    ]
