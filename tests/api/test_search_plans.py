"""How the list's queries are carried out: each by an index; none reads a table in whole or sorts more than few rows.

PostgreSQL reads small tables in whole, and rightly so; here it does that only where no index would serve.
"""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from catalog.library.synthetic import create_synthetic
from catalog.models import ChargingStationModel
from catalog.models.querysets import search
from tests.api_clients import MODELS
from tests.factories import TEST_ACTOR, StationModelFactory, connector_data
from tests.query_plans import explain, force_index_scans

pytestmark = pytest.mark.django_db

MANY, FEW = 1_500, 100
TABLES = ["catalog_chargingstationmodel", "catalog_connector", "catalog_searchword"]


def is_whole(step: str) -> bool:
    """Whether a step reads all of a table, or of an index."""
    if connection.vendor == "sqlite":
        return step.startswith("SCAN") or "TEMP B-TREE" in step
    # Joins of what is looked up row by row; to gather a few different keys (HashAggregate) is none.
    return bool(re.search("Seq Scan|Hash(?!Aggregate)|Merge", step))


def test_no_filter_of_the_list_reads_a_table_in_whole(reader: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SMALL_SET_MAX", FEW)
    create_synthetic(MANY, by=TEST_ACTOR)
    StationModelFactory(
        vendor="Rarity",
        power_type="AC_1_PHASE",
        connectors=[connector_data(connection_type="TESLA_R", max_power_watts=99_000_000)],
    )
    force_index_scans(TABLES)
    bookmark = ChargingStationModel.objects.in_order()[MANY // 2]
    queries: list[dict[str, Any]] = [
        {},
        {"vendor": "gridline"},
        {"powerType": "DC"},
        {"q": "rarity"},
        {"q": "absent"},
        {"q": "k"},
        {"q": "k rarity"},
        {"q": "kw c 2 t"},
        {"connectionType": "TESLA_R"},
        {"connectionType": "IEC_62196_T2"},
        {"format": "CABLE"},
        {"connectionType": "IEC_62196_T2", "format": "CABLE"},
        {"minPowerWatts": "1000"},
        {"minPowerWatts": "90000000"},
        {"minPowerWatts": "1000", "maxPowerWatts": "500000"},
        {"q": "k", "powerType": "DC", "format": "CABLE", "minPowerWatts": "1000"},
        {"q": "rarity", "powerType": "AC_1_PHASE", "format": "SOCKET", "minPowerWatts": "1000"},
    ]
    bad = []
    for query in queries:
        for start in ({}, {"startingAfter": bookmark.pk}):
            with CaptureQueriesContext(connection) as captured:
                response = reader.get(MODELS, {**query, **start})
            assert response.status_code == 200
            for each in captured.captured_queries:
                if any(table in each["sql"] for table in TABLES):
                    bad += [(query, step, each["sql"][:300]) for step in explain(each["sql"]) if is_whole(step)]

    assert bad == []
