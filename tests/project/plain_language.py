"""Texts that people read, and the words that they should not contain."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt

PROJECT: Final = Path(__file__).parents[2]
RATCHET: Final = Path(__file__).with_name("plain_language_ratchet.json")

# Each has a usual word: see "Write plain English" in CONTRIBUTING.md.
PHRASES: Final = (
    r"anew", r"at hand", r"back office", r"besides", r"but for", r"by now", r"carried out", r"(has|have) to be",
    r"(is|are) (to be|none|nobody's)", r"leaf(ed|s|ing)? through", r"likewise", r"meanwhile", r"mend(ed|s)?",
    r"not known here", r"nothing here", r"of (now|ours)", r"put into words", r"side by side",
    r"(so|as) (many|much) as", r"stands? in", r"the forge", r"to be had", r"told", r"twins?", r"who may( what)?",
    r"whoever", r"without regard to", r"written aside",
)  # fmt: skip
_PHRASE = re.compile(rf"\b({'|'.join(PHRASES)})\b", re.IGNORECASE)
_MARKUP = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", re.DOTALL)
_PARSER = MarkdownIt("commonmark").enable("table")

FOLDERS: Final = ("catalog", "config", "deploy", "docs", "templates", "tests")


def files(*suffixes: str) -> Iterator[str]:
    """Yield the paths of all files of the project with these suffixes."""
    found = [*PROJECT.glob("*"), *(file for folder in FOLDERS for file in PROJECT.joinpath(folder).rglob("*"))]
    for file in sorted(found):
        if file.name.endswith(suffixes) and "node_modules" not in file.parts:
            yield file.relative_to(PROJECT).as_posix()


def markdown_texts(name: str, *, code: bool) -> Iterator[str]:
    """Yield each paragraph, list item and table cell, with or without the code in its lines."""
    for token in _PARSER.parse((PROJECT / name).read_text(encoding="utf-8")):
        if token.type == "inline":
            kinds = {"text", "code_inline"} if code else {"text"}
            yield "".join(
                " " if each.type == "softbreak" else each.content if each.type in kinds else ""
                for each in token.children or ()
            )


def template_texts(name: str) -> Iterator[str]:
    yield _MARKUP.sub(" ", (PROJECT / name).read_text(encoding="utf-8"))


def python_texts(name: str) -> Iterator[str]:
    """Yield the strings that people may see: all with a space in them that are not documentation of the code."""
    tree = ast.parse((PROJECT / name).read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(str(text)) if " " in text and id(node) not in documentation:
                yield text


def texts(name: str) -> Iterator[str]:
    if name.endswith(".md"):
        return markdown_texts(name, code=False)
    return template_texts(name) if name.endswith(".html") else python_texts(name)


def phrases_in(name: str) -> list[str]:
    return [match[0] for text in texts(name) for match in _PHRASE.finditer(text)]


def is_rewritten(name: str) -> bool:
    """Tell whether a file may have none of the phrases. The others are counted, and may not get more."""
    return name.endswith(".md") or (name.startswith(("templates/", "catalog/pages/")) and "admin/" not in name)


def counts() -> dict[str, int]:
    """Return the number of phrases in each file that is not rewritten yet."""
    names = [*files(".html"), *(each for each in files(".py") if each.startswith(("catalog/", "config/")))]
    found = {name: len(phrases_in(name)) for name in names if not is_rewritten(name)}
    return {name: count for name, count in found.items() if count}


def sentences(name: str) -> Iterator[str]:
    for text in markdown_texts(name, code=True):
        yield from re.split(r"(?<=[.!?])\s+", text)


if __name__ == "__main__":
    RATCHET.write_text(json.dumps(counts(), indent=2) + "\n", encoding="utf-8")
