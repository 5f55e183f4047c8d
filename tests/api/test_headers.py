"""Headers are given and taken past Django's own ways, to the same effect."""

from django.http import HttpResponse
from hypothesis import given
from hypothesis import strategies as st

from catalog.api.headers import give, pairs_of

NAMES = st.sampled_from(["ETag", "etag", "Vary", "VARY", "Content-Type", "X-Request-Id", "Link"])
HEADERS = st.lists(st.dictionaries(NAMES, st.text("abcXYZ;,=\"' 019")))


@given(HEADERS)
def test_what_is_given_is_what_django_would_set_by_default(given_in_turn: list[dict[str, str]]) -> None:
    plain, quick = HttpResponse(), HttpResponse()
    for headers in given_in_turn:
        give(quick, headers)
        for name, value in headers.items():
            plain.headers.setdefault(name, value)
    assert quick.headers == plain.headers
    assert pairs_of(quick) == list(plain.items())


def test_a_cookie_is_a_header_of_its_own() -> None:
    response = HttpResponse()
    response.set_cookie("one", "1")
    response.set_cookie("two", "2")
    assert pairs_of(response)[-2:] == [("Set-Cookie", "one=1; Path=/"), ("Set-Cookie", "two=2; Path=/")]
