"""Station models in the admin: each form is one call into the domain, and its refusal is a form error."""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from catalog.admin.access import ForStaff, actor_of
from catalog.admin.connector import ConnectorInline
from catalog.admin.history import history_of
from catalog.admin.lists import StrictList
from catalog.admin.station_model_form import FIELDS, StationModelForm, in_words
from catalog.admin.station_model_list import (
    ConnectionTypeFilter,
    ConnectorFormatFilter,
    PowerTypeFilter,
    StateFilter,
    archive_selected,
    connectors_in_short,
    unarchive_selected,
)
from catalog.errors import CatalogueError
from catalog.models import CatalogueRevision, ChargingStationModel


@admin.register(ChargingStationModel)
class ChargingStationModelAdmin(ForStaff, StrictList, admin.ModelAdmin):
    form = StationModelForm
    inlines = (ConnectorInline,)
    readonly_fields = ("id", "state", "created_at", "updated_at", "revision")

    list_display = (
        "vendor_shown",
        "model_shown",
        "friendly_name",
        "power_type",
        "connectors_shown",
        "state",
        "updated",
    )
    list_display_links = ("vendor_shown", "model_shown")
    list_filter = (StateFilter, PowerTypeFilter, ConnectionTypeFilter, ConnectorFormatFilter)
    search_fields = ("vendor", "model", "friendly_name")
    search_help_text = "Words of vendor, model or friendly name."
    # As the index of both keys has it.
    ordering = ("vendor_key", "model_key", "created_revision")
    sortable_by = ("vendor_shown", "model_shown", "updated")
    actions = (archive_selected, unarchive_selected)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return ChargingStationModel.objects.with_connectors().order_by(*self.ordering)

    def search(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet, bool]:
        return queryset.matching(search_term), False

    @admin.display(description="vendor", ordering="vendor_key")
    def vendor_shown(self, station_model: ChargingStationModel) -> str:
        return station_model.vendor

    @admin.display(description="model", ordering="model_key")
    def model_shown(self, station_model: ChargingStationModel) -> str:
        return station_model.model

    @admin.display(description="connectors")
    def connectors_shown(self, station_model: ChargingStationModel) -> str:
        return connectors_in_short(station_model)

    @admin.display
    def state(self, station_model: ChargingStationModel) -> str:
        return "Archived" if station_model.is_archived else "Active"

    @admin.display(ordering="revision")
    def updated(self, station_model: ChargingStationModel) -> date:
        return station_model.updated_at.date()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": FIELDS})]
        return [(None, {"fields": (*FIELDS, "seen_revision")}), ("Record", {"fields": self.readonly_fields})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The lock comes first, so that nobody changes the model between the form's check and the write.

        What the domain refuses rolls back, and the form is shown with the refusal.
        """
        if request.method == "POST":
            try:
                with transaction.atomic():
                    CatalogueRevision.lock()
                    return super().changeform_view(request, object_id, form_url, extra_context)
            except (CatalogueError, ValidationError) as error:
                request.refusal = in_words(error)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing yet: a model is written together with its connectors."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        [connectors] = formsets
        values = {name: form.cleaned_data[name] for name in FIELDS} | {"connectors": connectors.values}
        if change:
            form.instance.edit(**values, by=actor_of(request))
        else:
            created = ChargingStationModel.objects.create_with_connectors(**values, by=actor_of(request))
            form.instance.pk = created.pk  # for the links of Django's answer

    def response_change(self, request: HttpRequest, obj: ChargingStationModel) -> HttpResponse:
        if request.POST.get("seen_revision") != str(obj.revision):
            return super().response_change(request, obj)
        self.message_user(request, f"Nothing differs, so nothing was changed: {obj}.", messages.INFO)
        if "_continue" in request.POST:
            return HttpResponseRedirect(request.path)
        return self.response_post_save_change(request, obj)

    # The one history is that of the audit events.

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        station_model = self.get_object(request, unquote(object_id))
        context = history_of(station_model, request.GET.get("p", "")) if station_model else {}
        return super().history_view(request, object_id, {**context, **(extra_context or {})})
