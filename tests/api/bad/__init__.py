"""Bad requests, as data. `test_bad_requests.py` sends them all."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.api_clients import MODELS

RAW = "@@"


@dataclass(frozen=True)
class Bad:
    """`faults` are the places and codes that the answer must name: pointers, or names of query parameters.

    `{id}` in the path is the id of a model that is there.
    """

    name: str
    body: bytes | None = None
    issues: tuple[tuple[str, str], ...] = ()
    status: int = 400
    code: str = "validation_error"
    method: str = "POST"
    path: str = MODELS
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def a_body() -> dict[str, Any]:
    """A create request that would be taken."""
    return {
        "vendor": "Zaptec",
        "model": "Pro",
        "friendlyName": "Pro 22 kW",
        "powerType": "AC_3_PHASE",
        "connectors": [
            {
                "id": connector_id,
                "connectionType": "IEC_62196_T2",
                "format": "SOCKET",
                "maxAmperage": 32,
                "maxVoltage": 230,
                "maxPowerWatts": 22000,
            }
            for connector_id in (1, 2)
        ],
        "configurationKeys": {"ocppUrl": "OcppUrl"},
        "imageUrl": "https://images.example.com/pro.png",
    }


def body_with(path: str, value: str) -> bytes:
    """The body above with the text of a JSON value at a place such as connectors/0/id."""
    body = a_body()
    *way, last = path.split("/")
    inner: Any = body
    for step in way:
        inner = inner[int(step) if isinstance(inner, list) else step]
    inner[last] = RAW
    return json.dumps(body).replace(f'"{RAW}"', value).encode("utf-8", "surrogatepass")


def body_without(path: str) -> bytes:
    """The body above without one of its keys."""
    marked = json.loads(body_with(path, f'"{RAW}"'))

    def kept(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: kept(inner) for name, inner in value.items() if inner != RAW}
        return [kept(inner) for inner in value] if isinstance(value, list) else value

    return json.dumps(kept(marked)).encode()
