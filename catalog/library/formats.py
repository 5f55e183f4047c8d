"""The formats of catalogue files, recognised by the extension of the file name."""

from enum import StrEnum
from pathlib import PurePath


class Format(StrEnum):
    YAML = "yaml"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


SUFFIXES = (".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".xlsx")

_OTHER_SUFFIXES = {".yml": Format.YAML, ".ndjson": Format.JSONL, ".tsv": Format.CSV}

_MEDIA_TYPES = {
    Format.YAML: "application/yaml",  # RFC 9512
    Format.JSON: "application/json",
    Format.JSONL: "application/jsonl",
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def format_for(name: str | PurePath) -> Format | None:
    """Return the format that a file's name stands for, or None."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        return None
    return _OTHER_SUFFIXES.get(suffix) or Format(suffix.removeprefix("."))


def is_table(name: str | PurePath) -> bool:
    """Return whether a file of that name has rows and columns."""
    return format_for(name) in (Format.CSV, Format.XLSX)


def format_suffixes() -> str:
    """Return them for a sentence: ".yaml, .yml, ... or .xlsx"."""
    return f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"
