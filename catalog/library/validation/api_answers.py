"""Answers that were saved as a file, and are no catalogue file: of this API, and of OCPI."""

from typing import Any, Final

from catalog.library.parsed_file import ParsedFile, ValidationIssue

_OF_ANSWERS: Final = {"id", "isArchived", "createdAt", "updatedAt"}
"""What the API answers of each model, and no file has."""


def find_api_answer(nodes: ParsedFile) -> ValidationIssue | None:
    """Return the issue of a file, or a part of one, that holds a response of the API (a list, its items, or a
    model) or OCPI Locations.
    """
    for index, row in nodes.rows():
        if _is_location(row) or _is_location(row.get("data")):
            sentence = (
                "holds OCPI Locations, which say where stations are and what their connectors can do, and neither "
                "their vendor nor their model: list the models in a file of their own"
            )
            return ValidationIssue(nodes.file, nodes.line_of((index,)), (), sentence)
        if _is_list(row) or _is_list(row.get("data")) or _is_model(row) or _is_model(row.get("data")):
            sentence = (
                "is a response of the API, which has no evidence or identities, and may be one page of "
                "many: use manage.py export_models, or GET /asset-management/v1/charging-station-models/export"
            )
            return ValidationIssue(nodes.file, nodes.line_of((index,)), (), sentence)
        return None
    return None


def _is_list(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("items"), list) and "hasMore" in value


def _is_location(value: Any) -> bool:
    """Of a Location, or a list of them."""
    value = value[0] if isinstance(value, list) and value else value
    return isinstance(value, dict) and isinstance(value.get("evses"), list) and "vendor" not in value


def _is_model(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() >= _OF_ANSWERS
