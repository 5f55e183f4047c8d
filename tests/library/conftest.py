"""A valid row as text, and what is read from a text that stands in a real file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.library.reader import Library, read_files

ROW = """\
- vendor: Alfen
  model: NG900-60503
  friendlyName: Eve Single S-line
  powerType: AC_1_PHASE
  connectors:
    - {id: 1, connectionType: CHADEMO, format: SOCKET, maxAmperage: 32, maxVoltage: 230, maxPowerWatts: 7360}
  configurationKeys:
    ocppUrl: BackOffice-URL-wired
  evidence:
    ratings: {source: the maker's price list, level: cited}
"""


@pytest.fixture
def row() -> str:
    """Ten lines; the one connector is on line 6."""
    return ROW


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "alfen.yaml"


@pytest.fixture
def read_text(file: Path) -> Callable[[str], Library]:
    def write_and_read(text: str) -> Library:
        file.write_text(text, encoding="utf-8")
        return read_files([file])

    return write_and_read


@pytest.fixture
def faults_of(read_text: Callable[[str], Library], file: Path) -> Callable[[str], list[str]]:
    """The faults of a text as they are printed, without the file: `6: #/0/connectors/0/id must be ...`."""

    def read_and_print(text: str) -> list[str]:
        issues = read_text(text).issues
        assert {issue.file for issue in issues} <= {file}
        return [str(issue).removeprefix(f"{file}:").strip() for issue in issues]

    return read_and_print
