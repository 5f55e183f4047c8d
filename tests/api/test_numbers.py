"""Numbers, to the letter: what was written is what is answered, now and later."""

import json
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api_clients import MODELS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        ("32", "32"),
        ("32.0", "32"),
        ("32.0000000000", "32"),
        ("3.2e1", "32"),
        ("1E+2", "100"),
        ("125.5", "125.5"),
        ("125.50", "125.5"),
        ("0.000001", "1e-06"),
        ("9999.999999", "9999.999999"),
        ("10000", "10000"),
        ("0.1", "0.1"),
    ],
)
def test_a_number_is_kept_exactly_and_whole_ones_have_no_fraction(
    staff: APIClient, create_body: dict[str, Any], sent: str, answered: str
) -> None:
    text = json.dumps(create_body).replace('"maxAmperage": 32', f'"maxAmperage": {sent}')

    created = staff.post(MODELS, text.encode(), content_type="application/json")

    assert created.status_code == 201
    assert f'"maxAmperage":{answered},' in created.content.decode()
    assert f'"maxAmperage":{answered},' in staff.get(created["Location"]).content.decode()
    assert f'"maxAmperage":{answered},' in staff.get(MODELS).content.decode()


def test_the_longest_number_is_kept_to_its_last_digit(staff: APIClient, create_body: dict[str, Any]) -> None:
    text = json.dumps(create_body).replace('"maxPowerWatts": 22080', '"maxPowerWatts": 99999999.999999')

    created = staff.post(MODELS, text.encode(), content_type="application/json")

    found = json.loads(staff.get(created["Location"]).content, parse_float=Decimal)
    assert found["connectors"][0]["maxPowerWatts"] == Decimal("99999999.999999")


@pytest.mark.parametrize("sent", ["1.0", "1.000", "1e0", "0.1e1"])
def test_a_whole_connector_id_may_be_written_with_a_fraction(
    staff: APIClient, create_body: dict[str, Any], sent: str
) -> None:
    text = json.dumps(create_body).replace('"id": 1', f'"id": {sent}', 1)

    created = staff.post(MODELS, text.encode(), content_type="application/json")

    assert created.status_code == 201
    assert '"connectors":[{"id":1,' in staff.get(created["Location"]).content.decode()
