"""What a connector may hold, and what is said of anything else."""

import pytest

KEYS = "id, evse, connectionType, format, maxAmperage, maxVoltage, maxPowerWatts"
TYPES = "CHADEMO, IEC_62196_T1, IEC_62196_T1_COMBO, IEC_62196_T2, IEC_62196_T2_COMBO, TESLA_R, TESLA_S, SAE_J3400"


def with_figure(row: str, key: str, written: str) -> str:
    row = row.replace("{id: 1", "{id: 1, evse: 1")
    start = row.index(f"{key}: ") + len(f"{key}: ")
    length = min(row[start:].index(end) for end in ",}" if end in row[start:])
    return row[:start] + written + row[start + length :]


@pytest.mark.parametrize(
    ("key", "written", "told"),
    [
        ("id", "0", "must be at least 1, not 0"),
        ("id", "2147483648", "must be at most 2147483647, not 2147483648"),
        ("id", "1.5", "must be a whole number, not the number 1.5"),
        ("id", "'1'", "must be a whole number, not the text '1'"),
        ("id", "true", "must be a whole number, not true"),
        ("evse", "0", "must be at least 1, not 0"),
        ("evse", "2147483648", "must be at most 2147483647, not 2147483648"),
        ("evse", "1.5", "must be a whole number or null, not the number 1.5"),
        ("evse", "'1'", "must be a whole number or null, not the text '1'"),
        ("evse", "true", "must be a whole number or null, not true"),
        ("connectionType", "TYPE2", f"must be one of {TYPES}, not the text 'TYPE2'"),
        ("format", "PLUG", "must be one of CABLE, SOCKET, not the text 'PLUG'"),
        ("maxAmperage", "10000.000001", "must be at most 10000, not 10000.000001"),
        ("maxVoltage", "10001", "must be at most 10000, not 10001"),
        ("maxPowerWatts", "100000001", "must be at most 100000000, not 100000001"),
    ],
)
def test_a_value_beyond_its_limit_is_refused(faults_of, row: str, key: str, written: str, told: str) -> None:
    issues = faults_of(with_figure(row, key, written))

    assert issues == [f"6: #/0/connectors/0/{key} {told}"]


@pytest.mark.parametrize("key", ["maxAmperage", "maxVoltage", "maxPowerWatts"])
@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("0", "must be greater than 0, not 0"),
        ("-0.5", "must be greater than 0, not -0.5"),
        ("0.0000001", "must have at most 6 decimal places, not 1E-7"),
        ("230.0000001", "must have at most 6 decimal places, not 230.0000001"),
        (".inf", "must be a number, not the text '.inf'"),
        (".NaN", "must be a number, not the text '.NaN'"),
        ("NaN", "must be a number, not the text 'NaN'"),
        ("12:30:00", "must be a number, not the text '12:30:00'"),
        ("0x10", "must be a number, not the text '0x10'"),
        ("1_000", "must be a number, not the text '1_000'"),
        ("'230'", "must be a number, not the text '230'"),
        ("true", "must be a number, not true"),
        ("null", "must be a number, not null"),
        ("[1]", "must be a number, not a list"),
    ],
)
def test_what_is_no_figure_is_refused_in_every_figure(faults_of, row: str, key, written, told) -> None:
    issues = faults_of(with_figure(row, key, written))

    assert issues == [f"6: #/0/connectors/0/{key} {told}"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("1e400", "must be at most 10000, not 1E+400"),
        ("1e999", "must be at most 10000, not 1E+999"),
        ("1e1000", "has more digits than can be stored exactly"),
        ("1e9999999999999999999", "has more digits than can be stored exactly"),
        ("9" * 31, "has more digits than can be stored exactly"),
        ("9" * 5000, "has more digits than can be stored exactly"),
    ],
)
def test_a_number_as_good_as_infinite_is_refused(faults_of, row: str, written: str, told: str) -> None:
    issues = faults_of(with_figure(row, "maxVoltage", written))

    assert issues == [f"6: #/0/connectors/0/maxVoltage {told}"]


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("id", "2147483647", 2147483647),
        ("id", "1.0", 1),
        ("maxAmperage", "10000", 10000),
        ("maxAmperage", "10000.0000000000", 10000),
        ("maxVoltage", "10000", 10000),
        ("maxPowerWatts", "100000000", 100000000),
    ],
)
def test_a_value_at_its_limit_is_taken(read_text, row: str, key: str, written: str, value: int) -> None:
    library = read_text(with_figure(row, key, written))

    assert library.issues == ()
    assert library.rows[0].document["connectors"][0][key] == value


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id: 1, ", "", "#/0/connectors/0 needs id, which is missing"),
        ("maxVoltage: 230, ", "", "#/0/connectors/0 needs maxVoltage, which is missing"),
        (
            "format:",
            "phases: 3, format:",
            f"#/0/connectors/0/phases is an unknown field; the known keys are {KEYS}",
        ),
        ("{id", "CHADEMO # {id", "#/0/connectors/0 must be a mapping, not the text 'CHADEMO'"),
    ],
)
def test_a_connector_has_all_its_keys_and_no_other(faults_of, row: str, old: str, new: str, told: str) -> None:
    issues = faults_of(row.replace(old, new))

    assert issues == [f"6: {told}"]


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, ["5: #/0/connectors must have at least 1 entry, not 0"]),
        (1, []),
        (64, []),
        (65, ["5: #/0/connectors must have at most 64 entries, not 65"]),
    ],
)
def test_a_model_has_1_to_64_connectors(faults_of, row: str, count: int, told: list[str]) -> None:
    start, end = row.index("    - {id"), row.index("  configurationKeys")
    connectors = [row[start:end].replace("id: 1", f"id: {number}") for number in range(1, count + 1)]

    issues = faults_of(row[:start] + ("".join(connectors) or "    []\n") + row[end:])

    assert issues == told


def test_connectors_that_are_no_list_are_refused(faults_of, row: str) -> None:
    issues = faults_of(row.replace("    - {id", "    {id"))

    assert issues == ["5: #/0/connectors must be a list, not a mapping"]
