"""JSON as the contract takes it: small, shallow, UTF-8, and saying one thing only."""

import json
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import IO, Any, Never

from django.conf import settings
from django.http import HttpRequest
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from catalog.api.errors import BodyTooLarge

DEPTH_MAX = 32
# Possessive, and the closing quote left open: a text without an end would else be tried from each of its quotes.
_STRING_RE = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)


class TruncatedBody(ParseError):
    """Its sender went away."""

    default_code = "malformed_json"
    default_detail = "The body ends before the length that it was sent with."


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
        """Raise ParseError (400) for what is not JSON as said above, BodyTooLarge (413) past 256 KiB."""
        length = 0
        if parser_context:
            length = content_length(parser_context["request"])
            # Which Django keeps, for a request that is carried out anew; one that is too large it does not read.
            stream = BytesIO(parser_context["request"].body)
        try:
            text = self._read(stream, length).decode("utf-8")
        except UnicodeDecodeError:
            raise ParseError("The body is not UTF-8.") from None
        _check_depth(text)
        try:
            value = json.loads(
                text,
                parse_float=_parse_decimal,
                parse_int=_parse_decimal,
                parse_constant=_reject_constant,
                object_pairs_hook=JsonObject,
            )
            json.dumps(value, ensure_ascii=False, default=str).encode()
        except UnicodeEncodeError:
            raise ParseError("The body has a lone surrogate escape, which is not text.") from None
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
