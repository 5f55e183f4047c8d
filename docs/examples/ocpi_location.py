"""Prints an OCPI Location of one station: the hardware from the catalogue, the rest from you.

CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... python ocpi_location.py VENDOR MODEL

Needs: pip install httpx
"""

import json
import os
import sys
from datetime import UTC, datetime
from typing import Any

import httpx

MODELS = "/asset-management/v1/charging-station-models"
VERSION = "2.2.1"  # or 2.2, 2.3.0; 2.1.1 has other members

# Values that do not depend on the hardware. Take yours from your own database.
STATION = {"id": "STATION-1", "evse_id": "DE*EXA*E1", "status": "AVAILABLE"}
LOCATION = {
    "country_code": "DE",
    "party_id": "EXA",
    "id": "LOC-1",
    "publish": True,
    "address": "Example Street 1",
    "city": "Berlin",
    "country": "DEU",
    "coordinates": {"latitude": "52.520008", "longitude": "13.404954"},
    "time_zone": "Europe/Berlin",
}


def evse_of(skeleton: dict[str, Any], now: str) -> dict[str, Any]:
    """The catalogue numbers the EVSEs of a station. In a Location each needs a unique ID and a status."""
    return {
        "uid": f"{STATION['id']}-{skeleton['uid']}",
        "evse_id": f"{STATION['evse_id']}*{skeleton['uid']}",
        "status": STATION["status"],
        "connectors": [{**each, "last_updated": now} for each in skeleton["connectors"]],
        "last_updated": now,
    }


def main(vendor: str, model: str) -> None:
    client = {name: os.environ[name.upper()] for name in ("client_id", "client_secret")}
    with httpx.Client(base_url=os.environ["CATALOGUE"], timeout=30) as catalogue:
        token = catalogue.post("/oauth/token", data={"grant_type": "client_credentials", **client}).raise_for_status()
        catalogue.headers["Authorization"] = f"Bearer {token.json()['access_token']}"
        report = {"vendor": vendor, "model": model}
        found = catalogue.get(f"{MODELS}/resolve", params=report).raise_for_status().json()["data"]["model"]
        if found is None:
            sys.exit(f"{vendor} {model} is not known.")
        skeletons = catalogue.get(f"{MODELS}/{found['id']}/ocpi", params={"version": VERSION}).raise_for_status().json()
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    evses = [evse_of(each, now) for each in skeletons["data"]["evses"]]
    print(json.dumps({**LOCATION, "evses": evses, "last_updated": now}, indent=2))


if __name__ == "__main__":
    main(*sys.argv[1:])
