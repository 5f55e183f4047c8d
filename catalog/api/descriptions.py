"""What the OpenAPI document says of each operation: the words of the API document, and what was settled since."""

from typing import Any

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers

from catalog.api.history import History, HistoryQuery, event_example
from catalog.api.queries import ChangesQuery, ListQuery
from catalog.api.resolutions import ResolveAnswer, ResolveManyAnswer
from catalog.api.resolving import ReportsSerializer, ResolveQuery
from catalog.api.serializers import CreateSerializer, RenameSerializer, StationModelSerializer

_TAG = "Charging Station Models"

# The example of the API document. There, ids and texts are placeholders; a URL has to be one.
_CONNECTOR = {
    "id": 123,
    "connectionType": "CHADEMO",
    "format": "CABLE",
    "maxAmperage": 123.0,
    "maxVoltage": 123.0,
    "maxPowerWatts": 123.0,
}
_BODY = {
    "vendor": "string",
    "model": "string",
    "friendlyName": "string",
    "powerType": "AC_1_PHASE",
    "connectors": [_CONNECTOR],
    "configurationKeys": {"ocppUrl": "string"},
    "imageUrl": "https://example.com/string.png",
}
_REAL_BODY = {
    "vendor": "Wallbox",
    "model": "PLP1-0-2-4",
    "friendlyName": "Pulsar Plus 22 kW, Type 2 cable",
    "powerType": "AC_3_PHASE",
    "connectors": [
        {
            "id": 1,
            "connectionType": "IEC_62196_T2",
            "format": "CABLE",
            "maxAmperage": 32,
            "maxVoltage": 230,
            "maxPowerWatts": 22080,
        }
    ],
    "configurationKeys": {"ocppUrl": "ocppCsmsUrl"},
}
_MODEL = {
    "id": "string",
    **_BODY,
    "isArchived": True,
    "createdAt": "2023-06-07T17:32:28Z",
    "updatedAt": "2023-06-07T17:32:28Z",
}

_REPORT = {"vendor": "Wall Box Chargers", "model": "PLP1-0-2-4", "serialNumber": "123456"}
_RESOLUTION: dict[str, Any] = {
    "match": "exact",
    "model": {**_MODEL, "isArchived": False},
    "matchedBy": {
        "rule": "name",
        "identity": None,
        "vendorSynonym": {"name": "Wall Box Chargers", "vendor": "Wallbox"},
        "isCut": False,
    },
    "successor": None,
    "candidates": [],
}
_NOTHING: dict[str, Any] = {"match": "none", "model": None, "matchedBy": None, "successor": None, "candidates": []}


@extend_schema_serializer(component_name="ChargingStationModelAnswer")
class StationModelAnswer(serializers.Serializer):
    data = StationModelSerializer()  # type: ignore[assignment]  # the contract's name hides DRF's


@extend_schema_serializer(component_name="ChargingStationModelItems")
class StationModelItems(serializers.Serializer):
    hasMore = serializers.BooleanField(help_text="Whether more follow the last of the items.")  # noqa: N815
    items = StationModelSerializer(many=True)


@extend_schema_serializer(component_name="ChargingStationModelChangedItems")
class StationModelChangedItems(StationModelItems):
    revision = serializers.IntegerField(help_text="The revision to ask from next, as `after`.")


@extend_schema_serializer(component_name="ChargingStationModelChanges")
class StationModelChanges(serializers.Serializer):
    data = StationModelChangedItems()  # type: ignore[assignment]


@extend_schema_serializer(component_name="ChargingStationModelList")
class StationModelList(serializers.Serializer):
    data = StationModelItems()  # type: ignore[assignment]


def _request(name: str, value: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


def _response(value: Any) -> OpenApiExample:
    return OpenApiExample("Success", value=value, response_only=True)


def _describe(operation_id: str, summary: str, description: str, *, errors: tuple[str, ...] = (), **rest: Any) -> Any:
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        description=description,
        tags=[_TAG],
        extensions={"x-errors": list(errors)},
        **rest,
    )


_ID = OpenApiParameter("id", str, OpenApiParameter.PATH, description="The ID of the charging station model.")

_IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="An `ETag` that you have: 304 when it is still true."
)
_IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The `ETag` that you saw: 412 when it has changed since.",
)
_IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    OpenApiParameter.HEADER,
    description="A key of your own for this request: sent again within 24 hours, it is answered and not done again.",
)

describe_station_models = extend_schema_view(
    list=_describe(
        "listChargingStationModels",
        "List all charging station models",
        "This endpoint retrieves a list of all charging station models, in the order in which they came into the "
        "catalogue, oldest first. Follow `hasMore` with `startingAfter` set to the last id.",
        parameters=[ListQuery, _IF_NONE_MATCH],
        responses={200: StationModelList},
        examples=[_response({"data": {"hasMore": True, "items": [_MODEL]}})],
    ),
    create=_describe(
        "createChargingStationModel",
        "Create a new charging station model",
        "This endpoint creates a new charging station model. Only admins (staff) are allowed to create charging "
        "station models. Vendor and model are unique among the models that are not archived, without regard to case.",
        errors=("409",),
        parameters=[_IDEMPOTENCY_KEY],
        request=CreateSerializer,
        responses={201: StationModelAnswer},
        examples=[
            _request("From the API document", _BODY),
            _request("A real one", _REAL_BODY),
            OpenApiExample("Success", value={"data": _MODEL}, response_only=True, status_codes=["201"]),
        ],
    ),
    changes=_describe(
        "listChargingStationModelChanges",
        "List what has changed",
        "The models whose last change is later than `after`, in the order of changes, archived ones included, each at "
        "its latest state. Go on with `after` set to `revision` of the answer. `start_over` says that the catalogue "
        "does not know `after`, because it was restored from a backup.",
        parameters=[ChangesQuery, _IF_NONE_MATCH],
        responses={200: StationModelChanges},
        examples=[_response({"data": {"hasMore": False, "revision": 247, "items": [_MODEL]}})],
    ),
    retrieve=_describe(
        "getChargingStationModel",
        "Get a charging station model by ID",
        "This endpoint retrieves a charging station model by its ID. The answer is bare: the one without `data`.",
        parameters=[_ID, _IF_NONE_MATCH],
        responses={200: StationModelSerializer},
        examples=[_response(_MODEL)],
    ),
    history=_describe(
        "listChargingStationModelHistory",
        "List what was done to a charging station model",
        "Who did what, when, where and why, newest first. Only admins (staff) are allowed to read it. Follow `hasMore` "
        "with `before` set to the last revision. A model that was deleted keeps its history.",
        parameters=[_ID, HistoryQuery, _IF_NONE_MATCH],
        responses={200: History},
        examples=[_response({"data": {"hasMore": False, "items": [event_example(_MODEL)]}})],
    ),
    resolve=_describe(
        "resolveReport",
        "Resolve what a charging station reports",
        "Which model is a station that reports this vendor and model in its BootNotification? Always 200: `match` says "
        "how sure the answer is, `matchedBy` why. Case, white space, punctuation and the vendor's legal form do not "
        "count, names cut at the 20 characters of OCPP 1.6 are recognised; what is only near is never a match. Give "
        "what the station sent, untouched.",
        parameters=[ResolveQuery, _IF_NONE_MATCH],
        responses={200: ResolveAnswer},
        examples=[_response({"data": _RESOLUTION})],
    ),
    partial_update=_describe(
        "updateChargingStationModel",
        "Update a charging station model",
        "This endpoint updates a charging station model. Only the friendlyName field can be updated; null unsets it. "
        "Any caller who may write may do it.",
        parameters=[_ID, _IF_MATCH],
        request=RenameSerializer,
        responses={200: StationModelAnswer},
        examples=[_request("Rename", {"friendlyName": "string"}), _response({"data": _MODEL})],
    ),
    archive=_describe(
        "archiveChargingStationModel",
        "Archive a charging station model",
        "This endpoint archives a charging station model. Only admins (staff) are allowed to archive charging station "
        "models. Archiving twice answers the same and changes nothing.",
        parameters=[_ID, _IF_MATCH, _IDEMPOTENCY_KEY],
        request=None,
        responses={200: StationModelAnswer},
        examples=[_response({"data": _MODEL})],
    ),
    unarchive=_describe(
        "unarchiveChargingStationModel",
        "Unarchive a charging station model",
        "Brings an archived model back. Staff only. Refused while an active model has the same vendor and model.",
        errors=("409",),
        parameters=[_ID, _IF_MATCH, _IDEMPOTENCY_KEY],
        request=None,
        responses={200: StationModelAnswer},
        examples=[_response({"data": {**_MODEL, "isArchived": False}})],
    ),
)

# drf-spectacular does not find a method that is mapped onto another one's route.
describe_resolve_many = _describe(
    "resolveReports",
    "Resolve up to 100 reports",
    "As resolveReport, for up to 100 reports at once, answered in their order.",
    request=ReportsSerializer,
    responses={200: ResolveManyAnswer},
    examples=[
        _request("Two stations", {"items": [_REPORT, {"vendor": "", "model": "ACChargePoint"}]}),
        _response({"data": {"items": [_RESOLUTION, _NOTHING]}}),
    ],
)
