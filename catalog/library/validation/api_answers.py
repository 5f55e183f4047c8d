"""Answers of the API that were saved as a file, and are no catalogue file."""

from typing import Any, Final

from catalog.library.parsed_file import ParsedFile, ValidationIssue

_OF_ANSWERS: Final = {"id", "isArchived", "createdAt", "updatedAt"}
"""What the API answers of each model, and no file has."""


def find_api_answer(nodes: ParsedFile) -> ValidationIssue | None:
    """Return the one fault of a file, or of a part of it, that holds an answer of the API: a list, its items, or a
    model."""
    for index, row in nodes.rows():
        if _is_list(row) or _is_list(row.get("data")) or _is_model(row) or _is_model(row.get("data")):
            sentence = (
                "is an answer of the API, which leaves out what the catalogue knows besides, and may be one page of "
                "many: use manage.py export_models, or GET /asset-management/v1/charging-station-models/export"
            )
            return ValidationIssue(nodes.file, nodes.line_of((index,)), (), sentence)
        return None
    return None


def _is_list(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("items"), list) and "hasMore" in value


def _is_model(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() >= _OF_ANSWERS
