"""The two sizes in which an uploaded picture is stored. What was sent is never stored."""

import hashlib
import struct
import threading
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from catalog.pictures.header import PictureHeader, PictureRefused, read_header

if TYPE_CHECKING:  # imported on first use to save memory
    from PIL.Image import Image

LARGE: Final = 960
SMALL: Final = 320
"""Longest side in pixels. Smaller pictures are not enlarged."""

_DECODED: Final = 2 * LARGE

_QUALITY: Final = 82
_WAIT_SECONDS: Final = 10

_decoding: Final = threading.Lock()
"""Held while this process decodes a picture, which takes up to 200 MiB."""


@dataclass(frozen=True, slots=True)
class RenderedPicture:
    """WebP files without metadata, and the hash of the large one."""

    hash: str
    width: int
    height: int
    large: bytes
    small: bytes


def render_picture(content: bytes) -> RenderedPicture:
    """Decode a file, and return the picture in both sizes. Raises PictureRefused.

    One at a time in a process. A picture with too many pixels or frames is refused before it is decoded.
    """
    header = read_header(content)
    if not _decoding.acquire(timeout=_WAIT_SECONDS):
        raise PictureRefused("Another picture is being processed. Upload yours again in a moment.", code="busy")
    try:
        image = _decode(content, header)
        large = _encode(image)
        size = image.size
        image.thumbnail((SMALL, SMALL))
        small = _encode(image)
    finally:
        _decoding.release()
    return RenderedPicture(hashlib.sha256(large).hexdigest(), *size, large, small)


def _decode(content: bytes, header: PictureHeader) -> "Image":
    """Return the picture upright, at most LARGE on a side, in RGB or RGBA, and without metadata."""
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(content), formats=[header.format]) as file:
            if file.size != (header.width, header.height):
                raise SyntaxError
            file.draft(None, (_DECODED, _DECODED))  # JPEG: at a half, a quarter or an eighth
            # A palette has to be resolved before it is scaled.
            image = file if file.mode in {"RGB", "RGBA", "L", "CMYK"} else _convert(file)
            image.thumbnail((LARGE, LARGE), reducing_gap=2.0)
            upright = _convert(ImageOps.exif_transpose(image))
    except (OSError, SyntaxError, ValueError, KeyError, IndexError, struct.error, EOFError):
        message = "The picture cannot be read. Export it again as PNG or JPEG, then upload it."
        raise PictureRefused(message, code="damaged") from None
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


def _convert(image: "Image") -> "Image":
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _encode(image: "Image") -> bytes:
    file = BytesIO()
    image.save(file, "WEBP", quality=_QUALITY, method=4)
    return file.getvalue()
