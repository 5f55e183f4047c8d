"""What JSON Schema cannot say of valid input: ids that exist, ids that differ."""

import os
from typing import Any

import schemathesis

# The id of a model that is in the catalogue, for the bookmark of a list.
_BOOKMARK = os.environ.get("SCHEMATHESIS_BOOKMARK", "")


@schemathesis.hook
def map_query(context: Any, query: dict[str, Any] | None) -> dict[str, Any] | None:
    if query and query.get("startingAfter"):
        query["startingAfter"] = _BOOKMARK
    return query


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    connectors = body.get("connectors") if isinstance(body, dict) else None
    if isinstance(connectors, list) and all(isinstance(each, dict) for each in connectors):
        ids = [each.get("id") for each in connectors]
        if all(isinstance(each, int) for each in ids) and len(set(ids)) < len(ids):
            for number, connector in enumerate(connectors, start=1):
                connector["id"] = number
    return body
