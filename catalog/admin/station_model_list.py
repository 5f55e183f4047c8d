"""The list of station models: its filters, and what can be done with those that are ticked."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from catalog.admin.access import actor_of
from catalog.admin.lists import ChoiceFilter
from catalog.admin.station_model_form import link_to
from catalog.choices import ConnectionType, ConnectorFormat, PowerType
from catalog.errors import TwinExists
from catalog.models import CatalogueRevision, ChargingStationModel, Connector

_NAMED_MAX = 20


class StateFilter(ChoiceFilter):
    """Active unless asked otherwise, as in the API."""

    title = "state"
    parameter_name = "state"
    offered = (("archived", "Archived"), ("all", "All"))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.active() if self.value() is None else super().queryset(request, queryset)

    def narrow(self, queryset: Any, value: str) -> Any:
        return queryset.archived() if value == "archived" else queryset

    def choices(self, changelist: Any) -> Any:
        without, *others = super().choices(changelist)
        return [{**without, "display": "Active"}, *others]


class PowerTypeFilter(ChoiceFilter):
    title = "power type"
    parameter_name = "power_type"
    offered = PowerType.choices


class ConnectorFilter(ChoiceFilter):
    """Asked for a type and a format, a model must have both in one connector."""

    def narrow(self, queryset: QuerySet, value: str) -> QuerySet:
        wanted = {}
        for other in (ConnectionTypeFilter, ConnectorFormatFilter):
            if given := self.request.GET.get(other.parameter_name):
                if given not in dict(other.offered):
                    raise IncorrectLookupParameters
                wanted[other.parameter_name] = given
        return queryset.filter(Exists(Connector.objects.filter(station_model=OuterRef("pk"), **wanted)))


class ConnectionTypeFilter(ConnectorFilter):
    title = "connector type"
    parameter_name = "connection_type"
    offered = ConnectionType.choices


class ConnectorFormatFilter(ConnectorFilter):
    title = "connector format"
    parameter_name = "format"
    offered = ConnectorFormat.choices


def connectors_in_short(station_model: ChargingStationModel) -> str:
    """This will return such as "2 x Type 2 socket, 1 x CCS2 cable", with a proper sign for times."""
    counted = Counter(
        f"{each.get_connection_type_display()} {each.get_format_display().lower()}"
        for each in station_model.connectors.all()
    )
    return ", ".join(f"{count} \N{MULTIPLICATION SIGN} {kind}" for kind, count in counted.items())


@admin.action(description="Archive selected %(verbose_name_plural)s", permissions=["change"])
def archive_selected(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    changed, already, _ = _each(request, queryset, ChargingStationModel.archive)
    messages.success(request, _told("archived", changed, "archived", already))


@admin.action(description="Unarchive selected %(verbose_name_plural)s", permissions=["change"])
def unarchive_selected(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> None:
    """All that can come back do; those that a twin stands in the way of are named."""
    changed, already, refused = _each(request, queryset, ChargingStationModel.unarchive)
    if changed or already:
        messages.success(request, _told("unarchived", changed, "active", already))
    if refused:
        named = format_html_join(", ", "{}", ((_twin(error),) for error in refused[:_NAMED_MAX]))
        more = f" and {len(refused) - _NAMED_MAX} more" if len(refused) > _NAMED_MAX else ""
        messages.error(
            request,
            format_html("Not unarchived, because an active model has the same vendor and name: {}{}.", named, more),
        )


def _each(request: HttpRequest, queryset: QuerySet, verb: Callable[..., bool]) -> tuple[int, int, list[TwinExists]]:
    """This will do it to each model, in one transaction, and return how many changed, how many had no need to, and
    the refusals."""
    by = actor_of(request)
    made: list[bool] = []
    refused: list[TwinExists] = []
    with transaction.atomic():
        CatalogueRevision.lock()
        for station_model in queryset:
            try:
                made.append(verb(station_model, by=by))
            except TwinExists as error:
                refused.append(error)
    return made.count(True), made.count(False), refused


def _told(done: str, changed: int, state: str, already: int) -> str:
    told = f"{changed} charging station {'model' if changed == 1 else 'models'} {done}."
    if already:
        told += f" {already} {'was' if already == 1 else 'were'} {state} already."
    return told


def _twin(error: TwinExists) -> str:
    return format_html("{} {} ({})", error.vendor, error.model, link_to(error.twin_id, "the active one"))
