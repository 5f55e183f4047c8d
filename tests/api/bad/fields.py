"""Bad values, field by field."""

from tests.api.bad import Bad, body_with, body_without
from tests.api_clients import MODELS

# What JSON says -> the code with which the field is refused.
NOT_TEXT = {
    "123": "invalid",
    "1.5": "invalid",
    "true": "invalid",
    "[]": "invalid",
    '["Zaptec"]': "invalid",
    "{}": "invalid",
    '{"a": 1}': "invalid",
}
BAD_TEXT = {
    '""': "blank",
    '"  \\t\\n \\u00a0 "': "blank",
    '"\\ufeff"': "blank",
    '"a\\u0000b"': "control_character",
    '"\\u0000"': "control_character",
    '"a\\nb"': "control_character",
    '"a\\u0007b"': "control_character",
    '"a\\u007fb"': "control_character",
    '"a\\u0085b"': "control_character",
    '"\\u001ca"': "control_character",
    '"a\\u001f"': "control_character",
    '"\\u0085a"': "control_character",
    '"a\\u202eb"': "control_character",
    '"a\\u2066b"': "control_character",
    f'"{"x" * 201}"': "max_length",
    f'"{"x" * 10_000}"': "max_length",
}
NOT_NUMBER = {
    '"32"': "invalid",
    '""': "invalid",
    "true": "invalid",
    "false": "invalid",
    "[]": "invalid",
    "[32]": "invalid",
    "{}": "invalid",
}
BAD_NUMBER = {
    "0": "min_value",
    "0.0": "min_value",
    "-0": "min_value",
    "-0.0": "min_value",
    "-1": "min_value",
    "-1e400": "min_value",
    f"-{'9' * 5_000}": "min_value",
    "1e400": "max_value",
    "1e999999999999999999999": "max_value",
    "9" * 5_000: "max_value",
}
BAD_RATING = {
    **BAD_NUMBER,
    "-0.000001": "min_value",
    "1e-999999999999999999999": "min_value",
    "0.0000001": "decimal_places",
    "1e-400": "decimal_places",
    f"1.{'0' * 40}1": "decimal_places",
    f"0.{'1' * 100_000}": "decimal_places",
}
BAD_ID = {
    **BAD_NUMBER,
    "0.5": "min_value",
    "2147483648": "max_value",
    "1.5": "invalid",
    f"1.{'0' * 40}1": "invalid",
}
NOT_CHOICE = {
    "1": "invalid_choice",
    "true": "invalid_choice",
    "[]": "invalid_choice",
    '["DC"]': "invalid_choice",
    "{}": "invalid_choice",
    '""': "invalid_choice",
    '"dc"': "invalid_choice",
    '"UNKNOWN"': "invalid_choice",
    '" DC "': "invalid_choice",
    '"DC\\u0000"': "invalid_choice",
}
NOT_WEB_URL = [
    "image.png",
    "/image.png",
    "//images.example.com/a.png",
    "images.example.com/a.png",
    "ftp://images.example.com/a.png",
    "javascript:alert(1)",
    "data:image/png;base64,AAAA",
    "file:///etc/passwd",
    "http:",
    "http://",
    "http:///a.png",
    "http://?a",
    "https://user:password@images.example.com/a.png",
    "https://user@images.example.com/a.png",
    "https://images example.com/a.png",
    "https://images.example.com/a b.png",
    "https://images.example.com/<script>",
    "https://images.example.com/a\ufeffb.png",
    "https://[::1",
    "https://images.example.com:port/a.png",
    "https://images.example.com:123456/a.png",
]
REQUIRED_TEXTS = ["vendor", "model", "configurationKeys/ocppUrl"]
RATINGS = {"maxAmperage": "10000.000001", "maxVoltage": "10000.000001", "maxPowerWatts": "100000000.000001"}


def _short(value: str) -> str:
    return value if len(value) < 40 else f"{value[:20]}... of {len(value)}"


def _rows(path: str, values: dict[str, str]) -> list[Bad]:
    return [
        Bad(f"{path} = {_short(value)}", body_with(path, value), ((f"#/{path}", code),))
        for value, code in values.items()
    ]


BAD_FIELDS = [
    *(row for path in [*REQUIRED_TEXTS, "friendlyName"] for row in _rows(path, {**NOT_TEXT, **BAD_TEXT})),
    *_rows("imageUrl", {**NOT_TEXT, '""': "blank", '" "': "blank", f'"https://x.example/{"x" * 483}"': "max_length"}),
    *_rows("imageUrl", {f'"{url}"': "invalid_url" for url in NOT_WEB_URL}),
    Bad(
        "imageUrl with a NUL has two faults",
        body_with("imageUrl", '"https://x.example/a\\u0000b"'),
        (("#/imageUrl", "control_character"), ("#/imageUrl", "invalid_url")),
    ),
    *(
        row
        for path in ["powerType", "connectors/0/connectionType", "connectors/1/format"]
        for row in _rows(path, NOT_CHOICE if path == "powerType" else {**NOT_CHOICE, '"DC"': "invalid_choice"})
    ),
    *(
        row
        for name, too_much in RATINGS.items()
        for row in _rows(f"connectors/0/{name}", {**NOT_NUMBER, **BAD_RATING, too_much: "max_value"})
    ),
    *_rows("connectors/1/id", {**NOT_NUMBER, **BAD_ID, "1": "duplicate", "1.0": "duplicate"}),
    *(
        Bad(f"without {path}", body_without(path), ((f"#/{path}", "required"),))
        for path in [*REQUIRED_TEXTS, "powerType", "connectors", "configurationKeys", "connectors/1/maxVoltage"]
    ),
    *(
        Bad(f"PATCH friendlyName = {_short(value)}", b'{"friendlyName": %s}' % value.encode(), (
            ("#/friendlyName", code),
        ), method="PATCH", path=f"{MODELS}/{{id}}")
        for value, code in {**NOT_TEXT, **BAD_TEXT}.items()
    ),
]  # fmt: skip
