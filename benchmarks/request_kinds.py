"""What is asked: the same of every system, and checked before it is measured."""

import json
import random
import uuid
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from benchmarks.databases import Seeded
from benchmarks.load import Requests
from benchmarks.servers import FLOOR, PRODUCT, Server

MODELS = "/asset-management/v1/charging-station-models"
VENDOR = "Ladewerk"
_FORGED = "0" * 40
_REFUSED = {401, 403}  # the second by Directus, to whoever shows no token
_ASKED_FOR_AT_MOST = 100_000
_WITH_TAGS = (PRODUCT, FLOOR, f"{FLOOR}, bodies kept")
_STATION = {
    "vendor": VENDOR,
    "model": "",
    "friendlyName": "Duo 22 kW",
    "powerType": "AC_3_PHASE",
    "connectors": [
        {"id": number, "connectionType": "IEC_62196_T2", "format": "SOCKET", "maxAmperage": 32, "maxVoltage": 230,
         "maxPowerWatts": 22080}
        for number in (1, 2)
    ],
    "configurationKeys": {"ocppUrl": "ocppCsmsUrl"},
    "imageUrl": "https://images.example.com/duo.png",
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of request. With `is_new`, the catalogue moves to a new revision first, and no path comes twice."""

    name: str
    paths: list[str]
    systems: tuple[str, ...] | None = None
    method: str = "GET"
    is_new: bool = False
    has_tag: bool = False

    def asked_of(self, server: Server) -> bool:
        if server.paths and (self.method != "GET" or not all(path in server.paths for path in self.paths)):
            return False
        return self.systems is None or server.name in self.systems

    def requests(self, server: Server, first: int = 0) -> Requests:
        headers = {"Authorization": f"Bearer {server.token}"}
        if self.has_tag:
            headers |= _etag(server, self.paths[0])
        if self.method == "GET":
            return Requests([server.path_of(path) for path in self.paths], headers=headers, first=first)
        headers["Content-Type"] = "application/json"
        body = json.dumps({**_STATION, "model": f"DUO-{uuid.uuid4().hex[:12]}-@n"})
        return Requests(self.paths, self.method, headers, body)


LIST, LIST_100, GET, DEEP, BY_VENDOR, CREATE = "list 20", "list 100", "get", "deep page", "vendor filter", "create"
NOT_MODIFIED, LIST_NEW, GET_NEW = "list 20, unchanged (304)", "list 20, not kept", "get, not kept"
EXACT, IDENTITY, CHANGES = "resolve, exact", "resolve, identity", "changes"
KINDS = [LIST, LIST_100, GET, DEEP, BY_VENDOR, NOT_MODIFIED, LIST_NEW, GET_NEW, EXACT, IDENTITY, CHANGES, CREATE]


def request_kinds(seeded: Seeded) -> list[Kind]:
    rows = seeded.rows(
        "SELECT document FROM catalog_chargingstationmodel WHERE archived_at IS NULL "
        f"ORDER BY created_revision LIMIT {_ASKED_FOR_AT_MOST}"
    )
    shown = [json.loads(document) for (document,) in rows]
    names = {each["id"]: {"vendor": each["vendor"], "model": each["model"]} for each in shown}
    ids = [each["id"] for each in shown]
    [last] = seeded.rows("SELECT number FROM catalog_cataloguerevision")[0]
    identities = seeded.rows(
        "SELECT vendor, model FROM catalog_reportedidentity WHERE vendor NOT LIKE '%*%' AND model NOT LIKE '%*%' "
        "AND serial_prefix = '' AND firmware_prefix = '' ORDER BY vendor, model"
    )
    mixed = random.Random(1).sample(ids, len(ids))  # noqa: S311
    pages = [f"{MODELS}?startingAfter={each}" for each in mixed]
    models = [f"{MODELS}/{each}" for each in mixed]
    steps = range(0, last, max(1, last // 5_000))
    return [
        Kind(LIST, [MODELS]),
        Kind(LIST_100, [f"{MODELS}?limit=100"]),
        Kind(GET, models),
        Kind(DEEP, [f"{MODELS}?startingAfter={ids[-100]}"]),
        Kind(BY_VENDOR, [f"{MODELS}?{urlencode({'vendor': VENDOR.upper()})}"]),
        Kind(NOT_MODIFIED, [MODELS], _WITH_TAGS, has_tag=True),
        Kind(LIST_NEW, pages, is_new=True),
        Kind(GET_NEW, models, is_new=True),
        Kind(EXACT, [f"{MODELS}/resolve?{urlencode(names[each])}" for each in mixed], (PRODUCT,)),
        Kind(IDENTITY, [f"{MODELS}/resolve?{urlencode({'vendor': vendor, 'model': model})}"
                        for vendor, model in identities], (PRODUCT,)),
        Kind(CHANGES, [f"{MODELS}/changes?after={each}" for each in steps], (PRODUCT,)),
        Kind(CREATE, [MODELS], method="POST"),
    ]  # fmt: skip


class WrongAnswerError(Exception):
    pass


def check(kind: Kind, servers: list[Server]) -> None:
    """Raise WrongAnswerError when a system answers otherwise than the product, or without a token."""
    asked = [server for server in servers if kind.asked_of(server)]
    paths = kind.paths[:: max(1, len(kind.paths) // 4)]
    expected = [_answer(asked[0], kind, path) for path in paths]
    for server in asked:
        for path, wanted in zip(paths, expected, strict=True):
            found = _answer(server, kind, path)
            if found != wanted:
                msg = f"{server.name}, {kind.name}, {path}:\n{found}\nis not\n{wanted}"
                raise WrongAnswerError(msg)
            status, _, _ = server.send(kind.method, path, _body(kind), token=False)
            forged = replace(server, token=_FORGED).send(kind.method, path, _body(kind))[0]
            if not {status, forged} <= _REFUSED:
                msg = f"{server.name}, {kind.name}: {status} without a token, {forged} with a wrong one"
                raise WrongAnswerError(msg)


def _body(kind: Kind) -> Any:
    return {**_STATION, "model": f"DUO-{uuid.uuid4().hex}"} if kind.method == "POST" else None


def _answer(server: Server, kind: Kind, path: str) -> tuple[int, Any]:
    """Status and JSON; of a created model what does not depend on who creates it when, and that it can be got."""
    headers = _etag(server, path) if kind.has_tag else {}
    status, _, content = server.send(kind.method, path, _body(kind), headers)
    if not content:
        return status, None
    answer = server.understand(json.loads(content))
    if kind.method == "POST" and status == 201:
        created = answer["data"]
        got = json.loads(server.send("GET", f"{MODELS}/{created['id']}")[2])
        if got != created:
            msg = f"{server.name} created {created} and gets {got}"
            raise WrongAnswerError(msg)
        answer = created | dict.fromkeys(("id", "model", "createdAt", "updatedAt"))
    return status, answer


def _etag(server: Server, path: str) -> dict[str, str]:
    """What says that the caller has the answer. The floor reads the revision only for callers who ask with one."""
    return {"If-None-Match": server.send("GET", path, headers={"If-None-Match": '"0"'})[1]["etag"]}
