"""Page of a change of many models."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from catalog.admin.reason import actor_with_reason
from catalog.admin.station_model.bulk_edit.form import BulkEditForm
from catalog.admin.station_model.bulk_edit.preview import BulkEditPreview
from catalog.admin.station_model.form import parse_ids
from catalog.admin.station_model.list_filters import filtered_list_url
from catalog.admin.undo import message_with_undo
from catalog.exceptions import PlanChanged
from catalog.models import ChargingStationModel
from catalog.models.querysets.editing import EDITED_MODELS_MAX, EditOutcome

_NAMES_SHOWN_MAX = 20
_INVALID_SELECTION = "We couldn't read your selection. Nothing was changed. Please select again."
_TOO_MANY = f"You can change {EDITED_MODELS_MAX:,} models at a time. Narrow the list and repeat."


class BulkEditMixin(admin.ModelAdmin):
    """Form, preview and confirmation on one page."""

    def get_urls(self) -> list[URLPattern]:
        edit = path(
            "edit/", self.admin_site.admin_view(self.bulk_edit_view), name="catalog_chargingstationmodel_bulk_edit"
        )
        return [edit, *super().get_urls()]

    def bulk_edit_view(self, request: HttpRequest) -> HttpResponse:
        """Show what the form would do, or do it once that was seen."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        ids = parse_ids(request.POST.get("ids", ""), at_most=EDITED_MODELS_MAX)
        selection = ChargingStationModel.objects.filter(pk__in=ids).in_order()
        if not ids or not selection.exists():
            messages.error(request, _INVALID_SELECTION)
            return self._back_to_list(request)
        form = BulkEditForm(request.POST)
        if not form.is_valid():
            return self.render_bulk_edit(request, selection, form)
        if "confirm" in request.POST:
            return self._change(request, selection, form)
        return self.render_bulk_edit(request, selection, form, self._plan(selection, form))

    def render_bulk_edit(
        self, request: HttpRequest, selection: Any, form: BulkEditForm, preview: BulkEditPreview | None = None
    ) -> HttpResponse:
        keys = [str(pk) for pk in selection.values_list("pk", flat=True)]
        context = {
            **self.admin_site.each_context(request),
            "title": f"Edit {_count_models(len(keys))}",
            "opts": self.opts,
            "ids": ",".join(keys),
            "form": form,
            "preview": preview,
            "shown": f":{_NAMES_SHOWN_MAX}",
            "shown_max": _NAMES_SHOWN_MAX,
            "change_label": f"Change {_count_models(len(preview.changed))}" if preview else "",
            "preserved_filters": self.get_preserved_filters(request),
        }
        return TemplateResponse(request, "admin/catalog/chargingstationmodel/bulk_edit.html", context)

    def _plan(self, selection: Any, form: BulkEditForm) -> BulkEditPreview:
        holds = form.cleaned_data["evidence_holds"]
        return BulkEditPreview(selection.plan_edit(form.values, form.evidence, keeps_evidence=holds))

    def _change(self, request: HttpRequest, selection: Any, form: BulkEditForm) -> HttpResponse:
        try:
            edits = selection.edit_many(
                form.values,
                form.evidence,
                by=actor_with_reason(request, form.cleaned_data["reason"]),
                keeps_evidence=form.cleaned_data["evidence_holds"],
                expected_digest=request.POST["confirm"],
            )
        except (PlanChanged, ValidationError) as error:
            text = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            messages.error(request, f"Nothing was changed. {text}")
            return self.render_bulk_edit(request, selection, form, self._plan(selection, form))
        changed = [each for each in edits if each.outcome is EditOutcome.CHANGED]
        refused = [each for each in edits if each.outcome is EditOutcome.REFUSED]
        text = f"Changed {_count_models(len(changed))}."
        if refused:
            text += f" {len(refused)} could not be changed."
        message_with_undo(request, text)
        return self._back_to_list(request)

    def _back_to_list(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(filtered_list_url(self, request))


@admin.action(description="Edit selected models", permissions=["change"])
def edit_selected(model_admin: BulkEditMixin, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    """Show the form for the selected models, unless there are too many."""
    keys = list(queryset.order_by().values_list("pk", flat=True)[: EDITED_MODELS_MAX + 1])
    if not keys or len(keys) > EDITED_MODELS_MAX:
        messages.error(request, _TOO_MANY if keys else _INVALID_SELECTION)
        return None
    selection = ChargingStationModel.objects.filter(pk__in=keys).in_order()
    return model_admin.render_bulk_edit(request, selection, BulkEditForm())


def _count_models(number: int) -> str:
    return f"{number:,} {'model' if number == 1 else 'models'}"
