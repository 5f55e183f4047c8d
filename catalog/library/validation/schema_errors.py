"""Issues that the schema finds in a file, each with a message and its line."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from typing import Any, Final

import jsonschema_rs
from jsonschema import Draft202012Validator, TypeChecker, ValidationError, validators
from jsonschema.protocols import Validator

from catalog.library.parsed_file import UNKNOWN, Location, ParsedFile, ValidationIssue
from catalog.library.table_words import find_heading
from catalog.library.validation.file_schema import schema_text
from catalog.messages import (
    EMPTY,
    NOT_A_CHOICE,
    NOT_GREATER,
    TOO_LARGE,
    TOO_LONG,
    TOO_MANY_DECIMALS,
    TOO_SMALL,
    as_clause,
)

_TYPES: Final = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "array": "a list",
    "object": "a mapping",
    "boolean": "true or false",
    "null": "null",
}
_VALUE_LENGTH_MAX: Final = 60


def schema_issues(nodes: ParsedFile) -> Iterator[ValidationIssue]:
    """Yield every issue that the schema finds in one file, except for values that were rejected before."""
    if not isinstance(nodes.value, list):
        if nodes.value is not UNKNOWN:
            yield nodes.issue_at((), f"must be a list or a mapping, not {_format_value(nodes.value)}")
        return
    for index, row in enumerate(nodes.value, start=nodes.first):
        if not is_plainly_right(row):
            yield from _issues(nodes, (index,), row)


def is_plainly_right(row: Any) -> bool:
    """Return whether the schema allows a row, without naming its issues, which takes much longer.

    False as well for a row that holds what is not JSON, such as a value that was rejected before: see `_issues`.
    """
    try:
        return _quick().is_valid(row)
    except ValueError:
        return False


def _issues(nodes: ParsedFile, place: Location, row: Any) -> Iterator[ValidationIssue]:
    for error in validator().iter_errors(row):
        if error.instance is not UNKNOWN:
            yield nodes.issue_at((*place, *error.absolute_path), _message(error))


@cache
def _schema_of_a_row() -> dict[str, Any]:
    # Decimal, because no binary float is the step 0.000001.
    schema: dict[str, Any] = json.loads(schema_text(), parse_float=Decimal)
    return {"$ref": "#/$defs/row", "$defs": schema["$defs"]}


@cache
def _quick() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_schema_of_a_row(), pattern_options=jsonschema_rs.RegexOptions())


@cache
def validator() -> Validator:
    keywords = {
        "additionalProperties": _unknown_keys,
        "items": _items,
        "multipleOf": _multiple_of,
        "required": _missing_keys,
    }
    checker = Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer)
    extend: Callable[..., Callable[[Any], Validator]] = validators.extend
    return extend(Draft202012Validator, keywords, type_checker=checker)(_schema_of_a_row())


def _is_integer(_: TypeChecker, value: object) -> bool:
    if isinstance(value, Decimal):
        return value == value.to_integral_value()
    return isinstance(value, int) and not isinstance(value, bool)


def _unknown_keys(_: Validator, __: object, value: object, schema: dict[str, Any]) -> Iterator[ValidationError]:
    """Check as the keyword does, but with one error for each key, at the place of that key."""
    if isinstance(value, dict):
        known = schema["properties"]
        keys_are_listed = False
        for key in value:
            if key in known:
                continue
            hint = "" if keys_are_listed else f"; the known keys are {', '.join(known)}"  # once for each mapping
            if meant := _suggest_key(key, known):
                hint = f"; did you mean {meant}?"
            else:
                keys_are_listed = True
            yield ValidationError(f"is an unknown field{hint}", path=[key])


def _suggest_key(key: str, known: dict[str, Any]) -> str:
    """Return the key that may be meant: by other words for it, or by a slip; "" for none."""
    heading = find_heading(key)
    if heading is not None and heading.column in known:
        return heading.column
    return next(iter(get_close_matches(key, known, n=1)), "")


def _items(rules: Validator, of_each: Any, value: object, schema: dict[str, Any]) -> Iterator[ValidationError]:
    """Check the entries of a list as the keyword does, unless it is too long, which is an error of its own."""
    if isinstance(value, list) and len(value) <= schema.get("maxItems", len(value)):
        of_entries = rules.evolve(schema=of_each)
        for index, each in enumerate(value):
            for error in of_entries.iter_errors(each):
                error.path.appendleft(index)
                yield error


def _missing_keys(_: Validator, names: list[str], value: object, __: object) -> Iterator[ValidationError]:
    if isinstance(value, dict):
        yield from (ValidationError(f"needs {name}, which is missing") for name in names if name not in value)


def _multiple_of(_: Validator, step: Decimal, value: object, __: object) -> Iterator[ValidationError]:
    """As the keyword, but exact: the remainder of large Decimals is an exception in jsonschema's own."""
    if isinstance(value, Decimal) and Fraction(value) % Fraction(step):
        places = -int(step.as_tuple().exponent)
        yield ValidationError(f"{as_clause(TOO_MANY_DECIMALS.format(limit=places))}, not {value}")


def _message(error: ValidationError) -> str:
    keyword, schema = str(error.validator), error.schema
    if keyword in _MESSAGES:
        return _MESSAGES[keyword](error.validator_value, error.instance)
    if keyword in ("not", "pattern") and isinstance(schema, dict):
        # The description says what the expression requires.
        return str(schema["description"])
    return error.message


def _type(expected: str | list[str], value: object) -> str:
    names = [expected] if isinstance(expected, str) else expected
    hint = "; put it in quotes" if "string" in names and isinstance(value, int | Decimal) else ""
    return f"must be {' or '.join(_TYPES[name] for name in names)}, not {_format_value(value)}{hint}"


def _format_value(value: object) -> str:
    """Return a value for a message. Text is escaped, so that no file can control a terminal."""
    match value:
        case bool() | None:
            return json.dumps(value)
        case int() | Decimal():
            return f"the number {value}"
        case str():
            cut = value if len(value) <= _VALUE_LENGTH_MAX else value[:_VALUE_LENGTH_MAX] + "..."
            return f"the text {cut!r}"
        case list():
            return "a list"
    return "a mapping"


def _limit(message: str, value: object, **limits: object) -> str:
    return f"{as_clause(message.format(**limits))}, not {value}"


_MESSAGES: Final[dict[str, Callable[[Any, Any], str]]] = {
    "enum": lambda words, value: _limit(NOT_A_CHOICE, _format_value(value), choices=", ".join(filter(None, words))),
    "exclusiveMinimum": lambda limit, value: _limit(NOT_GREATER, value, limit=limit),
    "maxItems": lambda limit, value: f"must have at most {limit} entries, not {len(value)}",
    "maxLength": lambda limit, value: _limit(TOO_LONG, len(value), limit=limit),
    "maximum": lambda limit, value: _limit(TOO_LARGE, value, limit=limit),
    "minItems": lambda limit, value: f"must have at least {limit} entry, not {len(value)}",
    "minLength": lambda _, __: as_clause(EMPTY),
    "minimum": lambda limit, value: _limit(TOO_SMALL, value, limit=limit),
    "type": _type,
}
