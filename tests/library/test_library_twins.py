"""The same thing twice: a model in the library, a connector in a model."""

from pathlib import Path

import pytest

from catalog.library.reader import read_files

FIGURES = "maxAmperage: 9, maxVoltage: 9, maxPowerWatts: 9"
CONNECTOR = "    - {{id: {}, connectionType: CHADEMO, format: CABLE, {}}}\n"


def test_a_model_twice_names_both_places(tmp_path: Path, row: str) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("# a comment\n" + row)
    second.write_text(row.replace("NG900", "NG910") + row.replace("Alfen", "ALFEN").replace("NG900", "ng900"))

    library = read_files([tmp_path])

    assert [(issue.file, issue.line, issue.path, issue.message) for issue in library.issues] == [
        (second, 11, "#/1", f"has the same vendor and model as {first}, line 2")
    ]
    assert [(row.file, row.line) for row in library.rows] == [(first, 2), (second, 1)]


def test_a_model_twice_is_found_in_rows_with_other_faults_and_outer_white_space(tmp_path: Path, row: str) -> None:
    library = tmp_path / "a.yaml"
    library.write_text(row.replace("cited", "sure") + row.replace("Alfen", '" Alfen"'))

    issues = read_files([library]).issues

    assert [(issue.line, issue.path) for issue in issues] == [
        (10, "#/0/evidence/ratings/level"),
        (11, "#/1"),
        (11, "#/1/vendor"),
    ]
    assert issues[1].message == f"has the same vendor and model as {library}, line 1"


def test_every_repetition_of_a_model_names_the_first(read_text, file: Path, row: str) -> None:
    library = read_text(row * 3)

    assert [(issue.line, issue.path, issue.message) for issue in library.issues] == [
        (11, "#/1", f"has the same vendor and model as {file}, line 1"),
        (21, "#/2", f"has the same vendor and model as {file}, line 1"),
    ]


def test_a_model_written_in_other_code_points_of_the_same_characters_is_a_twin(read_text, row: str) -> None:
    composed, decomposed = row.replace("Alfen", "Z\u00e9phyr"), row.replace("Alfen", "ZE\u0301PHYR")

    library = read_text(composed + decomposed)

    assert [(issue.line, issue.path) for issue in library.issues] == [(11, "#/1")]


def test_the_same_model_of_two_vendors_is_no_twin(read_text, row: str) -> None:
    library = read_text(row + row.replace("Alfen", "KEBA"))

    assert library.issues == ()
    assert [row.document["vendor"] for row in library.rows] == ["Alfen", "KEBA"]


@pytest.mark.parametrize("again", ["1", "1.0"])
def test_a_connector_id_twice_in_a_model_is_a_fault(read_text, file: Path, row: str, again: str) -> None:
    others = CONNECTOR.format(2, FIGURES) + 2 * CONNECTOR.format(again, FIGURES)
    text = row.replace("  configuration", others + "  configuration")

    library = read_text(text)

    assert library.rows == ()
    assert [(issue.file, issue.line, issue.path, issue.message) for issue in library.issues] == [
        (file, 8, "#/0/connectors/2/id", f"must be unique in the model; {again} is taken on line 6"),
        (file, 9, "#/0/connectors/3/id", f"must be unique in the model; {again} is taken on line 6"),
    ]


def test_true_is_no_connector_id_and_so_no_twin_of_1(faults_of, row: str) -> None:
    text = row.replace("  configuration", CONNECTOR.format("true", FIGURES) + "  configuration")

    issues = faults_of(text)

    assert issues == ["7: #/0/connectors/1/id must be a whole number, not true"]


def test_the_same_connector_id_in_two_models_is_no_fault(read_text, row: str) -> None:
    library = read_text(row + row.replace("NG900", "NG910"))

    assert library.issues == ()
    assert [row.document["connectors"][0]["id"] for row in library.rows] == [1, 1]
