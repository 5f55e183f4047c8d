"""Requests of `resolve`: boot reports as stations sent them."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.api.fields import RawTextField
from catalog.api.query_params import QueryParamsSerializer
from catalog.api.serializers import StrictSerializer
from catalog.ops.metrics import count_resolution
from catalog.resolve import inbox_writer
from catalog.resolve.boot_report import BootReport
from catalog.resolve.inbox_writer import UnrecognisedReport
from catalog.resolve.resolver import Match

REPORTS_MAX = 100
"""Reports per batch."""

UNREADABLE = BootReport("", "")
"""Placeholder for an invalid item of a batch. It matches nothing."""

REPORTS_PER_REQUEST = 10
"""Reports of a batch that count as one request against the rate limit."""


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


class ReportsSerializer(StrictSerializer):
    """Up to 100 boot reports."""

    items = serializers.ListField(
        child=ReportItemField(),
        min_length=1,
        max_length=REPORTS_MAX,
        help_text="Boot reports. Results are in the same order; the result of an invalid report is `none`.",
    )


def record_outcome(report: BootReport | None, match: Match, user_pk: int, client_pk: int | None) -> None:
    """Count the result of a report, and queue an unrecognised report for the inbox. Executes no query.

    Invalid reports and values that are too long are not queued, because no model or identity can match them.
    """
    count_resolution(match)
    if match in (Match.EXACT, Match.IDENTITY) or report is None or report.is_too_long:
        return
    inbox_writer.enqueue(
        UnrecognisedReport(
            vendor=report.vendor,
            model=report.model,
            serial_number=report.serial_number,
            firmware_version=report.firmware_version,
            is_ambiguous=match is Match.AMBIGUOUS,
            user_id=user_pk,
            client_id=client_pk,
            at=timezone.now(),
        )
    )
