"""Conditional requests (RFC 9110): strong ETags made of revisions, so that nothing has to be built to compare them."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from rest_framework import exceptions, status

# A change of the JSON's shape takes the next number, or a deploy would answer 304 to bodies of the old shape.
_FORMAT_VERSION = 1
_VARY_HEADERS = ("Authorization", "Accept")
_ETAG_RE = re.compile(rf'"{_FORMAT_VERSION}-(0|[1-9][0-9]{{0,18}})"')

# RFC 9110, 8.8.3 and 13.1.1. The empty elements of a list are allowed (5.6.1.2).
_ENTITY_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*+"'
_ENTITY_TAGS = re.compile(rf"[ \t,]*+{_ENTITY_TAG}(?:[ \t]*+,[ \t,]*+{_ENTITY_TAG})*+[ \t,]*+")
_SHOWN_MAX = 60
"""Characters of a header that a refusal repeats."""


class MalformedIfMatch(exceptions.APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "bad_request"

    def __init__(self, header: str) -> None:
        super().__init__(
            f"If-Match takes tags in double quotes, as ETag gives them, or *. {_show(header)} is neither: send the tag "
            f"with its quotes, like {etag_for_revision(42)}."
        )


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

    None is any: no header, or `*`. Tags that were never ours match nothing. Raises MalformedIfMatch.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    if not _ENTITY_TAGS.fullmatch(header):
        raise MalformedIfMatch(header)
    found = [_ETAG_RE.fullmatch(each) for each in re.findall(_ENTITY_TAG, header)]
    return frozenset(int(each[1]) for each in found if each)


def explain_unusable_tag(request: HttpRequest) -> str | None:
    """Return why a tag of `If-Match` can never match, and what to change; None where all are strong tags of ours."""
    tags = re.findall(_ENTITY_TAG, request.headers.get("If-Match", ""))
    weak = next((each for each in tags if each.startswith("W/")), None)
    if weak:
        return (
            f"{_show(weak)} is a weak tag, and If-Match compares strong ones only. This service gives strong tags; a "
            "proxy that compresses makes them weak. Send the tag without W/, or let the proxy leave these answers "
            "uncompressed."
        )
    foreign = next((each for each in tags if not _ETAG_RE.fullmatch(each)), None)
    if foreign:
        return (
            f"{_show(foreign)} is no tag of this service. Send the ETag of an answer as it came: a proxy may change it."
        )
    return None


def _show(text: str) -> str:
    """Return a part of a header as a refusal may repeat it."""
    is_shown = text.strip() and len(text) <= _SHOWN_MAX and text.isascii() and text.isprintable()
    return text if is_shown else "What was sent"


def set_cache_headers(response: HttpResponse) -> None:
    """An answer may be kept by its caller, who asks before using it again; it is nobody else's."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    patch_vary_headers(response, _VARY_HEADERS)
