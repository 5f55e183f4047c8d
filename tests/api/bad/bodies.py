"""Bad bodies: their shape, their keys, their bytes."""

import json
from typing import Any

from tests.api.bad import Bad, a_body, body_with
from tests.api_clients import MODELS

_GOOD = json.dumps(a_body())
_ONE = f"{MODELS}/{{id}}"


def _body(**changes: Any) -> bytes:
    return json.dumps({**a_body(), **changes}).encode()


def _connector(**changes: Any) -> dict[str, Any]:
    return {**a_body()["connectors"][0], **changes}


_NESTED = {number: b"[" * number + b"]" * number for number in (33, 10_000, 100_000)}

BAD_SHAPES = [
    *(
        Bad(f"{method} {text}", text.encode(), (("#", "invalid"),), method=method, path=path)
        for method, path in (("POST", MODELS), ("PATCH", _ONE))
        for text in ("[]", "[{}]", '"text"', "5", "1.5", "true")
    ),
    *(
        Bad(f"{method} null", b"null", (("#", "null"),), method=method, path=path)
        for method, path in (("POST", MODELS), ("PATCH", _ONE))
    ),
    *(
        Bad(f"connectors = {json.dumps(value)[:40]}", _body(connectors=value), (("#/connectors", code),))
        for value, code in [
            (None, "null"),
            ({}, "not_a_list"),
            ("text", "not_a_list"),
            (5, "not_a_list"),
            (True, "not_a_list"),
            ([], "min_length"),
            ([_connector(id=number) for number in range(1, 66)], "max_length"),
        ]
    ),
    *(
        Bad(
            f"connectors[1] = {json.dumps(value)}", _body(connectors=[_connector(), value]), (("#/connectors/1", code),)
        )
        for value, code in [(None, "null"), (5, "invalid"), ("text", "invalid"), ([], "invalid"), (True, "invalid")]
    ),
    *(
        Bad(
            f"configurationKeys = {json.dumps(value)}", _body(configurationKeys=value), (("#/configurationKeys", code),)
        )
        for value, code in [(None, "null"), (5, "invalid"), ("text", "invalid"), ([], "invalid"), (True, "invalid")]
    ),
    Bad("configurationKeys = {}", _body(configurationKeys={}), (("#/configurationKeys/ocppUrl", "required"),)),
    Bad(
        "connectors[1] = {} is told of every field",
        _body(connectors=[_connector(), {}]),
        tuple((f"#/connectors/1/{name}", "required") for name in _connector()),
    ),
    Bad(
        "{} is told of every field",
        b"{}",
        tuple((f"#/{n}", "required") for n in ("vendor", "model", "powerType", "connectors", "configurationKeys")),
    ),
    Bad(
        "faults at every depth are told at once",
        _body(vendor="", extra=1, connectors=[_connector(id=0, extra=1)], configurationKeys={"ocppUrl": 5, "b": 1}),
        (
            ("#/vendor", "blank"),
            ("#/connectors/0/id", "min_value"),
            ("#/connectors/0/extra", "unknown_field"),
            ("#/configurationKeys/ocppUrl", "invalid"),
            ("#/configurationKeys/b", "unknown_field"),
            ("#/extra", "unknown_field"),
        ),
    ),
]

BAD_KEYS = [
    *(
        Bad(f"unknown key {name!r}", _body(**{name: None}), ((f"#/{pointer}", "unknown_field"),))
        for name, pointer in [
            ("id", "id"),
            ("isArchived", "isArchived"),
            ("createdAt", "createdAt"),
            ("updatedAt", "updatedAt"),
            ("Vendor", "Vendor"),
            ("friendly_name", "friendly_name"),
            ("__class__", "__class__"),
            ("", ""),
            ("a/b~c", "a~1b~0c"),
            ("\x00", "\x00"),
            ("x" * 10_000, "x" * 10_000),
        ]
    ),
    Bad(
        "unknown key in a connector",
        _body(connectors=[_connector(evseId=1)]),
        (("#/connectors/0/evseId", "unknown_field"),),
    ),
    Bad(
        "unknown key in configurationKeys",
        _body(configurationKeys={"ocppUrl": "OcppUrl", "heartbeat": "60"}),
        (("#/configurationKeys/heartbeat", "unknown_field"),),
    ),
    *(
        Bad(
            f"PATCH {name}",
            json.dumps({"friendlyName": "Renamed", name: value}).encode(),
            ((f"#/{name}", "unknown_field"),),
            method="PATCH",
            path=_ONE,
        )
        for name, value in [("vendor", "Another"), ("isArchived", True), ("connectors", []), ("nothing", None)]
    ),
    Bad("repeated key", _GOOD.replace("{", '{"vendor": "Zaptec",', 1).encode(), (("#/vendor", "repeated"),)),
    Bad(
        "repeated key in a connector", body_with("connectors/0/id", '1, "id": 1'), (("#/connectors/0/id", "repeated"),)
    ),
    Bad(
        "repeated key in configurationKeys",
        body_with("configurationKeys/ocppUrl", '"a", "ocppUrl": "b"'),
        (("#/configurationKeys/ocppUrl", "repeated"),),
    ),
    Bad("repeated unknown key", b'{"a": 1, "a": 2}', (("#/a", "repeated"),), method="PATCH", path=_ONE),
    Bad(
        "PATCH friendlyName twice",
        b'{"friendlyName": "a", "friendlyName": "b"}',
        (("#/friendlyName", "repeated"),),
        method="PATCH",
        path=_ONE,
    ),
]

BAD_BYTES = [
    Bad(name, body, code="malformed_json", method=method, path=path)
    for method, path in (("POST", MODELS), ("PATCH", _ONE))
    for name, body in {
        "white space": b" \n",
        "half a body": _GOOD.encode()[:50],
        "two bodies": b"{}{}",
        "a trailing comma": b'{"friendlyName": "a",}',
        "single quotes": b"{'friendlyName': 'a'}",
        "a comment": b'{"friendlyName": "a"} // b',
        "a bare word": b"nothing",
        "NaN": body_with("connectors/0/maxAmperage", "NaN"),
        "Infinity": body_with("connectors/0/maxAmperage", "Infinity"),
        "-Infinity": body_with("connectors/0/maxAmperage", "-Infinity"),
        "a leading zero": body_with("connectors/0/maxAmperage", "032"),
        "hexadecimal": body_with("connectors/0/maxAmperage", "0x20"),
        "a plus sign": body_with("connectors/0/maxAmperage", "+32"),
        "underscores": body_with("connectors/0/maxAmperage", "3_2"),
        "Arabic digits": body_with("connectors/0/maxAmperage", "\u0663\u0662"),
        "a raw NUL in a text": b'{"friendlyName": "a\x00b"}',
        "a raw newline in a text": b'{"friendlyName": "a\nb"}',
        "not UTF-8": b'{"friendlyName": "\xff"}',
        "Latin-1": '{"friendlyName": "é"}'.encode("latin-1"),
        "an encoded surrogate": b'{"friendlyName": "\xed\xa0\x80"}',
        "UTF-16": '{"friendlyName": "a"}'.encode("utf-16"),
        "UTF-32": '{"friendlyName": "a"}'.encode("utf-32"),
        "a byte order mark": b'\xef\xbb\xbf{"friendlyName": "a"}',
        "33 levels": _NESTED[33],
        "10,000 levels": _NESTED[10_000],
        "100,000 levels": _NESTED[100_000],
        "100,000 open brackets": b"[" * 100_000,
        "33 levels of objects": b'{"a":' * 33 + b"1" + b"}" * 33,
        "deep, after a text without an end": b"[" * 33 + b'"' + b'\\"' * 100_000,
        "deep, hidden behind a bracket in a text": b'["]", ' * 40 + b"1",
        "a gzip body": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    }.items()
]
