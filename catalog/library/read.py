"""From library files to rows that can be created, or to a list of all that is wrong with them."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from catalog.library import csv_rows, json_lines, xlsx_rows, yaml_lines
from catalog.library.formats import SUFFIXES, Format, format_of, suffixes_in_words
from catalog.library.nodes import FAULTS_MAX, UNKNOWN, Fault, Nodes
from catalog.library.schema import schema_faults
from catalog.library.twins import connector_twins, model_twins

SHIPPED: Final = Path(__file__).parent / "data"
"""The library that comes with the product."""

_PARSERS: Final = {Format.YAML: yaml_lines.parse, Format.JSON: json_lines.parse, Format.CSV: csv_rows.parse}

_NOT_OF_THE_REQUEST: Final = ("source", "confidence", "archived")


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """One row without faults.

    `document` is the create request of the contract: A, V and W as int or exact Decimal. `source` says where
    its facts come from, `confidence` is "cited" or "known", `is_archived` that the model is retired: none is part of
    the request. `line` counts from 1.
    """

    document: dict[str, Any]
    source: str | None
    confidence: str | None
    is_archived: bool
    file: Path
    line: int


@dataclass(frozen=True, slots=True)
class Library:
    """What was read: the good rows in the order of the files, and every fault.

    Rows are there beside faults, so whoever wants all or nothing looks at `faults` first.
    """

    rows: tuple[LibraryRow, ...]
    faults: tuple[Fault, ...]


def read(paths: Iterable[Path]) -> Library:
    """Read library files, and directories of them, and judge them together.

    Files are taken in the order given, those of a directory and its subdirectories by name; a file that is
    reached twice counts once. The end of a file's name says its format; YAML where it says none, as of stdin.
    Raises nothing on account of a file: all that is wrong with it is a fault.
    The figures are as described in `schema.json`; the rules are those of the contract for a create request.
    """
    return _judged([_read_file(file) for file in _files(paths)])


def read_content(content: bytes, name: str) -> Library:
    """Read what a file of that name holds, as `read` does, without the file."""
    return _judged([_parsed(content, Path(name))])


def _judged(files: list[Nodes]) -> Library:
    faults = [fault for nodes in files for fault in _faults(nodes)]
    faults += model_twins(files)
    order = {nodes.file: number for number, nodes in enumerate(files)}
    faults.sort(key=lambda fault: (order[fault.file], fault.line or 0, fault.path, fault.sentence))
    bad = {(fault.file, fault.place[0]) for fault in faults if fault.place}
    rows = (_row(nodes, index, row) for nodes in files for index, row in nodes.rows() if (nodes.file, index) not in bad)
    return Library(tuple(rows), tuple(faults))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    seen: set[str] = set()
    for path in paths:
        inside = (file for file in path.rglob("*") if file.suffix in SUFFIXES and not file.is_dir())
        # A directory without any is passed on, to become a fault: a mistyped one is no empty library.
        for file in sorted(inside) or [path]:
            if (real := os.path.realpath(file)) not in seen:
                seen.add(real)
                yield file


def _read_file(file: Path) -> Nodes:
    try:
        return _parsed(file.read_bytes(), file)
    except FileNotFoundError:
        sentence = "does not exist"
    except IsADirectoryError:
        sentence = f"holds no file that ends in {suffixes_in_words()}"
    except OSError as error:
        sentence = f"cannot be read: {error.strerror}"
    return Nodes(file, UNKNOWN, faults=(Fault(file, None, (), sentence),))


def _parsed(content: bytes, file: Path) -> Nodes:
    form = format_of(file) or Format.YAML
    if form is Format.XLSX:
        return xlsx_rows.parse(content, file)
    try:
        return _PARSERS[form](content.decode(), file)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        hint = "; save it as CSV UTF-8" if form is Format.CSV else ""
        sentence = f"is not UTF-8: byte 0x{content[error.start]:02X} is no part of a character{hint}"
    return Nodes(file, UNKNOWN, faults=(Fault(file, line, (), sentence),))


def _faults(nodes: Nodes) -> list[Fault]:
    every = chain(nodes.faults, schema_faults(nodes), connector_twins(nodes))
    faults = list(islice(every, FAULTS_MAX))
    if next(every, None) is not None:
        faults.append(Fault(nodes.file, None, (), f"has more than {FAULTS_MAX} faults; the others are not looked for"))
    return faults


def _row(nodes: Nodes, index: int, row: dict[str, Any]) -> LibraryRow:
    document = {key: value for key, value in row.items() if key not in _NOT_OF_THE_REQUEST}
    return LibraryRow(
        document,
        row.get("source"),
        row.get("confidence"),
        row.get("archived", False),
        nodes.file,
        nodes.lines[(index,)],
    )
