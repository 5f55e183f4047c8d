"""After Save: the page of the model, with what has changed and an Undo."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from catalog.admin.event_lines import describe_events, summarise
from catalog.admin.links import station_model_link
from catalog.admin.station_model.columns import duplicate_url
from catalog.admin.station_model.list_filters import with_list_filters
from catalog.admin.undo import message_with_undo
from catalog.models import AuditEvent, ChargingStationModel


class AfterSaveMixin(admin.ModelAdmin):
    """The responses of the editor."""

    def response_change(self, request: HttpRequest, obj: ChargingStationModel) -> HttpResponse:
        if request.POST.get("expected_revision") == str(obj.revision):
            messages.info(request, "No changes to save.")
        else:
            message_with_undo(request, f"Saved. {_summarise_last_change(obj)}.")
        return self._response_after_save(request, obj)

    def response_add(
        self, request: HttpRequest, obj: ChargingStationModel, post_url_continue: str | None = None
    ) -> HttpResponse:
        replaced = getattr(request, "filled_from", None) if hasattr(request, "replaced_id") else None
        if replaced is not None:
            old = station_model_link(replaced.pk, "The previous version")
            message_with_undo(request, format_html("Replaced. {} is archived.", old))
        else:
            links = format_html(
                '<a href="{}">Duplicate</a> · <a href="{}">Add another</a>',
                duplicate_url(obj),
                reverse("admin:catalog_chargingstationmodel_add"),
            )
            message_with_undo(request, format_html("Added {}. {}", obj, links))
        return self._response_after_save(request, obj)

    def _response_after_save(self, request: HttpRequest, obj: ChargingStationModel) -> HttpResponse:
        pages = {"_addanother": "add", "_continue": "change"}
        name = next((page for button, page in pages.items() if button in request.POST), "detail")
        url = reverse(f"admin:catalog_chargingstationmodel_{name}", args=[] if name == "add" else [obj.pk])
        return HttpResponseRedirect(with_list_filters(self, request, url))


def _summarise_last_change(station_model: ChargingStationModel) -> str:
    event = AuditEvent.objects.get(revision=station_model.revision)
    [line] = describe_events([event])
    return summarise(line.differences)
