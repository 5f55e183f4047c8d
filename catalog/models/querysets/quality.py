"""The models that a quality check finds. `catalog/models/quality.py` lists the checks."""

from typing import Any, Self

from django.db.models import Exists, OuterRef

from catalog.choices import EvidenceLevel, EvidenceSubject
from catalog.models.dismissed_check import DismissedCheck
from catalog.models.evidence import SOURCED, Evidence
from catalog.models.querysets.ranking import StationModelRanking
from catalog.models.recognition import UNREPORTED_DAYS, ModelReporter, RecognitionDay, first_day


class StationModelQuality(StationModelRanking):
    def with_evidence(self, subject: str, *levels: str) -> Self:
        """Keep the models that have evidence of that subject, at one of those levels if any are given."""
        found = Evidence.objects.filter(station_model=OuterRef("pk")).about(subject)
        return self.filter(Exists(found.at_level(*levels) if levels else found))

    def with_unsourced_ratings(self) -> Self:
        sourced = Evidence.objects.filter(station_model=OuterRef("pk")).about(EvidenceSubject.RATINGS)
        return self.filter(~Exists(sourced.at_level(*SOURCED)))

    def with_assumed_ocpp_url_key(self) -> Self:
        return self.with_evidence(EvidenceSubject.OCPP_URL, EvidenceLevel.ASSUMED)

    def without_evidence(self) -> Self:
        return self.filter(~Exists(Evidence.objects.filter(station_model=OuterRef("pk"))))

    def without_image(self) -> Self:
        return self.filter(image_url__isnull=True)

    def without_friendly_name(self) -> Self:
        return self.filter(friendly_name__isnull=True)

    def with_doubtful_figures(self) -> Self:
        return self.filter(has_doubtful_figures=True)

    def with_vendor_spelled_in_two_ways(self) -> Self:
        """Keep the models of vendors that active models write differently: in case, punctuation or legal form."""
        same = self._active_models().filter(normalised_vendor=OuterRef("normalised_vendor"))
        # Two seeks of an index, where "not equal" would read all models of the vendor for each of them.
        earlier, later = same.filter(vendor__lt=OuterRef("vendor")), same.filter(vendor__gt=OuterRef("vendor"))
        return self.filter(Exists(earlier) | Exists(later))

    def with_near_duplicate(self) -> Self:
        """Keep the models that another active model is so like that a report of one can mean the other."""
        same = self._active_models().filter(
            normalised_model=OuterRef("normalised_model"), normalised_vendor=OuterRef("normalised_vendor")
        )
        return self.filter(Exists(same.exclude(pk=OuterRef("pk"))))

    def never_reported(self) -> Self:
        """Keep the models that no station was recognised as in 90 days, nor before they were 90 days old.

        None while reports were not counted for so long.
        """
        since = first_day(UNREPORTED_DAYS)
        reported = ModelReporter.objects.filter(station_model=OuterRef("pk"), last_day__gte=since)
        were_counted = RecognitionDay.objects.filter(day__lt=since)
        return self.filter(~Exists(reported), Exists(were_counted), created_at__date__lt=since)

    def without_dismissed(self, check_name: str) -> Self:
        """Leave out the models of which staff has dismissed that check."""
        dismissed = DismissedCheck.objects.filter(station_model=OuterRef("pk"), check_name=check_name)
        return self.filter(~Exists(dismissed))

    def _active_models(self) -> Any:
        # By the column of the partial index instead of `archived`.
        return self.model.objects.filter(archived_at__isnull=True)
