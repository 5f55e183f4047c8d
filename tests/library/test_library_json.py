"""JSON files: what is taken, and what is said of the rest."""

from decimal import Decimal

import pytest

from catalog.library.reader import Library, read_content

ROW = """\
[{"vendor": "Alfen",
  "model": "NG900-60503",
  "powerType": "AC_1_PHASE",
  "connectors": [
\t{"id": 1, "connectionType": "CHADEMO", "format": "SOCKET", "maxAmperage": 32, "maxVoltage": 230.10,
\t "maxPowerWatts": 7.36e3}],
  "configurationKeys": {"ocppUrl": "BackOffice-\\u0055RL\\/wired \\ud83d\\udd0c"}}]
"""


def read_json(text: str) -> Library:
    return read_content(text.encode(), "alfen.json")


def faults_of(text: str) -> list[str]:
    return [str(issue) for issue in read_json(text).issues]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_row_is_read_with_its_numbers_exactly(mark: str) -> None:
    library = read_json(mark + ROW)

    assert library.issues == ()
    [row] = library.rows
    assert (row.line, row.evidence, row.is_archived) == (1, {}, False)
    assert row.document["configurationKeys"] == {"ocppUrl": "BackOffice-URL/wired \U0001f50c"}
    assert row.document["connectors"] == [
        {
            "id": 1,
            "connectionType": "CHADEMO",
            "format": "SOCKET",
            "maxAmperage": 32,
            "maxVoltage": Decimal("230.10"),
            "maxPowerWatts": Decimal(7360),
        }
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"SOCKET"', '"PLUG"', "5: #/0/connectors/0/format must be one of CABLE, SOCKET, not the text 'PLUG'"),
        ("7.36e3", "-1", "6: #/0/connectors/0/maxPowerWatts must be greater than 0, not -1"),
        ("7.36e3", "true", "6: #/0/connectors/0/maxPowerWatts must be a number, not true"),
        ("7.36e3", "9" * 31, "6: #/0/connectors/0/maxPowerWatts has more digits than can be stored exactly"),
        ('"NG900-60503"', "9100", "2: #/0/model must be text, not the number 9100; put it in quotes"),
        ('"NG900-60503"', r'"\ud83d"', "2: #/0/model must not contain unpaired surrogates"),
        ('"vendor"', '"vendor": "x", "vendor"', "1: #/0/vendor is given twice in this mapping, first on line 1"),
        ('"vendor"', '"archived": 1, "vendor"', "1: #/0/archived must be true or false, not the number 1"),
    ],
)
def test_a_fault_is_told_at_its_line(old: str, new: str, told: str) -> None:
    assert ROW.count(old) == 1

    assert faults_of(ROW.replace(old, new)) == [f"alfen.json:{told}"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1: is not valid JSON: a value must stand here, not the end of the file"),
        ("[", "1: is not valid JSON: a value must stand here, not the end of the file"),
        ("[1,\n]", "2: is not valid JSON: another entry must stand here, not ']'"),
        ("[1\n2]", "2: is not valid JSON: a comma or ] must stand here, not '2'"),
        ("[] ]", "1: is not valid JSON: a value must stand here, not ']'"),
        ('{"a" 1}', "1: is not valid JSON: a colon must stand here, not '1'"),
        ("{a: 1}", "1: is not valid JSON: 'a: 1}' is no value of JSON"),
        ("{1: 1}", "1: is not valid JSON: a key in double quotes must stand here, not '1'"),
        ("[\n\nNaN]", "3: is not valid JSON: 'NaN]' is no value of JSON"),
        ("['a']", "1: is not valid JSON: \"'a']\" is no value of JSON"),
        ('["a\tb"]', "1: is not valid JSON: '\"a\\tb\"]' is no value of JSON"),
        ('["a', "1: is not valid JSON: '\"a' is no value of JSON"),
        ("[01]", "1: is not valid JSON: a comma or ] must stand here, not '1'"),
        ("- a: 1", "1: is not valid JSON: '- a: 1' is no value of JSON"),
        ("[" * 100_000, "1: is not valid JSON: lists and mappings are nested more than 32 deep"),
        ('{"":' * 100_000, "1: is not valid JSON: lists and mappings are nested more than 32 deep"),
        ("7", "1: #/0 must be a mapping, not the number 7"),
        ("null", " must be a list or a mapping, not null"),
    ],
)
def test_what_is_no_list_in_json_is_refused(text: str, told: str) -> None:
    assert faults_of(text) == [f"alfen.json:{told}"]


def test_a_text_without_an_end_is_refused_at_once() -> None:
    [told] = faults_of('["' + '\\"' * 2_000_000)

    assert told.startswith("alfen.json:1: is not valid JSON")


def test_no_more_than_a_thousand_faults_are_told() -> None:
    issues = faults_of("[" + "1," * 5_000 + "1]")

    assert len(issues) == 1_001
    assert "alfen.json: has more than 1000 issues; only the first 1000 are listed" in issues


def test_more_values_than_fit_into_memory_are_refused() -> None:
    assert faults_of("[" + "1," * 1_000_001 + "1]") == [
        "alfen.json:1: is not valid JSON: it holds more than 500000 values: give it in several files"
    ]
