"""The commands of this project that its documentation tells readers to type."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[2]
COMMANDS = PROJECT / "docs" / "reference" / "commands.md"
_COMMAND = re.compile(
    r"(?:^|(?<=[\s`/]))(?:python3? (?P<script>-m [\w.]+|[\w/]+\.py(?<!manage\.py))|(?P<managed>manage\.py [a-z_]+)\b"
    r"|(?P<tool>pytest|ruff [a-z]+|mypy|lint-imports|\.ci/run)(?![\w-]))",
    re.MULTILINE,
)
_OF_OTHERS = {"python -m venv"}
_ROW = re.compile(r"^\| `([a-z_]+)`", re.MULTILINE)


def documents() -> Iterator[Path]:
    """Yield all pages, and the modules that can be run or tell how something is."""
    yield from PROJECT.glob("*.md")
    for folder in ("benchmarks", "catalog", "deploy", "docs", "tests"):
        for file in PROJECT.joinpath(folder).rglob("*"):
            if file.suffix in {".md", ".py"} and "node_modules" not in file.parts:
                yield file


def commands_in(file: Path) -> set[str]:
    """Return program and subcommand, script or module of each: `manage.py serve`, `python -m tests`."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        text = ast.get_docstring(ast.parse(text)) or ""
    found = {_name_of(match) for match in _COMMAND.finditer(text)} - _OF_OTHERS
    if file == COMMANDS:
        found |= {f"manage.py {name}" for name in _ROW.findall(text)}
    return found


def _name_of(match: re.Match[str]) -> str:
    return f"python {match['script']}" if match["script"] else match["managed"] or match["tool"]
