"""Conversion of Markdown files to pages, with linkable headings and rewritten links."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

HrefResolver = Callable[[str], str | None]

_EXTERNAL_RE = re.compile(r"[a-z]+:|//", re.IGNORECASE)


@dataclass(frozen=True)
class Section:
    """Section with a second-level heading. `text` is its plain text, for the search."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Article:
    """Page of the documentation.

    `text` and `paragraphs` are plain text; `text` ends before the first section. `links` are the original link targets.
    """

    title: str
    text: str
    paragraphs: tuple[str, ...]
    html: SafeString
    sections: tuple[Section, ...]
    links: tuple[str, ...]

    @property
    def lead(self) -> str:
        return self.paragraphs[0] if self.paragraphs else ""


class _Renderer(RendererHTML):
    """Renderer that makes tables and code scrollable, also by keyboard."""

    def table_open(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return '<div class="wide" tabindex="0"><table>\n'

    def table_close(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return "</table></div>\n"

    def fence(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return _in_frame(super().fence(tokens, index, options, env))

    def code_block(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return _in_frame(super().code_block(tokens, index, options, env))


def _in_frame(html: str) -> str:
    """Wrap a code block, so that a script can add a copy button."""
    focusable = html.replace("<pre>", '<pre tabindex="0">', 1).rstrip()
    return f'<div class="code">{focusable}</div>\n'


# Raw HTML is escaped, so that no text becomes markup by accident.
_parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")


def read_article(path: Path, href: HrefResolver) -> Article:
    """Parse a Markdown file.

    `href` returns the URL for a relative link, or None to render the link as plain text.
    """
    tokens = _parser.parse(path.read_text(encoding="utf-8"))
    links = tuple(_rewrite_links(tokens, href))
    sections = tuple(_sections(tokens))
    title = next(_plain_text(token) for token in tokens if token.type == "inline")
    # The input is from the project, and the parser escapes HTML.
    html = mark_safe(_parser.renderer.render(tokens, _parser.options, {}))  # noqa: S308
    return Article(title, _text_after(tokens[3:]), tuple(_paragraphs(tokens)), html, sections, links)


def _rewrite_links(tokens: Sequence[Token], href: HrefResolver) -> Iterator[str]:
    for inline in tokens:
        is_plain = False
        for token in inline.children or ():
            if token.type == "link_open":
                target = str(token.attrs["href"])
                yield target
                url = target if target.startswith("#") or _EXTERNAL_RE.match(target) else href(target)
                is_plain = url is None
                if url is None:
                    token.type, token.tag, token.hidden = "text", "", True
                else:
                    token.attrs["href"] = url
            elif token.type == "link_close" and is_plain:
                token.type, token.tag, token.hidden, is_plain = "text", "", True, False


def _sections(tokens: Sequence[Token]) -> Iterator[Section]:
    taken: set[str] = set()
    for index, (heading, inline) in enumerate(pairwise(tokens)):
        if heading.type != "heading_open" or heading.tag == "h1":
            continue
        slug = slugify(_plain_text(inline))
        while slug in taken:
            slug += "-"
        taken.add(slug)
        heading.attrSet("id", slug)
        if heading.tag == "h2":
            yield Section(slug, _plain_text(inline), _text_after(tokens[index + 2 :]))


def _text_after(tokens: Sequence[Token]) -> str:
    """Return the text up to the next heading of the first or second level."""
    texts: list[str] = []
    for token in tokens:
        if token.type == "heading_open" and token.tag in {"h1", "h2"}:
            break
        if token.type == "inline":
            texts.append(_plain_text(token))
        elif token.type in {"fence", "code_block"}:
            texts.append(token.content)
    return " ".join(" ".join(texts).split())


def _paragraphs(tokens: Sequence[Token]) -> Iterator[str]:
    for opening, inline in pairwise(tokens):
        if opening.type == "paragraph_open":
            yield _plain_text(inline)


def _plain_text(inline: Token) -> str:
    return "".join(" " if each.type == "softbreak" else each.content for each in inline.children or ())
