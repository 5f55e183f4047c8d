"""Files that people upload as pictures, and some that they should not."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image


def picture_file(file_format: str = "PNG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """A picture with a light upper and a dark lower half."""
    image = Image.new("RGB", size, "white")
    image.paste("navy", (0, size[1] // 2, *size))
    file = BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()


def animated_file(file_format: str) -> bytes:
    return picture_file(file_format, save_all=True, append_images=[Image.new("RGB", (64, 48), "red")])


def png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and has no pixels."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", b"") + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
