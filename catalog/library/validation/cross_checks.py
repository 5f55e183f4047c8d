"""Rules between values that a schema cannot say: the same connector twice, the same model twice."""

from collections.abc import Iterator
from decimal import Decimal

from catalog.library.parsed_file import ParsedFile, ValidationIssue
from catalog.library.rows import Key
from catalog.messages import NOT_UNIQUE_IN_MODEL, as_clause
from catalog.text import casefold_key


def connector_issues(nodes: ParsedFile) -> Iterator[ValidationIssue]:
    """Yield the issues between values of one row."""
    for index, row in nodes.rows():
        yield from _duplicate_connector_ids(nodes, index, row)
        if row.get("replacedBy") is not None and row.get("archived") is not True:
            yield nodes.issue_at((index, "replacedBy"), "is for archived models only, and this one is active")


def _duplicate_connector_ids(nodes: ParsedFile, index: int, row: dict[str, object]) -> Iterator[ValidationIssue]:
    """Yield an issue for a connector id that an earlier connector of the model has."""
    connectors = row.get("connectors")
    first: dict[int | Decimal, int | None] = {}
    for position, connector in enumerate(connectors if isinstance(connectors, list) else []):
        connector_id = connector.get("id") if isinstance(connector, dict) else None
        if not isinstance(connector_id, int | Decimal) or isinstance(connector_id, bool):
            continue
        place = (index, "connectors", position, "id")
        if connector_id in first:
            taken = f"{connector_id} is taken {nodes.at_line(first[connector_id])}"
            yield nodes.issue_at(place, f"{as_clause(NOT_UNIQUE_IN_MODEL)}; {taken}")
        first.setdefault(connector_id, nodes.line_of(place))


class DuplicateModels:
    """Finds rows with the vendor and model of an earlier row, in any file, ignoring case. Archived models may share
    a name, as in the catalogue.
    """

    def __init__(self) -> None:
        self._first: dict[Key, tuple[str, int]] = {}

    def issues(self, nodes: ParsedFile) -> Iterator[ValidationIssue]:
        file = str(nodes.file)
        for index, row in nodes.rows():
            vendor, model = row.get("vendor"), row.get("model")
            if not isinstance(vendor, str) or not isinstance(model, str) or row.get("archived") is True:
                continue
            key = casefold_key(vendor), casefold_key(model)
            if key in self._first:
                first_file, line = self._first[key]
                yield nodes.issue_at(
                    (index,), f"has the same vendor and model as {first_file}, {nodes.line_word} {line}"
                )
            else:
                self._first[key] = file, nodes.lines[(index,)]
