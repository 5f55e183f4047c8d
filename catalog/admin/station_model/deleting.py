"""Permanent deletion of archived models by superusers, with a reason."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from catalog.admin.links import station_model_url
from catalog.admin.mixins.changelist import redirect_missing
from catalog.admin.reason import RequiredReasonForm, actor_with_reason, recent_reasons
from catalog.exceptions import NotDeletable
from catalog.models import CatalogueRevision, ChargingStationModel
from catalog.roles import can_delete_models
from catalog.text import casefold_key, trim


class DeleteForm(RequiredReasonForm):
    """The reason, and the name of the model, so that a slip deletes nothing."""

    name = forms.CharField(strip=False, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}))

    def __init__(self, station_model: ChargingStationModel | None, *args: Any) -> None:
        super().__init__(*args)
        self.expected_name = str(station_model)
        self.fields["name"].label = f"Type “{self.expected_name}” to confirm"
        self.fields["name"].widget.attrs["data-unlocks"] = self.expected_name

    def clean_name(self) -> str:
        name = trim(self.cleaned_data["name"])
        if casefold_key(name) != casefold_key(self.expected_name):
            raise ValidationError(f"This is not the name of the model. Type “{self.expected_name}”.", code="name")
        return name


class DeleteWithReasonMixin(admin.ModelAdmin):
    """Replacement of Django's delete view, with a reason and an audit event."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can_delete_models(request.user) and (obj is None or obj.is_archived)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)  # one at a time
        return actions

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_delete_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._confirm_or_delete(request, object_id)
        with transaction.atomic():
            CatalogueRevision.lock()
            return self._confirm_or_delete(request, object_id)

    def _confirm_or_delete(self, request: HttpRequest, object_id: str) -> HttpResponse:
        station_model = self.get_object(request, unquote(object_id))
        if station_model is None:
            return redirect_missing(self, request, object_id)
        name, pk = str(station_model), station_model.pk
        form = DeleteForm(station_model, *([request.POST] if request.method == "POST" else []))
        if form.is_bound and form.is_valid():
            try:
                station_model.delete_permanently(by=actor_with_reason(request, form.cleaned_data["reason"]))
            except NotDeletable as error:
                form.add_error(None, str(error))
            else:
                message = 'Deleted {} permanently. <a href="{}">View its history</a>'
                messages.success(request, format_html(message, name, station_model_url(pk)))
                return HttpResponseRedirect(reverse("admin:catalog_chargingstationmodel_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Delete {name} permanently?",
            "recent": recent_reasons(request),
            "back_url": station_model_url(pk),
            "opts": self.opts,
            "station_model": station_model,
            "form": form,
        }
        return TemplateResponse(request, "admin/catalog/chargingstationmodel/delete_with_reason.html", context)
