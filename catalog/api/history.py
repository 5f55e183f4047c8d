"""The history of one model, for staff: its events as JSON, newest first."""

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
    """Without a default: 0 would be before everything."""

    default_error_messages = {"invalid": f"Give a whole number from 0 to {REVISION_MAX}: a revision."}

    def to_internal_value(self, data: Any) -> int:
        revision = super().to_internal_value(data)
        if revision > REVISION_MAX:
            self.fail("invalid")
        return revision


class HistoryQuery(PaginatedQuerySerializer):
    before = _BeforeField(
        required=False, help_text="A revision: events older than it are returned. Without it, from the newest."
    )


def get_history_page(station_model_id: UUID, query: dict[str, Any]) -> Page:
    """Return what a `HistoryQuery` asks for; its bookmark is the last revision."""
    found = AuditEvent.objects.filter(station_model=station_model_id).select_related("user", "client")
    if "before" in query:
        found = found.filter(revision__lt=query["before"])
    limit = query.get("limit", LIMIT_DEFAULT)
    # One more than asked for says whether there are more.
    events = list(found.order_by("-revision")[: limit + 1])
    shown = events[:limit]
    return Page(
        [dump_json(_event_json(each)) for each in shown],
        shown[-1].revision if shown else None,
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


# What the OpenAPI document says of it.


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


@extend_schema_field({"description": "Any JSON value of a charging station model; null where it was not set."})
class _ValueField(serializers.JSONField):
    pass


class HistoryActorSerializer(serializers.Serializer):
    """Who: a user, through an API client or a command where it was one."""

    user = serializers.CharField(allow_null=True, help_text="Name of the user, or of the API client's owner.")
    client = serializers.CharField(allow_null=True, help_text="The API client's id.")
    command = serializers.CharField(allow_null=True, help_text="Name of the command.")


class HistoryChangeSerializer(serializers.Serializer):
    field = serializers.CharField(
        help_text="A member of the charging station model, or `evidence`, `dismissedChecks` or `replacedBy`."
    )
    before = _ValueField()
    after = _ValueField()


@extend_schema_serializer(component_name="ChargingStationModelEvent")
class EventSerializer(serializers.Serializer):
    """One change of one charging station model."""

    revision = serializers.IntegerField(help_text="The catalogue's revision that the change made.")
    at = serializers.DateTimeField()
    action = serializers.ChoiceField(Action.choices)
    door = serializers.ChoiceField(Channel.choices, help_text="Where the change came in.")
    actor = HistoryActorSerializer()
    reason = serializers.CharField(allow_null=True, help_text="Why, in the words of who did it.")
    requestId = serializers.CharField(allow_null=True, help_text="The `X-Request-Id` of the request that did it.")  # noqa: N815
    before = _RecordField(help_text="The model before, null for one that was created.")
    after = _RecordField(help_text="The model after, null for one that was deleted.")
    changes = HistoryChangeSerializer(many=True, help_text="What differs. `updatedAt` is left out: it moves always.")


@extend_schema_serializer(component_name="ChargingStationModelHistoryItems")
class HistoryItemsSerializer(serializers.Serializer):
    hasMore = serializers.BooleanField(help_text="Whether more follow the last of the items.")  # noqa: N815
    items = EventSerializer(many=True)


@extend_schema_serializer(component_name="ChargingStationModelHistory")
class HistoryResponseSerializer(serializers.Serializer):
    data = HistoryItemsSerializer()  # type: ignore[assignment]
