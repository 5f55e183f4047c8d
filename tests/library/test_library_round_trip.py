"""Whatever row is valid is read back as it was written, in any style of YAML."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.library.reader import read_files
from catalog.text import trim

TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
WORDS = [
    "yes",
    "null",
    "~",
    "1e5",
    "-0",
    "007",
    "12:30:00",
    ".inf",
    "<<",
    "# x",
    "a: b",
    "- a",
    "{",
    "*a",
    "&a",
]
POINTS = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters=TURNS)
TEXT = (st.sampled_from(WORDS) | st.text(POINTS, min_size=1, max_size=200)).map(trim).filter(bool)


def figures(largest: int) -> st.SearchStrategy[int | Decimal]:
    return st.integers(1, largest) | st.decimals(Decimal("0.000001"), largest, places=6)


CONNECTORS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(1, 2147483647),
            "connectionType": st.sampled_from(["CHADEMO", "IEC_62196_T2", "SAE_J3400"]),
            "format": st.sampled_from(["CABLE", "SOCKET"]),
            "maxAmperage": figures(10_000),
            "maxVoltage": figures(10_000),
            "maxPowerWatts": figures(100_000_000),
        }
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda connector: connector["id"],
)
EVIDENCE = st.dictionaries(
    st.sampled_from(["designation", "ratings", "ocppUrl", "image"]),
    st.fixed_dictionaries(
        {"level": st.sampled_from(["cited", "derived", "known", "assumed"]), "source": TEXT},
        optional={"note": TEXT, "link": st.sampled_from(["https://a.example/b.pdf#page=2"])},
    ),
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "vendor": TEXT,
            "model": TEXT,
            "powerType": st.sampled_from(["AC_1_PHASE", "AC_3_PHASE", "DC"]),
            "connectors": CONNECTORS,
            "configurationKeys": st.fixed_dictionaries({"ocppUrl": TEXT}),
            "evidence": EVIDENCE,
        },
        optional={
            "friendlyName": st.none() | TEXT,
            "imageUrl": st.none() | st.sampled_from(["https://a.example/b.png?c=d#e", "http://[::1]:8000"]),
        },
    ),
    max_size=3,
    unique_by=lambda row: (row["vendor"].casefold(), row["model"].casefold()),
)
STYLES = st.fixed_dictionaries(
    {
        "default_flow_style": st.booleans(),
        "default_style": st.sampled_from(["'", '"']),
        "allow_unicode": st.booleans(),
        "width": st.sampled_from([20, 80, 1000]),
    }
)


class Dumper(yaml.SafeDumper):
    """Figures and null without quotes, every text in those of the style, no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


Dumper.add_representer(int, lambda _, value: yaml.ScalarNode("tag:yaml.org,2002:int", str(value), style=""))
Dumper.add_representer(type(None), lambda *_: yaml.ScalarNode("tag:yaml.org,2002:null", "null", style=""))
Dumper.add_representer(
    Decimal, lambda _, value: yaml.ScalarNode("tag:yaml.org,2002:float", format(value, "f"), style="")
)


@settings(max_examples=100, deadline=None)
@given(rows=ROWS, style=STYLES)
def test_any_valid_row_is_read_back_equal(rows: list[dict], style: dict) -> None:
    with TemporaryDirectory() as directory:
        file = Path(directory) / "a.yaml"
        file.write_text(yaml.dump(rows, Dumper=Dumper, sort_keys=False, **style), encoding="utf-8")

        library = read_files([file])

    assert [str(issue) for issue in library.issues] == []
    assert [{**row.document, "evidence": row.evidence} for row in library.rows] == rows
