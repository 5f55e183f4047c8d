"""The admin's site: Django's, with the pages of `catalog.admin.urls` that belong to no model."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.urls import URLPattern, URLResolver


class CatalogueAdminSite(admin.AdminSite):
    def get_urls(self) -> list[URLPattern | URLResolver]:
        from catalog.admin.urls import build_urls  # which registers the models, and is not loaded before them

        return [*build_urls(self), *super().get_urls()]


class CatalogueAdminConfig(AdminConfig):
    default_site = "config.admin.CatalogueAdminSite"
