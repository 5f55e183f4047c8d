"""Summary, description, parameters and examples of each operation, for the OpenAPI document."""

from drf_spectacular.utils import (
    OpenApiResponse,
    extend_schema_serializer,
    extend_schema_view,
)

from catalog.api.evidence import EVIDENCE_DESCRIPTION, EVIDENCE_EXAMPLE, EvidenceResponseSerializer
from catalog.api.export import EXPORT_RESPONSES, ExportQuery, export_examples
from catalog.api.history import HistoryQuery, HistoryResponseSerializer, event_example
from catalog.api.ocpi import OcpiQuery, OcpiResponseSerializer
from catalog.api.openapi import examples
from catalog.api.openapi.builders import operation, request_example, response_example
from catalog.api.openapi.parameters import IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH, MODEL_ID
from catalog.api.query_params import ChangesQuerySerializer, ListQuerySerializer
from catalog.api.resolve_requests import ReportsSerializer, ResolveQuery
from catalog.api.resolve_responses import ResolveManyResponseSerializer, ResolveResponseSerializer
from catalog.api.serializers import (
    ChangesResponseSerializer,
    CreateSerializer,
    RenameSerializer,
    StationModelListResponseSerializer,
    StationModelResponseSerializer,
    StationModelSerializer,
)
from catalog.api.vendors import VENDORS_DESCRIPTION, VENDORS_EXAMPLE, VendorsAnswer, VendorsQuery

# By default drf-spectacular describes the response of `list` as an array.
_LIST = extend_schema_serializer(many=False)(StationModelListResponseSerializer)


extend_station_model_views = extend_schema_view(
    list=operation(
        "listChargingStationModels",
        "List charging station models",
        """
        Returns charging station models, oldest first. By default only active models are returned; `isArchived=true`
        returns only archived ones.

        While `hasMore` is true, request the next page with `startingAfter` set to the ID of the last model, or follow
        the `Link` header. Any model ID is a valid cursor, even if the model is archived or excluded by the filters.

        Filters are combined with AND. Unknown, repeated and empty parameters are rejected.
        """,
        parameters=[ListQuerySerializer, IF_NONE_MATCH],
        responses={200: OpenApiResponse(_LIST, "Charging station models")},
        examples=[response_example({"data": {"hasMore": True, "items": [examples.MODEL]}})],
    ),
    create=operation(
        "createChargingStationModel",
        "Create a charging station model",
        """
        Creates a charging station model. Requires an API client whose owner is staff.

        Vendor and model must be unique among active models (case-insensitive). A conflict returns 409 with the ID of
        the existing model in `conflictingId`. Strings are trimmed. All validation errors are returned at once. Send an
        `Idempotency-Key` to retry safely.
        """,
        errors=("already_exists",),
        parameters=[IDEMPOTENCY_KEY],
        request=CreateSerializer,
        responses={201: StationModelResponseSerializer},
        examples=[
            request_example("Wallbox Pulsar Plus", examples.CREATE_BODY),
            request_example("Placeholders", examples.PLACEHOLDER_BODY),
            response_example({"data": examples.MODEL}, "201"),
        ],
    ),
    changes=operation(
        "listChargingStationModelChanges",
        "List changed charging station models",
        """
        Returns the models that changed after revision `after`, in order of change, including archived ones, each in
        its latest state. Store `revision` from the response and pass it as `after` in the next request.

        The error `start_over` means that the revision is unknown, because the catalogue was restored from a backup.
        Discard your copy and start again from 0.
        """,
        errors=("start_over",),
        parameters=[ChangesQuerySerializer, IF_NONE_MATCH],
        responses={200: ChangesResponseSerializer},
        examples=[response_example({"data": {"hasMore": False, "revision": 247, "items": [examples.MODEL]}})],
    ),
    retrieve=operation(
        "getChargingStationModel",
        "Get a charging station model",
        """
        Returns a charging station model, active or archived. IDs stay valid when a model is archived.

        The response has no `data` envelope.
        """,
        parameters=[MODEL_ID, IF_NONE_MATCH],
        responses={200: StationModelSerializer},
        examples=[response_example(examples.MODEL)],
    ),
    ocpi=operation(
        "getOcpiSkeletons",
        "Get the OCPI EVSEs and connectors of a model",
        """
        Returns the EVSE and Connector objects for an OCPI Location, limited to the properties that depend on the
        hardware.

        Each connector has its own EVSE, unless the model specifies which connectors share one. Ratings are whole
        numbers, rounded down.

        The members depend on the version. OCPI 2.1.1 has `voltage` and `amperage` instead of `max_voltage` and
        `max_amperage`, and no `max_electric_power`. Only OCPI 2.3.0 has `SAE_J3400`; earlier versions have `TESLA_S`.
        """,
        parameters=[MODEL_ID, OcpiQuery, IF_NONE_MATCH],
        responses={200: OcpiResponseSerializer},
        examples=[response_example(examples.OCPI), response_example(examples.OCPI_2_1_1, name="2.1.1")],
    ),
    vendors=operation(
        "listVendors",
        "List the vendors",
        VENDORS_DESCRIPTION,
        parameters=[VendorsQuery, IF_NONE_MATCH],
        responses={200: VendorsAnswer},
        examples=[response_example(VENDORS_EXAMPLE)],
    ),
    evidence=operation(
        "getChargingStationModelEvidence",
        "Get the evidence of a charging station model",
        EVIDENCE_DESCRIPTION,
        parameters=[MODEL_ID, IF_NONE_MATCH],
        responses={200: EvidenceResponseSerializer},
        examples=[response_example(EVIDENCE_EXAMPLE)],
    ),
    export=operation(
        "exportChargingStationModels",
        "Export charging station models as a file",
        """
        Returns the catalogue, or the models that match the filters, as one file that can be imported again. Requires
        an API client whose owner is staff.

        In addition to the members of a model, rows have `evidence`, reported `identities`, and `replacedBy`
        for archived models. The file is a consistent snapshot. Here `format` is the file format; use `connectorFormat`
        to filter by connector format.
        """,
        errors=("permission_denied",),
        parameters=[ExportQuery, IF_NONE_MATCH],
        responses=EXPORT_RESPONSES,
        examples=export_examples(examples.LIBRARY_ROW),
    ),
    history=operation(
        "listChargingStationModelHistory",
        "List the history of a charging station model",
        """
        Returns the audit events of the model, newest first. Requires an API client whose owner is staff.

        While `hasMore` is true, request the next page with `before` set to the revision of the last event, or follow
        the `Link` header. The history of a deleted model stays available.
        """,
        errors=("permission_denied",),
        parameters=[MODEL_ID, HistoryQuery, IF_NONE_MATCH],
        responses={200: HistoryResponseSerializer},
        examples=[response_example({"data": {"hasMore": False, "items": [event_example(examples.ARCHIVED)]}})],
    ),
    resolve=operation(
        "resolveReport",
        "Resolve a boot report",
        """
        Finds the model for the vendor and model that a station sent in its BootNotification. Pass the values
        unchanged.

        Always returns 200. `match` is the result, `matchedBy` the reason. Matching ignores case, white space,
        punctuation and legal forms of vendors, and handles names truncated to 20 characters by OCPP 1.6. Similar
        models are returned as candidates, never as a match.

        Unrecognised reports are added to the staff inbox, unless a value has more than 200 characters.
        """,
        parameters=[ResolveQuery, IF_NONE_MATCH],
        responses={200: ResolveResponseSerializer},
        examples=[response_example({"data": examples.RESOLUTION})],
    ),
    partial_update=operation(
        "updateChargingStationModel",
        "Update a charging station model",
        """
        Changes the friendly name; `null` clears it. All other keys are rejected.

        Requires write access; the owner of the API client need not be staff. An empty object changes nothing. Archived
        models can be renamed.
        """,
        parameters=[MODEL_ID, IF_MATCH],
        request=RenameSerializer,
        responses={200: StationModelResponseSerializer},
        examples=[
            request_example("Rename", {"friendlyName": "Pulsar Plus 22 kW, Type 2 cable"}),
            request_example("Clear", {"friendlyName": None}),
            response_example({"data": examples.MODEL}),
        ],
    ),
    archive=operation(
        "archiveChargingStationModel",
        "Archive a charging station model",
        """
        Archives a charging station model. Requires an API client whose owner is staff.

        Archiving an archived model changes nothing. The vendor and model can be used again: to correct a model,
        archive it and create a new one.
        """,
        parameters=[MODEL_ID, IF_MATCH, IDEMPOTENCY_KEY],
        request=None,
        responses={200: StationModelResponseSerializer},
        examples=[response_example({"data": examples.ARCHIVED})],
    ),
    unarchive=operation(
        "unarchiveChargingStationModel",
        "Unarchive a charging station model",
        """
        Restores an archived model. An active model is returned unchanged. Requires an API client whose owner is staff.

        Fails with 409 while an active model has the same vendor and model.
        """,
        errors=("already_exists",),
        parameters=[MODEL_ID, IF_MATCH, IDEMPOTENCY_KEY],
        request=None,
        responses={200: StationModelResponseSerializer},
        examples=[response_example({"data": examples.MODEL})],
    ),
)

extend_resolve_many = operation(
    "resolveReports",
    "Resolve up to 100 boot reports",
    """
    Works like `resolveReport` for up to 100 reports. Results are in the same order as the reports. Requires only read
    access; it is a POST request because of the size of the body.

    Omit a member that the station did not report, or set it to `null`. An invalid item returns `none` and does not
    affect the other items. Every ten reports count as one request for the rate limit.
    """,
    request=ReportsSerializer,
    responses={200: ResolveManyResponseSerializer},
    examples=[
        request_example("Two stations", {"items": [examples.BOOT_REPORT, examples.UNKNOWN_REPORT]}),
        response_example({"data": {"items": [examples.RESOLUTION, examples.NO_MATCH]}}),
    ],
)
