"""Add form for a station model from an entry of the inbox."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from catalog.admin.mixins.permissions import actor_from_request
from catalog.admin.station_model.admin import ChargingStationModelAdmin
from catalog.admin.unknown_hardware.forms import source_text
from catalog.models import ChargingStationModel, UnknownHardware


class ModelFromEntryAdmin(ChargingStationModelAdmin):
    """Station model form with the reported values. Saving closes the entry."""

    URL = "catalog_unknownhardware_new_model"

    def __init__(self, entry: UnknownHardware, admin_site: AdminSite) -> None:
        super().__init__(ChargingStationModel, admin_site)
        self.entry = entry

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"vendor": self.entry.vendor, "model": self.entry.model}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the model and close the entry in one transaction."""
        super().save_related(request, form, formsets, change)
        station_model = ChargingStationModel.objects.get(pk=form.instance.pk)
        self.entry.close_with_model(station_model, by=actor_from_request(request), source=source_text(self.entry))
