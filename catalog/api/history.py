"""History of one model: query parameters, JSON and serializers for the OpenAPI document."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from catalog.api.pagination import Page
from catalog.api.query_params import LIMIT_DEFAULT, REVISION_MAX, PaginatedQuerySerializer, RevisionParamField
from catalog.models import Action, AuditEvent, Channel
from catalog.models.document import dump_json, format_time


@extend_schema_field({"type": "integer", "format": "int64", "minimum": 0, "maximum": REVISION_MAX})
class _BeforeField(RevisionParamField):
    """Revision parameter without a default."""

    default_error_messages = {"invalid": f"Must be a revision: a whole number from 0 to {REVISION_MAX}."}

    def to_internal_value(self, data: Any) -> int:
        revision = super().to_internal_value(data)
        if revision > REVISION_MAX:
            self.fail("invalid")
        return revision


class HistoryQuery(PaginatedQuerySerializer):
    before = _BeforeField(
        required=False, help_text="Return events before this revision (default: from the newest event)."
    )


def get_history_page(station_model_id: UUID, query: dict[str, Any]) -> Page:
    """Return the page for a validated `HistoryQuery`. Its cursor is the last revision."""
    rows = AuditEvent.objects.filter(station_model=station_model_id).select_related("user", "client")
    if "before" in query:
        rows = rows.filter(revision__lt=query["before"])
    limit = query.get("limit", LIMIT_DEFAULT)
    # One row more than requested shows whether there is a next page.
    events = list(rows.order_by("-revision")[: limit + 1])
    page = events[:limit]
    return Page(
        [dump_json(_event_json(each)) for each in page],
        page[-1].revision if page else None,
        has_more=len(events) > limit,
    )


def _event_json(event: AuditEvent) -> dict[str, Any]:
    return {
        "revision": event.revision,
        "at": format_time(event.at),
        "action": event.action,
        "door": event.channel,
        "actor": {
            "user": event.user.get_username() if event.user else None,
            "client": event.client.client_id if event.client else None,
            "command": event.command or None,
        },
        "reason": event.reason or None,
        "requestId": event.request_id or None,
        "before": event.before,
        "after": event.after,
        "changes": [{"field": name, "before": before, "after": after} for name, before, after in event.changes],
    }


# For the OpenAPI document.


def event_example(document: dict[str, Any]) -> dict[str, Any]:
    return {
        "revision": 248,
        "at": "2023-06-07T17:32:28Z",
        "action": "archived",
        "door": "admin",
        "actor": {"user": "ada", "client": None, "command": None},
        "reason": "Out of production.",
        "requestId": "7c1a3f6e2f0b4c539d0e6a1b9f3f7a11",
        "before": {**document, "isArchived": False},
        "after": document,
        "changes": [{"field": "isArchived", "before": False, "after": True}],
    }


@extend_schema_field({"type": ["object", "null"]})
class _RecordField(serializers.JSONField):
    pass


@extend_schema_field({"description": "Value of the member, or null if it was not set."})
class _ValueField(serializers.JSONField):
    pass


class HistoryActorSerializer(serializers.Serializer):
    """User, API client or command behind the change."""

    user = serializers.CharField(allow_null=True, help_text="Username, or username of the API client's owner.")
    client = serializers.CharField(allow_null=True, help_text="Client ID of the API client.")
    command = serializers.CharField(allow_null=True, help_text="Name of the management command.")


class HistoryChangeSerializer(serializers.Serializer):
    field = serializers.CharField(
        help_text="Member of the charging station model, or `evidence`, `dismissedChecks` or `replacedBy`."
    )
    before = _ValueField()
    after = _ValueField()


@extend_schema_serializer(component_name="ChargingStationModelEvent")
class EventSerializer(serializers.Serializer):
    """Audit event: one change of a charging station model."""

    revision = serializers.IntegerField(help_text="Catalogue revision created by this change.")
    at = serializers.DateTimeField()
    action = serializers.ChoiceField(Action.choices)
    door = serializers.ChoiceField(Channel.choices, help_text="Channel of the change.")
    actor = HistoryActorSerializer()
    reason = serializers.CharField(allow_null=True, help_text="Reason given by the user.")
    requestId = serializers.CharField(allow_null=True, help_text="`X-Request-Id` of the request.")  # noqa: N815
    before = _RecordField(help_text="Model before the change; null for creations.")
    after = _RecordField(help_text="Model after the change; null for deletions.")
    changes = HistoryChangeSerializer(
        many=True, help_text="Changed members. `updatedAt` is omitted because it always changes."
    )


@extend_schema_serializer(component_name="ChargingStationModelHistoryItems")
class HistoryItemsSerializer(serializers.Serializer):
    hasMore = serializers.BooleanField(help_text="Whether there are more items.")  # noqa: N815
    items = EventSerializer(many=True)


@extend_schema_serializer(component_name="ChargingStationModelHistory")
class HistoryResponseSerializer(serializers.Serializer):
    data = HistoryItemsSerializer()  # type: ignore[assignment]
