"""Pages of a comparison."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from catalog.admin.reason import ReasonForm, actor_with_reason
from catalog.admin.station_model.compare.table import FIELD_LABELS, build_comparison
from catalog.admin.station_model.compare.take import ValueTransfer
from catalog.admin.station_model.form import form_error
from catalog.admin.undo import message_with_undo
from catalog.exceptions import CatalogueError
from catalog.models import ChargingStationModel

COMPARED_MAX = 4

_SIMILAR_MAX = 8


class CompareMixin(admin.ModelAdmin):
    """A table of two to four models, and a page that takes a value into the first."""

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        own = [
            path("compare/", guard(self.compare_view), name="catalog_chargingstationmodel_compare"),
            path("compare/take/", guard(self.take_view), name="catalog_chargingstationmodel_take"),
        ]
        return [*own, *super().get_urls()]

    def compare_view(self, request: HttpRequest) -> HttpResponse:
        """Show the models of the parameters `id`; with one, offer others to compare it with."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = _load(request.GET.getlist("id"))
        if not found:
            messages.warning(request, f"Select two to {COMPARED_MAX} models, then choose Compare.")
            return HttpResponseRedirect(reverse("admin:catalog_chargingstationmodel_changelist"))
        rows = build_comparison(found)
        is_all = "all" in request.GET or len(found) == 1
        keys = [each.pk for each in found]
        context = {
            "title": f"Compare {len(found)} models" if len(found) > 1 else f"Compare {found[0]}",
            "columns": [
                (each, _query(keys, first=each.pk), _query([pk for pk in keys if pk != each.pk])) for each in found
            ],
            "rows": rows if is_all else [row for row in rows if row.differs],
            "hidden_count": sum(not row.differs for row in rows),
            "is_all": is_all,
            "query": _query(keys),
            "similar": [(each, _query([*keys, each.pk])) for each in _find_similar(found)],
            "can_change": self.has_change_permission(request) and len(found) > 1,
        }
        return self._render_compare(request, "compare", context)

    def take_view(self, request: HttpRequest) -> HttpResponse:
        """Show what the first model would get from the other one, or change it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        sent = request.POST if request.method == "POST" else request.GET
        found = _load([sent.get("to", ""), sent.get("from", "")])
        field = sent.get("field", "")
        if len(found) < 2 or field not in FIELD_LABELS:  # noqa: PLR2004 - the two models
            raise Http404
        transfer = ValueTransfer(found[0], found[1], field, takes_evidence="evidence" in sent)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        form.fields["reason"].label = "Reason"
        if request.method == "POST" and form.is_valid():
            try:
                is_changed = transfer.apply(
                    by=actor_with_reason(request, form.cleaned_data["reason"]), expected_state=sent.get("state", "")
                )
            except (CatalogueError, ValidationError) as error:
                messages.error(request, f"Nothing was changed. {' '.join(form_error(error).messages)}")
            else:
                text = f"Changed {found[0]}: {FIELD_LABELS[field]} is that of {found[1]}."
                if is_changed:
                    message_with_undo(request, text)
                else:
                    messages.info(request, f"No changes to save: {found[0]}.")
                back = reverse("admin:catalog_chargingstationmodel_compare")
                return HttpResponseRedirect(back + _query([each.pk for each in found]))
        rows = [row for row in build_comparison(found) if row.field == field]
        context = {
            "title": f"Change {found[0]}",
            "label": FIELD_LABELS[field],
            "row": rows[0],
            "transfer": transfer,
            "field": field,
            "form": form,
            "query": _query([each.pk for each in found]),
        }
        return self._render_compare(request, "compare_take", context)

    def _render_compare(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/catalog/chargingstationmodel/{template}.html", context)


@admin.action(description="Compare selected models", permissions=["view"])
def compare_selected(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    keys = list(queryset.values_list("pk", flat=True)[: COMPARED_MAX + 1])
    if not 2 <= len(keys) <= COMPARED_MAX:  # noqa: PLR2004 - fewer are no comparison
        messages.warning(request, f"Select two to {COMPARED_MAX} models to compare.")
        return None
    return HttpResponseRedirect(reverse("admin:catalog_chargingstationmodel_compare") + _query(keys))


def _load(texts: list[str]) -> list[ChargingStationModel]:
    """Return the models with those IDs, in their order; what is no ID of a model is left out."""
    keys: list[UUID] = []
    for text in texts[:COMPARED_MAX]:
        try:
            keys.append(UUID(text))
        except ValueError:
            continue
    rows = ChargingStationModel.objects.filter(pk__in=keys).with_connectors().prefetch_related("evidence")
    by_pk = {each.pk: each for each in rows}
    return [by_pk[pk] for pk in dict.fromkeys(keys) if pk in by_pk]


def _find_similar(found: list[ChargingStationModel]) -> list[ChargingStationModel]:
    """Return models of the same vendor, those of the same kind first, unless as many are compared as can be."""
    if len(found) >= COMPARED_MAX:
        return []
    first = found[0]
    others = (
        ChargingStationModel.objects.active().of_vendors([first.vendor]).exclude(pk__in=[each.pk for each in found])
    )
    alike = others.of_power_types([first.power_type]).order_by("model_key")[:_SIMILAR_MAX]
    return list(alike) or list(others.order_by("model_key")[:_SIMILAR_MAX])


def _query(keys: list[Any], *, first: Any = None) -> str:
    ordered = keys if first is None else [first, *(pk for pk in keys if pk != first)]
    return "?" + urlencode([("id", pk) for pk in ordered])
