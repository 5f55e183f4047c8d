"""No cell of an export is a formula, whatever a spreadsheet takes for its beginning; and each text comes back."""

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.library.formats import Format
from catalog.library.reader import read_content
from catalog.library.spreadsheet_escaping import escape_formula, unescape_formula
from catalog.library.writers import export_models
from catalog.models import ChargingStationModel
from tests.factories import StationModelFactory

PAYLOAD = "Foo;=cmd|' /C calc'!A0;x"

texts = st.text(alphabet="=+-@'\t\r\n ;,|a\uff1d1E.0\u00a0\"")


@given(texts)
@example(PAYLOAD)
@example(";\t=x")
@example(";\n=x")
@example("';'=")
@example("''1.20E+05")
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text


@given(texts)
@example(PAYLOAD)
@example("a; \t =1")
def test_no_part_of_a_text_begins_a_formula(text: str) -> None:
    for cell in re.split(r"[;\t\r\n]", escape_formula(text)):
        assert not re.match(r"\s*[=+\-@\uff1d]", cell)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (PAYLOAD, "Foo;'=cmd|' /C calc'!A0;x"),
        ("=1", "'=1"),
        ("a\t=1", "a\t'=1"),
        ("a; @b", "a;' @b"),
        ("1.20E+05", "'1.20E+05"),
        ("'t Zand", "'t Zand"),
        ("a;b", "a;b"),
        ("R+E", "R+E"),
        ("12E4", "12E4"),
    ],
)
def test_an_apostrophe_stands_where_a_cell_may_begin(text: str, written: str) -> None:
    assert escape_formula(text) == written


@pytest.mark.django_db
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_an_export_has_no_formula_whatever_separates_its_cells(delimiter: str) -> None:
    StationModelFactory(vendor=PAYLOAD, model="1.20E+05", friendly_name="x;  -1")

    content = b"".join(export_models(ChargingStationModel.objects.all(), Format.CSV))

    text = content.decode("utf-8-sig")
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        assert [cell for cell in line if re.match(r"\s*[=+\-@]", cell)] == []
    library = read_content(content, "a.csv")
    assert library.issues == ()
    assert [library.rows[0].document[name] for name in ("vendor", "model", "friendlyName")] == [
        PAYLOAD,
        "1.20E+05",
        "x;  -1",
    ]
