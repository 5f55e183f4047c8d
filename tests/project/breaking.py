"""What breaks a caller: the difference between two OpenAPI documents that no caller has to expect.

A request may take more than before and may not ask for more; an answer may say more and may not leave out or say
otherwise. An answer's limits (how long a text, how large a number) are not looked at, nor is any description.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

type_of_schema = dict[str, Any]

_LESS_IS_NARROWER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_MORE_IS_NARROWER = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_ANY_CHANGE_IS_NARROWER = ("pattern", "multipleOf", "format")
_NARROWS_NOTHING = {("pattern", r"^[\s\S]*$"), ("format", "int32"), ("format", "int64")}
"""What every text matches, and what the bounds of a number say already."""


@dataclass(frozen=True)
class Break:
    operation: str
    what: str


class Comparison:
    def __init__(self, old: type_of_schema, new: type_of_schema) -> None:
        self.old, self.new = old, new

    def breaks(self) -> Iterator[Break]:
        for path, item in self.old["paths"].items():
            for method, old in item.items():
                new = self.new["paths"].get(path, {}).get(method)
                found = ["it is gone"] if new is None else self._of_operation(old, new)
                yield from (Break(old["operationId"], what) for what in dict.fromkeys(found))

    def _of_operation(self, old: type_of_schema, new: type_of_schema) -> Iterator[str]:
        if old["operationId"] != new["operationId"]:
            yield f"its name is {new['operationId']}"
        yield from (f"it needs the scope {each}" for each in _scopes(new) - _scopes(old))
        yield from self._of_parameters(_parameters(old), _parameters(new))
        yield from self._of_bodies(old.get("requestBody", {}), new.get("requestBody", {}))
        for status, response in old["responses"].items():
            if status < "400":
                yield from self._of_answer(status, response, new["responses"].get(status))
        yield from (
            f"the error code {each} is gone" for each in self._codes(self.old, old) - self._codes(self.new, new)
        )

    def _of_parameters(self, old: type_of_schema, new: type_of_schema) -> Iterator[str]:
        yield from (f"parameter {name} is gone" for name in old.keys() - new.keys())
        for name, each in new.items():
            if each.get("required") and not old.get(name, {}).get("required"):
                yield f"parameter {name} is required"
            if name in old:
                yield from self._of_request(f"parameter {name}", old[name]["schema"], each["schema"])

    def _of_bodies(self, old: type_of_schema, new: type_of_schema) -> Iterator[str]:
        if new.get("required") and not old.get("required"):
            yield "a body is required"
        for media, content in old.get("content", {}).items():
            if media not in new.get("content", {}):
                yield f"a body of {media} is not taken"
            else:
                yield from self._of_request("body", content["schema"], new["content"][media]["schema"])

    def _of_request(self, where: str, given_old: type_of_schema, given_new: type_of_schema) -> Iterator[str]:
        old, new = self._shape(self.old, given_old), self._shape(self.new, given_new)
        for each in _types(old) - _types(new):
            yield f"{where} may not be {each}"
        yield from _narrowed(where, old, new)
        if "enum" in new:
            yield from (f"{where} may not be {each}" for each in _missing(old.get("enum", ["anything"]), new["enum"]))
        if new.get("additionalProperties") is False and old.get("additionalProperties") is not False:
            yield f"{where} takes no other members"
        yield from (f"{where}.{name} is required" for name in _missing(new.get("required"), old.get("required")))
        for name, inner in old.get("properties", {}).items():
            if name not in new.get("properties", {}):
                yield f"{where}.{name} is gone"
            else:
                yield from self._of_request(f"{where}.{name}", inner, new["properties"][name])
        if "items" in old and "items" in new:
            yield from self._of_request(f"{where}[]", old["items"], new["items"])

    def _of_answer(self, status: str, old: type_of_schema, new: type_of_schema | None) -> Iterator[str]:
        if new is None:
            yield f"the answer {status} is gone"
            return
        yield from (f"header {name} of {status} is gone" for name in _missing(old.get("headers"), new.get("headers")))
        for media, content in old.get("content", {}).items():
            if media not in new.get("content", {}):
                yield f"the answer {status} is not {media}"
            else:
                yield from self._of_response("answer", content["schema"], new["content"][media]["schema"])

    def _of_response(self, where: str, given_old: type_of_schema, given_new: type_of_schema) -> Iterator[str]:
        old, new = self._shape(self.old, given_old), self._shape(self.new, given_new)
        for each in _types(new) - _types(old):
            yield f"{where} may be {each}"
        if "enum" in old:
            yield from (f"{where} may be {each}" for each in _missing(new.get("enum", ["anything"]), old["enum"]))
        for name in _missing(old.get("required"), new.get("required")):
            if name in new.get("properties", {}):
                yield f"{where}.{name} may be absent"
        for name, inner in old.get("properties", {}).items():
            if name not in new.get("properties", {}):
                yield f"{where}.{name} is gone"
            else:
                yield from self._of_response(f"{where}.{name}", inner, new["properties"][name])
        if "items" in old and "items" in new:
            yield from self._of_response(f"{where}[]", old["items"], new["items"])

    def _shape(self, document: type_of_schema, schema: type_of_schema) -> type_of_schema:
        """Return the schema without references; `null` beside one other alternative becomes a type."""
        if "$ref" in schema:
            return self._shape(document, _referred(document, schema))
        if "allOf" in schema:
            return dict(chain.from_iterable(self._shape(document, each).items() for each in schema["allOf"]))
        if "oneOf" in schema:
            [other] = [each for each in schema["oneOf"] if each != {"type": "null"}]
            shape = self._shape(document, other)
            return {**shape, "type": [*_types(shape), "null"]}
        return schema

    def _codes(self, document: type_of_schema, operation: type_of_schema) -> set[str]:
        errors = (_referred(document, each) for status, each in operation["responses"].items() if status >= "400")
        contents = chain.from_iterable(each.get("content", {}).values() for each in errors)
        return set(chain.from_iterable(each.get("examples", {}) for each in contents))


def breaks(old: type_of_schema, new: type_of_schema) -> list[Break]:
    return list(Comparison(old, new).breaks())


def _referred(document: type_of_schema, given: type_of_schema) -> type_of_schema:
    if "$ref" not in given:
        return given
    found: type_of_schema = document
    for step in given["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def _parameters(operation: type_of_schema) -> type_of_schema:
    return {each["name"]: each for each in operation.get("parameters", [])}


def _scopes(operation: type_of_schema) -> set[str]:
    return set(chain.from_iterable(chain.from_iterable(each.values()) for each in operation.get("security", [])))


def _types(schema: type_of_schema) -> set[str]:
    """A schema without a type may be anything; a whole number is a number too."""
    given = schema.get("type", ["string", "number", "integer", "boolean", "array", "object", "null"])
    types = {given} if isinstance(given, str) else set(given)
    return types | {"integer"} if "number" in types else types


def _narrowed(where: str, old: type_of_schema, new: type_of_schema) -> Iterator[str]:
    for name in new.keys() & {*_LESS_IS_NARROWER, *_MORE_IS_NARROWER, *_ANY_CHANGE_IS_NARROWER}:
        was, now = old.get(name), new[name]
        if (name, now) in _NARROWS_NOTHING:
            continue
        if (
            was is None
            or (name in _LESS_IS_NARROWER and now < was)
            or (name in _MORE_IS_NARROWER and now > was)
            or (name in _ANY_CHANGE_IS_NARROWER and now != was)
        ):
            yield f"{name} of {where} is {now}"


def _missing(wanted: Any, there: Any) -> list[Any]:
    return [each for each in wanted or () if each not in (there or ())]
