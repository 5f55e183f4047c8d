"""`import_models`: every fault with its place and nothing written; what differs is left, edited or replaced."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from catalog.models import ChargingStationModel
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory
from tests.library.test_library_apply import a_row
from tests.management import Terminal, run_command

pytestmark = pytest.mark.django_db

GOOD = json.dumps([a_row("NG31")])

YAML = """\
- vendor: Alfen
  model: NG{number}
  powerType: AC_1_PHASE
  connectors:
    - {{id: 1, connectionType: IEC_62196_T2, format: SOCKET, maxAmperage: 32, maxVoltage: 230, maxPowerWatts: 7360}}
  configurationKeys:
    ocppUrl: key
"""
NAMES = "vendor,model,powerType,ocppUrl,connectorId,connectionType,format,maxAmperage,maxVoltage,maxPowerWatts"


def yaml_with(old: str, new: str, number: int = 1) -> str:
    text = YAML.format(number=number)
    assert old in text
    return text.replace(old, new)


# Name of the file, what it holds, and where its fault is told: line and path.
BROKEN: list[tuple[str, str | bytes, int | None, str]] = [
    ("01.yaml", yaml_with("AC_1_PHASE", "AC"), 3, "#/0/powerType"),
    ("02.yaml", yaml_with("id: 1", "id: 0"), 5, "#/0/connectors/0/id"),
    ("03.yaml", yaml_with("SOCKET", "PLUG"), 5, "#/0/connectors/0/format"),
    ("04.yaml", yaml_with("32", "many"), 5, "#/0/connectors/0/maxAmperage"),
    ("05.yaml", yaml_with("230", "10001"), 5, "#/0/connectors/0/maxVoltage"),
    ("06.yaml", yaml_with("7360", "-1"), 5, "#/0/connectors/0/maxPowerWatts"),
    ("07.yaml", yaml_with("7360", "0.0000001"), 5, "#/0/connectors/0/maxPowerWatts"),
    ("08.yaml", yaml_with("  model: NG1\n", ""), 1, "#/0"),
    ("09.yaml", yaml_with("vendor: Alfen", "vendor: ''"), 1, "#/0/vendor"),
    ("10.yaml", yaml_with("    ocppUrl: key", "    url: key"), 7, "#/0/configurationKeys/url"),
    ("11.yaml", yaml_with("  powerType", "  isArchived: true\n  powerType"), 3, "#/0/isArchived"),
    ("12.yaml", yaml_with("  powerType", "  model: twice\n  powerType"), 3, "#/0/model"),
    ("13.yaml", yaml_with("Alfen", "&a Alfen"), 1, "#/0/vendor"),
    ("14.yaml", yaml_with("    ocppUrl: key", "    ocppUrl: [key"), 8, "#"),
    ("15.yaml", "", None, "#"),
    ("16.yaml", "Alfen\n", 1, "#/0"),
    ("17.yaml", YAML.format(number=1) + "---\n" + yaml_with("SOCKET", "PLUG", 2), 13, "#/1/connectors/0/format"),
    ("18.yaml", YAML.format(number=3) + YAML.format(number=3), 8, "#/1"),
    ("19.yaml", "- vendor: H\xfcttinger\n".encode("latin-1"), 1, "#"),
    ("20.yml", yaml_with("  powerType", "  identities: [{model: '*'}]\n  powerType"), 3, "#/0/identities/0/model"),
    ("21.yml", yaml_with("  powerType", "  replacedBy: {vendor: a, model: b}\n  powerType"), 3, "#/0/replacedBy"),
    ("22.json", '[{"vendor": 1}]', 1, "#/0/vendor"),
    ("23.json", "[\n{,}]", 2, "#"),
    ("24.json", json.dumps([a_row(imageUrl="ftp://a.example")], indent=1), 19, "#/0/imageUrl"),
    ("25.jsonl", json.dumps(a_row("NG25")) + "\n{}\n", 2, "#/1"),
    ("26.jsonl", json.dumps(a_row("NG26")) + "\nnonsense\n" + json.dumps(a_row("NG27")), 2, "#/1"),
    ("27.ndjson", json.dumps(a_row("NG28", evidence={"ratings": {"level": "sure"}})), 1, "#/0/evidence/ratings/level"),
    ("28.csv", f"{NAMES}\nAlfen,NG29,AC,key,1,IEC_62196_T2,SOCKET,32,230,7360\n", 2, "column C (powerType)"),
    ("29.csv", "vendor,model\nAlfen,NG30\n", 1, ""),
    ("30.xlsx", b"no workbook", None, ""),
]


def test_every_fault_of_thirty_broken_files_is_told_with_its_place_and_nothing_changes(tmp_path: Path) -> None:
    StationModelFactory(model="NG900")
    for name, content, _, _ in BROKEN:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (tmp_path / "31.json").write_text(GOOD)
    before = catalogue_rows()

    said = run_command("import_models", tmp_path, "--format", "json", "--on-difference", "edit")

    told = [(Path(issue["file"]).name, issue["line"], issue["path"]) for issue in json.loads(said.out)]
    expected = [(name, line, path) for name, _, line, path in BROKEN]
    assert list(dict.fromkeys(issue for issue in told if issue in expected)) == expected
    # Some files are wrong in more than one place: those are told too, each with its file.
    assert {name for name, _, _ in told} == {name for name, _, _, _ in BROKEN}
    assert [line.startswith(f"{tmp_path}/") for line in said.err.splitlines()] == [True] * len(told)
    assert said.refusal == f"{len(told)} errors in the files. Nothing was imported."
    assert catalogue_rows() == before


def changed_copy(tmp_path: Path) -> Path:
    file = tmp_path / "models.yaml"
    file.write_text("".join(YAML.format(number=number) for number in (1, 2)))
    run_command("import_models", file)
    file.write_text(file.read_text().replace("7360", "3680", 1) + YAML.format(number=3))
    return file


@pytest.mark.parametrize(
    ("on_difference", "words", "outcome", "watts"),
    [
        ("report", "1 created, 1 unchanged, 1 differs", "differs", ([7360, 7360, 7360], [])),
        ("edit", "1 created, 1 changed, 1 unchanged", "changed", ([3680, 7360, 7360], [])),
        ("replace", "1 created, 1 replaced, 1 unchanged", "replaced", ([3680, 7360, 7360], [7360])),
    ],
)
def test_a_changed_copy_does_what_is_chosen_and_twice_the_same(
    tmp_path: Path, on_difference: str, words: str, outcome: str, watts: tuple[list[int], list[int]]
) -> None:
    file = changed_copy(tmp_path)
    before = catalogue_rows()

    tried = run_command("import_models", file, "--on-difference", on_difference, "--dry-run", "--format", "json")
    unwritten = catalogue_rows()
    said = run_command("import_models", file, "--on-difference", on_difference, "--format", "json")
    again = run_command("import_models", file, "--on-difference", on_difference)

    assert tried.err == f"Dry run, nothing imported: {words}.\n"
    assert unwritten == before
    assert said.err == f"{words}.\n"
    rows = json.loads(said.out)
    assert [row["outcome"] for row in rows] == [outcome, "unchanged", "created"]
    assert rows[0]["differences"] == [{"field": "connectors/0/maxPowerWatts", "in_catalogue": 7360, "in_file": 3680}]
    everything = ChargingStationModel.objects.in_order().with_connectors()
    there: tuple[list[int], list[int]] = ([], [])
    for each in everything:
        there[each.is_archived].append(each.as_document()["connectors"][0]["maxPowerWatts"])
    assert (sorted(there[False]), there[True]) == watts
    assert again.err == ("0 created, 2 unchanged, 1 differs.\n" if on_difference == "report" else
                         "0 created, 3 unchanged, 0 differs.\n")  # fmt: skip


def test_stdin_is_read_whatever_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for number, content in enumerate((json.dumps(a_row("NG0")), json.dumps([a_row("NG1")]), YAML.format(number=2))):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))

        said = run_command("import_models", "-", "--format", "json")

        assert [(row["outcome"], row["model"], row["file"]) for row in json.loads(said.out)] == [
            ("created", f"NG{number}", "stdin")
        ]


def test_a_person_who_watches_sees_how_far_it_is(tmp_path: Path) -> None:
    file = tmp_path / "models.jsonl"
    file.write_text("".join(json.dumps(a_row(f"NG{number}")) + "\n" for number in range(1_500)))

    said = run_command("import_models", file, "--format", "csv", err=Terminal())

    assert said.err == (
        "\r1,000 rows read\r1,500 rows read\r1,000 of 1,500 rows\r1,500 of 1,500 rows\n"
        "1500 created, 0 unchanged, 0 differs.\n"
    )
    assert len(said.out.splitlines()) == 1_501


def test_a_late_fault_takes_back_what_was_written(tmp_path: Path) -> None:
    """It is in the second batch of rows, when those of the first are written already."""
    rows: list[Any] = [a_row(f"NG{number}") for number in range(2_100)]
    rows[2_060]["connectors"][0]["evse"] = 1
    rows[2_060]["connectors"].append({**rows[0]["connectors"][0], "id": 2})
    file = tmp_path / "models.json"
    file.write_text(json.dumps(rows))
    before = catalogue_rows()

    said = run_command("import_models", file)

    assert said.err == f"{file}:1: is refused: connectors: Specify the EVSE of all connectors or of none.\n"
    assert said.refusal == "1 error in the files. Nothing was imported."
    assert catalogue_rows() == before
