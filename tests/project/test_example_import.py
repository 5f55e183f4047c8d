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
    issues = [line.split(": ")[:2] for line in first.stderr.splitlines()]
    assert issues == [["Row 5", "powerType"], ["Row 5", "maxVoltage"], ["Row 6", "maxVoltage"]]
    assert first.returncode == again.returncode == 1
    assert (again.stdout, again.stderr) == (first.stdout, first.stderr)  # the key answers for the first run
    assert ChargingStationModel.objects.count() == 2


EXAMPLES_OF_CSV = ["import_spreadsheet.py", "import_spreadsheet.sh", "import_spreadsheet.ts"]
EX_150, EX_150_TOO = ROWS[2], ROWS[3]


@pytest.mark.parametrize("example", EXAMPLES_OF_CSV)
def test_no_connector_and_no_line_is_lost_without_a_word(
    example: str, request: pytest.FixtureRequest, server: Server, tmp_path: Path
) -> None:
    command, environment = command_of(example, request), environment_of(server, staff=True)
    places = iter(range(100))

    def run(*rows: list[str], last: str = "\n") -> tuple[int, list[str], list[str]]:
        file = tmp_path / f"{next(places)}.csv"
        file.write_bytes(("\ufeff" + "\r\n".join(",".join(row) for row in rows) + last).encode())
        done = subprocess.run([*command, str(file)], env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()

    def connectors() -> list[str]:
        found = ChargingStationModel.objects.with_connectors().get(model="EX-150").connectors.all()
        return [each.connection_type for each in found]

    # A column that nobody reads, one that is there twice, and a cell beside the columns: nothing is sent.
    columns = ", ".join(sorted(ROWS[0]))
    assert run([*ROWS[0], "maxPower"], [*ROWS[1], "1"]) == (
        1,
        [],
        [f"Row 1: not known, or there twice: 'maxPower'. The columns are {columns}."],
    )
    assert run([*ROWS[0], "vendor"], [*ROWS[1], "Other"])[2] == [
        f"Row 1: not known, or there twice: 'vendor'. The columns are {columns}."
    ]
    assert run(ROWS[0], ROWS[1], [*EX_150, "400"])[2] == ["Row 3: '400' stands in no column that has a name."]
    # Rows of a model that differ: the model is not sent, the others are.
    other_name = [*EX_150_TOO[:2], "Another", *EX_150_TOO[3:]]
    code, out, err = run(ROWS[0], EX_150, other_name, ROWS[1])
    assert (code, err) == (1, ["Row 3: friendlyName: 'Another' differs from row 2, 'Example 150 kW'"])
    assert [line.partition(" is ")[0] for line in out] == ["Row 4: Example EX-22"]
    assert [each.model for each in ChargingStationModel.objects.all()] == ["EX-22"]
    # Rows of a model that stand apart, and a last line without an end.
    code, out, err = run(ROWS[0], EX_150, ROWS[1], EX_150_TOO, last="")
    assert (code, err) == (0, [])
    assert connectors() == ["IEC_62196_T2_COMBO", "CHADEMO"]
    # What was there with other connectors is said to be.
    there = ChargingStationModel.objects.get(model="EX-150").pk
    assert run(ROWS[0], EX_150)[1] == [f"Row 2: Example EX-150 was there, as {there}, with other connectors"]
    assert connectors() == ["IEC_62196_T2_COMBO", "CHADEMO"]


def test_another_sheet_is_named(request: pytest.FixtureRequest, server: Server, tmp_path: Path) -> None:
    file = as_xlsx(ROWS, tmp_path)
    book = openpyxl.load_workbook(file)
    book.create_sheet("More").append(ROWS[1])
    book.save(file)
    command, environment = command_of("import_spreadsheet.py", request), environment_of(server, staff=True)

    done = subprocess.run([*command, str(file)], env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "The sheet More is not read: only the first one is.\n")
    assert ChargingStationModel.objects.count() == 2


@pytest.mark.parametrize(
    ("example", "cell"),
    [
        ("import_spreadsheet.ts", '5" plug'),
        ("import_spreadsheet.ts", '"a"b'),
        ("import_spreadsheet.py", '"a"b'),
        ("import_spreadsheet.sh", '"a"'),
    ],
)
def test_a_quotation_mark_that_cannot_be_read_stops_it(
    example: str, cell: str, request: pytest.FixtureRequest, server: Server, tmp_path: Path
) -> None:
    command, environment = command_of(example, request), environment_of(server, staff=True)
    file = tmp_path / "models.csv"
    file.write_text("\n".join(",".join(row) for row in (ROWS[0], [*ROWS[1][:2], cell, *ROWS[1][3:]])))

    done = subprocess.run([*command, str(file)], env=environment, capture_output=True, text=True, check=False)

    assert done.returncode in (1, 2)
    assert done.stderr.strip()
    assert not ChargingStationModel.objects.exists()
