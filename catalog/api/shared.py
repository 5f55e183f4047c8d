"""What a view has that knows nothing of the request: made once, where DRF makes it anew for each."""

import functools
from collections.abc import Callable
from typing import Any

from rest_framework import viewsets
from rest_framework.request import Request


class SharedViewSet(viewsets.ViewSet):
    """A throttle is not among the parts: it remembers what it has counted."""

    def get_parsers(self) -> list[Any]:
        return _made(*self.parser_classes)

    def get_authenticators(self) -> list[Any]:
        return _made(*self.authentication_classes)

    def get_permissions(self) -> list[Any]:
        return _made(*self.permission_classes)

    def perform_authentication(self, request: Request) -> None:
        # `request.user` asks four times whether there is one yet, and passes a fault through a context of its own.
        request._authenticate()  # type: ignore[attr-defined]  # the stubs know what is public

    @property
    def allowed_methods(self) -> list[str]:
        return _methods(type(self), *self.action_map)


def _of_each(*kinds: type) -> list[Any]:
    return [kind() for kind in kinds]


def _named(view: type[viewsets.ViewSet], *of_route: str) -> list[str]:
    return [name.upper() for name in view.http_method_names if name in of_route or hasattr(view, name)]


# Typed anew: to mypy, a class whose objects have no hash has none itself.
_made: Callable[..., list[Any]] = functools.cache(_of_each)
_methods: Callable[..., list[str]] = functools.cache(_named)
