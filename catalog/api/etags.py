"""Conditional requests (RFC 9110): strong ETags made of revisions, so that nothing has to be built to compare them."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

# A change of the JSON's shape takes the next number, or a deploy would answer 304 to bodies of the old shape.
_FORMAT_VERSION = 1
_VARY_HEADERS = ("Authorization", "Accept")
_ETAG_RE = re.compile(rf'"{_FORMAT_VERSION}-(0|[1-9][0-9]{{0,18}})"')


def etag_for_revision(revision: int) -> str:
    """Return the tag of an answer that shows the catalogue, or one model of it, at the revision."""
    return f'"{_FORMAT_VERSION}-{revision}"'


def is_not_modified(request: HttpRequest, tag: str) -> bool:
    """Return whether the caller already has what the tag stands for (`If-None-Match`, weak comparison)."""
    header = request.META.get("HTTP_IF_NONE_MATCH")
    if not header:
        return False
    sent = parse_etags(header)
    return "*" in sent or tag in {each.removeprefix("W/") for each in sent}


def not_modified_response(tag: str) -> HttpResponse:
    # Not DRF's Response, which would negotiate and render nothing.
    response = HttpResponseNotModified()
    response.headers["ETag"] = tag
    return response


def if_match_revisions(request: HttpRequest) -> frozenset[int] | None:
    """Return the revisions at which the caller wants the change (`If-Match`, strong comparison).

    None is any: no header, or `*`. Tags that were never ours match nothing.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    found = [_ETAG_RE.fullmatch(each) for each in parse_etags(header)]
    return frozenset(int(each[1]) for each in found if each)


def set_cache_headers(response: HttpResponse) -> None:
    """An answer may be kept by its caller, who asks before using it again; it is nobody else's."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    patch_vary_headers(response, _VARY_HEADERS)
