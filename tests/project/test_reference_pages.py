"""The tables of settings and commands list all of them, with the defaults of the code."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from catalog.library.reader import SHIPPED, read_files

PROJECT = Path(__file__).parents[2]
REFERENCE = PROJECT / "docs" / "reference"
_ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \|", re.MULTILINE)


def settings_in_code() -> dict[str, str | None]:
    """Return the variables that `config` reads, each with its default where that is a constant."""
    found: dict[str, str | None] = {}
    for file in (PROJECT / "config").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name("env"), attr=kind), args=[ast.Constant(name), *rest]):
                    found[str(name)] = _default_of(kind, rest, node.keywords)
    return found


def _default_of(kind: str, positional: list[ast.expr], keywords: list[ast.keyword]) -> str | None:
    if kind == "choice":
        return str(ast.literal_eval(positional[0])[0])
    for each in keywords:
        if each.arg == "default" and isinstance(each.value, ast.Constant):
            return str(each.value.value).lower()
    return None


def test_settings_page_lists_every_variable_with_its_default() -> None:
    documented = dict(_ROW.findall((REFERENCE / "settings.md").read_text(encoding="utf-8")))

    in_code = settings_in_code()

    assert documented.keys() == in_code.keys()
    assert {name: default for name, default in in_code.items() if default} == {
        name: documented[name] for name, default in in_code.items() if default
    }


def test_commands_page_lists_every_command_of_the_project() -> None:
    page = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    documented = {name for name, _ in _ROW.findall(page)}

    ours = {name for name, app in get_commands().items() if app == "catalog"}

    assert documented == ours | {"migrate", "changepassword", "axes_reset_username"}


@pytest.mark.parametrize("page", ["README.md", "docs/first-ten-minutes.md"])
def test_pages_give_the_number_of_shipped_models_and_vendors(page: str) -> None:
    rows = list(read_files([SHIPPED]))
    vendors = {row.document["vendor"] for row in rows}

    assert f"{len(rows)} models of {len(vendors)} vendors" in (PROJECT / page).read_text(encoding="utf-8")


def test_readme_fits_on_two_screens() -> None:
    assert len((PROJECT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120
