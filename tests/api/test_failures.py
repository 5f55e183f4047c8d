"""When something breaks: 500 and 503 in the error shape, with nothing of the inside, wherever it breaks."""

from typing import Never

import psycopg
import pytest
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest
from django.urls import path
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.views import APIView

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as served
from tests.wsgi_client import WSGIResponse, send

# A connection that an earlier test left open is looked at before each request.
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]

__all__ = ["handler400", "handler403", "handler404", "handler500"]

FAULTS = {
    "bug": ZeroDivisionError("secret of the inside"),
    "away": OperationalError('connection to server at "10.0.0.7", port 5432 failed: secret of the inside'),
    "closed": InterfaceError("secret of the inside"),
    "read-only": InternalError("secret of the inside"),
}
FAULTS["read-only"].__cause__ = psycopg.errors.ReadOnlySqlTransaction("secret of the inside")


class Breaks(BaseAuthentication):
    def authenticate(self, request: Request) -> Never:
        raise FAULTS[request.path.rpartition("/")[2]]


class BreaksInAuthentication(APIView):
    authentication_classes = [Breaks]


class BreaksInView(APIView):
    authentication_classes = []
    permission_classes = []

    def get(self, request: Request, fault: str) -> Never:
        raise FAULTS[fault]


def breaks(request: HttpRequest, fault: str) -> Never:
    raise FAULTS[fault]


urlpatterns = [
    path("asset-management/v1/authentication/<str:fault>", BreaksInAuthentication.as_view()),
    path("asset-management/v1/view/<str:fault>", BreaksInView.as_view()),
    path("outside/<str:fault>", breaks),
    path("admin/breaks/<str:fault>", breaks),
    *served,
]
PLACES = ["/asset-management/v1/authentication", "/asset-management/v1/view", "/outside"]


def assert_tells_nothing(answer: WSGIResponse) -> None:
    for word in (b"secret", b"10.0.0.7", b"Traceback", b"ZeroDivisionError", b"OperationalError", b".py"):
        assert word not in answer.body


@pytest.mark.parametrize("place", PLACES)
def test_a_bug_is_500_in_the_error_shape(place: str) -> None:
    answer = send("GET", f"{place}/bug", headers={"X-Request-Id": "request-0001"})

    assert answer.status == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/problems/internal-error",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Internal server error. It has been logged; quote the request ID when you report it.",
        "instance": f"{place}/bug",
        "code": "internal_error",
        "requestId": "request-0001",
    }
    assert_tells_nothing(answer)


@pytest.mark.parametrize("fault", ["away", "closed", "read-only"])
@pytest.mark.parametrize("place", PLACES)
def test_a_database_that_is_away_is_503_and_worth_another_try(place: str, fault: str) -> None:
    answer = send("GET", f"{place}/{fault}", headers={"X-Request-Id": "request-0001"})

    assert answer.status == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "2"
    assert answer.json() == {
        "type": "/problems/unavailable",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "The database is unavailable or overloaded. Retry after the number of seconds in Retry-After.",
        "instance": f"{place}/{fault}",
        "code": "unavailable",
        "requestId": "request-0001",
    }
    assert_tells_nothing(answer)


def test_the_admin_breaks_as_a_page() -> None:
    answer = send("GET", "/admin/breaks/bug")

    assert answer.status == 500
    assert answer.headers["Content-Type"].startswith("text/html")
    assert_tells_nothing(answer)
