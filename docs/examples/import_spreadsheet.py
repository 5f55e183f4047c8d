"""Creates models from a CSV or XLSX file and prints every error with its row. You can repeat it:
what is there already stays as it is.

CATALOGUE=https://catalogue.example.com CLIENT_ID=... CLIENT_SECRET=... python import_spreadsheet.py models.csv

Each row is a connector; the rows of one vendor and model, wherever they stand, are a model. What cannot be sent is a
fault too: a column that is not known, a cell without a heading, two rows of a model that differ. The client's owner is
staff.
Needs: pip install httpx, and openpyxl for XLSX
"""

import csv
import hashlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import zip_longest
from pathlib import Path
from typing import Any

import httpx

MODELS = "/asset-management/v1/charging-station-models"
OF_MODEL = ("vendor", "model", "friendlyName", "powerType", "imageUrl")
OF_CONNECTOR = ("connectionType", "format", "maxAmperage", "maxVoltage", "maxPowerWatts")
TRIES = 20  # of a request that finds nobody, or is to wait

type_of_row = dict[str, Any]


class UnreadableFile(Exception):
    pass


def read(file: Path) -> list[tuple[int, type_of_row]]:
    """Return the rows with their numbers, as in the spreadsheet, without empty cells."""
    if file.suffix == ".xlsx":
        import openpyxl

        with closing(openpyxl.load_workbook(file, read_only=True)) as book:
            for sheet in book.sheetnames[1:]:
                print(f"The sheet {sheet} is not read: only the first one is.", file=sys.stderr)
            table = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    else:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            table = list(csv.reader(lines, strict=True))
    header, *rows = table or [[]]
    known = {*OF_MODEL, *OF_CONNECTOR, "ocppUrl"}
    unknown = [f"{name!r}" for name in header if name not in known and name not in {None, ""}]
    repeated = [f"{name!r}" for name, times in Counter(header).items() if times > 1 and name in known]
    if unknown or repeated:
        columns = ", ".join(sorted(known))
        said = ", ".join(unknown + repeated)
        raise UnreadableFile(f"Row 1: not known, or there twice: {said}. The columns are {columns}.")
    found = []
    for number, row in enumerate(rows, start=2):
        cells = {name: cell for name, cell in zip_longest(header, row) if cell not in {None, ""}}
        if None in cells or "" in cells:
            raise UnreadableFile(
                f"Row {number}: {cells.get(None, cells.get(''))!r} stands in no column that has a name."
            )
        if cells:
            found.append((number, cells))
    return found


def as_number(cell: Any) -> Any:
    """Convert a CSV cell to a number. Other text is sent unchanged: the catalogue reports what is wrong."""
    try:
        return json.loads(cell) if isinstance(cell, str) else cell
    except ValueError:
        return cell


def group(rows: list[tuple[int, type_of_row]]) -> Iterator[tuple[list[int], list[type_of_row]]]:
    """The rows of each model with their numbers, in the order in which the models come up."""
    models: dict[Any, list[tuple[int, type_of_row]]] = {}
    for number, cells in rows:
        models.setdefault((cells.get("vendor"), cells.get("model")), []).append((number, cells))
    for of_model in models.values():
        yield [number for number, _ in of_model], [cells for _, cells in of_model]


def differences(numbers: list[int], rows: list[type_of_row]) -> Iterator[str]:
    """What a later row says of the model that the first one does not: one of both would be lost."""
    for number, cells in zip(numbers, rows, strict=True):
        for name in (*OF_MODEL, "ocppUrl"):
            if name in cells and cells[name] != rows[0].get(name):
                yield f"Row {number}: {name}: {cells[name]!r} differs from row {numbers[0]}, {rows[0].get(name, '')!r}"


def body_of(rows: list[type_of_row]) -> type_of_row:
    return {
        **{name: str(rows[0][name]) for name in OF_MODEL if name in rows[0]},
        "configurationKeys": {"ocppUrl": str(rows[0].get("ocppUrl", ""))},
        "connectors": [
            {
                "id": place,
                **{name: as_number(cells[name]) for name in OF_CONNECTOR if name in cells},
            }
            for place, cells in enumerate(rows, start=1)
        ],
    }


def send(catalogue: httpx.Client, body: type_of_row) -> httpx.Response:
    """Send the request with a key derived from the body, so that repeating it is safe."""
    content = json.dumps(body, sort_keys=True).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": hashlib.sha256(content).hexdigest()}
    for tried in range(1, TRIES + 1):
        try:
            answer = catalogue.post(MODELS, content=content, headers=headers)
        except httpx.TransportError:
            if tried == TRIES:
                raise
            time.sleep(1)
            continue
        if (answer.status_code not in {429, 503} and code_of(answer) != "still_running") or tried == TRIES:
            break
        time.sleep(min(int(answer.headers.get("Retry-After", 1)), 60))
    return answer


def code_of(answer: httpx.Response) -> str:
    return str(answer.json().get("code", "")) if "json" in answer.headers.get("Content-Type", "") else ""


def has_other_connectors(catalogue: httpx.Client, body: type_of_row, there: str) -> bool:
    found = catalogue.get(f"{MODELS}/{there}").raise_for_status().json()
    return bool(found["connectors"] != body["connectors"])


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
    try:
        rows = read(file)
    except (UnreadableFile, UnicodeDecodeError, csv.Error) as error:
        print(error, file=sys.stderr)
        return 1
    for numbers, of_model in group(rows):
        body = body_of(of_model)
        name = f"Row {numbers[0]}: {body.get('vendor')} {body.get('model')}"
        if faults := list(differences(numbers, of_model)):
            faulty += 1
            print(*faults, sep="\n", file=sys.stderr)
            continue
        answer = send(catalogue, body)
        found = answer.json()
        if answer.is_success:
            print(f"{name} is {found['data']['id']}")
        elif found["code"] == "already_exists":
            there = found["conflictingId"]
            others = ", with other connectors" if has_other_connectors(catalogue, body, there) else ""
            print(f"{name} was there, as {there}{others}")
        else:
            faulty += 1
            print(*faults_of(found, numbers), sep="\n", file=sys.stderr)
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
