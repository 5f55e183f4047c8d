"""DismissedCheck: what a quality check finds of one model, and staff has found to be in order."""

from django.db import models

from catalog.db.querysets import NoBulkWriteQuerySet
from catalog.fields import TrimmedTextField
from catalog.models.audit_event import REASON_MAX
from catalog.models.constraints import text_constraint

CHECK_NAME_MAX = 40


class DismissedCheck(models.Model):
    """Added and removed by the methods of the station model, which write the history."""

    # Found by the index of the unique constraint.
    station_model = models.ForeignKey(
        "catalog.ChargingStationModel", models.PROTECT, related_name="dismissed_checks", db_index=False
    )
    check_name = models.CharField(max_length=CHECK_NAME_MAX, help_text="The name of a quality check.")
    reason = TrimmedTextField(max_length=REASON_MAX, help_text="Why the model is in order as it is.")

    objects = NoBulkWriteQuerySet.as_manager()

    class Meta:
        ordering = ["station_model_id", "check_name"]
        constraints = [
            models.UniqueConstraint(fields=["station_model", "check_name"], name="dismissed_check_is_unique"),
            text_constraint("check_name", CHECK_NAME_MAX, "dismissed_check"),
            text_constraint("reason", REASON_MAX, "dismissed_check"),
        ]

    def __str__(self) -> str:
        return f"{self.check_name}: {self.reason}"
