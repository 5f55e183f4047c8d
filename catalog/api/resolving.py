"""What is asked of `resolve`: reports, as they came from stations."""

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
"""Of one batch."""

UNREADABLE = BootReport("", "")
"""Is nothing, and stands in a batch for what is no report."""

REPORTS_PER_REQUEST = 10
"""Reports of a batch that count as one request against the rate limit."""


class ReportSerializer(StrictSerializer):
    """What a station says it is: in OCPP 1.6 chargePointVendor, chargePointModel, chargePointSerialNumber and
    firmwareVersion of its BootNotification; in 2.0.1 vendorName, model, serialNumber and firmwareVersion."""

    # `validated_data` is what Report.of takes.

    vendor = RawTextField(
        required=False, allow_null=True, help_text="The vendor as the station reports it; it may be empty."
    )
    model = RawTextField(
        required=False, allow_null=True, help_text="The model as the station reports it, not trimmed or cut."
    )
    serialNumber = RawTextField(
        source="serial_number",
        required=False,
        allow_null=True,
        help_text="The serial number; some hardware is told apart by its beginning alone.",
    )
    firmwareVersion = RawTextField(
        source="firmware_version", required=False, allow_null=True, help_text="The firmware version, likewise."
    )


class ResolveQuery(QueryParamsSerializer):
    """The same as query parameters."""

    vendor = RawTextField(help_text="The vendor as the station reports it; it may be empty.")
    model = RawTextField(help_text="The model as the station reports it, not trimmed or cut.")
    serialNumber = RawTextField(
        source="serial_number",
        required=False,
        help_text="The serial number; some hardware is told apart by its beginning alone.",
    )
    firmwareVersion = RawTextField(
        source="firmware_version", required=False, help_text="The firmware version, likewise."
    )


@extend_schema_field(ReportSerializer)
class ReportItemField(serializers.Field):
    """One report of a batch: what a station sent, which is no fault of the caller. None stands for what is no report.

    A member that is null or left out was not reported.
    """

    _report = ReportSerializer()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_internal_value(self, data: Any) -> BootReport | None:
        try:
            values = self._report.run_validation(data)
        except serializers.ValidationError:
            return None
        given = {name: text for name, text in values.items() if text is not None}
        return BootReport.of(**{"vendor": "", "model": "", **given})


class ReportsSerializer(StrictSerializer):
    """Up to 100 reports."""

    items = serializers.ListField(
        child=ReportItemField(),
        min_length=1,
        max_length=REPORTS_MAX,
        help_text="The reports, answered in their order. One that cannot be read is answered `none`.",
    )


def record_outcome(report: BootReport | None, match: Match, user_pk: int, client_pk: int | None) -> None:
    """Count what came of a report, and let what was not recognised wait in the inbox, without a query.

    What is no report does not, nor what is too long: no model or identity could be written down for it.
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
