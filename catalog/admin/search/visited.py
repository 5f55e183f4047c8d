"""The models that a person has looked at last, in a signed cookie of the browser."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from catalog.admin.search.results import Result, present_station_model
from catalog.models import ChargingStationModel
from catalog.models.querysets.ranking import parse_id

VISITED_MAX: Final = 8

_COOKIE: Final = "visited"
_MAX_AGE: Final = 90 * 24 * 60 * 60


def note_visit(request: HttpRequest, response: HttpResponse, station_model_id: UUID) -> None:
    """Put the model first in the list of the person who looks at it."""
    others = [each for each in _read(request) if each != station_model_id]
    response.set_signed_cookie(
        _COOKIE,
        ".".join(str(each) for each in [station_model_id, *others][:VISITED_MAX]),
        salt=_salt(request),
        max_age=_MAX_AGE,
        path="/admin/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def load_visited(request: HttpRequest) -> list[Result]:
    """Return the last models, the last one first, without those that are gone."""
    ids = _read(request)
    rows = ChargingStationModel.objects.filter(pk__in=ids)
    by_id: dict[Any, ChargingStationModel] = {each.pk: each for each in rows} if ids else {}
    return [present_station_model(by_id[pk]) for pk in ids if pk in by_id]


def _read(request: HttpRequest) -> list[UUID]:
    try:
        value = request.get_signed_cookie(_COOKIE, default="", salt=_salt(request), max_age=_MAX_AGE)
    except signing.BadSignature:
        return []
    ids = [parse_id(each) for each in (value or "").split(".")]
    return [pk for pk in ids if pk is not None][:VISITED_MAX]


def _salt(request: HttpRequest) -> str:
    """Return a salt for each person: two who share a browser do not share the list."""
    return f"catalog.visited.{request.user.pk}"
