"""What the API's serializer accepts, the model would accept as it is: so a create validates it once."""

import json
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError

from catalog.api.parsers import StrictJSONParser
from catalog.api.serializers import CreateSerializer
from catalog.models import ChargingStationModel, Connector
from tests.api.bad import a_body
from tests.strategies import draft_to_body, drafts

SERIALIZER = CreateSerializer()
TEXTS = st.text(max_size=210) | st.sampled_from(
    ["", " ", "\ufeffx", "x\x1f", "\u202ex", "x" * 200, "x" * 201, "\x85x", "é" * 200]
)
NUMBERS = st.sampled_from(
    ["0.000001", "1e-7", "10000", "10000.000001", "100000000", "32.0000000", "1e3", "0", "-1", "1.5"]
)
ODD = st.one_of(TEXTS, NUMBERS.map(Decimal), st.none(), st.integers(), st.booleans())
PLACES: list[tuple[Any, ...]] = [
    ("vendor",), ("model",), ("friendlyName",), ("imageUrl",), ("powerType",), ("configurationKeys", "ocppUrl"),
    *(("connectors", 0, name) for name in a_body()["connectors"][0]),
]  # fmt: skip


def accepted(body: dict[str, Any]) -> dict[str, Any] | None:
    """The values that the serializer takes from a body that went over the wire, None where it refuses it."""
    text = json.dumps(body, default=float)
    try:
        return dict(SERIALIZER.run_validation(StrictJSONParser().parse(BytesIO(text.encode()))))
    except ValidationError:
        return None


def assert_the_model_agrees(values: dict[str, Any]) -> None:
    station_model, connectors = ChargingStationModel.objects.build_unsaved(values)

    for name in values.keys() - {"connectors"}:
        assert getattr(station_model, name) == values[name]
    for built, sent in zip(connectors, values["connectors"], strict=True):
        assert {name: getattr(built, name) for name in sent} == sent


@given(drafts)
def test_the_model_agrees_with_all_that_the_contract_allows(draft: dict[str, Any]) -> None:
    values = accepted(draft_to_body(draft))

    assert values is not None
    assert_the_model_agrees(values)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(PLACES), ODD, min_size=1, max_size=2))
def test_the_model_agrees_with_whatever_the_serializer_accepts(odd: dict[tuple[Any, ...], Any]) -> None:
    body = a_body()
    for (*way, last), value in odd.items():
        inside: Any = body
        for step in way:
            inside = inside[step]
        inside[last] = value

    if (values := accepted(body)) is not None:
        assert_the_model_agrees(values)


@pytest.mark.django_db
def test_a_create_over_the_api_does_not_validate_again(
    staff: Any, create_body: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    validated: list[Any] = []
    for model in (ChargingStationModel, Connector):
        monkeypatch.setattr(model, "clean_fields", lambda self, exclude=None: validated.append(self))

    assert staff.post("/asset-management/v1/charging-station-models", create_body).status_code == 201
    assert validated == []
