"""Keeps a copy of the catalogue in a SQLite file. Run it every minute: sync.py URL CLIENT_ID CLIENT_SECRET FILE"""

import json
import sqlite3
import sys
import time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen


def ask(request: Request) -> tuple[int, dict]:
    """Status and body. What asks for patience gets it."""
    while True:
        try:
            with urlopen(request, timeout=30) as answer:
                return answer.status, {"etag": answer.headers["ETag"], **json.load(answer)}
        except HTTPError as error:
            if error.code in {429, 503}:
                time.sleep(int(error.headers["Retry-After"]))
                continue
            return error.code, json.loads(error.read() or "{}")


def synchronise(url: str, client_id: str, client_secret: str, file: str) -> int:
    """Returns the revision that the copy is at now."""
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
    status, token = ask(Request(f"{url}/oauth/token", urlencode(form).encode()))
    if status != 200:
        sys.exit(f"No token: {token}")
    headers = {"Authorization": f"Bearer {token['access_token']}"}
    with sqlite3.connect(file) as copy:  # one transaction: killed half-way, the copy is as it was
        copy.execute("CREATE TABLE IF NOT EXISTS models (id TEXT PRIMARY KEY, body TEXT NOT NULL)")
        copy.execute("CREATE TABLE IF NOT EXISTS state (revision INTEGER NOT NULL, etag TEXT NOT NULL)")
        after, etag = copy.execute("SELECT revision, etag FROM state").fetchone() or (0, "")
        while True:
            page = f"{url}/asset-management/v1/charging-station-models/changes?after={after}&limit=100"
            status, answer = ask(Request(page, headers={**headers, "If-None-Match": etag} if etag else headers))
            if status == 304:
                return after  # nothing has changed
            if answer.get("code") == "start_over":  # the catalogue was restored from a backup
                copy.execute("DELETE FROM models")
                after, etag = 0, ""
                continue
            if status != 200:
                sys.exit(f"{answer['detail']} ({answer['code']}, request {answer['requestId']})")
            rows = [(each["id"], json.dumps(each)) for each in answer["data"]["items"]]  # archived ones too: isArchived
            copy.executemany("INSERT OR REPLACE INTO models VALUES (?, ?)", rows)
            after, etag = answer["data"]["revision"], ""
            if not answer["data"]["hasMore"]:
                copy.execute("DELETE FROM state")
                copy.execute("INSERT INTO state VALUES (?, ?)", (after, answer["etag"]))
                return after


if __name__ == "__main__":
    print("The copy is at revision", synchronise(*sys.argv[1:]))
