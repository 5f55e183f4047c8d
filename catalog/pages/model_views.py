"""Page of a model."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from catalog.hardware.presentation import present_model
from catalog.http.addresses import get_public_url
from catalog.models import ChargingStationModel, ReportedIdentity
from catalog.pages.comparison import list_differences
from catalog.pages.conditional import etag_per_revision, is_staff_visitor
from catalog.pages.evidence import present_evidence
from catalog.pages.pictures import add_pictures
from catalog.pages.selection import load_models
from catalog.pages.visitor_access import visitor_access

IDENTITIES_MAX = 20


@visitor_access
@etag_per_revision
def station_model(request: HttpRequest, pk: UUID) -> HttpResponse:
    """GET /catalogue/{id}."""
    rows = ChargingStationModel.objects.filter(pk=pk)
    row = rows.values_list("document", "successor", "archived_at", "image_alt").first()
    if row is None:
        return render(request, "pages/station_model_missing.html", {"here": "catalogue", "pk": pk}, status=404)
    document, successor_id, archived_at, image_alt = row
    each = present_model(document)
    [successor] = load_models([successor_id]) if successor_id else [None]
    evidence = present_evidence(pk)
    context = {
        "here": "catalogue",
        "each": each,
        "picture": add_pictures([each])[0].picture,
        "image_alt": image_alt or f"Picture of {each}",
        "evidence": evidence,
        "levels": {fact.name: fact for fact in evidence},
        "archived_at": archived_at,
        "updated_at": datetime.fromisoformat(each.updated_at),
        "successor": successor,
        "differences": list_differences(each, successor) if successor else [],
        "identities": ReportedIdentity.objects.filter(station_models=pk)[:IDENTITIES_MAX],
        "api_path": reverse("station-model-detail", args=[pk]),
        "is_staff": is_staff_visitor(request),
        "qr_code": _draw_qr_code(get_public_url(request, request.path)),
    }
    return render(request, "pages/station_model.html", context)


@lru_cache(maxsize=256)
def _draw_qr_code(url: str) -> SafeString:
    """Return the QR code of a URL as SVG, for the data sheet."""
    svg = segno.make(url, error="m").svg_inline(border=2, svgclass="qr", lineclass=None, omitsize=True, title=url)
    return mark_safe(svg)  # noqa: S308 - made by segno, which escapes the title
