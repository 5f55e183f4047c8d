"""Views of the documentation: guides, API reference and error codes."""

import json
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from catalog.api.error_codes import ERROR_CODES
from catalog.api.openapi.responses import example_problem
from catalog.pages import docs_index
from catalog.pages.conditional import etag_per_release

if TYPE_CHECKING:
    from catalog.pages.markdown import Article


@etag_per_release
def docs_home(request: HttpRequest) -> HttpResponse:
    """GET /docs."""
    return _page(request, docs_index.get_guide(docs_index.HOME), "pages/docs_home.html", guides=docs_index.guides())


@etag_per_release
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """GET /docs/{name}."""
    article = docs_index.get_guide(name) if name != docs_index.HOME else None
    return _page(request, article, "pages/guide.html", guides=docs_index.guides(), name=name)


@etag_per_release
def problems(request: HttpRequest) -> HttpResponse:
    """GET /problems."""
    context = {"here": "docs", "guides": docs_index.guides(), "name": "problems", "problems": docs_index.problems()}
    return render(request, "pages/problems.html", context)


@etag_per_release
def problem(request: HttpRequest, name: str) -> HttpResponse:
    """GET /problems/{name}, the `type` of a problem."""
    code = name.replace("-", "_")
    example = json.dumps(example_problem(code), indent=2) if code in ERROR_CODES else None
    article = docs_index.get_problem(name)
    return _page(request, article, "pages/problem.html", guides=docs_index.guides(), name="problems", example=example)


@etag_per_release
def example(request: HttpRequest, name: str) -> HttpResponse:
    """GET /docs/examples/{name}."""
    context = {"here": "docs", "guides": docs_index.guides(), "name": "examples", "file": name, "text": _example(name)}
    return render(request, "pages/example.html", context)


@etag_per_release
def raw_example(request: HttpRequest, name: str) -> HttpResponse:
    """GET /docs/examples/raw/{name}."""
    return HttpResponse(_example(name), content_type="text/plain; charset=utf-8")


@etag_per_release
def search_index(request: HttpRequest) -> HttpResponse:
    """GET /docs/search.json."""
    return JsonResponse({"entries": docs_index.search_entries()})


def _example(name: str) -> str:
    text = docs_index.examples().get(name)
    if text is None:
        raise Http404
    return text


@csrf_exempt  # like the wrapped view
def reference(request: HttpRequest) -> HttpResponseBase:
    """GET /docs/reference."""
    from catalog.pages.reference import Reference  # imported on first use to save memory

    return Reference.as_view()(request)


def _page(request: HttpRequest, article: "Article | None", template: str, **extra: Any) -> HttpResponse:
    if article is None:
        raise Http404
    return render(request, template, {"here": "docs", "article": article, **extra})
