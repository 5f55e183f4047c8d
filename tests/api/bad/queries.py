"""Bad query parameters of the list."""

from urllib.parse import quote

from tests.api.bad import Bad

_LIMIT = ["1" * 101, "0" * 100 + "1",
          "0", "00", "-1", "+1", " 1", "1 ", "1.0", "1e1", "1_0", "0x10", "ten", "1,000", "\u0661", "\u00b2",
          "\uff11", "", "\x00", "1\x00", "1\n", "NaN", "Infinity", "true", "null", "x" * 10_000,
          "0" * 10_000 + "x"]  # fmt: skip
_BOOKMARK = ["", "x", "1", "null", "\x00", "..", "00000000-0000-4000-8000-00000000000",
             "00000000000040008000000000000000",
             "{00000000-0000-4000-8000-000000000000}", "urn:uuid:00000000-0000-4000-8000-000000000000",
             "ABCDEFAB-0000-4000-8000-000000000000", "00000000-0000-4000-8000-00000000000\u0660", "x" * 10_000,
             "' OR 1=1 --"]  # fmt: skip
_TEXT = {
    "": "blank",
    "   ": "blank",
    "\x00": "control_character",
    "a\x00b": "control_character",
    "a\nb": "control_character",
    "a\u202eb": "control_character",
    "x" * 201: "max_length",
    "x" * 10_000: "max_length",
}
_SEARCHED = {
    "": ["blank"],
    "   ": ["blank"],
    "%": ["no_words"],
    "-- / --": ["no_words"],
    "\U0001f50c": ["no_words"],
    "\x00": ["control_character", "no_words"],
    "a\x00b": ["control_character"],
    "a\u202eb": ["control_character"],
    "x" * 201: ["max_length"],
    " ".join("abcdefghijklmnopqrstu"): ["too_many_words"],
    "a " * 5_000: ["max_length"],
    ",".join(f"w{number}" for number in range(2_000)): ["max_length"],
}
_CHOICES = {
    "powerType": ["", "AC", "ac_1_phase", "AC_2_PHASE", " DC", "DC,AC_1_PHASE", "DC\x00", "\x00", "null", "D" * 10_000],
    "connectionType": ["", "CCS2", "chademo", "CHADEMO ", "\x00", "null", "C" * 10_000],
    "format": ["", "cable", "PLUG", "SOCKET\x00", "\x00", "json", "C" * 10_000],
}
_WATTS = ["", "0", "000", "0.0", "-1", "+1", " 1", "1 ", "1\n", "1\x00", "\x00", ".5", "5.", "1,5", "1_0", "1e", "e3",
          "1e1000", "1e-7", "1e9",
          "0x10", "22 kW", "NaN", "Infinity", "\u0661", "\uff11", "\u00b2", "0.0000001", "1.0000001",
          "100000000.000001", "100000001", "9" * 10_000, "0" * 10_000, "1." + "0" * 6_000 + "1", "null", "1.5.5",
          "seven"]  # fmt: skip
_ARCHIVED = ["", "True", "TRUE", "False", "0", "1", "yes", "no", "maybe", "null", " true", "true\x00", "x" * 10_000]


def _row(query: str, *issues: tuple[str, str]) -> Bad:
    return Bad(f"?{query[:60]}", issues=issues, method="GET", query=query)


BAD_QUERIES = [
    *(_row(f"limit={quote(value)}", ("limit", "invalid")) for value in _LIMIT),
    *(_row(f"startingAfter={quote(value)}", ("startingAfter", "invalid")) for value in _BOOKMARK),
    _row("startingAfter=00000000-0000-4000-8000-000000000000", ("startingAfter", "invalid")),
    *(_row(f"{name}={quote(value)}", (name, code)) for name in ("vendor", "model") for value, code in _TEXT.items()),
    *(_row(f"q={quote(value)}", *(("q", code) for code in codes)) for value, codes in _SEARCHED.items()),
    *(
        _row(f"{name}={quote(value)}", (name, "invalid_choice"))
        for name, values in _CHOICES.items()
        for value in values
    ),
    *(
        _row(f"{name}={quote(value)}", (name, "invalid"))
        for name in ("minPowerWatts", "maxPowerWatts")
        for value in _WATTS
    ),
    *(
        _row(
            f"minPowerWatts={least}&maxPowerWatts={most}",
            ("minPowerWatts", "min_above_max"),
            ("maxPowerWatts", "min_above_max"),
        )
        for least, most in [("2", "1"), ("1.000001", "1"), ("100000000", "99999999.999999")]
    ),
    _row("minPowerWatts=2&maxPowerWatts=x", ("maxPowerWatts", "invalid")),
    _row("q=%FF", ("q", "no_words")),
    *(_row(f"isArchived={quote(value)}", ("isArchived", "invalid")) for value in _ARCHIVED),
    *(
        _row(f"{quote(name)}=1", (name, "unknown_parameter"))
        for name in (
            "Vendor",
            "archived",
            "offset",
            "page",
            "Q",
            "maxPower",
            "id",
            "access_token",
            "\x00",
            "a/b",
            "x" * 10_000,
        )
    ),
    _row("=1", ("", "unknown_parameter")),
    _row("vendor", ("vendor", "blank")),
    *(
        _row(f"{name}={value}&{name}={value}", (name, "repeated"))
        for name, value in [
            ("limit", "1"),
            ("vendor", "Alfen"),
            ("model", "NG910"),
            ("isArchived", "true"),
            ("q", "eve"),
            ("powerType", "DC"),
            ("connectionType", "CHADEMO"),
            ("format", "CABLE"),
            ("minPowerWatts", "1"),
            ("maxPowerWatts", "1"),
        ]
    ),
    _row("limit=0&limit=0", ("limit", "repeated")),
    _row("nothing=1&nothing=1", ("nothing", "repeated")),
    _row(
        "limit=0&startingAfter=x&vendor=&model=%00&isArchived=maybe&nothing=1&q=%25&powerType=AC&connectionType=&format=x"
        "&minPowerWatts=0&maxPowerWatts=-1",
        ("limit", "invalid"),
        ("startingAfter", "invalid"),
        ("vendor", "blank"),
        ("model", "control_character"),
        ("isArchived", "invalid"),
        ("nothing", "unknown_parameter"),
        ("q", "no_words"),
        ("powerType", "invalid_choice"),
        ("connectionType", "invalid_choice"),
        ("format", "invalid_choice"),
        ("minPowerWatts", "invalid"),
        ("maxPowerWatts", "invalid"),
    ),
    Bad(
        "more parameters than Django reads",
        method="GET",
        query="&".join(f"p{number}=1" for number in range(1_001)),
        code="bad_request",
    ),
]
