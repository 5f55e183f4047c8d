"""How a query is carried out: by an index, or by going through a whole table."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

GROWING_TABLES = (
    "catalog_chargingstationmodel",
    "catalog_connector",
    "catalog_searchword",
    "catalog_auditevent",
    "catalog_identitytarget",
    "catalog_idempotencyrecord",
    "oauth2_provider_accesstoken",
)
"""Tables that grow with the catalogue, its history or its use. What staff write by hand stays small: users,
clients, synonyms, reported identities, the inbox."""


def explain(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        return [str(row[-1]) for row in cursor.fetchall()]


def force_index_scans(tables: Iterable[str] = GROWING_TABLES) -> None:
    """PostgreSQL rightly reads small tables in whole; after this it does that only where no index would serve."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(tables)}")
            cursor.execute("SET LOCAL enable_seqscan = off")


@contextmanager
def assert_no_table_scans() -> Iterator[None]:
    """Fail for each query asked inside that reads a growing table in whole, and show where it does."""
    with CaptureQueriesContext(connection) as captured:
        yield
    found = []
    for sql in (each["sql"] for each in captured.captured_queries):
        if sql.startswith(("SELECT", "UPDATE", "DELETE")) and any(table in sql for table in GROWING_TABLES):
            whole = [step for step in explain(sql) if _is_table_scan(step, sql)]
            if whole:
                found.append("\n".join([*whole, sql[:2_000]]))
    assert not found, "\n\n".join(found)


def _is_table_scan(step: str, sql: str) -> bool:
    if connection.vendor == "sqlite":
        return step.startswith("SCAN") and _is_growing(name := step.split()[1], sql) and not _is_page(name, sql)
    return "Seq Scan" in step and any(table in step for table in GROWING_TABLES)


def _is_growing(name: str, sql: str) -> bool:
    return name in GROWING_TABLES or any(f'"{table}" {name} ' in sql for table in GROWING_TABLES)


def _is_page(name: str, sql: str) -> bool:
    """In the order of an index, as far as a page goes: the rest is not read."""
    return " WHERE " not in sql or bool(re.search(rf'("{name}"|" {name})( ORDER BY [^()]*)? LIMIT ', sql))
