"""Restore an earlier version of a model: what would change, and then the change."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from catalog.admin.differences import find_differences
from catalog.admin.mixins.changelist import redirect_missing
from catalog.admin.reason import ReasonForm, actor_with_reason, recent_reasons
from catalog.admin.station_model.detail.head import detail_url
from catalog.admin.undo import message_with_undo
from catalog.exceptions import CatalogueError
from catalog.models import AuditEvent, ChargingStationModel
from catalog.models.restoring import restore_version, version_record

_MISSING = "This version is not in the history of the model. Nothing was changed."


class RestoreForm(ReasonForm):
    # CharFields, so that any posted value can be compared without parsing.
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    expected_revision = forms.CharField(required=False, widget=forms.HiddenInput)


class RestoreVersionMixin(admin.ModelAdmin):
    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        own = path("<path:object_id>/restore/", guard(self.restore_view), name="catalog_chargingstationmodel_restore")
        return [own, *super().get_urls()]

    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what the version would change (GET), or restore it (POST)."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        station_model = self.get_station_model(request, object_id)  # type: ignore[attr-defined]
        if station_model is None:
            return redirect_missing(self, request, object_id)
        form = RestoreForm(request.POST if request.method == "POST" else None)
        event = _find_version(station_model, (form.data or request.GET).get("version", ""))
        if event is None:
            messages.error(request, _MISSING)
            return HttpResponseRedirect(detail_url("history", station_model.pk))
        if form.is_bound and form.is_valid():
            return self._restore(request, station_model, event, form.cleaned_data)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": station_model,
            "title": f"Restore this version of {station_model}?",
            "version": event,
            "differences": find_differences(station_model.as_record(), version_record(station_model, event)),
            "form": form,
            "recent": recent_reasons(request),
            "back_url": detail_url("history", station_model.pk),
        }
        return TemplateResponse(request, "admin/catalog/chargingstationmodel/restore_version.html", context)

    def _restore(
        self, request: HttpRequest, station_model: ChargingStationModel, event: AuditEvent, values: dict[str, Any]
    ) -> HttpResponse:
        by = actor_with_reason(request, values["reason"])
        expected = values["expected_revision"]
        try:
            if expected != str(station_model.revision):
                messages.error(request, "The model has changed since you opened the page. Check what would change now.")
                return HttpResponseRedirect(f"{request.path}?version={event.revision}")
            changed = restore_version(station_model, event, by=by, only_at=[station_model.revision])
        except CatalogueError as error:
            messages.error(request, f"Nothing was changed. {error}")
        else:
            if changed:
                message_with_undo(request, f"Restored an earlier version of {station_model}.")
            else:
                messages.info(request, "No changes: the model is as it was then.")
        return HttpResponseRedirect(detail_url("detail", station_model.pk))


def _find_version(station_model: ChargingStationModel, revision: str) -> AuditEvent | None:
    if not revision.isascii() or not revision.isdigit() or len(revision) > len(str(station_model.revision)):
        return None
    found: AuditEvent | None = station_model.events.filter(revision=int(revision), after__isnull=False).first()
    return found
