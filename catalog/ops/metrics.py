"""`/metrics` for Prometheus: requests of all workers, and size and quality of the catalogue."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from catalog.http.problems import problem_response
from catalog.models import CatalogueRevision, ChargingStationModel
from catalog.models.counts import cached_per_revision
from catalog.models.quality import CHECKS, count_open_checks
from catalog.resolve.resolution import Match

MULTIPROC_DIR_VAR: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Environment variable of prometheus_client with the directory that the workers share."""

_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PATCH", "PUT", "DELETE"})
_registry = CollectorRegistry()
_requests = Counter("catalogue_requests", "HTTP requests.", ["method", "route", "status"], registry=_registry)
_seconds = Histogram(
    "catalogue_request_seconds",
    "Request duration in seconds.",
    ["route"],
    registry=_registry,
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_resolutions = Counter("catalogue_resolutions", "Resolved boot reports by match result.", ["match"], registry=_registry)


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request if metrics are on. Labels have a limited number of values."""
    if settings.METRICS_TOKEN:
        _requests.labels(method if method in _METHODS else "other", route, status).inc()
        _seconds.labels(route).observe(seconds)


def count_resolution(match: Match) -> None:
    """Count the result of one boot report if metrics are on."""
    if settings.METRICS_TOKEN:
        _resolutions.labels(match.value).inc()


@dataclass(frozen=True)
class _CatalogueSize:
    revision: int
    active: int
    archived: int
    findings: dict[str, int]
    """Number of active models by quality check."""


def _measure_size(revision: int) -> _CatalogueSize:
    counts = ChargingStationModel.objects.aggregate(
        active=Count("pk", filter=Q(archived=False)), archived=Count("pk", filter=Q(archived=True))
    )
    findings = count_open_checks(ChargingStationModel.objects.active())
    return _CatalogueSize(revision=revision, findings=findings, **counts)


class CatalogueCollector(Collector):
    """Collector of catalogue metrics. It omits them while the database is unavailable.

    Counts are cached by revision and refreshed at most once a minute, so the cost of a scrape is constant.
    """

    def collect(self) -> Iterator[Metric]:
        try:
            revision = CatalogueRevision.current().number
            size = cached_per_revision("metrics:size:2", _measure_size)
        except (DatabaseError, InterfaceError):
            yield GaugeMetricFamily("catalogue_database_up", "Whether the database is reachable.", 0)
            return
        yield GaugeMetricFamily("catalogue_database_up", "Whether the database is reachable.", 1)
        yield GaugeMetricFamily("catalogue_revision", "Current catalogue revision.", revision)
        models = GaugeMetricFamily("catalogue_models", "Charging station models.", labels=["state"])
        models.add_metric(["active"], size.active)
        models.add_metric(["archived"], size.archived)
        yield models
        findings = GaugeMetricFamily(
            "catalogue_quality_findings",
            "Active models with an open finding of a quality check.",
            labels=["check", "severity"],
        )
        for check in CHECKS:
            findings.add_metric([check.name, check.severity.value], size.findings[check.name])
        yield findings


def metrics(request: HttpRequest) -> HttpResponse:
    """GET /metrics: requires METRICS_TOKEN, and is 404 if it is not set."""
    if not settings.METRICS_TOKEN:
        raise Http404
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not constant_time_compare(token.strip(), settings.METRICS_TOKEN):
        challenge = {"WWW-Authenticate": 'Bearer realm="metrics"'}
        return problem_response(
            request, 401, "not_authenticated", "Missing or invalid METRICS_TOKEN.", headers=challenge
        )
    counted: CollectorRegistry = _registry
    if os.environ.get(MULTIPROC_DIR_VAR):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    catalogue = CollectorRegistry()
    catalogue.register(CatalogueCollector())
    return HttpResponse(generate_latest(counted) + generate_latest(catalogue), content_type=CONTENT_TYPE_LATEST)
