"""Prints what to configure of one station, and only what the catalogue has from a source; the rest is for a person.

CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... python configure.py VENDOR MODEL

Exits with 2 where something is left to a person. Needs: pip install httpx
"""

import json
import os
import sys
from typing import Any

import httpx

MODELS = "/asset-management/v1/charging-station-models"
RELIABLE = {"cited", "derived"}


def settings_of(model: dict[str, Any], evidence: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the facts that have a source, and what has to be looked up."""
    facts = {
        "ratings": {"powerType": model["powerType"], "connectors": model["connectors"]},
        "ocppUrl": {"urlSetting": model["configurationKeys"]["ocppUrl"]},
    }
    settings: dict[str, Any] = {}
    doubts = []
    for subject, values in facts.items():
        level = evidence[subject]["level"] if evidence[subject] else "without evidence"
        if level in RELIABLE:
            settings |= values
        else:
            doubts.append(f"{subject} is {level}: {json.dumps(values)}")
    return settings, doubts


def main(vendor: str, model: str) -> int:
    client = {name: os.environ[name.upper()] for name in ("client_id", "client_secret")}
    with httpx.Client(base_url=os.environ["CATALOGUE"], timeout=30) as catalogue:
        token = catalogue.post("/oauth/token", data={"grant_type": "client_credentials", **client}).raise_for_status()
        catalogue.headers["Authorization"] = f"Bearer {token.json()['access_token']}"
        report = {"vendor": vendor, "model": model}
        found = catalogue.get(f"{MODELS}/resolve", params=report).raise_for_status().json()["data"]["model"]
        if found is None:
            sys.exit(f"{vendor} {model} is not known.")
        evidence = catalogue.get(f"{MODELS}/{found['id']}/evidence").raise_for_status().json()["data"]
    settings, doubts = settings_of(found, evidence)
    print(json.dumps(settings, indent=2))
    for doubt in doubts:
        print(f"Look this up: {doubt}", file=sys.stderr)
    return 2 if doubts else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
