"""Addresses of pictures. The address has the hash of the content, so what it leads to never changes."""

import re
from typing import Final

_ADDRESS: Final = re.compile(r"https?://[^/?#]+/images/([0-9a-f]{64})\.webp(?:[?#].*)?", re.IGNORECASE)


def picture_path(picture_hash: str, *, is_small: bool = False) -> str:
    return f"/images/{picture_hash}{'-320' if is_small else ''}.webp"


def find_picture_hash(url: str | None) -> str | None:
    """Return the hash in the address of a picture of a catalogue, whatever its host, or None for other URLs."""
    found = _ADDRESS.fullmatch(url) if url else None
    return found[1].lower() if found else None
