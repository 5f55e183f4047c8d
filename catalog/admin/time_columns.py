"""Columns of lists that show a time."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin

from catalog.times import time_ago


def time_column(name: str, description: str = "") -> Callable[[Any], str]:
    """Return a column for `list_display` that shows the time of a field, such as "2 h ago"."""

    def column(row: Any) -> str:
        return time_ago(getattr(row, name)) or "-"

    column.__name__ = name  # the class of the cells is `field-<name>`
    return admin.display(column, description=description or name.replace("_", " "), ordering=name)
