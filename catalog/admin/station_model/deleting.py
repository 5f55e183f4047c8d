"""Permanent deletion of archived models by superusers, with a reason."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from catalog.admin.mixins.changelist import redirect_missing
from catalog.admin.reason import RequiredReasonForm, actor_with_reason
from catalog.exceptions import NotDeletable
from catalog.models import CatalogueRevision
from catalog.roles import can_delete_models


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
            return self._confirm_or_delete(request, object_id, RequiredReasonForm())
        with transaction.atomic():
            CatalogueRevision.lock()
            return self._confirm_or_delete(request, object_id, RequiredReasonForm(request.POST))

    def _confirm_or_delete(self, request: HttpRequest, object_id: str, form: RequiredReasonForm) -> HttpResponse:
        station_model = self.get_object(request, unquote(object_id))
        if station_model is None:
            return redirect_missing(self, request, object_id)
        name, pk = str(station_model), station_model.pk
        if form.is_bound and form.is_valid():
            try:
                station_model.delete_permanently(by=actor_with_reason(request, form.cleaned_data["reason"]))
            except NotDeletable as error:
                form.add_error(None, str(error))
            else:
                history = reverse("admin:catalog_chargingstationmodel_history", args=[pk])
                message = '{} was deleted. <a href="{}">View its history</a>.'
                messages.success(request, format_html(message, name, history))
                return HttpResponseRedirect(reverse("admin:catalog_chargingstationmodel_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Delete {name}?",
            "opts": self.opts,
            "station_model": station_model,
            "form": form,
        }
        return TemplateResponse(request, "admin/catalog/chargingstationmodel/delete_with_reason.html", context)
