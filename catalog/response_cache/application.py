"""WSGI application in front of Django."""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.urls import reverse

from catalog.api.caching import DIRECTIVE, CacheDirective
from catalog.api.query_params import parse_id
from catalog.api.throttling import count_client
from catalog.http.callers import CALLER, Caller, Document, bearer_token, get_caller
from catalog.limits import TAGS_LENGTH_MAX
from catalog.middleware.request_log import client_label, log_request
from catalog.middleware.response_headers import request_id_from
from catalog.models import READ_SCOPE
from catalog.response_cache.store import NOT_MODIFIED, OK, CachedResponse, Headers, ResponseStore

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

_PER_REQUEST: Final = frozenset(
    {"x-request-id", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "date"}
)
_PER_DOCUMENT: Final = frozenset({"etag", "content-length"})
_VARY: Final = frozenset({"authorization", "accept"})
"""Request headers that a cached response may vary on. All callers get the same response, and all accept JSON."""

store: Final = ResponseStore()
"""Cached responses of this process."""


class ResponseCache:
    """WSGI application that serves repeated reads from memory.

    It passes all other requests to Django, together with the caller, and never returns an error itself.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application
        self._list_path = reverse("station-model-list")
        self._model_prefix = f"{self._list_path}/"

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        started = time.perf_counter()
        token = bearer_token(environ) if environ["PATH_INFO"].startswith(self._list_path) else None
        if token is None:
            return self.application(environ, start_response)
        environ.pop("HTTP_COOKIE", None)  # the token takes precedence
        try:
            caller = get_caller(token, self._model_id(environ))
        except (DatabaseError, InterfaceError):
            # Django reconnects and retries, or returns 503.
            return self.application(environ, start_response)
        environ[CALLER] = caller
        if not (caller and caller.is_alive and caller.has_scope(READ_SCOPE) and _is_plain_read(environ)):
            return self.application(environ, start_response)
        document = caller.document
        response = _find(environ, caller, document)
        count = count_client(caller.client_pk) if response else None
        if response is None or (count and count.is_over):
            return self._build(environ, start_response, caller, document)
        if response.on_hit:
            response.on_hit(caller)
        request_id = request_id_from(environ)
        rate_limit = count.headers.items() if count else ()
        start_response(response.status, [*response.headers, ("X-Request-Id", request_id), *rate_limit])
        log_request(
            request_id=request_id,
            method="GET",
            route=response.route,
            status=response.status_code,
            seconds=time.perf_counter() - started,
            caller=client_label(caller.client_id),
        )
        return [response.body]

    def _model_id(self, environ: dict[str, Any]) -> UUID | None:
        """Return the ID of the model in a request for one model. With replicas, Django reads from a replica instead."""
        path: str = environ["PATH_INFO"]
        if not path.startswith(self._model_prefix) or environ["REQUEST_METHOD"] != "GET" or settings.REPLICA_ALIASES:
            return None
        return parse_id(path.removeprefix(self._model_prefix).removesuffix("/"))

    def _build(
        self, environ: dict[str, Any], start_response: "StartResponse", caller: Caller, document: Document | None
    ) -> Iterable[bytes]:
        """Let Django build the response, and store it if the view allows that."""
        key = _key(environ, caller, document)  # before Django changes the environ
        directive = environ[DIRECTIVE] = CacheDirective()
        status, headers = "", []

        def record(status_line: str, pairs: Headers, *exc_info: Any) -> Any:
            nonlocal status, headers
            status, headers = status_line, pairs
            return start_response(status_line, pairs, *exc_info)

        response = self.application(environ, record)
        if not directive.is_allowed:
            return response
        try:
            body = b"".join(response)
        finally:
            if hasattr(response, "close"):  # PEP 3333
                response.close()
        _store_response(key, directive, status, headers, None if document else body)
        return [body]


def _is_plain_read(environ: dict[str, Any]) -> bool:
    """Return whether the response can be cached. Rare forms of requests are left to Django."""
    tags = environ.get("HTTP_IF_NONE_MATCH", "")
    return (
        environ["REQUEST_METHOD"] == "GET"
        and environ.get("HTTP_ACCEPT", "*/*") in ("*/*", "application/json")
        and not environ.get("SCRIPT_NAME")
        and len(tags) <= TAGS_LENGTH_MAX
        and not ("," in tags or "*" in tags)
    )


def _find(environ: dict[str, Any], caller: Caller, document: Document | None) -> CachedResponse | None:
    """Return the cached response to the same request at this revision."""
    key = _key(environ, caller, document)
    tag = environ.get("HTTP_IF_NONE_MATCH", "").strip().removeprefix("W/")
    for status_code in (NOT_MODIFIED, OK) if tag else (OK,):
        response = store.get((status_code, *key))
        if response and document:
            response = response.with_document(document)
        if response and (response.etag == tag) == (status_code == NOT_MODIFIED):
            return response
    return None


def _key(environ: dict[str, Any], caller: Caller, document: Document | None) -> tuple[Any, ...]:
    """Return the cache key of a request.

    It includes host and scheme, because Django validates them. The response with one model is stored without its
    document, so that all models share one entry.
    """
    proxy_header, _ = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    context = environ.get("HTTP_HOST"), environ["wsgi.url_scheme"], environ.get(proxy_header)
    if document:
        return context
    return *context, caller.catalogue.number, environ["PATH_INFO"], environ.get("QUERY_STRING", "")


def _store_response(
    key: tuple[Any, ...], directive: CacheDirective, status: str, headers: Headers, body: bytes | None
) -> None:
    """Store the response if it is the same for all callers. Without a body, it is that of one model: see `_key`."""
    values = {name.lower(): value for name, value in headers}
    vary = {name.strip().lower() for name in values.get("vary", "").split(",")}
    if int(status[:3]) not in (OK, NOT_MODIFIED) or "set-cookie" in values or not vary <= _VARY:
        return  # the view can fail after it allowed caching, and a middleware can add headers for one caller
    left_out = _PER_REQUEST if body is not None else _PER_REQUEST | _PER_DOCUMENT
    shared_headers = [(name, value) for name, value in headers if name.lower() not in left_out]
    response = CachedResponse(
        status, shared_headers, body or b"", values.get("etag", ""), directive.route, directive.on_hit
    )
    store.set((response.status_code, *key), response, settings.BODY_CACHE_BYTES)
