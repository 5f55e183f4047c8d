"""Where results come from: each function returns a few results for a text."""

import re
import uuid
from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from catalog.admin.history import subject_name
from catalog.admin.links import station_model_url
from catalog.admin.search.results import Result, present_station_model
from catalog.models import AuditEvent, ChargingStationModel, ReportedIdentity, UnknownHardware, Vendor
from catalog.models.querysets.ranking import RankedModel
from catalog.normalise import normalise_model, normalise_vendor, split_words
from catalog.resolve.boot_report import BootReport
from catalog.resolve.resolution import Match
from catalog.resolve.resolver import resolve
from catalog.text import LAST_CHARACTER

FEW = 5
"""Results of a group, other than models."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{8,128}", re.ASCII)

_MATCHES = {
    Match.EXACT: ("Matches by name", "Recognised", "success"),
    Match.IDENTITY: ("Confirmed by staff", "Recognised", "success"),
    Match.AMBIGUOUS: ("Several models report this name", "One of several", "warning"),
    Match.NONE: ("Closest model, check before use", "Not recognised", "warning"),
}
"""Detail, badge and its kind."""


def load_station_models(ranked: Sequence[RankedModel]) -> list[Result]:
    rows = ChargingStationModel.objects.in_rank_order(ranked)
    return [present_station_model(each) for each in rows]


def find_deleted(pk: uuid.UUID) -> list[Result]:
    """Return the history of a model that is deleted for good."""
    event = AuditEvent.objects.filter(station_model=pk).select_related("user", "client").first()
    if event is None:
        return []
    url = reverse("admin:catalog_chargingstationmodel_history", args=[pk])
    return [Result(subject_name(event), url, f"Deleted by {event.actor_name}. {event.reason}", "Deleted", "danger")]


def find_events(text: str) -> list[Result]:
    """Return what was changed in the request with that ID."""
    if not _REQUEST_ID.fullmatch(text):
        return []
    events = AuditEvent.objects.filter(request_id=text).exclude(request_id="").select_related("user", "client")[:FEW]
    return [
        Result(
            f"{each.get_action_display()}: {subject_name(each)}",
            reverse("admin:catalog_auditevent_change", args=[each.pk]),
            f"By {each.actor_name}, {each.at:%d %b %Y, %H:%M} UTC",
        )
        for each in events
    ]


def find_reported_names(text: str) -> list[Result]:
    rows = ReportedIdentity.objects.filter(_named(text)).prefetch_related("station_models")[:FEW]
    return [
        Result(
            str(each),
            reverse("admin:catalog_reportedidentity_change", args=[each.pk]),
            ", ".join(map(str, each.station_models.all())),
        )
        for each in rows
    ]


def find_vendors(text: str) -> tuple[list[Result], list[Result]]:
    """Return the vendor that has exactly that name or alias, and those whose names begin like that."""
    key = normalise_vendor(text)
    exact: list[Result] = []
    others: list[Result] = []
    for each in Vendor.objects.list_summaries(limit=FEW, q=text) if key else ():
        aliases = f"also {', '.join(each.aliases)}" if each.aliases else ""
        models = f"{each.active_models:,} {'model' if each.active_models == 1 else 'models'}"
        url = reverse("admin:catalog_vendor_change", args=[each.key])
        is_exact = key in {each.key, *map(normalise_vendor, each.aliases)}
        (exact if is_exact else others).append(
            Result(each.name, url, " \N{MIDDLE DOT} ".join(filter(None, [models, aliases])))
        )
    return exact, others


def find_inbox_entries(text: str) -> list[Result]:
    return [
        Result(
            str(each),
            reverse("admin:catalog_unknownhardware_change", args=[each.pk]),
            f"{each.count} {'report' if each.count == 1 else 'reports'}",
            "" if each.state == UnknownHardware.State.WAITING else each.get_state_display(),
        )
        for each in UnknownHardware.objects.filter(_named(text)).order_by("-count", "id")[:FEW]
    ]


def find_pages(request: HttpRequest, pages: Sequence[Result], text: str) -> Iterator[Result]:
    """Yield the pages in whose titles each word begins a word."""
    typed = split_words(text)
    for page in pages:
        words = split_words(page.title)
        if typed and all(any(known.startswith(word) for known in words) for word in typed):
            yield page


def recognise(text: str) -> tuple[str, list[Result]]:
    """Return what `resolve` answers for "vendor / model", with a title; no results without a slash."""
    vendor, slash, model = (each.strip() for each in text.partition("/"))
    if not slash or not normalise_model(model):
        return "", []
    title = f"Recognise {vendor or '(no vendor)'} / {model}"
    resolution = resolve(BootReport.of(vendor, model))
    rows = resolution.models or tuple(each.found for each in resolution.candidates)
    if not rows:
        inbox = reverse("admin:catalog_unknownhardware_changelist")
        return title, [Result("No similar model", inbox, "Open the inbox", "Not recognised", "warning")]
    detail, badge, kind = _MATCHES[resolution.match]
    if resolution.synonym:
        detail += f' ("{resolution.synonym.name}" is an alias of {resolution.synonym.vendor})'
    return title, [
        Result(f"{each.vendor} {each.model}", station_model_url(each.pk), detail, badge, kind) for each in rows[:FEW]
    ]


def _named(text: str) -> Q:
    """Return the condition of rows whose reported vendor or model begins like that, or is "vendor / model"."""
    model, vendor = normalise_model(text), normalise_vendor(text)
    conditions = Q(pk__in=[])
    if model:
        conditions |= Q(normalised_model__gte=model, normalised_model__lt=model + LAST_CHARACTER)
    if vendor:
        conditions |= Q(normalised_vendor__gte=vendor, normalised_vendor__lt=vendor + LAST_CHARACTER)
    before, slash, after = text.partition("/")
    words = text.split()
    pairs = [(before, after)] if slash else [(words[0], " ".join(words[1:]))] if len(words) > 1 else []
    for of_vendor, of_model in pairs:
        key = normalise_model(of_model)
        if key and normalise_vendor(of_vendor):
            conditions |= Q(
                normalised_vendor=normalise_vendor(of_vendor),
                normalised_model__gte=key,
                normalised_model__lt=key + LAST_CHARACTER,
            )
    return conditions
