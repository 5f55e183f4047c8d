"""Which files are read, in which order, and what is said of those that cannot be."""

from pathlib import Path

from catalog.library.reader import read_files


def told(paths: list[Path]) -> list[tuple]:
    return [(issue.file, issue.line, issue.path, issue.message) for issue in read_files(paths).issues]


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    missing = tmp_path / "missing.yaml"

    assert told([missing]) == [(missing, None, "#", "does not exist")]
    assert str(read_files([missing]).issues[0]) == f"{missing}: does not exist"


def test_an_unreadable_file_is_a_fault(tmp_path: Path) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)

    assert told([loop]) == [(loop, None, "#", "cannot be read: Too many levels of symbolic links")]


def test_a_file_that_is_not_utf8_is_a_fault_at_the_line_of_the_byte(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("# one\n# two\n- vendor: Hüttinger\n".encode("latin-1"))

    assert told([latin]) == [(latin, 3, "#", "is not UTF-8: byte 0xFC is no part of a character")]


def test_a_byte_order_mark_is_skipped(tmp_path: Path, row: str) -> None:
    marked = tmp_path / "marked.yaml"
    marked.write_text("\ufeff" + row, encoding="utf-8")

    library = read_files([marked])

    assert library.issues == ()
    assert library.rows[0].document["vendor"] == "Alfen"


def test_a_directory_without_library_files_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("nothing here")

    assert told([tmp_path]) == [
        (tmp_path, None, "#", "holds no file that ends in .yaml, .yml, .json, .jsonl, .ndjson, .csv, .tsv or .xlsx")
    ]


def test_a_directory_is_read_with_its_subdirectories_in_the_order_of_names(tmp_path: Path, row: str) -> None:
    (tmp_path / "more.yaml").mkdir()
    for name in ("c.yml", "a.yaml", "more.yaml/b.yaml"):
        (tmp_path / name).write_text(row.replace("NG900", name))
    (tmp_path / "notes.txt").write_text("no library file")

    library = read_files([tmp_path])

    assert library.issues == ()
    assert [str(row.file.relative_to(tmp_path)) for row in library.rows] == [
        "a.yaml",
        "c.yml",
        "more.yaml/b.yaml",
    ]


def test_paths_are_read_in_the_order_given_and_a_file_once(tmp_path: Path, row: str) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(row.replace("NG900", name))

    library = read_files([tmp_path / "b.yaml", tmp_path, tmp_path / "." / "a.yaml"])

    assert library.issues == ()
    assert [row.file.name for row in library.rows] == ["b.yaml", "a.yaml"]


def test_the_faults_of_all_files_are_told_at_once(tmp_path: Path, row: str) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(row.replace("NG900", name).replace("SOCKET", "PLUG").replace("cited", "sure"))

    issues = told([tmp_path / "b.yaml", tmp_path / "gone.yaml", tmp_path / "a.yaml"])

    assert [(file.name, line, path) for file, line, path, _ in issues] == [
        ("b.yaml", 6, "#/0/connectors/0/format"),
        ("b.yaml", 10, "#/0/evidence/ratings/level"),
        ("gone.yaml", None, "#"),
        ("a.yaml", 6, "#/0/connectors/0/format"),
        ("a.yaml", 10, "#/0/evidence/ratings/level"),
    ]


def test_good_rows_are_told_beside_the_faults_of_others(tmp_path: Path, row: str) -> None:
    mixed = tmp_path / "mixed.yaml"
    mixed.write_text(row + row.replace("NG900", "NG910").replace("DC", "AC").replace("cited", "sure"))

    library = read_files([mixed])

    assert [(row.document["model"], row.line) for row in library.rows] == [("NG900-60503", 1)]
    assert [str(issue) for issue in library.issues] == [
        f"{mixed}:20: #/1/evidence/ratings/level must be one of cited, derived, known, assumed, not the text 'sure'"
    ]


def test_a_workbook_of_another_kind_is_told_as_one(tmp_path: Path) -> None:
    for name, content in (("a.ods", b"PK\x03\x04mimetype"), ("a.xls", b"\xd0\xcf\x11\xe0\xa1")):
        (tmp_path / name).write_bytes(content)

        [issue] = read_files([tmp_path / name]).issues

        assert issue.message == "is a workbook of another kind, or an archive: save it as XLSX or CSV"
