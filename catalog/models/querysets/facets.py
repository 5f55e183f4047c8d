"""Filters with several values each, and how many models have each value: what the list of the admin is made of."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Self

from django.db.models import Count, Exists, OuterRef, Q

from catalog.models.connector import Connector
from catalog.models.evidence import Evidence
from catalog.models.querysets.quality import StationModelQuality
from catalog.normalise import normalise_vendor

NO_EVIDENCE: Final = "none"
"""Beside the evidence levels: the models without evidence of a subject."""


class StationModelFacets(StationModelQuality):
    """Plain filters and counts: they read as many rows as match, which suits a hundred thousand models.

    The filters of the API, which stay flat beyond that, are in `search.py`.
    """

    def of_vendors(self, vendors: Collection[str]) -> Self:
        """Keep the models of those vendors, ignoring case, punctuation and legal forms."""
        return self.filter(normalised_vendor__in={normalise_vendor(each) for each in vendors} - {""})

    def of_power_types(self, power_types: Collection[str]) -> Self:
        return self.filter(power_type__in=power_types)

    def with_power_between(self, minimum: Decimal | None, maximum: Decimal | None) -> Self:
        """Keep the models whose strongest connector has that many watts, limits included."""
        limits = {"max_power_watts__gte": minimum, "max_power_watts__lte": maximum}
        return self.filter(**{name: limit for name, limit in limits.items() if limit is not None})

    def with_any_connector(self, types: Collection[str] = (), formats: Collection[str] = ()) -> Self:
        """Keep the models with a connector of one of those types and one of those formats; none given are all."""
        return self.filter(pk__in=_connectors(types, formats).values("station_model"))

    def with_evidence_levels(self, subject: str, levels: Collection[str]) -> Self:
        """Keep the models whose evidence of that subject has one of those levels, or NO_EVIDENCE."""
        found = Evidence.objects.filter(station_model=OuterRef("pk")).about(subject)
        condition = Q(Exists(found.at_level(*levels)))
        return self.filter(condition | ~Exists(found) if NO_EVIDENCE in levels else condition)

    def changed_since(self, at: datetime) -> Self:
        return self.filter(updated_at__gte=at)

    def count_by(self, column: str) -> dict[Any, int]:
        """Return how many models have each value of that column."""
        return dict(self.order_by().values_list(column).annotate(Count("pk")))

    def count_by_connector(
        self, column: str, *, types: Collection[str] = (), formats: Collection[str] = ()
    ) -> dict[Any, int]:
        """Return how many models have a connector with each value of a column, among connectors of those kinds."""
        connectors = _connectors(types, formats).filter(station_model__in=self.order_by().values("pk"))
        return dict(connectors.values_list(column).annotate(Count("station_model", distinct=True)))

    def count_by_evidence(self) -> dict[tuple[str, str], int]:
        """Return how many models have evidence of each subject and level."""
        evidence = Evidence.objects.filter(station_model__in=self.order_by().values("pk")).order_by()
        counted = evidence.values_list("subject", "level").annotate(count=Count("pk"))
        return {(subject, level): count for subject, level, count in counted}

    def count_vendors(self) -> list[tuple[str, str, int]]:
        """Return the key, the most frequent spelling and the number of models of each vendor, in the order of names."""
        counted = self.order_by().values_list("normalised_vendor", "vendor").annotate(count=Count("pk"))
        found: dict[str, tuple[str, int]] = {}
        for key, vendor, count in counted.order_by("-count", "vendor"):
            name, total = found.get(key, (vendor, 0))
            found[key] = name, total + count
        return sorted(((key, *each) for key, each in found.items()), key=lambda each: each[1].casefold())


def _connectors(types: Collection[str], formats: Collection[str]) -> Any:
    wanted = {"connection_type__in": types, "format__in": formats}
    return Connector.objects.order_by().filter(**{name: values for name, values in wanted.items() if values})
