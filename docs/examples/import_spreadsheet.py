"""Creates models from a CSV or XLSX file and prints every error with its row. You can repeat it:
what is there already stays as it is.

CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... python import_spreadsheet.py models.csv

Each row is a connector. Consecutive rows of one vendor and model are one model. The owner of the client must be staff.
Needs: pip install httpx, and openpyxl for XLSX
"""

import csv
import hashlib
import itertools
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

MODELS = "/asset-management/v1/charging-station-models"
OF_MODEL = ("vendor", "model", "friendlyName", "powerType", "imageUrl")
OF_CONNECTOR = ("connectionType", "format", "maxAmperage", "maxVoltage", "maxPowerWatts")

type_of_row = dict[str, Any]


def read(file: Path) -> list[tuple[int, type_of_row]]:
    """Return the rows with their numbers, as in the spreadsheet, without empty cells."""
    if file.suffix == ".xlsx":
        import openpyxl

        with closing(openpyxl.load_workbook(file, read_only=True)) as book:
            header, *rows = book.worksheets[0].iter_rows(values_only=True)
    else:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            header, *rows = csv.reader(lines)
    named = ({name: cell for name, cell in zip(header, row, strict=False) if cell not in {None, ""}} for row in rows)
    return [(number, row) for number, row in enumerate(named, start=2) if row]


def as_number(cell: Any) -> Any:
    """Convert a CSV cell to a number. Other text is sent unchanged: the catalogue reports what is wrong."""
    try:
        return json.loads(cell) if isinstance(cell, str) else cell
    except ValueError:
        return cell


def bodies(rows: list[tuple[int, type_of_row]]) -> Iterator[tuple[list[int], type_of_row]]:
    """Return the requests, each with the numbers of its rows."""
    for _, group in itertools.groupby(rows, key=lambda row: (row[1].get("vendor"), row[1].get("model"))):
        numbers, cells = zip(*group, strict=True)
        yield (
            list(numbers),
            {
                **{name: str(cells[0][name]) for name in OF_MODEL if name in cells[0]},
                "configurationKeys": {"ocppUrl": str(cells[0].get("ocppUrl", ""))},
                "connectors": [
                    {
                        "id": place,
                        **{name: as_number(row[name]) for name in OF_CONNECTOR if name in row},
                    }
                    for place, row in enumerate(cells, start=1)
                ],
            },
        )


def send(catalogue: httpx.Client, body: type_of_row) -> httpx.Response:
    """Send the request with a key derived from the body, so that repeating it is safe."""
    content = json.dumps(body, sort_keys=True).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": hashlib.sha256(content).hexdigest()}
    while True:
        try:
            answer = catalogue.post(MODELS, content=content, headers=headers)
        except httpx.TransportError:
            time.sleep(1)
            continue
        if answer.status_code not in {429, 503} and answer.json().get("code") != "still_running":
            return answer
        time.sleep(int(answer.headers["Retry-After"]))


def faults_of(problem: dict[str, Any], numbers: list[int]) -> Iterator[str]:
    for fault in problem.get("errors", [{"detail": problem["detail"]}]):
        path = fault.get("pointer", "#").split("/")[1:]  # #/connectors/1/maxVoltage is in the row of connector 1
        row = numbers[int(path[1])] if path[:1] == ["connectors"] and path[1:] else numbers[0]
        yield f"Row {row}: {': '.join([*path[-1:], fault['detail']])}"


def main(file: Path) -> int:
    with httpx.Client(base_url=os.environ["CATALOGUE"], timeout=30) as catalogue:
        client = {name: os.environ[name.upper()] for name in ("client_id", "client_secret")}
        token = catalogue.post("/oauth/token", data={"grant_type": "client_credentials", **client}).raise_for_status()
        catalogue.headers["Authorization"] = f"Bearer {token.json()['access_token']}"
        return create_all(catalogue, file)


def create_all(catalogue: httpx.Client, file: Path) -> int:
    """Return 1 if a row has an error, else 0."""
    faulty = 0
    for numbers, body in bodies(read(file)):
        answer = send(catalogue, body)
        found = answer.json()
        name = f"{body.get('vendor')} {body.get('model')}"
        if answer.is_success:
            print(f"Row {numbers[0]}: {name} is {found['data']['id']}")
        elif found["code"] == "already_exists":
            print(f"Row {numbers[0]}: {name} was there, as {found['conflictingId']}")
        else:
            faulty += 1
            print(*faults_of(found, numbers), sep="\n", file=sys.stderr)
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
