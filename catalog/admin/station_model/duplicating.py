"""Duplication and replacement of models. Both use the add form with initial values."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path

from catalog.admin.links import change_url
from catalog.admin.mixins.changelist import redirect_missing
from catalog.admin.station_model.connectors import connector_initial
from catalog.admin.station_model.form import FORM_FIELDS, parse_ids
from catalog.models import ChargingStationModel


class DuplicateMixin(admin.ModelAdmin):
    """Views to duplicate and replace a model."""

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        own = path("<path:object_id>/replace/", guard(self.replace_view), name="catalog_chargingstationmodel_replace")
        return [own, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if copied := request.GET.get("copy"):
            original = ChargingStationModel.objects.filter(pk__in=parse_ids(copied, at_most=1)).first()
            if original is None:
                messages.warning(request, "The model to duplicate does not exist. An empty form is shown instead.")
            else:
                extra_context = {**(extra_context or {}), "copied": original}
                request.filled_from = original  # type: ignore[attr-defined]
        return super().add_view(request, form_url, extra_context)

    def replace_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the form of the successor. Saving archives the original."""
        if not self.has_add_permission(request) or not self.has_change_permission(request):
            raise PermissionDenied
        original = self.get_object(request, unquote(object_id))
        if original is None:
            return redirect_missing(self, request, object_id)
        if original.is_archived:
            messages.error(request, f"{original} is archived and can\u2019t be replaced. Duplicate it instead.")
            return HttpResponseRedirect(change_url(original.pk))
        request.filled_from = original  # type: ignore[attr-defined]
        request.replaced_id = original.pk  # type: ignore[attr-defined]
        return self.changeform_view(request, None, "", {"replaced": original})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if replaced_id := getattr(request, "replaced_id", None):
            # Loaded again, under the lock.
            form.station_model_to_replace = ChargingStationModel.objects.get(pk=replaced_id)
        elif hasattr(request, "filled_from"):
            form.copied = request.filled_from
            form.base_fields["model"].widget.attrs["autofocus"] = True  # a duplicate needs another model name
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        if (original := getattr(request, "filled_from", None)) is not None:
            return {name: getattr(original, name) for name in FORM_FIELDS}
        return super().get_changeform_initial_data(request)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        original = getattr(request, "filled_from", None)
        if request.method != "POST" and original is not None:
            kwargs["initial"] = [connector_initial(each) for each in original.connectors.all()]
        return kwargs
