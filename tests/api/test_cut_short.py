"""What takes long to parse is cut short: lists of entity tags, and parameters that say nothing by their length."""

import pytest
from rest_framework.test import APIClient

from catalog.models import ChargingStationModel
from tests.api.test_worst_inputs import TABLE, one, sent
from tests.api_clients import MODELS
from tests.factories import StationModelFactory

__all__ = ["one"]  # a fixture

pytestmark = pytest.mark.django_db

TAGS = ", ".join(f'"{number}"' for number in range(10_000))


@pytest.mark.parametrize("route", [route for route in TABLE if TABLE[route].method == "GET"], ids=" ".join)
def test_a_list_of_tags_that_is_too_long_is_refused(
    route: tuple[str, str], staff: APIClient, one: ChargingStationModel
) -> None:
    worst = TABLE[route]
    tag = sent(staff, worst, one).headers.get("ETag", '"none"')

    response = sent(staff, worst, one, HTTP_IF_NONE_MATCH=f"{tag}, {TAGS}", HTTP_IF_MATCH=TAGS)

    assert (response.status_code, response.json()["code"]) == (400, "bad_request")
    if tag != '"none"':
        assert sent(staff, worst, one, HTTP_IF_NONE_MATCH=f"{tag}, {TAGS}"[:1_000]).status_code == 304


def test_a_change_whose_list_of_tags_is_too_long_is_refused(staff: APIClient, one: ChargingStationModel) -> None:
    revision = one.revision

    response = staff.patch(f"{MODELS}/{one.pk}", {"friendlyName": "Other"}, HTTP_IF_MATCH=f'"1-{revision}", {TAGS}')

    assert response.status_code == 400
    assert (response.json()["code"], response.json()["status"]) == ("bad_request", 400)
    assert "longer than 1,000 characters" in response.json()["detail"]
    one.refresh_from_db()
    assert one.revision == revision


def test_a_link_does_not_repeat_what_says_nothing(reader: APIClient) -> None:
    for _ in range(2):
        StationModelFactory(vendor="Alfen")
    query = {
        "limit": "0" * 99 + "1",
        "minPowerWatts": "0" * 10_000 + "7.50" + "0" * 10_000,
        "vendor": " " * 10_000 + "Alfen" + " " * 10_000,
    }

    response = reader.get(MODELS, query)

    link = response["Link"]
    assert link.startswith(f"<{MODELS}?limit=1&minPowerWatts=7.5&vendor=Alfen&startingAfter=")
    assert len(reader.get(link[1 : link.index(">")]).json()["data"]["items"]) == 1
