"""What the fields of a row may hold, and what is said of anything else."""

import pytest

NO_CONTROLS = "must not contain control characters, line breaks or bidirectional overrides"
NOT_TRIMMED = "must not start or end with white space"
NO_URL = "must be an absolute http or https URL without user name and password"
SOURCE = "#/0/evidence/ratings/source"
LEVEL = "#/0/evidence/ratings/level must be one of cited, derived, known, assumed"
KEYS = (
    "vendor, model, friendlyName, powerType, connectors, configurationKeys, imageUrl, "
    "evidence, identities, archived, replacedBy"
)


def changed(row: str, old: str, new: str) -> str:
    assert row.count(old) == 1
    return row.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("vendor: Alfen\n  ", "", "1: #/0 needs vendor, which is missing"),
        ("  model: NG900-60503\n", "", "1: #/0 needs model, which is missing"),
        ("  powerType: AC_1_PHASE\n", "", "1: #/0 needs powerType, which is missing"),
        ("ocppUrl: BackOffice-URL-wired", "{}", "7: #/0/configurationKeys needs ocppUrl, which is missing"),
    ],
)
def test_a_missing_field_is_named(faults_of, row: str, old: str, new: str, told: str) -> None:
    issues = faults_of(changed(row, old, new))

    assert issues == [told]


def test_a_row_without_connectors_and_keys_needs_both(faults_of, row: str) -> None:
    start, end = row.index("  connectors"), row.index("  evidence")

    issues = faults_of(row[:start] + row[end:])

    assert issues == [
        "1: #/0 needs configurationKeys, which is missing",
        "1: #/0 needs connectors, which is missing",
    ]


def test_an_unknown_field_is_named_at_its_line(faults_of, row: str) -> None:
    issues = faults_of(changed(row, "  evidence", "  isArchived: true\n  evidence"))

    assert issues == ["9: #/0/isArchived is an unknown field; did you mean archived?"]


def test_the_path_of_an_unknown_key_is_escaped(faults_of, row: str) -> None:
    issues = faults_of(changed(row, "  evidence", "    a/b~\u202e: 1\n  evidence"))

    assert issues == ["9: #/0/configurationKeys/a~1b~0\\u202e is an unknown field; the known keys are ocppUrl"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("''", "must not be empty"),
        ("'x '", NOT_TRIMMED),
        (r'"\u00a0x"', NOT_TRIMMED),
        (r'"a\0b"', NO_CONTROLS),
        (r'"\x1b[2J"', NO_CONTROLS),
        (r'"a\nb"', NO_CONTROLS),
        (r'"a\x7fb"', NO_CONTROLS),
        (r'"a\x85b"', NO_CONTROLS),
        (r'"a\u202eb"', NO_CONTROLS),
        (r'"a\u2066b"', NO_CONTROLS),
        ("ü" * 201, "must have at most 200 characters, not 201"),
    ],
)
def test_a_bad_text_is_refused_in_every_text_field(faults_of, row: str, written: str, told: str) -> None:
    for value in ("Alfen", "NG900-60503", "Eve Single S-line", "BackOffice-URL-wired"):
        row = changed(row, value, written)

    issues = faults_of(row)

    assert issues == [
        f"1: #/0/vendor {told}",
        f"2: #/0/model {told}",
        f"3: #/0/friendlyName {told}",
        f"8: #/0/configurationKeys/ocppUrl {told}",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Alfen", "[Alfen]", "1: #/0/vendor must be text, not a list"),
        ("Alfen", "{a: b}", "1: #/0/vendor must be text, not a mapping"),
        (
            "Eve Single S-line",
            "7",
            "3: #/0/friendlyName must be text or null, not the number 7; put it in quotes",
        ),
        ("AC_1_PHASE", "AC", "4: #/0/powerType must be one of AC_1_PHASE, AC_3_PHASE, DC, not the text 'AC'"),
        ("AC_1_PHASE", "", "4: #/0/powerType must be one of AC_1_PHASE, AC_3_PHASE, DC, not null"),
        (
            "\n    ocppUrl:",
            "",
            "7: #/0/configurationKeys must be a mapping, not the text 'BackOffice-URL-wired'",
        ),
        ("the maker's price list", "''", f"10: {SOURCE} must not be empty"),
        ("the maker's price list", "' x'", f"10: #/0/evidence/ratings/source {NOT_TRIMMED}"),
        ("the maker's price list", '"a\\nb"', f"10: #/0/evidence/ratings/source {NO_CONTROLS}"),
        ("the maker's price list", "7", f"10: {SOURCE} must be text or null, not the number 7; put it in quotes"),
        ("the maker's price list", "x" * 2001, f"10: {SOURCE} must have at most 2000 characters, not 2001"),
        ("cited", "guessed", f"10: {LEVEL}, not the text 'guessed'"),
        ("cited", "x" * 99, f"10: {LEVEL}, not the text '{'x' * 60}...'"),
        ("cited", r'"\x1b[2J"', rf"10: {LEVEL}, not the text '\x1b[2J'"),
    ],
)
def test_a_bad_value_is_refused(faults_of, row: str, old: str, new: str, told: str) -> None:
    issues = faults_of(changed(row, old, new))

    assert issues == [told]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("5", "must be text or null, not the number 5; put it in quotes"),
        ("/a.png", NO_URL),
        ("'javascript://a.example/'", NO_URL),
        ("https://me:secret@a.example/", NO_URL),
        ("https://@a.example/", NO_URL),
        ("https://a.example\\@b.example/", NO_URL),
        ("'https://'", NO_URL),
        ("https://a.example/a b", NO_URL),
        (f"https://a.example/{'x' * 483}", "must have at most 500 characters, not 501"),
    ],
)
def test_an_image_url_that_is_none_is_refused(faults_of, row: str, written: str, told: str) -> None:
    issues = faults_of(row + f"  imageUrl: {written}\n")

    assert issues == [f"11: #/0/imageUrl {told}"]


def test_a_text_of_200_code_points_is_taken(read_text, row: str) -> None:
    name = "\U0001f50c" + "ü" * 199

    library = read_text(changed(row, "Alfen", name))

    assert library.issues == ()
    assert library.rows[0].document["vendor"] == name


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("null", None),
        (f"HTTPS://a.example:8/{'x' * 480}", f"HTTPS://a.example:8/{'x' * 480}"),
        ("http://[::1]/a?b=c#d", "http://[::1]/a?b=c#d"),
    ],
)
def test_an_absolute_image_url_or_null_is_taken(read_text, row: str, written: str, value: str | None) -> None:
    library = read_text(row + f"  imageUrl: {written}\n")

    assert library.issues == ()
    assert library.rows[0].document["imageUrl"] == value


def test_a_friendly_name_may_be_null(read_text, row: str) -> None:
    library = read_text(changed(row, "Eve Single S-line", "null"))

    assert library.issues == ()
    assert library.rows[0].document["friendlyName"] is None


def test_a_friendly_name_may_be_left_out(read_text, row: str) -> None:
    library = read_text(changed(row, "  friendlyName: Eve Single S-line\n", ""))

    assert library.issues == ()
    assert "friendlyName" not in library.rows[0].document


def test_a_source_may_be_long(read_text, row: str) -> None:
    library = read_text(changed(row, "the maker's price list", "x" * 2000))

    assert library.issues == ()
    assert library.rows[0].evidence["ratings"]["source"] == "x" * 2000


def test_all_faults_of_a_row_are_told_at_once(faults_of, row: str) -> None:
    text = row.replace("Alfen", "5").replace("SOCKET", "PLUG").replace("230", "0").replace("cited", "sure")

    issues = faults_of(text)

    assert issues == [
        "1: #/0/vendor must be text, not the number 5; put it in quotes",
        "6: #/0/connectors/0/format must be one of CABLE, SOCKET, not the text 'PLUG'",
        "6: #/0/connectors/0/maxVoltage must be greater than 0, not 0",
        f"10: {LEVEL}, not the text 'sure'",
    ]
