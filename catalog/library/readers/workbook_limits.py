"""What a workbook may unpack to, looked at before it is read: a few kilobytes can unpack to gigabytes of objects."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

UNPACKED_MAX: Final = 64 * 1024 * 1024
"""Bytes of all parts together."""

STRINGS_MAX: Final = 16 * 1024 * 1024
"""Bytes of the part that holds the texts of all cells."""

DESCRIPTION_MAX: Final = 1024 * 1024
"""Bytes of a part that describes the workbook: each of its elements becomes objects that stay."""

ELEMENTS_MAX: Final = 2_000_000
"""Elements of all parts together: a cell has up to four, so that 25,000 rows always fit."""

ROW_ELEMENTS_MAX: Final = 4 * 16_384
"""Elements of one row: a cell and what is in it, for as many columns as Excel has. A row is in memory as a whole."""

RATIO_MAX: Final = 100
"""Times that a large part may be as long as it is packed. Sheets pack to a tenth."""

_CONTENT_TYPES: Final = "[Content_Types].xml"
_CHUNK: Final = 256 * 1024
_DESCRIPTIONS: Final = re.compile(r"\[Content_Types\]\.xml|.*\.rels|xl/(styles|workbook|theme/[^/]*)\.xml|docProps/.*")


def find_workbook_issue(content: bytes) -> str:
    """Return what is wrong with a workbook as an archive, as a sentence that needs the file as its subject; else ""."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "is not an XLSX workbook"
    with archive:
        try:
            return _find_size_issue(archive) or _find_renamed_part(archive) or _find_elements_issue(archive)
        except Exception:  # noqa: BLE001 - a broken part comes out as whatever trips over it
            return "is a damaged workbook; save it again as XLSX"


def _find_size_issue(archive: zipfile.ZipFile) -> str:
    """Judge by what the parts declare: none can be unpacked to more."""
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > UNPACKED_MAX:
        return f"unpacks to more than {_mib(UNPACKED_MAX)}"
    for part in parts:
        if _DESCRIPTIONS.fullmatch(part.filename) and part.file_size > DESCRIPTION_MAX:
            return _too_large(part, DESCRIPTION_MAX)
        if part.filename == "xl/sharedStrings.xml" and part.file_size > STRINGS_MAX:
            return _too_large(part, STRINGS_MAX)
        if part.file_size > max(DESCRIPTION_MAX, RATIO_MAX * part.compress_size):
            return f"has the part {part.filename[:100]!r}, which is packed to less than 1/{RATIO_MAX} of its length"
    return ""


def _find_renamed_part(archive: zipfile.ZipFile) -> str:
    """Judge what the workbook itself calls its description or its texts, whatever the names of those parts are."""
    sizes = {part.filename: part for part in archive.infolist()}
    if _CONTENT_TYPES not in sizes:
        return ""  # openpyxl says so
    for each in fromstring(archive.read(_CONTENT_TYPES)):
        kind, part = each.get("ContentType", ""), sizes.get(each.get("PartName", "").lstrip("/"))
        limit = DESCRIPTION_MAX if "main+xml" in kind else STRINGS_MAX if "sharedStrings" in kind else UNPACKED_MAX
        if part and part.file_size > limit:
            return _too_large(part, limit)
    return ""


def _find_elements_issue(archive: zipfile.ZipFile) -> str:
    total = 0
    for part in archive.infolist():
        elements = 0
        for chunk in _chunks(archive, part):
            # Beginnings without ends: what a part of another kind counts is small beside its length.
            elements += chunk.count(b"<") - chunk.count(b"</")
            if total + elements > ELEMENTS_MAX:
                return f"has more than {ELEMENTS_MAX:,} elements: give it in several files"
        if elements > ROW_ELEMENTS_MAX and _has_long_row(archive, part):
            return f"has a row of more than {ROW_ELEMENTS_MAX:,} elements"
        total += elements
    return ""


def _has_long_row(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    parser, row = ParserCreate(namespace_separator=" "), _LongRow()
    parser.StartElementHandler, parser.EndElementHandler = row.begin, row.end
    parser.StartDoctypeDeclHandler = row.refuse  # no workbook has one, and its entities would have no end
    try:
        for chunk in _chunks(archive, part):
            parser.Parse(chunk, False)
            if row.is_found:
                return True
    except ExpatError:
        return False  # openpyxl comes no further
    return False


class _LongRow:
    """Counts the elements within each row of a sheet."""

    def __init__(self) -> None:
        self.is_found = False
        self._depth = self._row_depth = self._elements = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._row_depth:
            self._elements += 1
            self.is_found = self.is_found or self._elements > ROW_ELEMENTS_MAX
        elif name.rpartition(" ")[2] == "row":
            self._row_depth, self._elements = self._depth, 0

    def end(self, name: str) -> None:
        if self._depth == self._row_depth:
            self._row_depth = 0
        self._depth -= 1

    def refuse(self, *doctype: object) -> None:
        self.is_found = True


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _too_large(part: zipfile.ZipInfo, limit: int) -> str:
    return f"has the part {part.filename[:100]!r}, which unpacks to more than {_mib(limit)}"


def _mib(length: int) -> str:
    return f"{length // 1024**2} MiB"
