"""Vendors for the filter of the catalogue browser."""

from typing import Final

from django.core.cache import caches

from catalog.models import CatalogueRevision, Vendor

VENDORS_MAX: Final = 500

_CACHE_SECONDS: Final = 3600


def get_vendor_choices() -> list[tuple[str, int]]:
    """Return the name and the number of active models of each vendor. Computed once per revision in a process."""
    # Read before what it stands for, and exact: the ETag of the page says that nothing is older.
    key = f"browser:vendors:{CatalogueRevision.current().number}"
    choices: list[tuple[str, int]] | None = caches["figures"].get_or_set(key, _load, timeout=_CACHE_SECONDS)
    return choices or []


def _load() -> list[tuple[str, int]]:
    summaries = Vendor.objects.list_summaries(limit=VENDORS_MAX)
    return [(each.name, each.active_models) for each in summaries]
