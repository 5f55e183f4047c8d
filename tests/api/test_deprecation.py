"""What is marked as deprecated says so in its answers and in the OpenAPI document, and nothing else does."""

from datetime import date
from typing import Any

import pytest
from django.urls import path
from rest_framework.test import APIClient

from catalog.api.deprecation import deprecated
from catalog.api.schema import CatalogueGenerator
from catalog.api.views import StationModelViewSet
from tests.factories import StationModelFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

OPERATION = deprecated(since=date(2027, 1, 1), sunset=date(2028, 7, 1), see="/docs/versioning#history")
PARAMETER = deprecated(
    since=date(2027, 1, 1), sunset=date(2028, 7, 1), see="/docs/versioning#vendor", parameter="vendor"
)


class Ageing(StationModelViewSet):
    """The API in a year: getting one model has to go, and so has a filter of the list."""

    retrieve = OPERATION(StationModelViewSet.retrieve)
    list = PARAMETER(StationModelViewSet.list)


urlpatterns = [
    path("models", Ageing.as_view({"get": "list", "post": "create"})),
    path("models/resolve", Ageing.as_view({"post": "resolve_many"})),
    path("models/<pk>", Ageing.as_view({"get": "retrieve"}), name="station-model-detail"),
]


def test_a_deprecated_operation_says_since_when_and_until_when(reader: APIClient) -> None:
    station_model = StationModelFactory()

    answer = reader.get(f"/models/{station_model.pk}")

    assert answer.status_code == 200
    assert answer.json()["id"] == str(station_model.pk)
    assert answer["Deprecation"] == "@1798761600"
    assert answer["Sunset"] == "Sat, 01 Jul 2028 00:00:00 GMT"
    assert answer["Link"] == '</docs/versioning#history>; rel="deprecation"'


def test_a_deprecated_parameter_is_told_of_to_who_sends_it(reader: APIClient) -> None:
    StationModelFactory.create_batch(2, vendor="Alfen")

    without, with_it = reader.get("/models?limit=1"), reader.get("/models?limit=1&vendor=alfen")

    assert "Deprecation" not in without
    assert "Sunset" not in without
    assert with_it["Deprecation"] == "@1798761600"
    to_next, to_words = with_it["Link"].split(", ")
    assert to_next.endswith('rel="next"')
    assert to_words == '</docs/versioning#vendor>; rel="deprecation"'


def test_the_document_marks_what_has_to_go_and_nothing_else() -> None:
    document: dict[str, Any] = CatalogueGenerator(patterns=urlpatterns).get_schema(request=None, public=True)

    marked = {
        (operation["operationId"], each.get("name"))
        for item in document["paths"].values()
        for operation in item.values()
        for each in [operation, *operation.get("parameters", [])]
        if each.get("deprecated")
    }
    assert marked == {("getChargingStationModel", None), ("listChargingStationModels", "vendor")}
