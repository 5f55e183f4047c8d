"""JSON text in, values with their lines out, by the same steps as YAML: only the grammar is here.

The standard library's reader knows no lines, and JSON is not quite the YAML that it is said to be: tabs between
values, and two escapes for one character, are JSON only.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml

from catalog.library.parsed_file import ParsedFile
from catalog.library.readers.yaml_rows import Event, read_events

# Possessive: a text without an end would else be tried again from each of its characters.
_TOKEN: Final = re.compile(
    r"[ \t\r\n]*+(?:(?P<mark>[\[\]{},:])"
    r'|(?P<text>"(?:[^"\\\x00-\x1f]++|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4})*+")'
    r"|(?P<word>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+|true|false|null)"
    r"|(?P<end>\Z))"
)
_SHOWN_MAX: Final = 20


def parse(text: str, file: Path) -> ParsedFile:
    """Read the JSON documents (RFC 8259) of one text, one after the other, each a row or a list of rows. All issues are
    collected, but a syntax error ends the reading.
    """
    return read_events(_events(text.removeprefix("\ufeff")), file, "JSON")


def _events(text: str) -> Iterator[Event]:
    tokens = _Tokens(text)
    yield yaml.StreamStartEvent()
    tokens.advance()
    while True:
        yield yaml.DocumentStartEvent()
        yield from _value(tokens)
        yield yaml.DocumentEndEvent()
        if tokens.kind == "end":
            break
    yield yaml.StreamEndEvent()


class _Tokens:
    """The token under way, as it is written: a text with its quotes, so no text looks like a mark."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends_at = self._counted_to = self._line = 0
        self.kind = self.value = ""
        self.mark = yaml.Mark("", 0, 0, 0, "", 0)

    def advance(self) -> None:
        found = _TOKEN.match(self._text, self._ends_at)
        # White space before what is no token still counts as lines.
        starts_at = found.start(found.lastgroup or 0) if found else self._after_white_space()
        self._line += self._text.count("\n", self._counted_to, starts_at)
        self._counted_to = starts_at
        self.mark = yaml.Mark("", starts_at, self._line, 0, "", 0)
        if found is None:
            problem = f"{self._text[starts_at : starts_at + _SHOWN_MAX]!r} is no value of JSON"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=self.mark)
        self._ends_at = found.end()
        self.kind, self.value = found.lastgroup or "", found[found.lastgroup or 0]

    def syntax_error(self, wanted: str) -> yaml.MarkedYAMLError:
        found = repr(self.value[:_SHOWN_MAX]) if self.value else "the end of the file"
        return yaml.MarkedYAMLError(problem=f"{wanted} must stand here, not {found}", problem_mark=self.mark)

    def _after_white_space(self) -> int:
        rest = self._text[self._ends_at :]
        return self._ends_at + len(rest) - len(rest.lstrip(" \t\r\n"))


# Generators: the reader of the events ends at its greatest depth before these can recurse any further.


def _value(tokens: _Tokens) -> Iterator[Event]:
    if tokens.value == "[":
        yield from _list(tokens)
    elif tokens.value == "{":
        yield from _mapping(tokens)
    elif tokens.kind in ("text", "word"):
        yield _scalar(tokens)
    else:
        raise tokens.syntax_error("a value")
    tokens.advance()


def _scalar(tokens: _Tokens) -> Event:
    is_plain = tokens.kind == "word"
    value = tokens.value if is_plain else json.loads(tokens.value)
    return yaml.ScalarEvent(None, None, (is_plain, not is_plain), value, start_mark=tokens.mark)


def _list(tokens: _Tokens) -> Iterator[Event]:
    yield yaml.SequenceStartEvent(None, None, True, start_mark=tokens.mark)
    tokens.advance()
    while tokens.value != "]":
        yield from _value(tokens)
        _expect_comma_or(tokens, "]")
    yield yaml.SequenceEndEvent()


def _mapping(tokens: _Tokens) -> Iterator[Event]:
    yield yaml.MappingStartEvent(None, None, True, start_mark=tokens.mark)
    tokens.advance()
    while tokens.value != "}":
        if tokens.kind != "text":
            raise tokens.syntax_error("a key in double quotes")
        yield _scalar(tokens)
        tokens.advance()
        if tokens.value != ":":
            raise tokens.syntax_error("a colon")
        tokens.advance()
        yield from _value(tokens)
        _expect_comma_or(tokens, "}")
    yield yaml.MappingEndEvent()


def _expect_comma_or(tokens: _Tokens, closing: str) -> None:
    """Move past a comma, behind which something has to come; stay at the closing bracket."""
    if tokens.value == closing:
        return
    if tokens.value != ",":
        raise tokens.syntax_error(f"a comma or {closing}")
    tokens.advance()
    if tokens.value == closing:
        raise tokens.syntax_error("another entry")
