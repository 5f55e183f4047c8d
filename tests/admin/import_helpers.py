"""A browser at the import: what it chooses, what it is shown, and what it confirms."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.admin.html_client import MODELS, HtmlClient, form_fields

IMPORT = f"{MODELS}import/"


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


def upload(browser: HtmlClient, content: bytes | list[Any], name: str = "models.json", **fields: Any) -> Any:
    """Choose a file and press the button."""
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    return browser.post(IMPORT, {"differing": "report", "file": SimpleUploadedFile(name, content), **fields})


def confirm(browser: HtmlClient, preview: Any, **changed: str) -> Any:
    """Press the button of the preview."""
    return browser.post(IMPORT, {**form_fields(preview.content.decode()), **changed}, follow=True)


def preview_rows(preview: Any) -> list[tuple[str, str, list[str]]]:
    assert preview.status_code == 200
    return [
        (each.row.document["model"], str(each.outcome), [str(one) for one in each.differences])
        for each, *_ in preview.context["rows"]
    ]


def issue_rows(page: Any) -> list[tuple[int | None, str, str]]:
    assert page.status_code == 200
    return [(issue.line, issue.where, issue.message) for issue in page.context["issues"]]
