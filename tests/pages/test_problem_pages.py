"""The `type` of each problem is the address of a page with its meaning, causes and remedy."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from rest_framework import exceptions

import catalog
from catalog.api.error_codes import ERROR_CODES
from catalog.api.error_handlers import _CONVERTERS, _ERROR_CODES_BY_EXCEPTION
from catalog.exceptions import CatalogueError
from catalog.http.problems import TITLES
from catalog.pages.docs_index import problems

# Given a code where they are raised, which is read there.
BARE = (exceptions.APIException, exceptions.AuthenticationFailed)
# What has no code of its own: it carries that of the domain's refusal.
CARRIER = exceptions.APIException.default_code
# Of places in a body; the problem around them has a code in words.
OF_A_PLACE = exceptions.ValidationError


def modules() -> Iterator[Any]:
    for each in pkgutil.walk_packages(catalog.__path__, "catalog."):
        if each.name.startswith(("catalog.api.", "catalog.ops.", "catalog.middleware.")):
            yield importlib.import_module(each.name)


def kinds_of(kind: type[exceptions.APIException]) -> Iterator[type[exceptions.APIException]]:
    yield kind
    for each in kind.__subclasses__():
        yield from kinds_of(each)


def words_in_calls(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in {"problem", "problem_response", "render_error"} and isinstance(
                node.args[2], ast.Constant
            ):
                yield str(node.args[2].value)
            if node.func.id == "AuthenticationFailed":
                yield from (str(each.value.value) for each in node.keywords if isinstance(each.value, ast.Constant))


def codes_in_the_source() -> set[str]:
    """Of exceptions, of the domain's refusals, and as words in calls."""
    codes = {word for module in modules() for word in words_in_calls(Path(module.__file__).read_text())}
    for kind in kinds_of(exceptions.APIException):
        if kind.__module__.startswith(("catalog.", "rest_framework.")) and not issubclass(kind, OF_A_PLACE):
            codes |= {_ERROR_CODES_BY_EXCEPTION.get(kind, str(kind.default_code))} if kind not in BARE else set()
    for known, _ in _CONVERTERS:
        kinds = known if isinstance(known, tuple) else (known,)
        codes |= {kind.code for kind in kinds if issubclass(kind, CatalogueError)}
    return codes - {CARRIER}


GIVEN = codes_in_the_source()
NAMES = sorted(code.replace("_", "-") for code in GIVEN)


def test_the_api_gives_no_code_that_its_document_does_not_tell_of() -> None:
    assert GIVEN - set(ERROR_CODES) == {"not_ready"}  # of /readyz, which is no operation
    assert set(ERROR_CODES) <= GIVEN


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert sorted(name for name, _, _ in problems()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_page_of_a_code_has_its_title_causes_and_remedy(client: Client, name: str) -> None:
    code = name.replace("-", "_")

    response = client.get(f"/problems/{name}")

    page = response.content.decode()
    assert response.status_code == 200
    assert f"<h1><code>{code}</code></h1>" in page
    status = ERROR_CODES[code].status if code in ERROR_CODES else 503
    assert f"Status: <strong>{status} {TITLES[status]}</strong>" in page
    assert page.index(">Causes</h2>") < page.index(">How to fix it</h2>")
    assert (f"&quot;type&quot;: &quot;/problems/{name}&quot;" in page) is (code in ERROR_CODES)


def test_the_address_that_a_problem_gives_leads_to_its_page(client: Client) -> None:
    problem = client.get("/asset-management/v1/charging-station-models").json()

    page = client.get(problem["type"])

    assert problem["code"] == "not_authenticated"
    assert page.status_code == 200
    assert "<code>not_authenticated</code>" in page.content.decode()


@pytest.mark.parametrize("path", ["/problems/none-such", "/problems/not_found", "/problems/NOT-FOUND", "/problems/a/b"])
def test_a_code_that_is_none_is_a_page_that_says_so(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "Page not found" in response.content.decode()


def test_all_codes_are_listed_in_the_order_of_their_statuses(client: Client) -> None:
    response = client.get("/problems")

    page = response.content.decode()
    places = {code: page.index(f'href="/problems/{code.replace("_", "-")}"') for code in ERROR_CODES}
    assert response.status_code == 200
    assert sorted(places, key=places.__getitem__) == sorted(
        ERROR_CODES, key=lambda code: (ERROR_CODES[code].status, code)
    )
