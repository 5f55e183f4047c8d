"""Directus over the tables of the peers: a finished product with a runtime of its own, where that is installed."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from psycopg.conninfo import conninfo_to_dict

from benchmarks.databases import ROOT, connected
from benchmarks.request_kinds import MODELS
from benchmarks.servers import Server, run_server

DIRECTUS = "Directus"
_FOLDER = ROOT / "benchmarks" / "peers" / "directus"
_NODE_FROM = 22
# What the contract calls it, and what the column is called.
_FIELDS = {
    "id": "id", "vendor": "vendor", "model": "model", "friendlyName": "friendly_name", "powerType": "power_type",
    "imageUrl": "image_url", "isArchived": "archived", "createdAt": "created_at", "updatedAt": "updated_at",
}  # fmt: skip
_OF_CONNECTORS = {
    "id": "connector_id", "connectionType": "connection_type", "format": "format", "maxAmperage": "max_amperage",
    "maxVoltage": "max_voltage", "maxPowerWatts": "max_power_watts",
}  # fmt: skip

# What it has to know beyond the tables: that connectors are shown with their model, in their order.
_SHOWN = (
    "INSERT INTO directus_collections (collection) VALUES ('peers_stationmodel'), ('peers_connector')",
    "INSERT INTO directus_fields (collection, field, special) VALUES ('peers_stationmodel', 'connectors', 'o2m')",
    "INSERT INTO directus_relations (many_collection, many_field, one_collection, one_field, sort_field) "
    "VALUES ('peers_connector', 'station_model_id', 'peers_stationmodel', 'connectors', 'position')",
)


def missing_prerequisites() -> str:
    """Say what it lacks here; "" where it can be started."""
    version = _of_node("process.versions.node").partition(".")[0]
    if int(version or 0) < _NODE_FROM:
        return f"Node {_NODE_FROM}"
    return "" if (_FOLDER / "node_modules" / "directus").is_dir() else f"npm install --prefix {_FOLDER}"


def _of_node(what: str) -> str:
    node = shutil.which("node")
    return subprocess.run([node, "-p", what], capture_output=True, text=True, check=True).stdout.strip() if node else ""


@contextmanager
def directus_server(url: str, log: Path) -> Iterator[Server]:
    """Serve the peers' tables, beside its own, to whoever shows the one token of its administrator."""
    token = secrets.token_hex(20)
    environment = {**os.environ, **_settings(url, token)}
    bootstrap = [str(_FOLDER / "node_modules" / ".bin" / "directus"), "bootstrap"]
    done = subprocess.run(bootstrap, env=environment, cwd=_FOLDER, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"directus bootstrap failed:\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}")
    with connected(url) as connection:
        for statement in _SHOWN:
            connection.execute(statement)
    paths = {MODELS: _page(20), f"{MODELS}?limit=100": _page(100)}
    # Not what may stand before it, as that of the wheel does: a signal would end that alone.
    command = (_of_node("process.execPath"), str(_FOLDER / "serve.js"))
    with run_server(DIRECTUS, command, environment, url, log, paths=paths, understand=to_contract_page) as server:
        server.token = token
        yield server


def _settings(url: str, token: str) -> dict[str, str]:
    """Of production, and without what nobody asked for: no page of its own, no line of log a request."""
    parts = conninfo_to_dict(url)
    return {
        "NODE_ENV": "production",
        "SECRET": secrets.token_hex(20),
        "DB_CLIENT": "pg",
        "DB_HOST": str(parts.get("host", "127.0.0.1")),
        "DB_PORT": str(parts.get("port", 5432)),
        "DB_DATABASE": str(parts["dbname"]),
        "DB_USER": str(parts.get("user", "")),
        "DB_PASSWORD": str(parts.get("password", "")),
        "ADMIN_EMAIL": "ada@example.com",
        "ADMIN_PASSWORD": secrets.token_hex(20),
        "ADMIN_TOKEN": token,
        "HOST": "127.0.0.1",
        "SERVE_APP": "false",
        "TELEMETRY": "false",
        "WEBSOCKETS_ENABLED": "false",
        "LOG_LEVEL": "warn",
    }


def _page(limit: int) -> str:
    """One more than is shown says whether there are more, as all peers find out."""
    fields = [*_FIELDS.values(), "ocpp_url_key", *(f"connectors.{column}" for column in _OF_CONNECTORS.values())]
    query = {"limit": limit + 1, "sort": "seq", "filter[archived][_eq]": "false", "fields": ",".join(fields),
             "deep[connectors][_sort]": "position"}  # fmt: skip
    return f"/items/peers_stationmodel?{urlencode(query, safe=',')}"


def to_contract_page(answer: Any) -> Any:
    """Return one of its pages in the words of the contract. The last row says that there are more."""
    if "data" not in answer:
        return answer
    *items, _ = map(_station_model, answer["data"])
    return {"data": {"hasMore": True, "items": items}}


def _station_model(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **_renamed(row, _FIELDS),
        "configurationKeys": {"ocppUrl": row["ocpp_url_key"]},
        "connectors": [_renamed(each, _OF_CONNECTORS) for each in row["connectors"]],
        **{name: row[_FIELDS[name]].replace(".000Z", "Z") for name in ("createdAt", "updatedAt")},
    }


def _renamed(row: dict[str, Any], columns: dict[str, str]) -> dict[str, Any]:
    return {name: row[column] for name, column in columns.items()}
