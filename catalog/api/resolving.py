"""What is asked of `resolve`: reports, as they came from stations."""

from django.utils import timezone

from catalog.api.fields import RawTextField
from catalog.api.query_params import QueryParamsSerializer
from catalog.api.serializers import StrictSerializer
from catalog.limits import TEXT_MAX
from catalog.ops.metrics import count_resolution
from catalog.resolve import inbox_writer
from catalog.resolve.boot_report import BootReport
from catalog.resolve.inbox_writer import UnrecognisedReport
from catalog.resolve.resolver import Match

REPORTS_MAX = 100
"""Of one batch."""

REPORTS_PER_REQUEST = 10
"""Reports of a batch that count as one request against the rate limit."""


class ReportSerializer(StrictSerializer):
    """What a station says it is: in OCPP 1.6 chargePointVendor, chargePointModel, chargePointSerialNumber and
    firmwareVersion of its BootNotification; in 2.0.1 vendorName, model, serialNumber and firmwareVersion."""

    # `validated_data` is what Report takes.

    vendor = RawTextField(max_length=TEXT_MAX, help_text="The vendor as the station reports it; it may be empty.")
    model = RawTextField(max_length=TEXT_MAX, help_text="The model as the station reports it, not trimmed or cut.")
    serialNumber = RawTextField(
        source="serial_number",
        max_length=TEXT_MAX,
        required=False,
        help_text="The serial number; some hardware is told apart by its beginning alone.",
    )
    firmwareVersion = RawTextField(
        source="firmware_version", max_length=TEXT_MAX, required=False, help_text="The firmware version, likewise."
    )


class ResolveQuery(QueryParamsSerializer, ReportSerializer):
    """The same as query parameters."""


class ReportsSerializer(StrictSerializer):
    """Up to 100 reports."""

    items = ReportSerializer(  # type: ignore[call-arg]  # `many` makes it a ListSerializer
        many=True, min_length=1, max_length=REPORTS_MAX, help_text="The reports, answered in their order."
    )


def record_outcome(report: BootReport, match: Match, user_pk: int, client_pk: int | None) -> None:
    """Count what came of a report, and let what was not recognised wait in the inbox, without a query."""
    count_resolution(match)
    if match in (Match.EXACT, Match.IDENTITY):
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
