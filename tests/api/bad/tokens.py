"""Bad requests to the token endpoint. `{id}` and `{secret}` are those of a client that may read."""

import base64
from dataclasses import dataclass, field

FORM = "application/x-www-form-urlencoded"
_GOOD = "grant_type=client_credentials&client_id={id}&client_secret={secret}"
_GOOD_JSON = '"grant_type": "client_credentials", "client_id": "{id}", "client_secret": "{secret}"'


@dataclass(frozen=True)
class BadToken:
    name: str
    body: bytes = b""
    error: str = "invalid_request"
    status: int = 400
    content_type: str = FORM
    method: str = "POST"
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def _basic(credentials: bytes) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(credentials).decode()}"}


def _form(text: str, error: str = "invalid_request", status: int = 400) -> BadToken:
    return BadToken(f"form: {text[:80]}", text.encode(), error, status)


def _json(text: str, error: str = "invalid_request", status: int = 400) -> BadToken:
    return BadToken(f"JSON: {text[:80]}", text.encode(), error, status, content_type="application/json")


_DEVICE = "grant_type=urn:ietf:params:oauth:grant-type:device_code"

BAD_TOKENS = [
    _form(""),
    _form("client_id={id}&client_secret={secret}"),
    _form("grant_type=&client_id={id}&client_secret={secret}"),
    _form("grant_type=password&username=a&password=b", "unsupported_grant_type"),
    _form("grant_type=authorization_code&code=a&client_id={id}", "unsupported_grant_type"),
    _form("grant_type=refresh_token&refresh_token=a", "unsupported_grant_type"),
    _form(_DEVICE, "unsupported_grant_type"),
    _form(f"{_DEVICE}&device_code=%00", "unsupported_grant_type"),
    _form("grant_type=nonsense", "unsupported_grant_type"),
    _form("grant_type=client_credentials", "invalid_client", 401),
    _form("grant_type=client_credentials&client_id={id}", "invalid_client", 401),
    _form("grant_type=client_credentials&client_id={id}&client_secret=", "invalid_client", 401),
    _form("grant_type=client_credentials&client_id={id}&client_secret={secret}x", "invalid_client", 401),
    _form("grant_type=client_credentials&client_id=unknown&client_secret={secret}", "invalid_client", 401),
    _form("grant_type=client_credentials&client_id=%00&client_secret={secret}"),
    _form("grant_type=client_credentials&client_id={id}&client_secret=%00"),
    _form(f"grant_type=client_credentials&client_id={'x' * 200_000}&client_secret=x", "invalid_client", 401),
    _form(f"{_GOOD}&scope=models:write", "invalid_scope"),
    _form(f"{_GOOD}&scope=models:read+models:write", "invalid_scope"),
    _form(f"{_GOOD}&scope=unknown", "invalid_scope"),
    _form(f"{_GOOD}&scope=MODELS:READ", "invalid_scope"),
    _form(f"{_GOOD}&scope=%00"),
    _form(f"{_GOOD}&scope=models:read&scope=models:read"),
    _form(f"{_GOOD}&grant_type=client_credentials"),
    _form("&".join(f"p{number}=1" for number in range(1_001))),
    _json(""),
    _json("{"),
    _json("[]"),
    _json("null"),
    _json("5"),
    _json('"text"'),
    _json("{}"),
    _json("[" * 100_000),
    _json('{"a":' * 40 + "1" + "}" * 40),
    _json('{"grant_type": "client_credentials"}', "invalid_client", 401),
    _json('{"grant_type": ["client_credentials"]}'),
    _json('{"grant_type": "client_credentials", "client_id": 5}'),
    _json('{"grant_type": "client_credentials", "client_id": ["a"], "client_secret": {"b": 1}}'),
    _json('{"grant_type": "client_credentials", "client_id": "\\u0000", "client_secret": "x"}'),
    _json('{"grant_type": "client_credentials", "client_id": "\\ud800"}'),
    _json("{" + _GOOD_JSON + ', "scope": ["models:read"]}'),
    _json("{" + _GOOD_JSON + ', "scope": 5}'),
    _json("{" + _GOOD_JSON + ', "scope": "models:read", "scope": "models:read"}'),
    _json("{" + _GOOD_JSON + ', "scope": "models:write"}', "invalid_scope"),
    BadToken("JSON that is not UTF-8", b'{"grant_type": "\xff"}', content_type="application/json"),
    BadToken("a form that is not UTF-8", b"grant_type=%FF", "unsupported_grant_type"),
    *(
        BadToken(f"Content-Length: {length}", _GOOD.encode(), content_type=kind, headers={"Content-Length": length})
        for length in ("", "x", "-5")
        for kind in (FORM, "application/json")
    ),
    BadToken("a form over 256 KiB", b"a" * 300_000, status=413),
    BadToken("JSON over 256 KiB", b" " * 300_000, status=413, content_type="application/json"),
    *(
        BadToken(f"Content-Type: {content_type[:40]}", _GOOD.encode(), content_type=content_type)
        for content_type in (
            "",
            "text/plain",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "x" * 300,
            "\xe9",
        )
    ),
    BadToken("credentials in the query", _GOOD.encode(), query="client_id={id}&client_secret={secret}"),
    BadToken("a broken query", _GOOD.encode(), query="a=%zz"),
    *(
        BadToken(f"Basic {name}", b"grant_type=client_credentials", "invalid_client", 401, headers=headers)
        for name, headers in {
            "alone": {"Authorization": "Basic"},
            "empty": {"Authorization": "Basic "},
            "not base64": {"Authorization": "Basic !!!"},
            "not ASCII": {"Authorization": "Basic \xe9\xe9\xe9\xe9"},
            "not UTF-8": _basic(b"\xff:\xff"),
            "without a colon": _basic(b"client"),
            "with a NUL": _basic(b"\x00:\x00"),
            "with an escaped NUL": _basic(b"%00:%00"),
            "with a space": _basic(b"a b:c d"),
            "of somebody unknown": _basic(b"unknown:secret"),
            "very long": _basic(b"x" * 40_000),
        }.items()
    ),
    *(
        BadToken(f"{method}", method=method, status=405)
        for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE")
    ),
]
