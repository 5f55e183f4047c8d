"""From library files to rows that can be created, or to a list of all that is wrong with them."""

import io
import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from catalog.library.formats import SUFFIXES, Format, format_for, format_suffixes
from catalog.library.parsed_file import ISSUES_MAX, UNKNOWN, ParsedFile, ValidationIssue
from catalog.library.readers import csv_rows, json_rows, jsonl_rows, xlsx_rows, yaml_rows
from catalog.library.readers.column_choices import NO_CHOICES, ColumnChoices
from catalog.library.row_identities import IdentityChecker
from catalog.library.rows import Key, LibraryRow, row_from_values
from catalog.library.spool import Spool
from catalog.library.validation.api_answers import find_api_answer
from catalog.library.validation.cross_checks import DuplicateModels, connector_issues

SHIPPED: Final = Path(__file__).parent / "data"
"""The library that comes with the product."""

STDIN: Final = Path("-")

_PARSERS: Final = {Format.YAML: yaml_rows.parse, Format.JSON: json_rows.parse}
_TABLE_PARSERS: Final = {Format.CSV: csv_rows.parse, Format.XLSX: xlsx_rows.parse}

ProgressCallback = Callable[[int], object]
IssueFinder = Callable[[ParsedFile], Iterable[ValidationIssue]]

# What ODS and other archives, and workbooks of old, begin with.
_PACKED_LENGTH: Final = 4
_PACKED: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

_IN_MEMORY: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class InvalidRow:
    """A row with an issue: its vendor and model, as far as it has them, and its lines."""

    name: str
    lines: tuple[int, ...]


class Library:
    """The result of reading files: the valid rows in the order of the files, and every issue.

    It has the valid rows even if there are issues: check `issues` first if you want all or nothing. The rows are
    stored, so that later changes of the files do not matter.
    """

    def __init__(self) -> None:
        self.issues: tuple[ValidationIssue, ...] = ()
        self.notes: list[ValidationIssue] = []
        """Remarks that are not issues."""
        self.successor_keys: set[Key] = set()
        """Names of models that took the place of one that is a row."""
        self.invalid_rows: dict[int, InvalidRow] = {}
        """The rows that are not valid, by their place in the file."""
        self._rows = Spool[LibraryRow]()

    def add(self, row: LibraryRow) -> None:
        self._rows.add(row)
        if row.successor_key:
            self.successor_keys.add(row.successor_key)

    def without_invalid(self, left_out: Collection[int] = ()) -> "Library":
        """Return the library without the issues of rows, and without the rows of those numbers."""
        rest = Library()
        rest.issues = tuple(issue for issue in self.issues if not issue.is_of_a_row)
        rest.notes = self.notes
        for row in self:
            if row.number not in left_out:
                rest.add(row)
        return rest

    def __iter__(self) -> Iterator[LibraryRow]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def rows(self) -> tuple[LibraryRow, ...]:
        """All of them at once."""
        return tuple(self)


def read_files(
    paths: Iterable[Path],
    on_progress: ProgressCallback = lambda rows: None,
    choices: ColumnChoices = NO_CHOICES,
) -> Library:
    """Read library files, and directories of them, and judge them together.

    Files are taken in the order given, those of a directory and its subdirectories by name; a file that is
    reached twice counts once. The end of a file's name says its format; `-` is stdin, which is YAML, or JSON Lines if
    it begins with a bracket or brace.
    Never raises because of a file: all that is wrong with it is an issue.
    Figures are as described in `schema.json`; the rules are those of the contract for a create request. `on_progress`
    is called with the number of valid rows so far. `choices` says what the columns of tables are, and which to ignore;
    any other unknown column is an issue.
    """
    return _validate((_read_file(file, choices) for file in _files(paths)), on_progress)


def read_content(content: bytes, name: str, choices: ColumnChoices = NO_CHOICES) -> Library:
    """Read what a file of that name holds, as `read` does, without the file."""
    return _validate([_parts(io.BytesIO(content), Path(name), choices)], lambda rows: None)


def _validate(files: Iterable[Iterable[ParsedFile]], on_progress: ProgressCallback) -> Library:
    library = Library()
    from catalog.library.validation.schema_errors import schema_issues  # imported on first use to save memory

    finders = (schema_issues, connector_issues, DuplicateModels().issues, IdentityChecker().issues)
    issues: list[ValidationIssue] = []
    for parts in files:
        of_file = chain.from_iterable(_collect_valid_rows(nodes, finders, library, on_progress) for nodes in parts)
        issues += islice(of_file, ISSUES_MAX)
        if (other := next(of_file, None)) is not None:
            message = f"has more than {ISSUES_MAX} issues; only the first {ISSUES_MAX} are listed"
            issues.append(ValidationIssue(other.file, None, (), message))
    library.issues = tuple(issues)
    return library


def _collect_valid_rows(
    nodes: ParsedFile, finders: Sequence[IssueFinder], library: Library, on_progress: ProgressCallback
) -> list[ValidationIssue]:
    """Return the issues of the rows of a part, in the order of its lines. Valid rows go into the
    library.
    """
    if answer := find_api_answer(nodes):
        return [answer]
    every = chain(nodes.issues, *(find(nodes) for find in finders))
    issues = sorted(islice(every, ISSUES_MAX + 1), key=_order)
    library.notes += nodes.notes
    bad = {issue.location[0] for issue in issues if issue.location}
    for index, row in nodes.rows():
        if index not in bad:
            library.add(row_from_values(row, nodes.file, nodes.lines[(index,)], len(library), nodes.unsaid))
        else:
            library.invalid_rows[index] = InvalidRow(_name_of(row), _lines_of(nodes, index))
    on_progress(len(library))
    return issues


def _name_of(row: Mapping[str, object]) -> str:
    return " ".join(str(name) for name in (row.get("vendor"), row.get("model")) if isinstance(name, str))


def _lines_of(nodes: ParsedFile, index: int) -> tuple[int, ...]:
    connectors = nodes.value[index - nodes.first].get("connectors")  # type: ignore[index]
    count = len(connectors) if isinstance(connectors, list) else 0
    places = chain([(index,)], ((index, "connectors", each) for each in range(count)))
    return tuple(sorted({line for each in places if (line := nodes.lines.get(each)) is not None}))


def _order(issue: ValidationIssue) -> tuple[int, int, str, str]:
    """As in the file."""
    return issue.line or 0, issue.position, issue.path, issue.message


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    seen: set[str] = set()
    for path in paths:
        inside = (file for file in path.rglob("*") if _is_meant(file.relative_to(path)) and not file.is_dir())
        # A directory without files is passed on, to become an issue: its name may be mistyped.
        for file in sorted(inside) or [path]:
            if (real := os.path.realpath(file)) not in seen:
                seen.add(real)
                yield file


def _is_meant(file: Path) -> bool:
    """Return whether a person put the file into the directory: not Finder (`._a.yaml`), an open workbook (`~$a.xlsx`)
    or a program that hides what it writes.
    """
    return file.suffix.lower() in SUFFIXES and not any(part.startswith((".", "~$")) for part in file.parts)


def _read_file(file: Path, choices: ColumnChoices) -> Iterator[ParsedFile]:
    try:
        with _spool_stdin() if file == STDIN else file.open("rb") as content:
            yield from _parts(content, file, choices)
    except FileNotFoundError:
        sentence = "does not exist"
    except IsADirectoryError:
        sentence = f"holds no file that ends in {format_suffixes()}"
    except OSError as error:
        sentence = f"cannot be read: {error.strerror}"
    else:
        return
    yield ParsedFile(file, UNKNOWN, issues=(ValidationIssue(file, None, (), sentence),))


def _spool_stdin() -> IO[bytes]:
    """Return a spooled copy of standard input, whose first byte is read before the rest."""
    content: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by the caller
    shutil.copyfileobj(sys.stdin.buffer, content)
    content.seek(0)
    return content


def _parts(content: IO[bytes], file: Path, choices: ColumnChoices) -> Iterator[ParsedFile]:
    form = format_for(file) or _format_within(content)
    if form is None:
        sentence = "is a workbook of another kind, or an archive: save it as XLSX or CSV"
        yield ParsedFile(file, UNKNOWN, issues=(ValidationIssue(file, None, (), sentence),))
        return
    if form is Format.JSONL:
        yield from jsonl_rows.parse_parts(content, file)
    elif form in _TABLE_PARSERS:
        yield _TABLE_PARSERS[form](content.read(), file, choices)
    else:
        yield _parsed(content.read(), file, form)


def _format_within(content: IO[bytes]) -> Format | None:
    """Return the format of a file whose name says none; None for one that is packed."""
    begins = content.read(_PACKED_LENGTH)
    content.seek(0)
    if begins in _PACKED:
        return None
    begins = begins[:1]
    return Format.JSONL if begins == b"{" else Format.JSON if begins == b"[" else Format.YAML


def _parsed(content: bytes, file: Path, form: Format) -> ParsedFile:
    try:
        return _PARSERS[form](content.decode(), file)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = f"is not UTF-8: byte 0x{content[error.start]:02X} is no part of a character"
    return ParsedFile(file, UNKNOWN, issues=(ValidationIssue(file, line, (), sentence),))
