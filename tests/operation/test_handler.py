"""What the served application does in its own way is what Django would do."""

import gc
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connections
from django.test import RequestFactory
from django.urls import Resolver404, get_script_prefix, resolve

from catalog.api.views import StationModelViewSet
from config.wsgi import PlainHandler
from tests.callers import MODELS
from tests.wire import send


def test_a_route_is_found_once_where_it_takes_nothing_from_the_path() -> None:
    handler, paths = PlainHandler(), (MODELS, MODELS, f"{MODELS}/changes")
    requests = [RequestFactory().get(path) for path in paths]

    found = [handler.resolve_request(request) for request in requests]

    matches = [request.resolver_match for request in requests]
    assert matches[0] is matches[1]
    assert found == [tuple(match) for match in matches]
    assert [match.func for match in matches] == [resolve(path).func for path in paths]


def test_a_route_that_takes_an_id_is_found_for_each() -> None:
    handler, requests = PlainHandler(), RequestFactory()
    ids = [str(uuid4()), str(uuid4())]

    assert [handler.resolve_request(requests.get(f"{MODELS}/{each}"))[2] for each in ids] == [
        {"pk": each} for each in ids
    ]


def test_nothing_is_remembered_of_a_path_that_is_nobodys() -> None:
    handler, request = PlainHandler(), RequestFactory().get("/nowhere/at/all")

    for _ in range(2):
        with pytest.raises(Resolver404):
            handler.resolve_request(request)


def test_what_is_loaded_is_not_looked_through_for_garbage() -> None:
    """Which takes ten times as long, and all threads stand still meanwhile."""
    looked_through = {id(each) for each in gc.get_objects()}

    assert id(StationModelViewSet) not in looked_through


@pytest.mark.django_db
def test_the_prefix_of_a_request_is_not_that_of_the_next() -> None:
    assert send("GET", "/", SCRIPT_NAME="/below").status == 200
    assert get_script_prefix() == "/below/"
    assert send("GET", "/").status == 200
    assert get_script_prefix() == "/"


def test_each_thread_has_a_connection_of_its_own() -> None:
    found = [connections["default"], connections["default"]]
    other = Thread(target=lambda: found.append(connections["default"]))
    other.start()
    other.join()

    assert found[0] is found[1]
    assert found[2] is not found[0]
