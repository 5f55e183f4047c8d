"""From library files to rows that can be created, or to a list of all that is wrong with them."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from catalog.library.nodes import UNKNOWN, Fault, Nodes
from catalog.library.schema import schema_faults
from catalog.library.twins import connector_twins, model_twins
from catalog.library.yaml_lines import parse

SHIPPED: Final = Path(__file__).parent / "data"
"""The library that comes with the product."""

_SUFFIXES: Final = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """One row without faults.

    `document` is the create request of the contract: A, V and W as int or exact Decimal. `source` says where
    its facts come from, `confidence` is "cited" or "known": neither is part of the request. `line` counts
    from 1.
    """

    document: dict[str, Any]
    source: str
    confidence: str
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
    reached twice counts once. Raises nothing on account of a file: all that is wrong with it is a fault.
    The figures are as described in `schema.json`; the rules are those of the contract for a create request.
    """
    files = [_nodes(file) for file in _files(paths)]
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
        inside = (file for file in path.rglob("*") if file.suffix in _SUFFIXES and not file.is_dir())
        # A directory without any is passed on, to become a fault: a mistyped one is no empty library.
        for file in sorted(inside) or [path]:
            if (real := os.path.realpath(file)) not in seen:
                seen.add(real)
                yield file


def _nodes(file: Path) -> Nodes:
    line = None
    try:
        content = file.read_bytes()
        return parse(content.decode(), file)
    except FileNotFoundError:
        sentence = "does not exist"
    except IsADirectoryError:
        sentence = f"holds no file that ends in {' or '.join(_SUFFIXES)}"
    except OSError as error:
        sentence = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = f"is not UTF-8: byte 0x{content[error.start]:02X} is no part of a character"
    return Nodes(file, UNKNOWN, faults=(Fault(file, line, (), sentence),))


def _faults(nodes: Nodes) -> Iterator[Fault]:
    yield from nodes.faults
    yield from schema_faults(nodes)
    yield from connector_twins(nodes)


def _row(nodes: Nodes, index: int, row: dict[str, Any]) -> LibraryRow:
    document = {key: value for key, value in row.items() if key not in ("source", "confidence")}
    return LibraryRow(document, row["source"], row["confidence"], nodes.file, nodes.lines[(index,)])
