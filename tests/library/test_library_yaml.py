"""What YAML may do in a library file, and what it may not; with libyaml and without."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from catalog.library.reader import Library
from catalog.library.readers import yaml_rows

Read = Callable[[str], Library]
LOADERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])]


@pytest.fixture(autouse=True, params=LOADERS, ids=lambda loader: loader.__name__)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_rows, "LOADER", request.param)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "  model:",
            "  vendor: KEBA\n  model:",
            "2: #/0/vendor is given twice in this mapping, first on line 1",
        ),
        (
            "format:",
            "id: 1, format:",
            "6: #/0/connectors/0/id is given twice in this mapping, first on line 6",
        ),
        ("Alfen", "&a Alfen", "1: #/0/vendor must do without the anchor &a: anchors are not taken"),
        ("vendor: A", "&a vendor: A", "1: #/0/vendor must do without the anchor &a: anchors are not taken"),
        ("- vendor", "- &a\n  vendor", "1: #/0 must do without the anchor &a: anchors are not taken"),
        ("Eve Single S-line", "*a", "3: #/0/friendlyName must be written out: aliases (*a) are not taken"),
        ("Alfen", "! Alfen", "1: #/0/vendor must do without the tag '!': tags are not taken"),
        (
            "the maker's price list",
            "!!python/object/apply:os.system [touch pwned]",
            "10: #/0/evidence/ratings/source must do without the tag "
            "'tag:yaml.org,2002:python/object/apply:os.system': tags are not taken",
        ),
        (
            "maxVoltage: 230",
            'maxVoltage: !!float "230"',
            "6: #/0/connectors/0/maxVoltage must do without the tag 'tag:yaml.org,2002:float': tags are not taken",
        ),
        ("cited}\n", "cited}\n---\n- 1\n", "12: #/1 must be a mapping, not the number 1"),
        ("cited", "\x07", "10: holds the character U+0007, which YAML does not allow"),
    ],
)
def test_what_surprises_is_refused(faults_of, row: str, old: str, new: str, told: str) -> None:
    text = row.replace(old, new)
    assert text != row

    issues = faults_of(text)

    assert issues == [told]


def test_a_refused_value_does_not_hide_the_faults_beside_it(faults_of, row: str) -> None:
    text = row.replace("Alfen", "*a").replace("  model", "  vendor: !x y\n  model").replace("cited", "sure")

    issues = faults_of(text)

    assert issues == [
        "1: #/0/vendor must be written out: aliases (*a) are not taken",
        "2: #/0/vendor is given twice in this mapping, first on line 1",
        "2: #/0/vendor must do without the tag '!x': tags are not taken",
        "11: #/0/evidence/ratings/level must be one of cited, derived, known, assumed, not the text 'sure'",
    ]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("- vendor: Alfen\n  model: a: b\n", 2, "mapping values are not allowed"),
        ("- {vendor: Alfen\n- model: [\n", 2, "while parsing a flow mapping"),
        ("- vendor: Alfen\n\tmodel: x\n", 2, "while scanning"),
        ('- vendor: "Alfen\n', 2, "while scanning a quoted scalar"),
        ("- vendor: Alfen\n  [a, b]: c\n", 2, "a key must be text"),
        ("- vendor: @home\n", 1, "that cannot start any token"),
        ("%YAML 2.0\n---\n- 1\n", 1, "found incompatible YAML document"),
        ("# deep\n" + "[" * 100_000, 2, "lists and mappings are nested more than 32 deep"),
        ("- " * 100_000 + "1", 1, "lists and mappings are nested more than 32 deep"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_text_that_is_not_yaml_is_one_fault_at_its_line(read_text: Read, file, text, line, told) -> None:
    library = read_text(text)

    [issue] = library.issues
    assert library.rows == ()
    assert (issue.file, issue.path) == (file, "#")
    assert issue.message.startswith("is not valid YAML: ")
    assert told in issue.message
    # The two parsers differ by one where the text ends too early.
    assert issue.line in ((line, line + 1) if "[" in text[-3:] else (line,))


@pytest.mark.parametrize("text", [r'- "\UFFFFFFFF"', "%YAML " + "9" * 5000 + ".1\n--- a", r'- "\ud800"'])
def test_what_crashes_a_parser_is_a_fault(read_text: Read, file: Path, text: str) -> None:
    library = read_text(text)

    [issue] = library.issues
    assert (library.rows, issue.file) == ((), file)
    assert issue.message.startswith(("is not valid YAML: ", "must not contain unpaired surrogates"))


@pytest.mark.parametrize("key", [r"\ud800", r"\x1b[2J", r"\u202e"])
def test_a_hostile_key_is_a_fault_that_can_be_printed(faults_of, key: str) -> None:
    issues = faults_of(f'- "{key}": 1\n')

    assert issues
    assert all(issue.isprintable() and issue.isascii() for issue in issues)


def test_a_bomb_of_aliases_is_refused_and_never_expanded(read_text: Read) -> None:
    levels = [f"- &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 20)]
    bomb = "- &l0 lol\n" + "\n".join(levels)

    library = read_text(bomb)

    assert library.rows == ()
    assert any("aliases (*l18) are not taken" in issue.message for issue in library.issues)


@pytest.mark.parametrize(
    ("text", "path", "told"),
    [
        ("", "#", "must be a list or a mapping, not null"),
        ("# only a comment\n", "#", "must be a list or a mapping, not null"),
        ("---\n---\n", "#", "must be a list or a mapping, not null"),
        ("Alfen\n", "#/0", "must be a mapping, not the text 'Alfen'"),
        ("42\n", "#/0", "must be a mapping, not the number 42"),
    ],
)
def test_what_is_neither_a_row_nor_a_list_is_a_fault(
    read_text: Read, file: Path, text: str, path: str, told: str
) -> None:
    library = read_text(text)

    [issue] = library.issues
    assert (issue.file, issue.path, issue.message) == (file, path, told)


def test_a_row_may_be_a_document_of_its_own(read_text: Read, row: str) -> None:
    alone = "\n".join(line[2:] for line in row.splitlines())

    library = read_text(
        f"{alone}\n---\n# none\n---\n{row.replace('NG900', 'NG901')}---\n{alone.replace('NG900', 'NG902')}\n"
    )

    assert library.issues == ()
    assert [(each.document["model"], each.line) for each in library.rows] == [
        ("NG900-60503", 1),
        ("NG901-60503", 14),
        ("NG902-60503", 25),
    ]


@pytest.mark.parametrize(
    "word",
    [
        *(
            "yes",
            "No",
            "on",
            "True1",
            "0o17",
            "0x1F",
            "007",
            "1_000",
            "12:30:00",
            "2024-01-31",
            "+5",
            ".5",
            "5.",
        ),
        *(".inf", "-.INF", ".nan", "NaN", "Infinity", "<<", "=", "1e", "--1", "\u0663"),
    ],
)
def test_a_word_that_is_no_json_value_stays_text(read_text: Read, row: str, word: str) -> None:
    library = read_text(row.replace("NG900-60503", word))

    assert library.issues == ()
    assert library.rows[0].document["model"] == word


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("9100", "the number 9100; put it in quotes"),
        ("1e5", "the number 1E+5; put it in quotes"),
        ("true", "true; put it in quotes"),
        ("FALSE", "false; put it in quotes"),
        ("null", "null"),
        ("~", "null"),
        ("", "null"),
    ],
)
def test_a_word_that_is_a_json_value_is_no_text_unless_quoted(read_text: Read, row, word, shown) -> None:
    plain = read_text(row.replace("NG900-60503", word))
    quoted = read_text(row.replace("NG900-60503", f'"{word or "x"}"'))

    assert [issue.message for issue in plain.issues] == [f"must be text, not {shown}"]
    assert quoted.rows[0].document["model"] == (word or "x")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.1", Decimal("0.1")),
        ("230.000001", Decimal("230.000001")),
        ("1234.567890", Decimal("1234.567890")),
        ("1e2", Decimal(100)),
        ("2.5E-3", Decimal("0.0025")),
        ("230", 230),
    ],
)
def test_numbers_are_kept_exactly(read_text: Read, row: str, written: str, value: object) -> None:
    library = read_text(row.replace("maxVoltage: 230", f"maxVoltage: {written}"))

    kept = library.rows[0].document["connectors"][0]["maxVoltage"]
    assert library.issues == ()
    assert (kept, str(kept), type(kept)) == (value, str(Decimal(written)), type(value))


def test_block_and_flow_style_folded_text_and_comments_read_the_same(read_text: Read, row: str) -> None:
    folded = row.replace(
        "{source: the maker's price list, level: cited}",
        "\n      source: >-  # where from\n        the maker's\n        price list\n      level: cited",
    )
    block = folded.replace("{id: 1, ", "id: 1\n      ").replace(", ", "\n      ").replace("}", "")

    first, second = read_text(row), read_text(block)

    assert second.issues == ()
    assert second.rows[0].document == first.rows[0].document
    assert (
        second.rows[0].evidence
        == first.rows[0].evidence
        == {"ratings": {"source": "the maker's price list", "level": "cited"}}
    )
