"""What the OpenAPI document says of each operation: the words of the API document, and what was settled since."""

import inspect
from typing import Any

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiResponse,
    extend_schema,
    extend_schema_serializer,
    extend_schema_view,
)

from catalog.api.evidence import EVIDENCE_DESCRIPTION, EVIDENCE_EXAMPLE, EvidenceAnswer
from catalog.api.export import EXPORT_RESPONSES, ExportQuery, export_examples
from catalog.api.history import HistoryQuery, HistoryResponseSerializer, event_example
from catalog.api.ocpi import OcpiQuery, OcpiResponseSerializer
from catalog.api.openapi import examples
from catalog.api.openapi.parameters import IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH, MODEL_ID
from catalog.api.query_params import ChangesQuerySerializer, ListQuerySerializer
from catalog.api.resolutions import ResolveManyResponseSerializer, ResolveResponseSerializer
from catalog.api.resolving import ReportsSerializer, ResolveQuery
from catalog.api.serializers import (
    ChangesResponseSerializer,
    CreateSerializer,
    RenameSerializer,
    StationModelListResponseSerializer,
    StationModelResponseSerializer,
    StationModelSerializer,
)

_TAG = "Charging Station Models"

# An object with items: drf-spectacular takes the answer of `list` for a bare array.
_LIST = extend_schema_serializer(many=False)(StationModelListResponseSerializer)


def _request_example(name: str, value: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


def _response_example(value: Any, status: str = "200", name: str = "Success") -> OpenApiExample:
    return OpenApiExample(name, value=value, response_only=True, status_codes=[status])


def _operation(operation_id: str, summary: str, description: str, *, errors: tuple[str, ...] = (), **rest: Any) -> Any:
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        description=inspect.cleandoc(description),
        tags=[_TAG],
        extensions={"x-errors": list(errors)},
        **rest,
    )


extend_station_model_views = extend_schema_view(
    list=_operation(
        "listChargingStationModels",
        "List all charging station models",
        """
        This endpoint retrieves a list of all charging station models.

        They come in the order in which they came into the catalogue, oldest first. While `hasMore` is true, ask again
        with `startingAfter` set to the last id; the `Link` header has that address ready. Any id is a bookmark, one
        that is archived or filtered out too.

        Without `isArchived=true` archived models are left out, with it only they are listed. Filters add up. An
        unknown parameter, one given twice and an empty one are refused: a mistyped filter must not return everything.
        """,
        parameters=[ListQuerySerializer, IF_NONE_MATCH],
        responses={200: OpenApiResponse(_LIST, "A list of charging station models")},
        examples=[_response_example({"data": {"hasMore": True, "items": [examples.MODEL]}})],
    ),
    create=_operation(
        "createChargingStationModel",
        "Create a new charging station model",
        """
        This endpoint creates a new charging station model. Only admins are allowed to create charging station models:
        the owner of the API client is staff.

        Vendor and model are unique among the models that are not archived, without regard to case; the refusal has the
        other one's id. Texts are trimmed. Unknown keys, wrong types and keys given twice are refused, all faults at
        once. Sent with an `Idempotency-Key`, it is safe to send again.
        """,
        errors=("already_exists",),
        parameters=[IDEMPOTENCY_KEY],
        request=CreateSerializer,
        responses={201: StationModelResponseSerializer},
        examples=[
            _request_example("A real one", examples.CREATE_BODY),
            _request_example("From the API document", examples.PLACEHOLDER_BODY),
            _response_example({"data": examples.MODEL}, "201"),
        ],
    ),
    changes=_operation(
        "listChargingStationModelChanges",
        "List what has changed",
        """
        The models whose last change is later than `after`, in the order of changes, archived ones included, each at
        its latest state. Keep `revision` of the answer and ask with it next, as `after`: so a copy stays true, with
        nothing missed and nothing read twice.

        `start_over` says that the catalogue does not know `after`, because it was restored from a backup: drop the
        copy and read from 0.
        """,
        errors=("start_over",),
        parameters=[ChangesQuerySerializer, IF_NONE_MATCH],
        responses={200: ChangesResponseSerializer},
        examples=[_response_example({"data": {"hasMore": False, "revision": 247, "items": [examples.MODEL]}})],
    ),
    retrieve=_operation(
        "getChargingStationModel",
        "Get a charging station model by ID",
        """
        This endpoint retrieves a charging station model by its ID, archived or not: an id once given stays valid.

        The answer is bare: the one without `data`.
        """,
        parameters=[MODEL_ID, IF_NONE_MATCH],
        responses={200: StationModelSerializer},
        examples=[_response_example(examples.MODEL)],
    ),
    ocpi=_operation(
        "getOcpiSkeletons",
        "Get the OCPI EVSEs of a charging station model",
        """
        The EVSEs and Connectors that an operator copies into a Location of OCPI, as far as the hardware decides them.

        Each connector is an EVSE of its own, unless the model says which share one. Volts, amps and watts are whole
        numbers, rounded down: never more than the hardware has.

        Each version is answered after its own document. 2.1.1 has `voltage` and `amperage` for `max_voltage` and
        `max_amperage`, and no `max_electric_power`. Only 2.3.0 has `SAE_J3400`; it is `TESLA_S` before.
        """,
        parameters=[MODEL_ID, OcpiQuery, IF_NONE_MATCH],
        responses={200: OcpiResponseSerializer},
        examples=[_response_example(examples.OCPI), _response_example(examples.OCPI_2_1_1, name="2.1.1")],
    ),
    evidence=_operation(
        "getChargingStationModelEvidence",
        "Get how the facts of a charging station model are known",
        EVIDENCE_DESCRIPTION,
        parameters=[MODEL_ID, IF_NONE_MATCH],
        responses={200: EvidenceAnswer},
        examples=[_response_example(EVIDENCE_EXAMPLE)],
    ),
    export=_operation(
        "exportChargingStationModels",
        "Export charging station models as a file",
        """
        The catalogue as one file that `manage.py import_models` and the import in the back office read: all of it, or
        what the filters of the list pick. Only admins are allowed to read it: the owner of the API client is staff.

        Besides what the API shows, a row says how each fact is known (`evidence`), what stations of the model
        report (`identities`), and of an archived model what took its place (`replacedBy`). All rows are as they
        were at one moment. `format` is that of the file; the list's `format` is `connectorFormat` here.
        """,
        errors=("permission_denied",),
        parameters=[ExportQuery, IF_NONE_MATCH],
        responses=EXPORT_RESPONSES,
        examples=export_examples(examples.LIBRARY_ROW),
    ),
    history=_operation(
        "listChargingStationModelHistory",
        "List what was done to a charging station model",
        """
        Who did what, when, where and why, newest first. Only admins are allowed to read it: the owner of the API
        client is staff.

        While `hasMore` is true, ask again with `before` set to the last revision. A model that was deleted keeps its
        history.
        """,
        errors=("permission_denied",),
        parameters=[MODEL_ID, HistoryQuery, IF_NONE_MATCH],
        responses={200: HistoryResponseSerializer},
        examples=[_response_example({"data": {"hasMore": False, "items": [event_example(examples.ARCHIVED)]}})],
    ),
    resolve=_operation(
        "resolveReport",
        "Resolve what a charging station reports",
        """
        Which model is a station that reports this vendor and model in its BootNotification? Give what it sent,
        untouched.

        Always 200: `match` says how sure the answer is, `matchedBy` why. Case, white space, punctuation and the
        vendor's legal form do not count, and names cut at the 20 characters of OCPP 1.6 are recognised. What is only
        near is a candidate and never a match. What is not recognised waits in an inbox for staff; a text of more than
        200 characters is not known, and does not.
        """,
        parameters=[ResolveQuery, IF_NONE_MATCH],
        responses={200: ResolveResponseSerializer},
        examples=[_response_example({"data": examples.RESOLUTION})],
    ),
    partial_update=_operation(
        "updateChargingStationModel",
        "Update a charging station model",
        """
        This endpoint updates a charging station model. Only the friendlyName field can be updated; `null` unsets it.

        Any caller who may write may do it, staff or not. Another key is refused and nothing changes; `{}` changes
        nothing. Archived models can be renamed too.
        """,
        parameters=[MODEL_ID, IF_MATCH],
        request=RenameSerializer,
        responses={200: StationModelResponseSerializer},
        examples=[
            _request_example("Rename", {"friendlyName": "Pulsar Plus 22 kW, Type 2 cable"}),
            _request_example("Unset", {"friendlyName": None}),
            _response_example({"data": examples.MODEL}),
        ],
    ),
    archive=_operation(
        "archiveChargingStationModel",
        "Archive a charging station model",
        """
        This endpoint archives a charging station model. Only admins are allowed to archive charging station models:
        the owner of the API client is staff.

        Archiving twice answers the same and changes nothing. Its vendor and model are free for another one from then
        on: archive and create again is how a wrong model is corrected over the API.
        """,
        parameters=[MODEL_ID, IF_MATCH, IDEMPOTENCY_KEY],
        request=None,
        responses={200: StationModelResponseSerializer},
        examples=[_response_example({"data": examples.ARCHIVED})],
    ),
    unarchive=_operation(
        "unarchiveChargingStationModel",
        "Unarchive a charging station model",
        """
        Brings an archived model back; one that is active is answered and stays as it is. Only admins are allowed to:
        the owner of the API client is staff.

        Refused while an active model has the same vendor and model.
        """,
        errors=("already_exists",),
        parameters=[MODEL_ID, IF_MATCH, IDEMPOTENCY_KEY],
        request=None,
        responses={200: StationModelResponseSerializer},
        examples=[_response_example({"data": examples.MODEL})],
    ),
)

extend_resolve_many = _operation(
    "resolveReports",
    "Resolve up to 100 reports",
    """
    As resolveReport, for up to 100 reports at once, answered in their order. It reads, and takes a read token; it is a
    POST because a hundred reports do not fit into an address.

    A member that is `null` or left out was not reported. An item that is no report is answered `none`, and the others
    as they are without it. The batch counts as one request for every ten reports.
    """,
    request=ReportsSerializer,
    responses={200: ResolveManyResponseSerializer},
    examples=[
        _request_example("Two stations", {"items": [examples.BOOT_REPORT, examples.UNKNOWN_REPORT]}),
        _response_example({"data": {"items": [examples.RESOLUTION, examples.NO_MATCH]}}),
    ],
)
