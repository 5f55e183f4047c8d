"""One table in all the forms that people give it, for hypothesis: separator, decimal sign, encoding, headings, words,
units, sheets and the order of rows."""

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import openpyxl
from hypothesis import strategies as st

TWO_WAYS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")

HEADINGS = {
    "vendor": ["vendor", "Manufacturer", "Hersteller", "MAKER"],
    "model": ["model", "Model name", "Modell", "Product"],
    "friendlyName": ["friendlyName", "Friendly name", "display_name"],
    "powerType": ["powerType", "Power type", "POWER_TYPE", "Current type"],
    "ocppUrl": ["ocppUrl", "OCPP URL", "ocpp key"],
    "connectorId": ["connectorId", "Connector ID", "Connector no."],
    "connectionType": ["connectionType", "Connection Type", "Plug", "Connector type", "Stecker"],
    "format": ["format", "Format", "Cable or socket"],
    "maxAmperage": ["maxAmperage", "Max. current", "Current (A)", "Amps", "Strom [A]"],
    "maxVoltage": ["maxVoltage", "Voltage", "Max. voltage (V)", "Spannung in V"],
    "maxPowerWatts": ["maxPowerWatts", "Max. power (W)", "Power (kW)", "Leistung in kW", "Power"],
}
WORDS = {
    "AC_1_PHASE": ["AC_1_PHASE", "AC, 1 phase", "ac_1_phase", "single phase AC", "1-phasig"],
    "AC_3_PHASE": ["AC_3_PHASE", "AC, 3 phases", "3 Phase AC", "3-phasig"],
    "DC": ["DC", "dc", "Direct current"],
    "CHADEMO": ["CHADEMO", "CHAdeMO", "chademo"],
    "IEC_62196_T1": ["IEC_62196_T1", "Type 1", "J1772", "Type 1 (J1772)"],
    "IEC_62196_T2": ["IEC_62196_T2", "Type 2", "typ 2", "Mennekes"],
    "IEC_62196_T2_COMBO": ["IEC_62196_T2_COMBO", "CCS2", "CCS Combo 2"],
    "SAE_J3400": ["SAE_J3400", "NACS"],
    "CABLE": ["CABLE", "Cable", "tethered", "Kabel"],
    "SOCKET": ["SOCKET", "socket", "Steckdose"],
}
UNITS = {"maxAmperage": ["", " A", "A"], "maxVoltage": ["", " V", "V"]}
POWER_UNITS = [("", 0), (" W", 0), ("W", 0), (" kW", 3), ("kW", 3), (" KW", 3)]
TITLES = [[], [["Our chargers 2026"]], [["Chargers", "", "as of"], [""], ["confidential"]]]

_names = st.text(alphabet="abcXYZ019äß &/()'\"=", min_size=1, max_size=8).map(lambda text: f"n{text}x")


def _figures(maximum: int, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=1, max_value=maximum, places=places)


_connectors = st.fixed_dictionaries(
    {
        "connectionType": st.sampled_from([each for each in WORDS if "_" in each and each[:2] != "AC"] + ["CHADEMO"]),
        "format": st.sampled_from(["CABLE", "SOCKET"]),
        "maxAmperage": st.sampled_from([0, 1, 3]).flatmap(lambda places: _figures(700, places)),
        "maxVoltage": st.sampled_from([0, 1]).flatmap(lambda places: _figures(1_000, places)),
        "maxPowerWatts": st.sampled_from([0, 1, 3]).flatmap(lambda places: _figures(400_000, places)),
    }
)
_models = st.fixed_dictionaries(
    {
        "vendor": _names,
        "model": _names,
        "friendlyName": st.just("") | _names,
        "powerType": st.sampled_from(["AC_1_PHASE", "AC_3_PHASE", "DC"]),
        "ocppUrl": _names,
        "connectors": st.lists(_connectors, min_size=1, max_size=3),
    }
)
catalogues = st.lists(_models, min_size=1, max_size=4, unique_by=lambda each: each["model"].casefold())


@dataclass(frozen=True)
class Rendered:
    """A table as a file, and what has to be read from it."""

    content: bytes
    name: str
    documents: list[dict[str, Any]]


def documents_of(models: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            **{name: each[name] for name in ("vendor", "model", "powerType")},
            **({"friendlyName": each["friendlyName"]} if each["friendlyName"] else {}),
            "configurationKeys": {"ocppUrl": each["ocppUrl"]},
            "connectors": [{"id": number, **one} for number, one in enumerate(each["connectors"], start=1)],
        }
        for each in models
    ]


@st.composite
def tables(draw: Any) -> Rendered:
    """A catalogue in one of the forms."""
    models = draw(catalogues)
    headings = {name: _in_some_case(draw, draw(st.sampled_from(words))) for name, words in HEADINGS.items()}
    rows = [
        (position, {**each, **one, "connectorId": number})
        for position, each in enumerate(models)
        for number, one in enumerate(each["connectors"], start=1)
    ]
    # Rows of a model keep their order among each other, and may have others between them.
    order = draw(st.permutations([position for position, _ in rows]))
    of_model = {position: iter([row for at, row in rows if at == position]) for position in order}
    shuffled = [next(of_model[position]) for position in order]
    columns = draw(st.permutations(list(HEADINGS)))
    first_seen = documents_of([models[position] for position in dict.fromkeys(order)])
    titles = draw(st.sampled_from(TITLES))
    sign = draw(st.sampled_from(".,"))
    is_workbook = draw(st.booleans())
    lines = [[headings[name] for name in columns]]
    for row in shuffled:
        lines.append(
            [
                _cell(draw, name, row[name], heading=headings[name], sign=sign, is_workbook=is_workbook)
                for name in columns
            ]
        )
    if is_workbook:
        return Rendered(_workbook(draw, titles, lines), "table.xlsx", first_seen)
    return Rendered(_csv(draw, titles, lines), draw(st.sampled_from(["table.csv", "table.tsv"])), first_seen)


def _in_some_case(draw: Any, heading: str) -> str:
    spaced = heading.replace(" ", draw(st.sampled_from([" ", "  ", "_"])))
    # The unit keeps its case: mW is no MW.
    return draw(st.sampled_from([spaced, spaced.upper(), f" {spaced} "]))


def _cell(draw: Any, name: str, value: Any, *, heading: str, sign: str, is_workbook: bool) -> Any:
    if isinstance(value, Decimal):
        return _figure(draw, name, value, heading=heading, sign=sign, is_workbook=is_workbook)
    if value in WORDS:
        return draw(st.sampled_from(WORDS[value]))
    if isinstance(value, str) and value:
        return draw(st.sampled_from([value, f" {value} "]))
    return value if is_workbook else str(value)


def _figure(draw: Any, name: str, value: Decimal, *, heading: str, sign: str, is_workbook: bool) -> Any:
    folded = re.sub("[^a-z]", "", heading.lower())
    exponent = 3 if folded.endswith("kw") else 0
    if is_workbook and folded != "power" and draw(st.booleans()):
        return float(value.scaleb(-exponent))
    if name == "maxPowerWatts":
        units = POWER_UNITS[1:] if folded == "power" else POWER_UNITS
        unit, of_unit = draw(st.sampled_from(units))
        exponent = of_unit if unit else exponent
    else:
        unit = draw(st.sampled_from(UNITS[name]))
    text = f"{value.scaleb(-exponent):f}"
    if TWO_WAYS.fullmatch(text):
        text += "0"
    return text.replace(".", sign) + unit


def _csv(draw: Any, titles: list[list[str]], lines: list[list[Any]]) -> bytes:
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=draw(st.sampled_from(["\r\n", "\n"])))
    writer.writerows([*titles, *lines])
    told = f"sep={delimiter}\r\n" if draw(st.booleans()) else ""
    return (told + file.getvalue()).encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])))


def _workbook(draw: Any, titles: list[list[str]], lines: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Read me first", "model"])
    sheet = book.create_sheet("List", draw(st.integers(0, 1)))
    left = draw(st.integers(0, 2))
    for line in [*titles, *lines]:
        sheet.append([*[None] * left, *line])
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # also what begins like a formula
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
