"""Requests that are bad before their body is looked at: path, headers, length."""

import json

from tests.api.bad import Bad, a_body
from tests.api_clients import MODELS

_GOOD = json.dumps(a_body()).encode()
_BIG = b'{"friendlyName": "' + b"x" * 300_000 + b'"}'
_NO_CONTENT_TYPE = ["", "text/plain", "text/json", "application/xml", "application/x-www-form-urlencoded", "*/*",
                    "application/*", "application", "json", "application/jsonx", "application/problem+json",
                    "multipart/form-data; boundary=x", "multipart/form-data", "\x00", "\xe9",
                    "application/json; charset=hex", "application/json; charset=utf-16",
                    "application/json; charset=latin-1", "application/json; charset=nothing",
                    "application/json; x*=nothing''y", "application/json; x*=idna''y",
                    "application/json" + ";x" * 30_000]  # fmt: skip
_NO_ID = ["x", "1", "%00", "\x00", "..", ".", "null", "{id}x", "{{id}}", "urn:uuid:{id}", " {id}", "{id} ",
          "{id}\n", "0" * 32, "00000000-0000-4000-8000-000000000000", "x" * 60_000, "' OR 1=1 --", "\xc3\xa9",
          "\xff"]  # fmt: skip
_UNKNOWN_HOST = ["evil.example", "", "a b", "testserver.evil.example", "testserver\x00", "\xe9", "testserver/x", "[::1"]
_NO_ANSWER = ["text/html", "application/xml", "image/*", "x", "application/json; x*=nothing''y", ";;;", "x" * 60_000]

BAD_PATHS = [
    Bad(f"{method} {path[:40]!r}", body, status=404, code="not_found", method=method, path=f"{MODELS}/{path}")
    for path in _NO_ID
    for method, body in (("GET", None), ("PATCH", b'{"friendlyName": "a"}'))
] + [
    Bad(f"POST {path[:40]!r}/{act}", status=404, code="not_found", path=f"{MODELS}/{path}/{act}")
    for path in ("x", "\x00", "00000000-0000-4000-8000-000000000000", "x" * 60_000)
    for act in ("archive", "unarchive")
]

BAD_HEADERS = [
    *(
        Bad(f"Content-Type: {value[:40]!r}{query}", _GOOD, status=415, code="unsupported_media_type", query=query,
            headers={"Content-Type": value})
        for value in _NO_CONTENT_TYPE
        for query in ("", "limit=1")
    ),
    *(
        Bad(f"Accept: {value[:40]!r}", method="GET", status=406, code="not_acceptable", headers={"Accept": value})
        for value in _NO_ANSWER
    ),
    *(
        Bad(f"Host: {value!r}", method="GET", code="bad_request", headers={"Host": value})
        for value in _UNKNOWN_HOST
    ),
    *(
        Bad(f"{method} without a body", body, code="malformed_json", method=method, path=path, headers=headers)
        for method, path in (("POST", MODELS), ("PATCH", f"{MODELS}/{{id}}"))
        for body, headers in [(None, {}), (b"", {}), (b"{}", {"Content-Length": ""}), (b"{}", {"Content-Length": "x"}),
                              (b"{}", {"Content-Length": "00"}), (b"{}", {"Content-Length": "-5"}),
                              (b"{}", {"Content-Length": "x", "Idempotency-Key": "a"})]
    ),
    Bad("a body shorter than it says", b'{"friendlyName": "a', code="malformed_json", method="PATCH",
        path=f"{MODELS}/{{id}}", headers={"Content-Length": "500"}),
    Bad("a body longer than it says", b'{"friendlyName": "a"}', code="malformed_json", method="PATCH",
        path=f"{MODELS}/{{id}}", headers={"Content-Length": "10"}),
    Bad("a body in chunks without an end", b"{}", status=411, code="length_required", method="PATCH",
        path=f"{MODELS}/{{id}}", headers={"Content-Length": "", "Transfer-Encoding": "chunked"}),
    Bad("a body over 256 KiB", _BIG, status=413, code="body_too_large", method="PATCH", path=f"{MODELS}/{{id}}"),
    Bad("a body over 256 KiB that is no JSON", b"x" * 300_000, status=413, code="body_too_large"),
    Bad("a body that says it has 10 GB", b"{}", status=413, code="body_too_large",
        headers={"Content-Length": str(10 * 2**30)}, method="PATCH", path=f"{MODELS}/{{id}}"),
    Bad("more parameters than Django reads, and a charset", _GOOD, code="bad_request",
        query="&".join(f"p{number}=1" for number in range(1_001)), method="GET",
        headers={"Content-Type": "application/json; charset=utf-8"}),
]  # fmt: skip

BAD_CREDENTIALS = [
    Bad(f"Authorization: {value[:40]!r}", method="GET", status=401, code=code, headers={"Authorization": value})
    for value, code in [
        ("", "not_authenticated"),
        ("x", "not_authenticated"),
        ("\x00", "not_authenticated"),
        ("Basic eDp5", "not_authenticated"),
        ("Token abc", "not_authenticated"),
        ("Bearerabc", "not_authenticated"),
        ("Bearer\tabc", "not_authenticated"),
        ("Bearer", "invalid_token"),
        ("Bearer ", "invalid_token"),
        ("bearer abc", "invalid_token"),
        ("Bearer \x00", "invalid_token"),
        ("Bearer \xe9\xff", "invalid_token"),
        ("Bearer abc def", "invalid_token"),
        ("Bearer abc, Bearer def", "invalid_token"),
        ("Bearer " + "x" * 60_000, "invalid_token"),
        ("Bearer ' OR 1=1 --", "invalid_token"),
    ]
]
