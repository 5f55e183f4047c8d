"""A JSON Schema as one function that says yes or no: a good row costs a twentieth of what naming its faults would."""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, Final

Check = Callable[[Any], bool]

_SAY_NOTHING: Final = {"description", "title"}


def compile_schema(schema: dict[str, Any], definitions: dict[str, Any]) -> Check:
    """This will return a function that is True of a value that the schema allows.

    It knows the keywords that the schema of catalogue files uses, and a `$ref` to one of the definitions. Raises
    KeyError for any other: a rule that was passed over would let a fault in.
    """
    checks = [_check(keyword, rule, schema, definitions) for keyword, rule in schema.items() if keyword not in _BESIDE]
    if len(checks) == 1:
        return checks[0]
    return lambda value: all(check(value) for check in checks)


def _check(keyword: str, rule: Any, schema: dict[str, Any], definitions: dict[str, Any]) -> Check:
    inner = partial(compile_schema, definitions=definitions)
    match keyword:
        case "$ref":
            return inner(definitions[rule.removeprefix("#/$defs/")])
        case "allOf":
            every = [inner(each) for each in rule]
            return lambda value: all(check(value) for check in every)
        case "not":
            refused = inner(rule)
            return lambda value: not refused(value)
        case "items":
            each = inner(rule)
            return lambda value: not isinstance(value, list) or all(map(each, value))
        case "properties":
            return _object(
                {name: inner(each) for name, each in rule.items()},
                set(schema.get("required", ())),
                is_closed=schema.get("additionalProperties") is False,
            )
    return _SIMPLE[keyword](rule)


def _object(properties: dict[str, Check], required: set[str], *, is_closed: bool) -> Check:
    def check(value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        if not required <= value.keys() or (is_closed and not value.keys() <= properties.keys()):
            return False
        return all(properties[name](each) for name, each in value.items() if name in properties)

    return check


def is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def is_whole(value: Any) -> bool:
    return is_number(value) and (isinstance(value, int) or value == value.to_integral_value())


_TYPES: Final[dict[str, Check]] = {
    "string": lambda value: isinstance(value, str),
    "number": is_number,
    "integer": is_whole,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}


def _type(names: str | list[str]) -> Check:
    if isinstance(names, str):
        return _TYPES[names]
    some = [_TYPES[name] for name in names]
    return lambda value: any(check(value) for check in some)


def _enum(values: list[Any]) -> Check:
    # 1 and True are one key of a set, and no value of any list here.
    known = set(values)
    return lambda value: (value is None or isinstance(value, str)) and value in known


def _pattern(pattern: str) -> Check:
    search = re.compile(pattern).search
    return lambda value: not isinstance(value, str) or search(value) is not None


def _length(kind: type[str] | type[list], allows: Callable[[int], bool]) -> Check:
    return lambda value: not isinstance(value, kind) or allows(len(value))


def _figure(allows: Callable[[Any], bool]) -> Check:
    return lambda value: not is_number(value) or allows(value)


def _multiple_of(step: Decimal) -> Check:
    places, exact = int(step.as_tuple().exponent), Fraction(step)
    return lambda value: (
        not isinstance(value, Decimal) or int(value.as_tuple().exponent) >= places or not Fraction(value) % exact
    )


# What is read together with `properties`.
_BESIDE: Final = {"required", "additionalProperties", *_SAY_NOTHING}

_SIMPLE: Final[dict[str, Callable[[Any], Check]]] = {
    "type": _type,
    "enum": _enum,
    "pattern": _pattern,
    "minLength": lambda limit: _length(str, lambda length: length >= limit),
    "maxLength": lambda limit: _length(str, lambda length: length <= limit),
    "minItems": lambda limit: _length(list, lambda length: length >= limit),
    "maxItems": lambda limit: _length(list, lambda length: length <= limit),
    "minimum": lambda limit: _figure(lambda value: value >= limit),
    "maximum": lambda limit: _figure(lambda value: value <= limit),
    "exclusiveMinimum": lambda limit: _figure(lambda value: value > limit),
    "multipleOf": _multiple_of,
}
