"""Strict JSON parser: UTF-8, limited size and depth, no duplicate keys."""

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

from catalog.api.exceptions import BodyTooLarge

DEPTH_MAX = 32
_REPEATED_MAX = 60
"""Maximum length of a header value that an error message repeats, in characters."""
# Possessive and with an optional closing quote, so that an unterminated string takes linear time.
_STRING_RE = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)


class TruncatedBody(ParseError):
    """The client closed the connection before the end of the body."""

    default_code = "malformed_json"
    default_detail = "The request body is shorter than its Content-Length."


class ByteOrderMark(ParseError):
    """The body starts with a byte order mark, which RFC 8259, 8.1, forbids."""

    default_code = "malformed_json"
    default_detail = "The request body starts with a byte order mark (U+FEFF). Send UTF-8 without it."


class UnsupportedContentEncoding(APIException):
    status_code = status.HTTP_415_UNSUPPORTED_MEDIA_TYPE
    default_code = "unsupported_media_type"
    headers = MappingProxyType({"Accept-Encoding": "identity"})  # RFC 9110, 15.5.16

    def __init__(self, encoding: str) -> None:
        is_safe = encoding.isascii() and encoding.isprintable() and len(encoding) <= _REPEATED_MAX
        name = f"Content-Encoding {encoding}" if is_safe else "This Content-Encoding"
        super().__init__(f"{name} is not supported. Send the request body uncompressed.")


class JsonObject(dict[str, Any]):
    """JSON object. `duplicate_keys` are the keys that occur more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.duplicate_keys: list[str] = []
        if len(self) < len(pairs):
            self.duplicate_keys = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]


class StrictJSONParser(BaseParser):
    """Parser of JSON request bodies. Numbers become Decimal."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return the value. Fields, not the parser, reject unpaired surrogates in strings.

        Raises ParseError (400) for invalid JSON, BodyTooLarge (413) for more than 256 KiB, and
        UnsupportedContentEncoding (415).
        """
        length = 0
        if parser_context:
            require_identity_encoding(parser_context["request"])
            length = content_length(parser_context["request"])
            # Django caches `body`, so a retried request can read it again. It does not read a body that is too large.
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
            raise ParseError(f"The request body is not valid JSON: {error}.") from None
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
    """Raise UnsupportedContentEncoding for a compressed body, because its real size is unknown."""
    header = request.META.get("HTTP_CONTENT_ENCODING", "")
    others = [each for each in map(str.strip, header.split(",")) if each.lower() not in ("", "identity")]
    if others:
        raise UnsupportedContentEncoding(", ".join(others))


def _decode(body: bytes) -> str:
    """Decode a UTF-8 body. Raises ParseError, which names the encoding if it can be recognised."""
    if body.startswith(codecs.BOM_UTF8):
        raise ByteOrderMark
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in body[:2]:
        raise ParseError("The request body is UTF-16 or UTF-32. Send UTF-8.")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise ParseError("The request body is not valid UTF-8.") from None


def content_length(request: HttpRequest | Request) -> int:
    """Return the Content-Length; 0 if it is missing or not a number."""
    try:
        return max(0, int(request.META.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return 0


def _check_depth(text: str) -> None:
    """Raise ParseError if the text is nested too deeply for the parser, which is recursive."""
    if text.count("[") + text.count("{") <= DEPTH_MAX:
        return
    depth = 0
    for bracket in re.finditer(r"[\[\]{}]", _STRING_RE.sub("", text)):
        depth += 1 if bracket.group() in "[{" else -1
        if depth > DEPTH_MAX:
            raise ParseError(f"The request body is nested deeper than {DEPTH_MAX} levels.")


def _parse_decimal(digits: str) -> Decimal:
    """Return the exact number; infinity or 0 if the exponent is out of range, which all fields reject."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return Decimal(float(digits))


def _reject_constant(name: str) -> Never:
    msg = f"{name} is not a JSON number"
    raise ValueError(msg)
