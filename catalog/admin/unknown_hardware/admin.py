"""ModelAdmin of unknown hardware."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html

from catalog.admin.links import station_model_link
from catalog.admin.mixins.changelist import ChoiceFilter, StrictChangeListMixin, redirect_missing
from catalog.admin.mixins.permissions import StaffOnlyMixin
from catalog.admin.unknown_hardware.entry_view import EntryView
from catalog.admin.unknown_hardware.forms import is_recognised, reporter, resolve_entries
from catalog.admin.unknown_hardware.new_model import ModelFromEntryAdmin
from catalog.models import UnknownHardware
from catalog.times import time_ago


class InboxStateFilter(ChoiceFilter):
    """Filter by state. Open entries by default."""

    title = "state"
    parameter_name = "state"
    choices_offered = (("settled", "Closed"), ("ignored", "Ignored"), ("all", "All"))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.waiting() if self.value() is None else super().queryset(request, queryset)

    def apply(self, queryset: Any, value: str) -> Any:
        return queryset if value == "all" else super().apply(queryset, value)

    def choices(self, changelist: Any) -> Any:
        without, *others = super().choices(changelist)
        return [{**without, "display": "Open"}, *others]


class KindFilter(ChoiceFilter):
    title = "kind"
    parameter_name = "kind"
    choices_offered = (("unknown", "Unknown"), ("ambiguous", "Ambiguous"))

    def apply(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(is_ambiguous__in=[value == "ambiguous"])


@admin.action(description="Ignore selected %(verbose_name_plural)s", permissions=["change"])
def ignore_selected(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    _update_selected(request, queryset, UnknownHardware.ignore, "ignored")


@admin.action(description="Reopen selected %(verbose_name_plural)s", permissions=["change"])
def reopen_selected(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    _update_selected(request, queryset, UnknownHardware.reopen, "reopened")


def _update_selected(request: HttpRequest, queryset: QuerySet, method: Callable[..., bool], past_tense: str) -> None:
    with transaction.atomic():
        changed = [method(entry, by=request.user) for entry in queryset.order_by("pk")]
    count = changed.count(True)
    messages.success(request, f"{count} {'entry' if count == 1 else 'entries'} {past_tense}.")


@admin.register(UnknownHardware)
class UnknownHardwareAdmin(StaffOnlyMixin, StrictChangeListMixin, admin.ModelAdmin):
    list_title = "Inbox"
    list_display = ("reported_as", "count", "report_kind", "closest_models", "last_seen", "last_reporter")
    list_filter = (InboxStateFilter, KindFilter)
    list_select_related = ("last_client", "last_user")
    # Short pages, because similar models are looked up for each row.
    list_per_page = 25
    search_fields = ("vendor", "model", "normalised_vendor", "normalised_model")
    search_help_text = "Search by reported vendor or model."
    ordering = ("-count", "-last_seen_at", "id")
    sortable_by = ("count", "last_seen")
    actions = (ignore_selected, reopen_selected)
    view_on_site = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_list_display(self, request: HttpRequest) -> Any:
        """Return the columns, with the state if entries of all states are listed."""
        return (*self.list_display, "state") if request.GET.get("state") == "all" else self.list_display

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Resolve all entries of the page in one batch."""
        changelist = super().get_changelist_instance(request)
        entries = list(changelist.result_list)
        for entry, resolution in zip(entries, resolve_entries(entries), strict=True):
            entry.resolution = resolution
        changelist.result_list = entries
        return changelist

    @admin.display(description="reported as")
    def reported_as(self, entry: UnknownHardware) -> str:
        return str(entry)

    @admin.display
    def report_kind(self, entry: UnknownHardware) -> str:
        return "Ambiguous" if entry.is_ambiguous else "Unknown"

    @admin.display(ordering="last_seen_at")
    def last_seen(self, entry: UnknownHardware) -> str:
        return time_ago(entry.last_seen_at)

    @admin.display(description="by")
    def last_reporter(self, entry: UnknownHardware) -> str:
        return reporter(entry, "last")

    @admin.display
    def closest_models(self, entry: Any) -> str:
        resolution = entry.resolution
        if is_recognised(resolution):
            [model] = resolution.models
            return format_html("Now recognised as {}", station_model_link(model.pk, f"{model.vendor} {model.model}"))
        if not resolution.candidates:
            return ""
        best, *others = [each.found for each in resolution.candidates]
        more = f" and {len(others)} more" if others else ""
        return format_html("{}{}", station_model_link(best.pk, f"{best.vendor} {best.model}"), more)

    def get_urls(self) -> list[Any]:
        new = path(
            "<path:object_id>/new-model/", self.admin_site.admin_view(self.new_model_view), name=ModelFromEntryAdmin.URL
        )
        return [new, *super().get_urls()]

    def new_model_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        entry = self.get_object(request, unquote(object_id))
        if entry is None:
            return redirect_missing(self, request, object_id)
        return ModelFromEntryAdmin(entry, self.admin_site).add_view(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        entry = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, entry):
            raise PermissionDenied
        if entry is None:
            return redirect_missing(self, request, object_id)
        return EntryView(self, request, entry).respond()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the entry: there is no separate history."""
        return HttpResponseRedirect(reverse("admin:catalog_unknownhardware_change", args=[object_id]))
