"""What JSON Schema cannot say of valid input: ids and revisions that exist, ids that differ, keys that are new."""

import os
import uuid
from typing import Any

import schemathesis

# The id of a model that is in the catalogue, for the bookmark of a list.
_BOOKMARK = os.environ["SCHEMATHESIS_BOOKMARK"]


@schemathesis.hook
def before_call(context: Any, case: schemathesis.Case, **kwargs: Any) -> None:
    if isinstance(case.query, dict) and isinstance(case.query.get("startingAfter"), str):
        case.query["startingAfter"] = _BOOKMARK
    if isinstance(case.query, dict) and str(case.query.get("after", "")).isdecimal():
        case.query["after"] = 0
    headers = case.headers or {}
    if "If-Match" in headers:
        headers["If-Match"] = "*"
    if headers.get("Idempotency-Key"):
        headers["Idempotency-Key"] = str(uuid.uuid4())
    connectors = case.body.get("connectors") if isinstance(case.body, dict) else None
    if isinstance(connectors, list) and all(isinstance(each, dict) for each in connectors):
        ids = [each.get("id") for each in connectors]
        if all(type(each) in {int, float} for each in ids) and len(set(ids)) < len(ids):
            for number, connector in enumerate(connectors, start=1):
                connector["id"] = number
