"""Builders of operations and examples of the OpenAPI document."""

import inspect
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema

_TAG = "Charging Station Models"


def request_example(name: str, value: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


def response_example(value: Any, status: str = "200", name: str = "Success") -> OpenApiExample:
    return OpenApiExample(name, value=value, response_only=True, status_codes=[status])


def operation(operation_id: str, summary: str, description: str, *, errors: tuple[str, ...] = (), **rest: Any) -> Any:
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        description=inspect.cleandoc(description),
        tags=[_TAG],
        extensions={"x-errors": list(errors)},
        **rest,
    )
