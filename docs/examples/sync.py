"""Keeps a copy of the catalogue in SQLite, with the standard library only. You can repeat it:

CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... python sync.py copy.sqlite3
"""

import json
import os
import sqlite3
import sys
import time
from contextlib import closing
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

CHANGES = "/asset-management/v1/charging-station-models/changes?limit=100&after="


def send(path: str, headers: dict[str, str], content: bytes | None = None) -> tuple[int, Any, Any]:
    """Return status, headers and JSON of the response. Waits and retries on 429 and 503."""
    try:
        answer = urlopen(Request(os.environ["CATALOGUE"] + path, content, headers), timeout=30)
    except HTTPError as error:
        answer = error
    with answer:
        if answer.status not in {429, 503}:  # rate limit reached, or overloaded
            return answer.status, answer.headers, json.loads(answer.read() or "null")
    time.sleep(int(answer.headers["Retry-After"]))
    return send(path, headers, content)


def sync(copy: sqlite3.Connection, headers: dict[str, str]) -> None:
    """Update the copy in one transaction, so that other readers never see half of it."""
    after, tag = copy.execute("SELECT after, tag FROM place").fetchone() or (0, "")
    status, more = 200, True
    while more and status != 304:  # 304: nothing has changed
        status, answered, body = send(f"{CHANGES}{after}", {**headers, "If-None-Match": tag})
        if status == 200:
            rows = [(each["id"], each["isArchived"], json.dumps(each)) for each in body["data"]["items"]]
            copy.executemany("INSERT OR REPLACE INTO model VALUES (?, ?, ?)", rows)
            more, after, tag = body["data"]["hasMore"], body["data"]["revision"], "" if rows else answered["ETag"]
        elif status == 400 and body["code"] == "start_over":  # the catalogue was restored from a backup
            copy.execute("DELETE FROM model")
            after, tag = 0, ""
        elif status == 401:  # no token, or an expired one
            client = {name: os.environ[name.upper()] for name in ("client_id", "client_secret")}
            asked = json.dumps({"grant_type": "client_credentials", **client}).encode()
            token = send("/oauth/token", {"Content-Type": "application/json"}, asked)[2]
            headers["Authorization"] = "Bearer " + token["access_token"]
        elif status != 304:
            sys.exit(f"{status}: {body}")
    copy.execute("INSERT OR REPLACE INTO place VALUES (1, ?, ?)", (after, tag))
    copy.commit()


if __name__ == "__main__":
    with closing(sqlite3.connect(sys.argv[1])) as copy:
        copy.execute("CREATE TABLE IF NOT EXISTS model (id PRIMARY KEY, is_archived, json)")
        copy.execute("CREATE TABLE IF NOT EXISTS place (id PRIMARY KEY, after, tag)")
        sync(copy, {})
