"""A browser at the import: what it chooses, what it is shown, and what it confirms."""

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.admin.html_client import MODELS, HtmlClient, form_fields

IMPORT = f"{MODELS}import/"

NAMES = (
    "vendor",
    "model",
    "powerType",
    "ocppUrl",
    "connectorId",
    "connectionType",
    "format",
    "maxAmperage",
    "maxVoltage",
    "maxPowerWatts",
)


def row_values(model: str = "NG900", watts: float = 7360, **changed: Any) -> dict[str, Any]:
    connector = {"id": 1, "connectionType": "IEC_62196_T2", "format": "SOCKET"}
    return {
        "vendor": "Alfen",
        "model": model,
        "powerType": "AC_1_PHASE",
        "connectors": [{**connector, "maxAmperage": 32, "maxVoltage": 230, "maxPowerWatts": watts}],
        "configurationKeys": {"ocppUrl": "BackOffice-URL-wired"},
        **changed,
    }


def csv_cells(model: str = "NG900", power: str = "7360", **changed: str) -> list[str]:
    """One row of a table with the headings NAMES."""
    values = dict(zip(NAMES, ("Alfen", model, "AC_1_PHASE", "Url", "1", "Type 2", "Socket", "32", "230"), strict=False))
    return [{**values, "maxPowerWatts": power, **changed}[name] for name in NAMES]


def csv_of(*rows: Sequence[str], names: Sequence[str] = NAMES) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([names, *rows])
    return text.getvalue().encode()


def upload(browser: HtmlClient, content: bytes | list[Any], name: str = "models.json") -> Any:
    """Choose a file and press the button. Return the page of the next step."""
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    return browser.post(IMPORT, {"file": SimpleUploadedFile(name, content)}, follow=True)


def page_url(page: Any) -> str:
    """Where the browser is."""
    return str(page.request["PATH_INFO"])


def press(browser: HtmlClient, page: Any, **changed: str) -> Any:
    """Press a button of the page, `do` or `all`, with the choices that it shows or those given."""
    fields = {**form_fields(page.content.decode()), **changed}
    return browser.post(page_url(page), {name.replace("__", "-"): each for name, each in fields.items()}, follow=True)


def confirm(browser: HtmlClient, review: Any, **changed: str) -> Any:
    """Press *Import*."""
    return press(browser, review, do="import", **changed)


def choose_for_all(browser: HtmlClient, review: Any, choice: str) -> Any:
    return press(browser, review, all=choice)


def tab_counts(review: Any) -> dict[str, int]:
    """The tabs with rows, and how many."""
    assert review.status_code == 200
    found = [re.fullmatch(r"(\w+) ([\d,]+)", label) for label, _, _ in review.context["tabs"]]
    return {each[1]: int(each[2]) for each in found if each and each[2] != "0"}


def preview_rows(review: Any) -> list[tuple[str, str, list[str]]]:
    """All rows of the review, whatever the tab: model, what becomes of it, and its differences."""
    assert review.status_code == 200
    return [(each.model, each.group.value, list(each.differences)) for each in review.context["preview"].rows]


def problem_rows(review: Any) -> list[tuple[int | None, str, str]]:
    assert review.status_code == 200
    return [(each.line, each.where, each.message) for each in review.context["preview"].problems]
