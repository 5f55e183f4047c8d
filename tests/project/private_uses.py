"""Finds where the code reaches past the public API of Python, Django and other libraries."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
OURS = ("catalog", "config")

# Documented in spite of their names: by Django, by Python for named tuples, and the module of types for checkers.
DOCUMENTED = {"_meta", "_state", "_base_manager", "_default_manager", "_replace", "_fields", "_typeshed"}

# Documented as attributes to be set.
SETTABLE = re.compile(r"admin\.site\.(site_\w+|index_\w+|enable_nav_sidebar)|logging\.log[A-Z]\w+")

# Without an underscore, and yet in no documentation.
UNDOCUMENTED = {
    "Finalize",
    "IncorrectLookupParameters",
    "InsertQuery",
    "MigrationLoader",
    "MigrationRecorder",
    "UpdateQuery",
    "ViewInspector",
    "add_preserved_filters",
    "compose_sql",
    "get_compiler",
    "isolate_view_method",
    "simplify_regex",
    "validate_host",
}

_PRIVATE = re.compile(r"_[A-Za-z]\w*")
_IGNORED_OVERRIDE = re.compile(r"#\s*type:\s*ignore\[[^\]]*\boverride\b")


class Use(NamedTuple):
    """A file, and the name in it that is not public."""

    file: str
    name: str


def find_uses() -> set[Use]:
    uses: set[Use] = set()
    for path in _sources():
        file = path.relative_to(ROOT).as_posix()
        uses |= {Use(file, name) for name in find_in(path.read_text(encoding="utf-8"))}
        uses |= {Use(file, name) for name in _shared_with_bases(file)}
    return uses


def find_in(source: str) -> set[str]:
    tree = ast.parse(source)
    own = _defined_in(tree)
    imported = _imported_by(tree)
    found = {name for node in ast.walk(tree) for name in _names_of(node, own, imported)}
    return found | ({"type: ignore[override]"} if _IGNORED_OVERRIDE.search(source) else set())


def _sources() -> list[Path]:
    found = [path for package in OURS for path in sorted((ROOT / package).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def _is_private(name: str) -> bool:
    return bool(_PRIVATE.fullmatch(name)) and name not in DOCUMENTED


def _names_of(node: ast.AST, own: set[str], imported: set[str]) -> Iterator[str]:
    match node:
        case ast.Attribute(value=value, attr=attr) if _is_private(attr):
            if attr not in own and not (isinstance(value, ast.Name) and value.id in {"self", "cls"}):
                yield attr
        case ast.Attribute(attr=attr) if attr in UNDOCUMENTED:
            yield attr
        case ast.Subscript(slice=ast.Constant(value=str(key))) if _is_private(key) and key not in own:
            yield key
        case ast.ImportFrom(module=module, names=names, level=0) if module and not module.startswith(OURS):
            parts = [*module.split("."), *(each.name for each in names)]
            yield from (part for part in parts if _is_private(part) or part in UNDOCUMENTED)
            if module in {"unittest", "unittest.mock"}:
                yield module
        case ast.Import(names=names):
            yield from (part for each in names for part in each.name.split(".") if _is_private(part))
            yield from (each.name for each in names if each.name == "unittest.mock")
        case ast.Assign(targets=targets):
            yield from (ast.unparse(each) for each in targets if _is_patch(each, imported))
        case ast.Call(func=func, args=args):
            yield from _names_of_call(func, args, own, imported)


def _names_of_call(func: ast.expr, args: list[ast.expr], own: set[str], imported: set[str]) -> Iterator[str]:
    match func:
        case ast.Name(id="vars"):
            yield "vars"
        case ast.Name(id="setattr" | "getattr" | "delattr" | "hasattr" as name):
            match args:
                case [_, ast.Constant(value=str(key)), *_] if _is_private(key) and key not in own:
                    yield key
                case [ast.Name(id=patched), *_] if name != "getattr" and patched in imported:
                    yield f"{name}({patched})"
        case ast.Attribute(attr="__new__" | "disconnect" as name):
            yield name
        case ast.Attribute(value=ast.Name(id="object"), attr="__setattr__"):
            yield "object.__setattr__"


def _is_patch(target: ast.expr, imported: set[str]) -> bool:
    """Tell an assignment to an attribute, or a part of one, of something that was imported."""
    base = target
    while isinstance(base, ast.Attribute | ast.Subscript):
        base = base.value
    if base is target or SETTABLE.fullmatch(ast.unparse(target)):
        return False
    return isinstance(base, ast.Name) and base.id in imported


def _defined_in(tree: ast.AST) -> set[str]:
    """Return the names that the module itself gives to functions, classes and attributes."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                names.add(name)
    return names


def _imported_by(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=module, names=many) if not (module or "").startswith(OURS):
                names |= {each.asname or each.name for each in many}
            case ast.Import(names=many):
                names |= {each.asname or each.name.partition(".")[0] for each in many}
    return names


def _shared_with_bases(file: str) -> Iterator[str]:
    """Yield the private names that a class of the module has in common with a library's class that it derives from."""
    module = importlib.import_module(file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    for _, each in inspect.getmembers(module, inspect.isclass):
        if each.__module__ == module.__name__:
            bases = [base for base in each.__mro__ if not base.__module__.startswith(OURS)]
            theirs = {name for base in bases for name in _names_in(base)}
            yield from (name for name in _names_in(each) & theirs if _is_private(name))


def _names_in(each: type) -> set[str]:
    """Return the names that a class defines, or asks its own objects for."""
    node = _classes_of(each.__module__).get(each.__qualname__)
    if node is None:  # not written in Python, or made at run time
        return set()
    names: set[str] = set()
    for part in node.body:
        match part:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                names.add(name)
            case ast.Assign(targets=targets):
                names |= {target.id for target in targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return names | {
        part.attr
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in {"self", "cls"}
    }


@cache
def _classes_of(module: str) -> dict[str, ast.ClassDef]:
    try:
        tree = ast.parse(inspect.getsource(importlib.import_module(module)))
    except (OSError, TypeError):
        return {}
    classes: dict[str, ast.ClassDef] = {}

    def add(within: ast.AST, path: str) -> None:
        for node in ast.iter_child_nodes(within):
            if isinstance(node, ast.ClassDef):
                classes[path + node.name] = node
                add(node, f"{path}{node.name}.")
            elif isinstance(node, ast.FunctionDef):
                add(node, f"{path}{node.name}.<locals>.")
            else:
                add(node, path)

    add(tree, "")
    return classes
