"""JSON as the contract takes it: small, shallow, UTF-8, and saying one thing only."""

import codecs
import json
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from io import BytesIO
from types import MappingProxyType
from typing import IO, Any, Never

from django.conf import settings
from django.http import HttpRequest
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from catalog.api.errors import BodyTooLarge

DEPTH_MAX = 32
_SHOWN_MAX = 60
"""Characters of a header that a refusal repeats."""
# Possessive, and the closing quote left open: a text without an end would else be tried from each of its quotes.
_STRING_RE = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)


class TruncatedBody(ParseError):
    """Its sender went away."""

    default_code = "malformed_json"
    default_detail = "The body ends before the length that it was sent with."


class ByteOrderMark(ParseError):
    """RFC 8259, 8.1, allows none."""

    default_code = "malformed_json"
    default_detail = "The body begins with a byte order mark (U+FEFF). Send UTF-8 without one."


class UnsupportedContentEncoding(APIException):
    status_code = status.HTTP_415_UNSUPPORTED_MEDIA_TYPE
    default_code = "unsupported_media_type"
    headers = MappingProxyType({"Accept-Encoding": "identity"})  # RFC 9110, 15.5.16

    def __init__(self, encoding: str) -> None:
        shown = (
            encoding if encoding.isascii() and encoding.isprintable() and len(encoding) <= _SHOWN_MAX else "this one"
        )
        super().__init__(f"Bodies are not read in a Content-Encoding, and {shown} is one. Send the body as it is.")


class JsonObject(dict[str, Any]):
    """An object as it was written: `duplicate_keys` are the names that it gives more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.duplicate_keys: list[str] = []
        if len(self) < len(pairs):
            self.duplicate_keys = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]


class StrictJSONParser(BaseParser):
    """Numbers become Decimal: what the caller wrote is what is kept."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return the value. Half of a surrogate pair in a text is for the field to refuse, which knows its place.

        Raises ParseError (400) for what is not JSON as said above, BodyTooLarge (413) past 256 KiB, and
        UnsupportedContentEncoding (415).
        """
        length = 0
        if parser_context:
            require_identity_encoding(parser_context["request"])
            length = content_length(parser_context["request"])
            # Which Django keeps, for a request that is carried out anew; one that is too large it does not read.
            stream = BytesIO(parser_context["request"].body)
        text = _decode(self._read(stream, length))
        _check_depth(text)
        try:
            value = json.loads(
                text,
                parse_float=_parse_decimal,
                parse_int=_parse_decimal,
                parse_constant=_reject_constant,
                object_pairs_hook=JsonObject,
            )
        except ValueError as error:
            raise ParseError(f"The body is not JSON: {error}.") from None
        return value

    @staticmethod
    def _read(stream: IO[bytes], length: int) -> bytes:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = b"" if length > limit else stream.read(limit + 1)
        if max(length, len(body)) > limit:
            raise BodyTooLarge
        if len(body) < length:
            raise TruncatedBody
        return body


def require_identity_encoding(request: HttpRequest | Request) -> None:
    """Raise UnsupportedContentEncoding for a body that is compressed: what it holds is not known before it is read."""
    sent = request.META.get("HTTP_CONTENT_ENCODING", "")
    others = [each for each in map(str.strip, sent.split(",")) if each.lower() not in ("", "identity")]
    if others:
        raise UnsupportedContentEncoding(", ".join(others))


def _decode(body: bytes) -> str:
    """Return the text of a body in UTF-8. Raises ParseError that says what it is instead, where that can be seen."""
    if body.startswith(codecs.BOM_UTF8):
        raise ByteOrderMark
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in body[:2]:
        raise ParseError("The body is UTF-16 or UTF-32. Send it as UTF-8.")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise ParseError("The body is not UTF-8.") from None


def content_length(request: HttpRequest | Request) -> int:
    """What the request says of its body; what is no number says nothing, as to Django."""
    try:
        return max(0, int(request.META.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return 0


def _check_depth(text: str) -> None:
    """Before parsing: the parser recurses, and depth is the one thing that it cannot be asked to limit."""
    if text.count("[") + text.count("{") <= DEPTH_MAX:
        return
    depth = 0
    for bracket in re.finditer(r"[\[\]{}]", _STRING_RE.sub("", text)):
        depth += 1 if bracket.group() in "[{" else -1
        if depth > DEPTH_MAX:
            raise ParseError(f"The body is nested deeper than {DEPTH_MAX} levels.")


def _parse_decimal(digits: str) -> Decimal:
    """Exactly, however many digits. Past Decimal's own exponents it is infinite or 0, which every field refuses."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return Decimal(float(digits))


def _reject_constant(name: str) -> Never:
    msg = f"{name} is not a number"
    raise ValueError(msg)
