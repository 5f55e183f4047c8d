"""What a worker holds in memory: nothing that only some of its requests need, until the first of them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

_LATER = {
    "openpyxl": "workbooks",
    "jsonschema": "imports",
    "markdown_it": "the guides",
    "drf_spectacular.openapi": "the OpenAPI document",
    "drf_spectacular.plumbing": "the OpenAPI document",
    "django.test": "drf-spectacular, of all things",
    "unittest": "django.test",
}
"""Modules that take memory, and what needs them."""

_WORKER = """
import sys
from config.wsgi import application
from wsgiref.util import setup_testing_defaults

asked = {"PATH_INFO": sys.argv[1], "HTTP_HOST": "localhost"}
setup_testing_defaults(asked)
statuses = []
application(asked, lambda status, headers: statuses.append(status))
print(*statuses, *sys.modules, sep="\\n")
"""


def test_a_worker_that_answers_the_api_has_not_loaded_what_other_requests_need() -> None:
    status, loaded = asked_of_a_new_worker("/asset-management/v1/charging-station-models")

    assert status == "401 Unauthorized"
    assert "catalog.api.views" in loaded
    assert "catalog.admin.station_model.admin" in loaded
    assert {name: why for name, why in _LATER.items() if name in loaded} == {}


def test_what_is_loaded_later_is_there_when_it_is_asked_for() -> None:
    status, loaded = asked_of_a_new_worker("/openapi.json")

    assert status == "200 OK"
    assert "drf_spectacular.openapi" in loaded


def asked_of_a_new_worker(path: str) -> tuple[str, set[str]]:
    """The status, and all modules that are loaded then, of a process that has found the application as granian does."""
    done = subprocess.run([sys.executable, "-c", _WORKER, path], cwd=ROOT, capture_output=True, text=True, check=True)
    status, *loaded = done.stdout.splitlines()
    return status, set(loaded)
