"""Navigation of the admin: sidebar, "New" menu and the way back from a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from django.db.models import Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from catalog.models import ChargingStationModel, UnknownHardware
from catalog.models.counts import LIST_COUNT_MAX, bounded_counts, cached_per_revision
from catalog.roles import is_catalogue_superuser

URGENT_REPORTS = 100
"""Reports in the inbox from which its count is red."""


@dataclass(frozen=True)
class Link:
    """A link of the sidebar. `section` is the path of the pages that belong to it."""

    label: str
    url: str
    icon: str
    section: str
    is_current: bool = False
    count: str = ""
    is_urgent: bool = False


@dataclass(frozen=True)
class Group:
    label: str
    links: list[Link]


# Label, icon and URL name.
_CATALOGUE = (
    ("Models", "charger", "catalog_chargingstationmodel_changelist"),
    ("Vendors", "factory", "catalog_vendor_changelist"),
    ("Import & export", "import", "catalog_chargingstationmodel_import"),
)
_RECOGNITION = (
    ("Inbox", "inbox", "catalog_unknownhardware_changelist"),
    ("Reported names", "tag", "catalog_reportedidentity_changelist"),
    ("Vendor aliases", "alias", "catalog_vendorsynonym_changelist"),
)
_ACTIVITY = (("Activity", "activity", "catalog_auditevent_changelist"),)
_ADMINISTRATION = (
    ("API clients", "key", "catalog_apiclient_changelist"),
    ("Users", "users", "auth_user_changelist"),
)
_NEW = (
    ("Model", "catalog_chargingstationmodel_add"),
    ("Reported name", "catalog_reportedidentity_add"),
    ("Vendor alias", "catalog_vendorsynonym_add"),
)
_NEW_FOR_MANAGERS = (("API client", "catalog_apiclient_add"), ("User", "auth_user_add"))


def build_sidebar(request: HttpRequest) -> list[Group]:
    """Return the groups of the sidebar with their counts, in two queries."""
    counts = _count()
    groups = [
        ("", (("Home", "home", "index"),)),
        ("Catalogue", _CATALOGUE),
        ("Recognition", _RECOGNITION),
        ("", _ACTIVITY),
    ]
    if is_catalogue_superuser(request.user):
        groups.append(("Administration", _ADMINISTRATION))
    current = _section(request.path)
    return [Group(label, [_link(*row, counts=counts, current=current) for row in rows]) for label, rows in groups]


def new_links(request: HttpRequest) -> list[tuple[str, str]]:
    """Return label and URL of each page that adds something, for the user's role."""
    rows = _NEW + (_NEW_FOR_MANAGERS if is_catalogue_superuser(request.user) else ())
    return [(label, reverse(f"admin:{name}")) for label, name in rows]


def find_url(name: str) -> str:
    """Return the URL of a page of the admin, or an empty string if there is none."""
    try:
        return reverse(f"admin:{name}")
    except NoReverseMatch:
        return ""


def parent_links(request: HttpRequest, original: Any = None) -> list[tuple[str, str]]:
    """Return label and URL of the pages above this one: its section, and the object whose page this is below."""
    section = _section(request.path)
    parents = [
        (label, url) for label, url, path in _sections() if path == section and url != request.path and label != "Home"
    ]
    pk = getattr(original, "pk", None)
    if parents and pk is not None and original is not None:
        url = _object_url(original)
        if url and url != request.path and request.path.startswith(f"{section}{pk}/"):
            parents.append((str(original), url))
    return parents


def _object_url(original: Any) -> str:
    opts = original._meta
    for view in ("detail", "change"):
        try:
            return reverse(f"admin:{opts.app_label}_{opts.model_name}_{view}", args=[original.pk])
        except NoReverseMatch:
            continue
    return ""


def _sections() -> Iterator[tuple[str, str, str]]:
    """Yield label, URL and path of each link; the import has a path of its own below that of the models."""
    rows = (("Home", "home", "index"), *_CATALOGUE, *_RECOGNITION, *_ACTIVITY, *_ADMINISTRATION)
    for label, _, name in rows:
        url = reverse(f"admin:{name}")
        yield label, url, url


def _section(path: str) -> str:
    """Return the longest path of a section that the page is in."""
    home = reverse("admin:index")
    sections = (section for _, _, section in _sections() if path.startswith(section))
    return max((each for each in sections if each != home or path == home), key=len, default="")


def _link(label: str, icon: str, name: str, *, counts: dict[str, tuple[str, bool]], current: str) -> Link:
    url = reverse(f"admin:{name}")
    count, is_urgent = counts.get(label, ("", False))
    return Link(label, url, icon, url, is_current=url == current, count=count, is_urgent=is_urgent)


@dataclass(frozen=True)
class _VendorCount:
    revision: int
    count: int


def _count_vendors(revision: int) -> _VendorCount:
    vendors = ChargingStationModel.objects.active().order_by().values("normalised_vendor").distinct()
    return _VendorCount(revision, vendors.count())


def _count() -> dict[str, tuple[str, bool]]:
    """Return each label's count and whether it is urgent; nothing while the database is unavailable."""
    waiting = UnknownHardware.objects.waiting().order_by()
    reports = waiting.values("state").annotate(reports=Sum("count")).values("reports")
    try:
        vendors = cached_per_revision("navigation:vendors:1", _count_vendors).count
        rows = bounded_counts(
            {
                "models": ChargingStationModel.objects.active().order_by()[: LIST_COUNT_MAX + 1],
                "entries": waiting[: LIST_COUNT_MAX + 1],
            },
            reports=Coalesce(Subquery(reports), 0),
        )
    except DatabaseError:
        return {}
    return {
        "Models": (_format_count(rows.get("models", 0)), False),
        "Vendors": (_format_count(vendors), False),
        "Inbox": (_format_count(rows.get("entries", 0)), rows.get("reports", 0) >= URGENT_REPORTS),
    }


def _format_count(count: int) -> str:
    return f"{LIST_COUNT_MAX:,}+" if count > LIST_COUNT_MAX else f"{count:,}"
