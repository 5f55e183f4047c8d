"""Requests of `resolve`: boot reports as stations sent them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, serializers, status

from catalog.api.fields import RawTextField
from catalog.api.query_params import QueryParamsSerializer
from catalog.api.serializers import StrictSerializer
from catalog.ops.metrics import count_resolution
from catalog.resolve import inbox_writer
from catalog.resolve.boot_report import BootReport
from catalog.resolve.inbox_writer import UnrecognisedReport
from catalog.resolve.resolution import Match, Resolution

REPORTS_MAX = 100
"""Reports per batch."""

UNREADABLE = BootReport("", "")
"""Placeholder for an invalid item of a batch. It matches nothing."""

REPORTS_PER_REQUEST = 10
"""Reports of a batch that count as one request against the rate limit."""

batch_turn: Final = threading.Lock()
"""Held while this process resolves a batch."""


class BatchInProgress(exceptions.APIException):
    """Another thread of this process is resolving a batch."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "unavailable"
    default_detail = "Another batch of reports is being resolved. Send this one again in a moment."
    wait = 1


def check_batch_turn() -> None:
    """Raise BatchInProgress while another batch is being resolved."""
    if batch_turn.locked():
        raise BatchInProgress


@contextmanager
def take_batch_turn() -> Iterator[None]:
    """Resolve one batch at a time in each process, so that a thread is left for all other requests.

    Raises BatchInProgress instead of waiting: a thread that waited could not serve them.
    """
    if not batch_turn.acquire(blocking=False):
        raise BatchInProgress
    try:
        yield
    finally:
        batch_turn.release()


class ReportSerializer(StrictSerializer):
    """Values of a BootNotification.

    OCPP 1.6: chargePointVendor, chargePointModel, chargePointSerialNumber and firmwareVersion.
    OCPP 2.0.1: vendorName, model, serialNumber and firmwareVersion.
    """

    # `validated_data` has the arguments of BootReport.of.

    vendor = RawTextField(required=False, allow_null=True, help_text="Reported vendor; can be empty.")
    model = RawTextField(required=False, allow_null=True, help_text="Reported model, unchanged.")
    serialNumber = RawTextField(
        source="serial_number",
        required=False,
        allow_null=True,
        help_text="Serial number. Some hardware can only be identified by its prefix.",
    )
    firmwareVersion = RawTextField(
        source="firmware_version",
        required=False,
        allow_null=True,
        help_text="Firmware version. Some hardware can only be identified by its prefix.",
    )


class ResolveQuery(QueryParamsSerializer):
    """Boot report as query parameters."""

    vendor = RawTextField(help_text="Reported vendor; can be empty.")
    model = RawTextField(help_text="Reported model, unchanged.")
    serialNumber = RawTextField(
        source="serial_number",
        required=False,
        help_text="Serial number. Some hardware can only be identified by its prefix.",
    )
    firmwareVersion = RawTextField(
        source="firmware_version",
        required=False,
        help_text="Firmware version. Some hardware can only be identified by its prefix.",
    )


@extend_schema_field(ReportSerializer)
class ReportItemField(serializers.Field):
    """One report of a batch. An invalid report becomes None, because its values come from a station."""

    _report = ReportSerializer()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_internal_value(self, data: Any) -> BootReport | None:
        try:
            values = self._report.run_validation(data)
        except serializers.ValidationError:
            return None
        reported = {name: text for name, text in values.items() if text is not None}
        return BootReport.of(**{"vendor": "", "model": "", **reported})


class ReportsField(serializers.ListField):
    """A list whose length is looked at before its items: those beyond the limit would cost as much as those within."""

    def to_internal_value(self, data: Any) -> list[BootReport | None]:
        if isinstance(data, list) and len(data) > REPORTS_MAX:
            self.fail("max_length", max_length=REPORTS_MAX)
        reports: list[BootReport | None] = super().to_internal_value(data)
        return reports


class ReportsSerializer(StrictSerializer):
    """Up to 100 boot reports."""

    items = ReportsField(
        child=ReportItemField(),
        min_length=1,
        max_length=REPORTS_MAX,
        help_text="Boot reports. Results are in the same order; the result of an invalid report is `none`.",
    )


class Outcome(NamedTuple):
    """What is recorded of a resolution at a revision of the catalogue."""

    match: Match
    station_model_id: UUID | None
    revision: int

    @classmethod
    def of(cls, resolution: Resolution, revision: int) -> Self:
        recognised = resolution.models[0].pk if resolution.is_recognised else None
        return cls(resolution.match, recognised, revision)


def record_outcome(report: BootReport | None, outcome: Outcome, user_pk: int, client_pk: int | None) -> None:
    """Count the result of a report, and queue an unrecognised report for the inbox. Executes no query.

    Reports that are not valid are not counted. Those that are too long are not queued, because no model or reported
    name can match them.
    """
    count_resolution(outcome.match)
    if report is None:
        return
    inbox_writer.count_report(outcome.station_model_id, client_pk)
    if outcome.station_model_id is not None or report.is_too_long:
        return
    inbox_writer.enqueue(
        UnrecognisedReport(
            vendor=report.vendor,
            model=report.model,
            serial_number=report.serial_number,
            firmware_version=report.firmware_version,
            is_ambiguous=outcome.match is Match.AMBIGUOUS,
            user_id=user_pk,
            client_id=client_pk,
            at=timezone.now(),
            revision=outcome.revision,
        )
    )
