"""The import of a spreadsheet creates what is right, once, and says what is wrong, by row."""

import csv
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from catalog.models import ChargingStationModel
from tests.live_servers import Server
from tests.project.examples import EXAMPLES, command_of, environment_of

pytestmark = [pytest.mark.clients, pytest.mark.django_db(transaction=True)]

ROWS = [row.split(",") for row in (EXAMPLES / "models.csv").read_text().splitlines()]


def as_csv(rows: list[list[str]], folder: Path) -> Path:
    file = folder / "models.csv"
    with file.open("w", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return file


def as_xlsx(rows: list[list[str]], folder: Path) -> Path:
    file = folder / "models.xlsx"
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append([int(cell) if cell.isdigit() else cell or None for cell in row])
    book.save(file)
    return file


@pytest.mark.parametrize(
    ("example", "written"),
    [
        ("import_spreadsheet.py", as_csv),
        ("import_spreadsheet.py", as_xlsx),
        ("import_spreadsheet.sh", as_csv),
        ("import_spreadsheet.ts", as_csv),
    ],
)
def test_a_spreadsheet_is_imported_once_with_every_fault_by_its_row(
    example: str,
    written: Callable[[list[list[str]], Path], Path],
    request: pytest.FixtureRequest,
    server: Server,
    tmp_path: Path,
) -> None:
    command, environment = command_of(example, request), environment_of(server, staff=True)
    faulty = ["Example", "EX-7", "", "AC", "CentralSystemAddress", "", "IEC_62196_T2", "SOCKET", "32", "much", "7360"]
    file = written([*ROWS, faulty, [*faulty[:3], "", "", "", *faulty[6:9], "0", "7360"]], tmp_path)

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, str(file)], env=environment, capture_output=True, text=True, check=False)

    first = run()
    created = list(ChargingStationModel.objects.with_connectors().order_by("revision"))
    again = run()

    assert [(each.vendor, each.model, each.power_type) for each in created] == [
        ("Example", "EX-22", "AC_3_PHASE"),
        ("Example", "EX-150", "DC"),
    ]
    assert [each.connection_type for each in created[1].connectors.all()] == ["IEC_62196_T2_COMBO", "CHADEMO"]
    assert first.stdout.splitlines() == [
        f"Row 2: Example EX-22 is {created[0].pk}",
        f"Row 3: Example EX-150 is {created[1].pk}",
    ]
    faults = [line.split(": ")[:2] for line in first.stderr.splitlines()]
    assert faults == [["Row 5", "powerType"], ["Row 5", "maxVoltage"], ["Row 6", "maxVoltage"]]
    assert first.returncode == again.returncode == 1
    assert (again.stdout, again.stderr) == (first.stdout, first.stderr)  # the key answers for the first run
    assert ChargingStationModel.objects.count() == 2
