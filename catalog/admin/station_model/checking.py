"""Check of the station model form while it is filled in. Nothing is saved."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path

from catalog.admin.station_model.connector_rows import change_rows
from catalog.admin.station_model.connectors import ConnectorFormSet
from catalog.admin.station_model.editing import ROWS_COMMAND
from catalog.admin.station_model.editor_context import editor_context
from catalog.admin.station_model.figure_field import QUANTITIES
from catalog.admin.station_model.form import parse_ids
from catalog.http.rate_limits import register_request
from catalog.models import ChargingStationModel

CHECKS_PER_MINUTE: Final = 240
"""Of one person: four a second, more than anybody types."""

_FOLDER: Final = "admin/catalog/chargingstationmodel"
_FRAGMENTS: Final = {
    "editor-check": "_editor_check.html",
    "editor-changes": "_editor_changes.html",
    "vendor-note": "_editor_vendor_note.html",
    "model-note": "_editor_model_note.html",
}


class CheckMixin(admin.ModelAdmin):
    """View that answers what the form would do, as JSON: HTML and texts by the ID of their element."""

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        own = [
            path("add/check/", guard(self.check_view), name="catalog_chargingstationmodel_check_new"),
            path("<path:object_id>/check/", guard(self.check_view), name="catalog_chargingstationmodel_check"),
        ]
        return [*own, *super().get_urls()]

    def check_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        usage = register_request(f"check:{request.user.pk}", CHECKS_PER_MINUTE)
        if usage.is_over:
            return JsonResponse({}, status=429, headers={"Retry-After": str(usage.reset)})
        command = request.POST.get(ROWS_COMMAND, "")
        if command:
            request.POST = change_rows(request.POST, command)  # type: ignore[assignment]
        form, connectors = self._build_forms(request, object_id)
        context = editor_context(form, connectors, is_bound=True)
        fragments = {**_FRAGMENTS, **({"connectors": "_editor_connectors.html"} if command else {})}
        context |= {"is_draft": True, "replaced": form.station_model_to_replace}
        html = {pk: render_to_string(f"{_FOLDER}/{name}", context, request) for pk, name in fragments.items()}
        return JsonResponse({"html": html, "text": dict(_texts(connectors, context))})

    def _build_forms(self, request: HttpRequest, object_id: str | None) -> tuple[Any, ConnectorFormSet]:
        """Return the bound forms, as the form of that page would have them."""
        obj = self._read_original(request, object_id)
        form: Any = self.get_form(request, obj, change=obj is not None)(request.POST, request.FILES, instance=obj)
        [(formset_class, inline)] = self.get_formsets_with_inlines(request, obj)
        kwargs = self.get_formset_kwargs(request, form.instance, inline, formset_class.get_default_prefix())
        return form, formset_class(**kwargs)

    def _read_original(self, request: HttpRequest, object_id: str | None) -> ChargingStationModel | None:
        if object_id is None:
            copied = parse_ids(request.GET.get("copy", ""), at_most=1)
            if copied and (source := ChargingStationModel.objects.filter(pk__in=copied).first()):
                request.filled_from = source  # type: ignore[attr-defined]
            return None
        original: ChargingStationModel | None = self.get_object(request, unquote(object_id))
        if original is None:
            raise Http404
        if "replace" not in request.GET:
            return original
        request.filled_from = original  # type: ignore[attr-defined]
        request.replaced_id = original.pk  # type: ignore[attr-defined]
        return None


def _texts(connectors: ConnectorFormSet, context: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what was understood of each figure, or why nothing was."""
    for row in context["rows"]:
        form = row["form"]
        yield f"{form.prefix}_note", row["note"]
        for name in QUANTITIES:
            field = form[name]
            problems = field.errors if field.value() else []
            yield f"{field.id_for_label}_reading", problems[0] if problems else form.readings[field.id_for_label]
