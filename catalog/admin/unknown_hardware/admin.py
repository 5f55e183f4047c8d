"""ModelAdmin of unknown hardware: the inbox."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path, reverse

from catalog.admin.mixins.changelist import redirect_missing
from catalog.admin.mixins.permissions import StaffOnlyMixin
from catalog.admin.unknown_hardware.entry_view import EntryView
from catalog.admin.unknown_hardware.from_entry import AliasFromEntryAdmin, ModelFromEntryAdmin, NameFromEntryAdmin
from catalog.admin.unknown_hardware.suggestions import count_match
from catalog.limits import TEXT_MAX
from catalog.models import UnknownHardware
from catalog.models.inbox_queue import CALLERS

_FORMS: dict[str, Any] = {"new-model": ModelFromEntryAdmin, "alias": AliasFromEntryAdmin, "several": NameFromEntryAdmin}


@admin.register(UnknownHardware)
class UnknownHardwareAdmin(StaffOnlyMixin, admin.ModelAdmin):
    actions = None
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related(*CALLERS, "decided_by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        forms = [
            path(f"<path:object_id>/{name}/", view(self.form_view), {"name": name}, name=form.URL)
            for name, form in _FORMS.items()
        ]
        matches = path("<path:object_id>/matches/", view(self.matches_view), name="catalog_unknownhardware_matches")
        return [*forms, matches, *super().get_urls()]

    def form_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        entry = self.get_object(request, unquote(object_id))
        if entry is None:
            return redirect_missing(self, request, object_id)
        response: HttpResponse = _FORMS[name](entry, self.admin_site).open(request)
        return response

    def matches_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Return what a beginning of model names would match, as JSON."""
        entry = self.get_object(request, unquote(object_id))
        if entry is None:
            return redirect_missing(self, request, object_id)
        prefix = request.GET.get("prefix", "").replace("\0", "")[:TEXT_MAX]
        found = count_match(entry, prefix)
        return JsonResponse({"prefix": prefix, "text": str(found) if found else "Enter at least 3 letters or digits."})

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return EntryView(self, request, None).respond()

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
        """Redirect to the entry, which shows its history."""
        return HttpResponseRedirect(reverse("admin:catalog_unknownhardware_change", args=[object_id]))
