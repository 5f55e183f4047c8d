"""Archiving and unarchiving with a confirmation page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join

from catalog.admin.links import station_model_link, station_model_url
from catalog.admin.reason import ReasonForm, actor_with_reason, recent_reasons
from catalog.admin.station_model.form import parse_ids
from catalog.admin.station_model.list_filters import filtered_list_url
from catalog.admin.undo import message_with_undo
from catalog.exceptions import DuplicateModel
from catalog.models import CatalogueRevision, ChargingStationModel

# Models per confirmation. Other changes wait until it is finished.
MODELS_MAX = 1_000

_NAMES_SHOWN_MAX = 20
_INVALID_SELECTION = "We couldn't read your selection. Nothing was changed. Please select again."


@dataclass(frozen=True)
class ArchiveAction:
    name: str
    verb: str
    past_tense: str
    current_state: str
    method: Callable[..., bool]
    explanation: str


ARCHIVE = ArchiveAction(
    "archive",
    "archive",
    "archived",
    "archived",
    ChargingStationModel.archive,
    "Archived models are hidden from lists. Their IDs keep working, and you can restore them.",
)
UNARCHIVE = ArchiveAction(
    "unarchive",
    "restore",
    "restored",
    "active",
    ChargingStationModel.unarchive,
    "Restored models appear in lists again and no longer point to a replacement.",
)


@dataclass
class ArchivePreview:
    """Expected result. The model methods check again on confirmation."""

    changing: list[ChargingStationModel] = field(default_factory=list)
    already: list[ChargingStationModel] = field(default_factory=list)
    # Each with its duplicate.
    rejected: list[tuple[ChargingStationModel, ChargingStationModel]] = field(default_factory=list)

    @classmethod
    def of(cls, action: ArchiveAction, station_models: Sequence[ChargingStationModel]) -> "ArchivePreview":
        preview = cls()
        if action is ARCHIVE:
            for each in station_models:
                (preview.already if each.is_archived else preview.changing).append(each)
            return preview
        keys = {each.key for each in station_models if each.is_archived}
        taken = {each.key: each for each in ChargingStationModel.objects.active().with_keys(keys)}
        for each in station_models:
            if not each.is_archived:
                preview.already.append(each)
            elif (duplicate := taken.setdefault(each.key, each)) is each:
                preview.changing.append(each)
            else:  # the first of two archived duplicates is unarchived
                preview.rejected.append((each, duplicate))
        return preview


class ArchivingMixin(admin.ModelAdmin):
    """Views to archive and unarchive models."""

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        own = [
            path(f"{action.name}/", guard(view), name=f"catalog_chargingstationmodel_{action.name}")
            for action, view in ((ARCHIVE, self.archive_view), (UNARCHIVE, self.unarchive_view))
        ]
        return [*own, *super().get_urls()]

    def archive_view(self, request: HttpRequest) -> HttpResponse:
        return self._confirm_or_preview(request, ARCHIVE)

    def unarchive_view(self, request: HttpRequest) -> HttpResponse:
        return self._confirm_or_preview(request, UNARCHIVE)

    def _confirm_or_preview(self, request: HttpRequest, action: ArchiveAction) -> HttpResponse:
        """Show the preview (GET), or apply the action (POST)."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        ids = parse_ids((request.POST if request.method == "POST" else request.GET).get("ids", ""), at_most=MODELS_MAX)
        selection = ChargingStationModel.objects.filter(pk__in=ids).in_order()
        if not selection.exists():
            messages.error(request, _INVALID_SELECTION)
            return self._back(request, [])
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            _apply(request, action, selection, form.cleaned_data["reason"])
            return self._back(request, ids)
        return self._render_archive_preview(request, action, list(selection), form)

    def confirm(self, request: HttpRequest, action: ArchiveAction, queryset: QuerySet) -> HttpResponse | None:
        """Show the preview of the selected rows, unless there are too many."""
        selected = list(queryset.prefetch_related(None)[: MODELS_MAX + 1])
        if len(selected) > MODELS_MAX:
            messages.error(
                request,
                f"You can {action.verb} {MODELS_MAX:,} models at a time. Narrow the list and repeat.",
            )
            return None
        if not selected:
            messages.error(request, _INVALID_SELECTION)
            return None
        return self._render_archive_preview(request, action, selected, ReasonForm())

    def _render_archive_preview(
        self, request: HttpRequest, action: ArchiveAction, selected: list[ChargingStationModel], form: ReasonForm
    ) -> HttpResponse:
        preview = ArchivePreview.of(action, selected)
        is_single = len(selected) == 1
        site: Any = self.admin_site
        return TemplateResponse(
            request,
            "admin/catalog/chargingstationmodel/archive_confirmation.html",
            {
                **site.each_context(request),
                "title": f"{action.verb.capitalize()} {_name_or_count(selected)}?",
                "button": f"{action.verb.capitalize()} {_name_or_count(preview.changing, 'model')}",
                "recent": recent_reasons(request),
                "opts": self.opts,
                "archive_action": action,
                "ids": ",".join(str(each.pk) for each in selected),
                "preview": preview,
                "named_max": _NAMES_SHOWN_MAX,
                "named": f":{_NAMES_SHOWN_MAX}",
                "form": form,
                "action": reverse(f"admin:catalog_chargingstationmodel_{action.name}"),
                "page": station_model_url(selected[0].pk) if is_single and _came_from_its_page(request) else "",
                "preserved_filters": self.get_preserved_filters(request),
            },
        )

    def _back(self, request: HttpRequest, ids: list[Any]) -> HttpResponse:
        if _came_from_its_page(request) and len(ids) == 1:
            return HttpResponseRedirect(station_model_url(ids[0]))
        return HttpResponseRedirect(filtered_list_url(self, request))


def _came_from_its_page(request: HttpRequest) -> bool:
    return "page" in request.POST or "page" in request.GET


@admin.action(description="Archive selected %(verbose_name_plural)s", permissions=["change"])
def archive_selected(model_admin: ArchivingMixin, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    return model_admin.confirm(request, ARCHIVE, queryset)


@admin.action(description="Restore selected %(verbose_name_plural)s", permissions=["change"])
def unarchive_selected(model_admin: ArchivingMixin, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    return model_admin.confirm(request, UNARCHIVE, queryset)


def _apply(request: HttpRequest, action: ArchiveAction, selection: QuerySet, reason: str) -> None:
    """Apply the action to each model in one transaction, and report the result."""
    by = actor_with_reason(request, reason)
    changed: list[ChargingStationModel] = []
    already = 0
    rejected: list[DuplicateModel] = []
    with transaction.atomic():
        CatalogueRevision.lock()
        for station_model in selection:
            try:
                if action.method(station_model, by=by):
                    changed.append(station_model)
                else:
                    already += 1
            except DuplicateModel as error:
                rejected.append(error)
    were = f"{already:,} {'was' if already == 1 else 'were'} already {action.current_state}."
    if changed:
        message = f"{action.past_tense.capitalize()} {_name_or_count(changed)}."
        message_with_undo(request, f"{message} {were}" if already else message)
    elif already:
        messages.info(request, f"Nothing was changed. {were}")
    if rejected:
        models = format_html_join(", ", "{}", ((_duplicate_message(error),) for error in rejected[:_NAMES_SHOWN_MAX]))
        more = f" and {len(rejected) - _NAMES_SHOWN_MAX} more" if len(rejected) > _NAMES_SHOWN_MAX else ""
        messages.error(
            request,
            format_html(
                "Not restored: an active model has the same vendor and name. Archive or rename it first: {}{}.",
                models,
                more,
            ),
        )


def _name_or_count(station_models: Sequence[ChargingStationModel], one: str = "") -> str:
    """Return the name of a single model, unless `one` stands for it, or how many they are."""
    if len(station_models) == 1:
        return one or str(station_models[0])
    return f"{len(station_models):,} models"


def _duplicate_message(error: DuplicateModel) -> str:
    return format_html(
        "{} {} ({})", error.vendor, error.model, station_model_link(error.duplicate_id, "the active one")
    )
