"""YAML text in, values with their lines out; the parts of YAML that surprise are left out or refused.

PyYAML only splits the text into events here. Its constructors are not used: they would build Python objects
from tags, expand aliases without end, keep the last of two equal keys, and read `12:30:00` as 45000, `yes` as
true and `0.1` as a binary float.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml
from yaml.reader import Reader

from catalog.library.parsed_file import UNKNOWN, Location, ParsedFile, ValidationIssue
from catalog.library.readers.yaml_scalars import parse_plain_scalar
from catalog.messages import UNPAIRED_SURROGATE, as_clause

# libyaml is some 20 times as fast. A PyYAML that was built without it reads the same from what both take;
# it is stricter about a few things, such as a tab behind a value.
LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEPTH_MAX: Final = 32
VALUES_MAX: Final = 500_000
"""Of one file, some 25,000 models: each value takes far more memory than its text."""

# A document without a value; JSON has the word for it alone.
_MISSING: Final = ("", "null")

Event = Any
"""An event of PyYAML. Its stubs know neither that a parsed one has marks nor that a node's has a tag."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def parse(text: str, file: Path) -> ParsedFile:
    """Read the YAML documents of one text: each is a list of rows, or one row.

    Scalars without quotes mean what `parse_plain_scalar` says, those in quotes are text. All issues are collected,
    but a syntax error ends the reading.
    """
    if found := Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        sentence = f"holds the character U+{ord(found[0]):04X}, which YAML does not allow"
        return ParsedFile(file, UNKNOWN, issues=(ValidationIssue(file, line, (), sentence),))
    return read_events(yaml.parse(text, Loader=LOADER), file, "YAML")


def read_events(events: Iterator[Event], file: Path, language: str) -> ParsedFile:
    """Read the events of the documents of a text, in whatever language it is written."""
    document = _Document(events, file)
    try:
        value: object = document.read()
    except yaml.MarkedYAMLError as error:
        problem = ", ".join(part for part in (error.context, error.problem) if part)
        mark = error.problem_mark or error.context_mark
        document.add_issue((), f"is not valid {language}: {problem}", mark.line + 1 if mark else None)
        value = UNKNOWN
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # PyYAML without libyaml lets these two out of an escape like "\UFFFFFFFF" and of a %YAML line.
        document.add_issue((), f"is not valid {language}: {error}", None)
        value = UNKNOWN
    return ParsedFile(file, value, document.lines, tuple(document.issues))


class _Document:
    """The one pass over the events of a text."""

    def __init__(self, events: Iterator[Event], file: Path) -> None:
        self.lines: dict[Location, int] = {}
        self.issues: list[ValidationIssue] = []
        self._file = file
        self._events = events

    def add_issue(self, place: Location, sentence: str, line: int | None) -> None:
        self.issues.append(ValidationIssue(self._file, line, place, sentence))

    def read(self) -> list[object] | None:
        """Return the rows of all documents; None if every document is empty."""
        rows: list[object] = []
        is_empty = True
        next(self._events)
        while not isinstance(next(self._events), yaml.StreamEndEvent):
            event: Any = next(self._events)
            is_none = isinstance(event, yaml.ScalarEvent) and event.implicit[0] and event.value in _MISSING
            if isinstance(event, yaml.SequenceStartEvent):
                self._is_plain(event, (), event.start_mark.line + 1)  # type: ignore[union-attr]  # a parsed one has it
                self._add_to(rows, ())
            elif not is_none:
                rows.append(self._value(event, (len(rows),)))
            is_empty = is_empty and is_none
            next(self._events)
        return None if is_empty else rows

    def _value(self, event: Event, place: Location) -> object:
        if len(place) > DEPTH_MAX:
            problem = f"lists and mappings are nested more than {DEPTH_MAX} deep"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        if len(self.lines) > VALUES_MAX:
            problem = f"it holds more than {VALUES_MAX} values: give it in several files"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        line = event.start_mark.line + 1
        # The value of a key is looked for at its key, which stands in `lines` already.
        self.lines.setdefault(place, line)
        usable = self._is_plain(event, place, line)
        value: object = UNKNOWN
        if isinstance(event, yaml.SequenceStartEvent):
            value = self._list(place)
        elif isinstance(event, yaml.MappingStartEvent):
            value = self._mapping(place)
        elif isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event, place, line)
        return value if usable else UNKNOWN

    def _is_plain(self, event: Event, place: Location, line: int) -> bool:
        """Refuse what lets a document build objects or grow without end."""
        if isinstance(event, yaml.AliasEvent):
            self.add_issue(place, f"must be written out: aliases (*{event.anchor}) are not taken", line)
            return False
        if event.anchor is not None:
            self.add_issue(place, f"must do without the anchor &{event.anchor}: anchors are not taken", line)
        if event.tag is not None:
            self.add_issue(place, f"must do without the tag {event.tag!r}: tags are not taken", line)
        return event.tag is None

    def _list(self, place: Location) -> list[object]:
        values: list[object] = []
        self._add_to(values, place)
        return values

    def _add_to(self, values: list[object], place: Location) -> None:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            values.append(self._value(event, (*place, len(values))))

    def _mapping(self, place: Location) -> dict[str, object]:
        values: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent):
                raise yaml.MarkedYAMLError(problem="a key must be text", problem_mark=event.start_mark)
            key = event.value
            here = (*place, key)
            self._is_plain(event, here, line)
            if key in values:
                self.add_issue(here, f"is given twice in this mapping, first on line {self.lines[here]}", line)
                # The first one stands; of this one, only what YAML itself allows is judged.
                self._value(next(self._events), here)
                continue
            self.lines[here] = line
            values[key] = self._value(next(self._events), here)
        return values

    def _scalar(self, event: Event, place: Location, line: int) -> object:
        text: str = event.value
        if _SURROGATE.search(text):
            self.add_issue(place, as_clause(UNPAIRED_SURROGATE), line)
            return UNKNOWN
        try:
            return parse_plain_scalar(text) if event.implicit[0] else text
        except ValueError as error:
            self.add_issue(place, str(error), line)
            return UNKNOWN
