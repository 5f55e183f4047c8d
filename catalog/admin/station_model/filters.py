"""Filters of the station model list."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.admin.mixins.changelist import ChoiceFilter
from catalog.admin.mixins.faceted_list import SCAN_MAX, FacetFilter
from catalog.choices import ConnectionType, ConnectorFormat, EvidenceLevel, EvidenceSubject, PowerType
from catalog.limits import TEXT_MAX
from catalog.models import ChargingStationModel, Connector
from catalog.models.quality import CHECKS, CHECKS_BY_NAME

# Label, exclusive lower limit and inclusive upper limit in watts. The common ratings 7.4, 22, 50 and 150 kW are within
# a range, however they are rounded.
POWER_RANGES = {
    "to-8": ("Up to 8 kW", 0, 8_000),
    "8-to-23": ("8 to 23 kW", 8_000, 23_000),
    "23-to-50": ("23 to 50 kW", 23_000, 50_000),
    "50-to-150": ("50 to 150 kW", 50_000, 150_000),
    "from-150": ("More than 150 kW", 150_000, None),
}


class StateFilter(FacetFilter):
    """Filter by state. Active models by default, as in the API."""

    title = "state"
    parameter_name = "state"
    choices_offered = (("archived", "Archived"), ("all", "All"))
    default_value = "active"

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.active() if self.value() is None else super().queryset(request, queryset)

    def apply(self, queryset: Any, value: str) -> Any:
        return queryset.archived() if value == "archived" else queryset

    def facet_querysets(self, others: Any, *, is_narrow: bool) -> dict[str, QuerySet]:
        return {self.default_value: others.active(), **super().facet_querysets(others, is_narrow=is_narrow)}

    def choices(self, changelist: Any) -> Any:
        without, *others = super().choices(changelist)
        return [{**without, "display": "Active"}, *others]


class PowerTypeFilter(FacetFilter):
    title = "power type"
    parameter_name = "power_type"
    choices_offered = PowerType.choices


class PowerRangeFilter(FacetFilter):
    """Filter by the power of the strongest connector."""

    title = "power"
    parameter_name = "power"
    choices_offered = tuple((value, label) for value, (label, _, _) in POWER_RANGES.items())

    def apply(self, queryset: QuerySet, value: str) -> QuerySet:
        _, above, to = POWER_RANGES[value]
        models = queryset.filter(max_power_watts__gt=above)
        return models if to is None else models.filter(max_power_watts__lte=to)


class ConnectorFilter(FacetFilter):
    """Filter by connector. With a type and a format, one connector must have both."""

    @property
    def ignored_parameters(self) -> set[str]:
        return {ConnectionTypeFilter.parameter_name, ConnectorFormatFilter.parameter_name}

    def apply(self, queryset: Any, value: str) -> Any:
        criteria = self._criteria(value)
        if len(criteria) > 1 and self.parameter_name == ConnectorFormatFilter.parameter_name:
            return queryset  # the filter by type already applies both
        return queryset.with_connector(criteria.get("connection_type"), criteria.get("format"))

    def filter_for_facets(self, queryset: QuerySet) -> QuerySet:
        """Return the matching rows with a plain subquery, for the counts of other filters."""
        value = self.value()
        return queryset if value is None else queryset.filter(pk__in=self._models_with(value))

    def facet_querysets(self, others: Any, *, is_narrow: bool) -> dict[str, QuerySet]:
        if is_narrow:
            return {value: others.filter(pk__in=self._models_with(value)) for value, _ in self.choices_offered}
        # The query starts from the connectors, so that rare types do not scan all models. The state is filtered by a
        # column without an index, because SQLite would otherwise start from the models.
        state = self.request.GET.get(StateFilter.parameter_name)
        rows = ChargingStationModel.objects.order_by()
        if state != "all":
            rows = rows.filter(archived_at__isnull=state != "archived")
        return {
            value: rows.filter(pk__in=self._scan(value).values("station_model")) for value, _ in self.choices_offered
        }

    def scan_window(self, value: str) -> QuerySet:
        return self._scan(value)

    def _scan(self, value: str) -> QuerySet:
        return self._connector_rows(value).order_by()[:SCAN_MAX]

    def _models_with(self, value: str) -> QuerySet:
        return self._connector_rows(value).order_by().values("station_model")

    def _connector_rows(self, value: str) -> QuerySet:
        return Connector.objects.filter(**self._criteria(value))

    def _criteria(self, value: str) -> dict[str, str]:
        """Return the values of both connector filters by column."""
        criteria = {str(self.parameter_name): value}
        for other in (ConnectionTypeFilter, ConnectorFormatFilter):
            if other.parameter_name in criteria or not (other_value := self.request.GET.get(other.parameter_name)):
                continue
            if other_value not in dict(other.choices_offered):
                raise IncorrectLookupParameters
            criteria[other.parameter_name] = other_value
        return criteria


class ConnectionTypeFilter(ConnectorFilter):
    title = "connector type"
    parameter_name = "connection_type"
    choices_offered = ConnectionType.choices


class ConnectorFormatFilter(ConnectorFilter):
    title = "connector format"
    parameter_name = "format"
    choices_offered = ConnectorFormat.choices


class QualityFilter(ChoiceFilter):
    """Filter by open quality check."""

    title = "quality check"
    parameter_name = "check"
    choices_offered = tuple((check.name, check.label) for check in CHECKS)

    def apply(self, queryset: Any, value: str) -> Any:
        return CHECKS_BY_NAME[value].open(queryset)


class EvidenceFilter(ChoiceFilter):
    """Filter by the evidence level of a subject."""

    subject: EvidenceSubject
    choices_offered = (*EvidenceLevel.choices, ("none", "No evidence"))

    def apply(self, queryset: Any, value: str) -> Any:
        if value == "none":
            return queryset.without_evidence_of(self.subject)
        return queryset.with_evidence(self.subject, value)


class DesignationEvidenceFilter(EvidenceFilter):
    title = "evidence for designation"
    parameter_name = "designation_evidence"
    subject = EvidenceSubject.DESIGNATION


class RatingsEvidenceFilter(EvidenceFilter):
    title = "evidence for ratings"
    parameter_name = "ratings_evidence"
    subject = EvidenceSubject.RATINGS


class OcppUrlEvidenceFilter(EvidenceFilter):
    title = "evidence for OCPP URL key"
    parameter_name = "ocpp_url_evidence"
    subject = EvidenceSubject.OCPP_URL


class ImageEvidenceFilter(EvidenceFilter):
    title = "evidence for image"
    parameter_name = "image_evidence"
    subject = EvidenceSubject.IMAGE


class VendorFilter(admin.SimpleListFilter):
    """Filter by vendor prefix, as a text field: there are too many vendors for links."""

    title = "vendor"
    parameter_name = "vendor"
    template = "admin/catalog/chargingstationmodel/vendor_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return []

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if not value:
            return queryset
        if len(value) > TEXT_MAX:
            raise IncorrectLookupParameters
        return queryset.vendor_startswith(value)

    def choices(self, changelist: Any) -> Any:
        yield {
            "value": self.value() or "",
            "others": [(name, value) for name, value in changelist.params.items() if name != self.parameter_name],
            "without": changelist.get_query_string(remove=[self.parameter_name]),
        }
