"""The app's name and defaults."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Charging station catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from catalog.ops import checks, login_events  # noqa: F401 - they register themselves
        from catalog.pages import checks as of_pages  # noqa: F401
