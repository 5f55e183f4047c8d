"""Headers that are known to be plain text of one line, given to an answer and taken from it without a look at each.

Django looks at every name and value that is set, and goes through all of them twice when they are read: an eighth of
what a list costs. It has no other way in public. `_store` is what it has kept them in since they are objects.
"""

from collections.abc import Mapping

from django.http.response import HttpResponseBase


def give(response: HttpResponseBase, headers: Mapping[str, str]) -> None:
    """This will give the answer those that it lacks. Never for what a caller sent, unless it was matched whole."""
    kept = response.headers._store
    for name, value in headers.items():
        kept.setdefault(name.lower(), (name, value))


def pairs_of(response: HttpResponseBase) -> list[tuple[str, str]]:
    """This will return all of them, cookies among them, as a server takes them."""
    cookies = (("Set-Cookie", each.OutputString()) for each in response.cookies.values())
    return [*response.headers._store.values(), *cookies]
