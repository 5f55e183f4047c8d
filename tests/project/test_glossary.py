"""No new dialect: the words of the list may only become fewer in names, docstrings and comments.

`python -m tests.project.test_glossary` updates the counts after some were removed.
"""

import ast
import io
import json
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[2]
COUNTS = Path(__file__).with_name("glossary_counts.json")

WORDS = frozenset(
    [
        "tell",
        "tells",
        "told",
        "asked",
        "asks",
        "kept",
        "door",
        "doors",
        "room",
        "rooms",
        "twin",
        "twins",
        "fault",
        "faults",
        "verdict",
        "verdicts",
        "face",
        "faces",
        "moment",
        "moments",
        "besides",
        "whoever",
        "anew",
        "meanwhile",
        "sighting",
        "sightings",
        "glance",
        "somebody",
        "nobody",
    ]
)

# What callers, operators and other libraries see.
PUBLIC = frozenset({"door"})


def words_of(path: Path) -> Iterator[str]:
    """Yield the words of the names, docstrings and comments of a module."""
    source = path.read_text(encoding="utf-8")
    names, texts = set(), []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            names.add(token.string)
        elif token.type == tokenize.COMMENT:
            texts.append(token.string)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            texts.append(ast.get_docstring(node) or "")
    for name in names - PUBLIC:
        yield from re.findall(r"[a-z]+", re.sub(r"([A-Z])", r"_\1", name).lower())
    for text in texts:
        yield from re.findall(r"[a-z]+", text.lower())


def count_words() -> dict[str, int]:
    """Return how often each word of the list stands in the product, those that stand nowhere left out."""
    modules = [path for root in ("catalog", "config") for path in (PROJECT / root).rglob("*.py")]
    found = Counter(
        word for path in modules if "migrations" not in path.parts for word in words_of(path) if word in WORDS
    )
    return dict(sorted(found.items()))


def test_no_word_of_the_glossary_comes_back() -> None:
    allowed = json.loads(COUNTS.read_text(encoding="utf-8"))

    assert {word: count for word, count in count_words().items() if count > allowed.get(word, 0)} == {}


def test_a_word_in_a_name_a_docstring_and_a_comment_is_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('"""Told here."""\nkept_rows = {"told": 1}  # whoever\n')

    assert Counter(words_of(module)) & Counter(WORDS) == Counter(["told", "kept", "whoever"])


if __name__ == "__main__":
    COUNTS.write_text(json.dumps(count_words(), indent=2) + "\n", encoding="utf-8")
