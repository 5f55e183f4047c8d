"""When something breaks on a page, a person reads so: nothing of the inside, and nothing that needs the database."""

from typing import Never

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as served
from tests.wsgi_client import send

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]

__all__ = ["handler400", "handler403", "handler404", "handler500"]

FAULTS = {"bug": ZeroDivisionError("secret of the inside"), "away": OperationalError("secret of the inside")}


def breaks(request: HttpRequest, issue: str) -> Never:
    raise FAULTS[issue]


urlpatterns = [
    path("catalogue/breaks/<str:issue>", breaks),
    path("docs/breaks/<str:issue>", breaks),
    path("admin/breaks/<str:issue>", breaks),
    *served,
]


@pytest.mark.parametrize("place", ["/catalogue", "/docs", "/admin"])
@pytest.mark.parametrize(
    ("issue", "status", "said"),
    [("bug", 500, "Something went wrong"), ("away", 503, "Service temporarily unavailable")],
)
def test_a_page_that_breaks_says_so(place: str, issue: str, status: int, said: str) -> None:
    answer = send("GET", f"{place}/breaks/{issue}")

    assert answer.status == status
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers.get("Retry-After") == ("2" if issue == "away" else None)
    assert said in answer.body.decode()
    assert b"secret" not in answer.body
