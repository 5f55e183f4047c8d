"""What has to go says so: in headers (RFC 9745, RFC 8594) and in the OpenAPI document, from one place."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils.http import http_date
from rest_framework.request import Request
from rest_framework.response import Response

type_of_method = Callable[..., Response]


@dataclass(frozen=True)
class Deprecation:
    """`parameter` is the query parameter that has to go; without one it is the operation."""

    headers: dict[str, str]
    parameter: str | None

    def mark(self, operation: dict[str, Any]) -> None:
        """This will say so in the OpenAPI document."""
        if self.parameter is None:
            operation["deprecated"] = True
        for each in operation.get("parameters", []):
            if each["name"] == self.parameter:
                each["deprecated"] = True


def deprecated(
    *, since: date, sunset: date, see: str, parameter: str | None = None
) -> Callable[[type_of_method], type_of_method]:
    """This will mark an operation, or a query parameter of it, as one that works until `sunset` and not for longer.

    `see` is the address of the words for it: what to use instead, and how. Put it above all other decorators.
    """
    told = Deprecation(
        {
            "Deprecation": f"@{_seconds(since)}",
            "Sunset": http_date(_seconds(sunset)),
            "Link": f'<{see}>; rel="deprecation"',
        },
        parameter,
    )

    def decorate(method: type_of_method) -> type_of_method:
        @functools.wraps(method)
        def answer(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
            response = method(view, request, *args, **kwargs)
            if parameter is None or parameter in request.query_params:
                links = [response.get("Link"), told.headers["Link"]]  # the first is to the next page, perhaps
                for name, value in {**told.headers, "Link": ", ".join(filter(None, links))}.items():
                    response[name] = value
            return response

        answer.deprecations = [*deprecations_of(method), told]  # type: ignore[attr-defined]
        return answer

    return decorate


def deprecations_of(method: Any) -> list[Deprecation]:
    return getattr(method, "deprecations", [])


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
