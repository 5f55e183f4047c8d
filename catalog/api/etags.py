"""Conditional requests (RFC 9110). ETags are strong and derived from revisions."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from rest_framework import exceptions, status

# Increment when the JSON format changes, so that cached bodies of the old format get no 304.
_FORMAT_VERSION = 1
_VARY_HEADERS = ("Authorization", "Accept")
_ETAG_RE = re.compile(rf'"{_FORMAT_VERSION}-(0|[1-9][0-9]{{0,18}})"')

# RFC 9110, 8.8.3 and 13.1.1. The empty elements of a list are allowed (5.6.1.2).
_ENTITY_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*+"'
_ENTITY_TAGS = re.compile(rf"[ \t,]*+{_ENTITY_TAG}(?:[ \t]*+,[ \t,]*+{_ENTITY_TAG})*+[ \t,]*+")
_REPEATED_MAX = 60
"""Maximum length of a header value that an error message repeats, in characters."""


class MalformedIfMatch(exceptions.APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "bad_request"

    def __init__(self, header: str) -> None:
        super().__init__(
            f"{_quote(header)} is not valid in If-Match. Send * or an entity tag with its double quotes, for example "
            f"{etag_for_revision(42)}."
        )


def etag_for_revision(revision: int) -> str:
    """Return the entity tag of a response at this revision of the catalogue or of a model."""
    return f'"{_FORMAT_VERSION}-{revision}"'


def is_not_modified(request: HttpRequest, tag: str) -> bool:
    """Return whether `If-None-Match` contains the tag (weak comparison)."""
    header = request.META.get("HTTP_IF_NONE_MATCH")
    if not header:
        return False
    sent = parse_etags(header)
    return "*" in sent or tag in {each.removeprefix("W/") for each in sent}


def not_modified_response(tag: str) -> HttpResponse:
    # Faster than a Response of DRF, which negotiates a renderer.
    response = HttpResponseNotModified()
    response.headers["ETag"] = tag
    return response


def if_match_revisions(request: HttpRequest) -> frozenset[int] | None:
    """Return the revisions in `If-Match` (strong comparison).

    None means any revision: there is no header, or it is `*`. Foreign tags are ignored. Raises MalformedIfMatch.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    if not _ENTITY_TAGS.fullmatch(header):
        raise MalformedIfMatch(header)
    matches = [_ETAG_RE.fullmatch(each) for each in re.findall(_ENTITY_TAG, header)]
    return frozenset(int(each[1]) for each in matches if each)


def explain_unusable_tag(request: HttpRequest) -> str | None:
    """Return why a tag in `If-Match` can never match, and what to change; None if all tags can match."""
    tags = re.findall(_ENTITY_TAG, request.headers.get("If-Match", ""))
    weak = next((each for each in tags if each.startswith("W/")), None)
    if weak:
        return (
            f"{_quote(weak)} is a weak entity tag, but If-Match requires a strong one. A proxy that compresses "
            "responses can make tags weak. Send the tag without W/, or turn off compression in the proxy."
        )
    foreign = next((each for each in tags if not _ETAG_RE.fullmatch(each)), None)
    if foreign:
        return (
            f"{_quote(foreign)} is not an entity tag of this service. Send the ETag of a response unchanged; a proxy "
            "may have changed it."
        )
    return None


def _quote(text: str) -> str:
    """Return part of a header if it is safe to repeat in an error message, else a placeholder."""
    is_safe = text.strip() and len(text) <= _REPEATED_MAX and text.isascii() and text.isprintable()
    return text if is_safe else "The value"


def set_cache_headers(response: HttpResponse) -> None:
    """Let only the caller cache the response, and only with revalidation."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    patch_vary_headers(response, _VARY_HEADERS)
