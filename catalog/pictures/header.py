"""Format, size and frames of a picture, read from the first bytes of its file: nothing is decoded."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError

from catalog.limits import JPEG_PIXELS_MAX, PICTURE_PIXELS_MAX, PICTURE_SIDE_MAX

ALLOWED: Final = "Use a JPEG, PNG or WebP up to 5 MB."

_DAMAGED: Final = "The file is damaged or incomplete. Export the picture again, then upload it."

_OTHER_FORMATS: Final = (
    (0, b"GIF8", "GIF"),
    (0, b"BM", "BMP"),
    (0, b"%PDF", "PDF"),
    (0, b"II*\x00", "TIFF"),
    (0, b"MM\x00*", "TIFF"),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftyphei", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (0, b"<svg", "SVG"),
    (0, b"<?xml", "SVG"),
)
"""Offset, bytes and name of formats that people try."""

_NAMES: Final = {"WEBP": "WebP"}

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_START_OF_FRAME: Final = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN: Final = 0xDA
_WITHOUT_LENGTH: Final = {0x01, *range(0xD0, 0xD9)}
_PNG_DATA: Final = 8
_WEBP_CHUNK: Final = 12
_WEBP_ANIMATION: Final = 0x02


class PictureRefused(ValidationError):
    """The file cannot be used as a picture. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class PictureHeader:
    """Format by its name in Pillow, and the size in pixels."""

    format: str
    width: int
    height: int
    is_animated: bool = False

    @property
    def pixels_max(self) -> int:
        return JPEG_PIXELS_MAX if self.format == "JPEG" else PICTURE_PIXELS_MAX


def read_header(content: bytes) -> PictureHeader:
    """Return the header of a picture that may be decoded. Raises PictureRefused."""
    try:
        header = _parse_header(content)
    except (struct.error, IndexError, StopIteration):
        raise PictureRefused(_DAMAGED, code="damaged") from None
    if header.width < 1 or header.height < 1:
        raise PictureRefused(_DAMAGED, code="damaged")
    if header.is_animated:
        message = f"This {_NAMES.get(header.format, header.format)} is animated. Use a picture with one frame."
        raise PictureRefused(message, code="animated")
    if max(header.width, header.height) > PICTURE_SIDE_MAX or header.width * header.height > header.pixels_max:
        message = (
            f"The picture is too large: {header.width:,} \u00d7 {header.height:,} pixels. The maximum is "
            f"{header.pixels_max / 10**6:g} megapixels and {PICTURE_SIDE_MAX:,} pixels on a side. Make it smaller, "
            "then upload it again."
        )
        raise PictureRefused(message, code="too_many_pixels")
    return header


def _parse_header(content: bytes) -> PictureHeader:
    if content.startswith(_PNG):
        return _parse_png(content)
    if content.startswith(_JPEG):
        return _parse_jpeg(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _parse_webp(content)
    for offset, magic, name in _OTHER_FORMATS:
        if content[offset : offset + len(magic)] == magic:
            raise PictureRefused(f"This is a file in the format {name}. {ALLOWED}", code="other_format")
    raise PictureRefused(f"This file is not a picture, whatever its name says. {ALLOWED}", code="not_a_picture")


def _parse_png(content: bytes) -> PictureHeader:
    width, height = struct.unpack_from(">II", content, 16)
    return PictureHeader("PNG", width, height, b"acTL" in _png_chunks(content))


def _png_chunks(content: bytes) -> Iterator[bytes]:
    """Yield the types of the chunks before the data of the picture."""
    place = _PNG_DATA
    while place + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        if kind == b"IDAT":
            return
        yield kind
        place += length + 12


def _parse_jpeg(content: bytes) -> PictureHeader:
    place = 2
    while True:
        fill, marker = content[place], content[place + 1]
        if fill != 0xFF or marker == _START_OF_SCAN:  # noqa: PLR2004 - each marker begins with it
            raise PictureRefused(_DAMAGED, code="damaged")
        if marker == 0xFF:  # noqa: PLR2004 - padding
            place += 1
        elif marker in _WITHOUT_LENGTH:
            place += 2
        elif marker in _START_OF_FRAME:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return PictureHeader("JPEG", width, height)
        else:
            [length] = struct.unpack_from(">H", content, place + 2)
            place += 2 + max(2, length)


def _parse_webp(content: bytes) -> PictureHeader:
    kind, data = content[_WEBP_CHUNK : _WEBP_CHUNK + 4], _WEBP_CHUNK + 8
    if kind == b"VP8X":
        flags, packed = struct.unpack_from("<B3x6s", content, data)
        width, height = (1 + int.from_bytes(each, "little") for each in (packed[:3], packed[3:]))
        return PictureHeader("WEBP", width, height, bool(flags & _WEBP_ANIMATION))
    if kind == b"VP8L":
        [bits] = struct.unpack_from("<I", content, data + 1)
        return PictureHeader("WEBP", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    width, height = struct.unpack_from("<HH", content, data + 6)
    return PictureHeader("WEBP", width & 0x3FFF, height & 0x3FFF)
