"""Quality checks of a model, and their dismissal."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from catalog.admin.mixins.changelist import redirect_missing
from catalog.admin.reason import RequiredReasonForm, actor_with_reason
from catalog.exceptions import CatalogueError
from catalog.models import ChargingStationModel
from catalog.models.quality import CHECKS, CHECKS_BY_NAME, QualityCheck


@dataclass(frozen=True)
class Finding:
    """Open check of a model, or a dismissed one with the reason."""

    check: QualityCheck
    reason: str = ""


class CheckForm(RequiredReasonForm):
    check = forms.ChoiceField(choices=[(check.name, check.label) for check in CHECKS])


def open_findings(station_model: ChargingStationModel) -> list[Finding]:
    return [Finding(check) for check in station_model.find_open_checks()]


def dismissed_findings(station_model: ChargingStationModel) -> list[Finding]:
    """Return dismissed checks in order, without checks that no longer exist."""
    reasons = dict(station_model.dismissed_checks.values_list("check_name", "reason"))
    return [Finding(check, reasons[check.name]) for check in CHECKS if check.name in reasons]


class QualityMixin(admin.ModelAdmin):
    """View to dismiss and reopen quality checks."""

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        own = path("<path:object_id>/checks/", guard(self.checks_view), name="catalog_chargingstationmodel_checks")
        return [own, *super().get_urls()]

    def checks_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show open and dismissed checks. Dismiss a check with a reason, or reopen it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        station_model = self.get_object(request, unquote(object_id))
        if station_model is None:
            return redirect_missing(self, request, object_id)
        form = CheckForm(request.POST or None)
        if request.method == "POST" and "reopen" in request.POST:
            return self._reopen(request, station_model)
        if request.method == "POST" and form.is_valid():
            return self._dismiss(request, station_model, form.cleaned_data)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Quality checks of {station_model}",
            "opts": self.opts,
            "original": station_model,
            "open": open_findings(station_model),
            "dismissed": dismissed_findings(station_model),
            "form": form,
        }
        status = 400 if form.is_bound else 200
        template = "admin/catalog/chargingstationmodel/checks.html"
        return TemplateResponse(request, template, context, status=status)

    def _dismiss(
        self, request: HttpRequest, station_model: ChargingStationModel, values: dict[str, Any]
    ) -> HttpResponse:
        check = CHECKS_BY_NAME[values["check"]]
        try:
            station_model.dismiss_check(check.name, by=actor_with_reason(request, values["reason"]))
        except (CatalogueError, ValidationError) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Dismissed for {station_model}: {check.label}.")
        return self._back_to_checks(station_model)

    def _reopen(self, request: HttpRequest, station_model: ChargingStationModel) -> HttpResponse:
        check = CHECKS_BY_NAME.get(request.POST["reopen"])
        if check is None:
            messages.error(request, "This check does not exist. Nothing was changed.")
        elif station_model.reopen_check(check.name, by=actor_with_reason(request, "")):
            messages.success(request, f"Reopened for {station_model}: {check.label}.")
        return self._back_to_checks(station_model)

    def _back_to_checks(self, station_model: ChargingStationModel) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:catalog_chargingstationmodel_checks", args=[station_model.pk]))
