"""The page of a model in tabs, and the page of one that was deleted."""

import json
from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from catalog.admin.event_lines import describe_events
from catalog.admin.history import subject_name
from catalog.admin.mixins.changelist import redirect_missing
from catalog.admin.station_model.detail.head import detail_url, page_context
from catalog.admin.station_model.detail.overview import overview_context
from catalog.admin.station_model.form import parse_ids
from catalog.models import AuditEvent, ChargingStationModel
from catalog.models.restoring import same_content

_EVENTS_PER_PAGE: Final = 50

_TEMPLATES: Final = "admin/catalog/chargingstationmodel"


class DetailMixin(admin.ModelAdmin):
    """The tabs of a model's page. The editor is Django's change view."""

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        tabs = [
            path(f"<path:object_id>/{part}/", guard(view), name=f"catalog_chargingstationmodel_{name}")
            for name, part, view in (
                ("reported_names", "reported-names", self.reported_names_view),
                ("api", "api", self.api_view),
            )
        ]
        overview = path("<path:object_id>/", guard(self.detail_view), name="catalog_chargingstationmodel_detail")
        *others, old_spelling = super().get_urls()
        # Last but for Django's own, which sends every other address below the list to an editor.
        return [*tabs, *others, overview, old_spelling]

    def detail_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        def overview(context: dict[str, Any]) -> dict[str, Any]:
            return overview_context(context["original"], context["view"], context["warnings"])

        return self._render_tab(request, object_id, "detail", overview)

    def reported_names_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        def names(context: dict[str, Any]) -> dict[str, Any]:
            identities = list(context["original"].identities.all())
            return {
                "identities": identities,
                "has_conditions": any(each.serial_prefix or each.firmware_prefix for each in identities),
            }

        return self._render_tab(request, object_id, "reported_names", names)

    def api_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        def answer(context: dict[str, Any]) -> dict[str, Any]:
            station_model = context["original"]
            return {
                "document": json.dumps(json.loads(station_model.document), indent=2, ensure_ascii=False),
                "api_url": request.build_absolute_uri(reverse("station-model-detail", args=[station_model.pk])),
            }

        return self._render_tab(request, object_id, "api", answer)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        def history(context: dict[str, Any]) -> dict[str, Any]:
            station_model = context["original"]
            lines = _history_page(station_model.events, request.GET.get("p", ""))
            now = station_model.as_record()
            lines["current"] = {each.event.revision for each in lines["lines"] if same_content(each.event.after, now)}
            return lines

        return self._render_tab(request, object_id, "history", history)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the page of a deleted model, which has its history."""
        if self.find_deleted(object_id) is not None:
            return HttpResponseRedirect(detail_url("detail", object_id))
        return super().change_view(request, object_id, form_url, extra_context)

    def get_station_model(self, request: HttpRequest, object_id: str) -> ChargingStationModel | None:
        """Return the model with all that its pages read, or None."""
        station_model: ChargingStationModel | None = self.get_object(request, unquote(object_id))
        if station_model is not None:
            prefetch_related_objects([station_model], "connectors", "evidence", "dismissed_checks")
        return station_model

    def find_deleted(self, object_id: str) -> AuditEvent | None:
        """Return the event that deleted the model of that ID, or None if it was not deleted."""
        ids = parse_ids(unquote(object_id), at_most=1)
        deleted = AuditEvent.objects.models_deleted_after(0).filter(station_model__in=ids)
        return deleted.select_related("user", "client").first() if ids else None

    def _render_tab(
        self, request: HttpRequest, object_id: str, tab: str, build: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        station_model = self.get_station_model(request, object_id)
        if station_model is None:
            return self._render_deleted(request, object_id)
        context = page_context(self, request, station_model, tab)
        return TemplateResponse(request, f"{_TEMPLATES}/detail_{tab}.html", context | build(context))

    def _render_deleted(self, request: HttpRequest, object_id: str) -> HttpResponse:
        deletion = self.find_deleted(object_id)
        if deletion is None:
            return redirect_missing(self, request, object_id)
        events = AuditEvent.objects.filter(station_model=deletion.station_model_id)
        context = {
            **self.admin_site.each_context(request),
            **_history_page(events, request.GET.get("p", "")),
            "opts": self.opts,
            "title": subject_name(deletion),
            "deletion": deletion,
        }
        return TemplateResponse(request, f"{_TEMPLATES}/deleted.html", context)


def _history_page(events: Any, page: str) -> dict[str, Any]:
    paginator = Paginator(events.select_related("user", "client"), _EVENTS_PER_PAGE)
    events_page = paginator.get_page(page)
    return {"page": events_page, "lines": describe_events(list(events_page))}
