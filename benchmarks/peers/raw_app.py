"""The floor: ASGI by hand, asyncpg, one statement a request, rows that are JSON already.

With RAW_CACHED set, pages and models are kept under the revision that is read with the token.
"""

import hashlib
import json
import os
import re
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import asyncpg

MODELS = "/asset-management/v1/charging-station-models"
CACHED = bool(os.environ.get("RAW_CACHED"))
_KEPT_AT_MOST = 2_000
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_CALLER = """(SELECT u.is_staff FROM peers_token t JOIN auth_user u ON u.id = t.user_id
    WHERE t.digest = $1 AND t.expires_at > now() AND u.is_active)"""
_WHO = f"SELECT {_CALLER}, number FROM peers_revision"
_BODY = "SELECT body FROM peers_rendered WHERE "
_PLACE = "(SELECT seq FROM peers_rendered WHERE id = ${})"
_CREATE = """
WITH revision AS (UPDATE peers_revision SET number = number + 1 RETURNING number)
INSERT INTO peers_rendered (seq, id, vendor_key, model_key, archived, body)
SELECT number, $1, $2, $3, false, $4 FROM revision RETURNING seq
"""
_POWER_TYPES = {"AC_1_PHASE", "AC_3_PHASE", "DC"}

pool: asyncpg.Pool
kept: dict[Any, bytes] = {}


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        global pool  # noqa: PLW0603 - one a process, made within its event loop
        pool = await asyncpg.create_pool(os.environ["PEER_DATABASE_URL"], min_size=1, max_size=8)
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": message["type"] + ".complete"})
        await pool.close()
        await send({"type": "lifespan.shutdown.complete"})
        return
    status, body, tag = await answer(scope, receive)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if tag:
        headers.append((b"etag", tag))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def answer(scope: Any, receive: Any) -> tuple[int, bytes, bytes]:
    headers = dict(scope["headers"])
    digest = hashlib.sha256(headers.get(b"authorization", b"").removeprefix(b"Bearer ")).hexdigest()
    path, key = scope["path"], scope["query_string"]
    if scope["method"] == "POST":
        return await create(digest, receive)
    if path != MODELS and not _ID.fullmatch(path.removeprefix(MODELS + "/")):
        return 404, b"{}", b""
    number, tag = None, b""
    if CACHED or b"if-none-match" in headers:
        is_staff, number = await pool.fetchrow(_WHO, digest)
        if is_staff is None:
            return 401, b"{}", b""
        tag = b'"%d"' % number
        if headers.get(b"if-none-match") == tag:
            return 304, b"", tag
    if CACHED and (body := kept.get((number, path, key))):
        return 200, body, tag
    status, body = await (page(digest, key) if path == MODELS else one(digest, path[len(MODELS) + 1 :]))
    if CACHED and status == 200:
        if len(kept) >= _KEPT_AT_MOST:
            kept.clear()
        kept[number, path, key] = body
    return status, body, tag


async def page(digest: str, key: bytes) -> tuple[int, bytes]:
    query = {name: values[0] for name, values in parse_qs(key.decode()).items()}
    limit = query.get("limit", "20")
    if not limit.isdecimal() or not int(limit) or query.get("isArchived", "false") not in {"true", "false"}:
        return 400, b"{}"
    count = min(int(limit), 100)
    values: list[Any] = [digest, query.get("isArchived") == "true", count + 1]
    where = f"{_CALLER} IS NOT NULL AND archived = $2"
    if "vendor" in query:
        values.append(query["vendor"].casefold())
        where += f" AND vendor_key = ${len(values)}"
    if "startingAfter" in query:
        values.append(uuid.UUID(query["startingAfter"]))
        where += f" AND seq > {_PLACE.format(len(values))}"
    rows = await pool.fetch(f"{_BODY}{where} ORDER BY seq LIMIT $3", *values)
    if not rows and (await pool.fetchrow(_WHO, digest))[0] is None:
        return 401, b"{}"
    items = ",".join([row[0] for row in rows[:count]])
    more = "true" if len(rows) > count else "false"
    return 200, f'{{"data":{{"hasMore":{more},"items":[{items}]}}}}'.encode()


async def one(digest: str, key: str) -> tuple[int, bytes]:
    body = await pool.fetchval(f"{_BODY}{_CALLER} IS NOT NULL AND id = $2", digest, uuid.UUID(key))
    if body is None:
        return (401 if (await pool.fetchrow(_WHO, digest))[0] is None else 404), b"{}"
    return 200, body.encode()


async def create(digest: str, receive: Any) -> tuple[int, bytes, bytes]:
    is_staff, _ = await pool.fetchrow(_WHO, digest)
    if not is_staff:
        return (401 if is_staff is None else 403), b"{}", b""
    content = b""
    while True:
        message = await receive()
        content += message.get("body", b"")
        if not message.get("more_body"):
            break
    try:
        given = json.loads(content)
        document = rendered(given)
    except (KeyError, TypeError, ValueError):
        return 400, b"{}", b""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    keys = given["vendor"].casefold(), given["model"].casefold()
    try:
        revision = await pool.fetchval(_CREATE, uuid.UUID(document["id"]), *keys, body)
    except asyncpg.UniqueViolationError:
        return 409, b"{}", b""
    return 201, b'{"data":%b}' % body.encode(), b'"%d"' % revision


def rendered(given: dict[str, Any]) -> dict[str, Any]:
    for text in (given["vendor"], given["model"], given["configurationKeys"]["ocppUrl"]):
        if not (isinstance(text, str) and 1 <= len(text) <= 200):
            raise ValueError
    if given["powerType"] not in _POWER_TYPES or not 1 <= len(given["connectors"]) <= 64:
        raise ValueError
    names = ("id", "connectionType", "format", "maxAmperage", "maxVoltage", "maxPowerWatts")
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "id": str(uuid.uuid4()),
        "vendor": given["vendor"],
        "model": given["model"],
        "friendlyName": given.get("friendlyName"),
        "powerType": given["powerType"],
        "connectors": [{name: each[name] for name in names} for each in given["connectors"]],
        "configurationKeys": {"ocppUrl": given["configurationKeys"]["ocppUrl"]},
        "imageUrl": given.get("imageUrl"),
        "isArchived": False,
        "createdAt": moment,
        "updatedAt": moment,
    }
