"""Pages that a person may open, and what a person may do."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from catalog.admin.search.results import Result
from catalog.limits import TEXT_MAX


def list_pages(request: HttpRequest) -> Iterator[Result]:
    """Yield the pages that the person may see, in the order of the navigation."""
    yield Result("Home", reverse("admin:index"))
    for app in admin.site.get_app_list(request):
        for each in app["models"]:
            if each.get("admin_url"):
                yield Result(_TITLES.get(each["object_name"], str(each["name"])), each["admin_url"])
            if each.get("add_url"):
                yield Result(f"Add {each['model']._meta.verbose_name}", each["add_url"])
    yield Result("Import models", reverse("admin:catalog_chargingstationmodel_import"))
    yield Result("Your account", reverse("account"))
    yield Result("Documentation", reverse("docs"))
    if settings.CATALOGUE_BROWSER != "off":
        yield Result("Public catalogue", reverse("catalogue"))


_TITLES = {
    "ChargingStationModel": "Models",
    "ReportedIdentity": "Reported names",
    "VendorSynonym": "Vendor aliases",
    "UnknownHardware": "Inbox",
    "AuditEvent": "Activity",
}


def list_deeds(request: HttpRequest, text: str) -> Iterator[Result]:
    """Yield what the person may do with the text."""
    if len(text) <= TEXT_MAX:
        add = reverse("admin:catalog_chargingstationmodel_add")
        yield Result(f'Add model "{text}"', f"{add}?{urlencode({'model': text})}")
