"""How many Python functions something calls, and where: a measure of work that is the same on every machine."""

import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

_HERE = Path(__file__).resolve().parent.parent


def count_calls(act: Callable[[], Any]) -> Counter[str]:
    """Do it, and return how many functions of each room, or package, were called in this thread."""
    codes: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            codes[frame.f_code.co_filename] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(before)
    rooms: Counter[str] = Counter()
    for file, number in codes.items():
        rooms[_package_of(file)] += number
    return rooms


@cache
def _package_of(file: str) -> str:
    """Such as `catalog/api`, `django/db`, `psycopg` or `python`."""
    path = Path(file)
    if path.is_relative_to(_HERE) and "site-packages" not in path.parts:
        return "/".join(path.relative_to(_HERE).parts[:2]).removesuffix(".py")
    if "site-packages" in path.parts:
        inside = path.parts[path.parts.index("site-packages") + 1 :]
        return "/".join(inside[: 2 if inside[0] == "django" else 1]).removesuffix(".py")
    return "python"
