"""URLs of the admin's pages that belong to no model."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from catalog.admin.search.views import search_view


def build_urls(site: AdminSite) -> list[URLPattern]:
    return [path("search/", site.admin_view(search_view), name="search")]
