"""What JSON Schema cannot say of valid input: ids and revisions that exist, ids that differ, keys that are new, words
that are some, limits in their order, texts whose length is that of what trimming leaves."""

import os
import re
import uuid
from decimal import Decimal
from typing import Any

import schemathesis

from catalog.limits import SEARCH_WORDS_MAX, TEXT_MAX, URL_MAX
from catalog.normalise import split_words
from catalog.text import ID_PATTERN, TEXT_PATTERN, trim

_LONGEST = {"vendor": TEXT_MAX, "model": TEXT_MAX, "friendlyName": TEXT_MAX, "ocppUrl": TEXT_MAX, "imageUrl": URL_MAX}

_REPORTED_MAX = 1_000
"""Characters of a reported text: all of them fit into a head, in whatever letters."""

# The id of a model that is in the catalogue, for the bookmark of a list.
_BOOKMARK = os.environ["SCHEMATHESIS_BOOKMARK"]


@schemathesis.hook
def before_call(context: Any, case: schemathesis.Case, **kwargs: Any) -> None:
    if isinstance(case.query, dict) and re.fullmatch(ID_PATTERN, str(case.query.get("startingAfter"))):
        case.query["startingAfter"] = _BOOKMARK
    if isinstance(case.query, dict) and str(case.query.get("after", "")).isdecimal():
        case.query["after"] = 0
    if isinstance(case.query, dict):
        _make_sense_of(case.query)
    body = case.body if isinstance(case.body, dict) else {}
    for texts in (case.query, body, body.get("configurationKeys")):
        _fill_with_more_than_space(texts)
    _let_odd_reports_be_refused(body)
    _shorten_reports(case, body)
    headers = case.headers or {}
    is_valid = case.meta is None or case.meta.generation.mode.is_positive
    if "If-Match" in headers and is_valid:  # a tag that is there, and not text of the length that the limit allows
        headers["If-Match"] = "*"
    if headers.get("Idempotency-Key"):
        headers["Idempotency-Key"] = str(uuid.uuid4())
    connectors = body.get("connectors")
    if isinstance(connectors, list) and all(isinstance(each, dict) for each in connectors):
        ids = [each.get("id") for each in connectors]
        if all(type(each) in {int, float} for each in ids) and len(set(ids)) < len(ids):
            for number, connector in enumerate(connectors, start=1):
                connector["id"] = number


def _let_odd_reports_be_refused(body: dict[str, Any]) -> None:
    """A batch with a report that is none is taken, whatever the schema says. One that is to be refused needs more."""
    reports = body.get("items")
    if isinstance(reports, list) and not all(map(_is_report, reports)):
        body["surplus"] = True


def _shorten_reports(case: schemathesis.Case, body: dict[str, Any]) -> None:
    """Keep reports within what the server reads of a head and a body. One that is to be refused needs more."""
    items = body.get("items")
    is_valid = case.meta is None or case.meta.generation.mode.is_positive
    for texts, whole in [
        (case.query, case.query),
        *((item, body) for item in (items if isinstance(items, list) else [])),
    ]:
        if not isinstance(texts, dict) or not case.path.endswith("/resolve"):
            continue
        for name, text in list(texts.items()):
            if isinstance(text, str) and len(text) > _REPORTED_MAX:
                texts[name] = text[:_REPORTED_MAX]
                if not is_valid:
                    whole["surplus"] = "1"


def _is_report(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and item.keys() <= {"vendor", "model", "serialNumber", "firmwareVersion"}
        and all(value is None or isinstance(value, str) for value in item.values())
    )


def _make_sense_of(query: dict[str, Any]) -> None:
    searched = query.get("q")
    if isinstance(searched, str) and re.match(TEXT_PATTERN, searched) and len(trim(searched)) <= TEXT_MAX:
        query["q"] = " ".join(split_words(searched)[:SEARCH_WORDS_MAX])[:TEXT_MAX] or "a"
    limits = query.get("minPowerWatts"), query.get("maxPowerWatts")
    if all(re.fullmatch(r"[0-9]+(\.[0-9]+)?(e-?[0-9]+)?", str(each)) for each in limits):
        query["minPowerWatts"], query["maxPowerWatts"] = sorted(limits, key=lambda each: Decimal(str(each)))


def _fill_with_more_than_space(texts: Any) -> None:
    """What is too long only by the white space around it is taken. One that is to be refused has to be longer."""
    for name, longest in _LONGEST.items() if isinstance(texts, dict) else ():
        text = texts.get(name)
        if isinstance(text, str) and len(trim(text)) <= longest < len(text):
            texts[name] = trim(text) + "*" * longest
