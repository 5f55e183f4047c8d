"""Promise h3: many guesses at one password at once get little further than one after the other do."""

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.db.models import Sum

from tests.concurrency.threads import MANY, run_concurrently
from tests.factories import UserFactory
from tests.live_servers import Server, run_server

pytestmark = [pytest.mark.promises, pytest.mark.django_db(transaction=True)]

LIMIT, WORKERS, THREADS = 5, 2, 2


def guess(server: Server, number: int) -> int:
    """Return the status that a wrong password gets, from a browser that has opened the form."""
    _, _, page = server.send("GET", "/admin/login/")
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.decode())
    assert found
    form = {"csrfmiddlewaretoken": found[1], "username": "ada", "password": f"guess {number}"}
    sent = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={found[1]}",
    }
    return server.send("POST", "/admin/login/", urlencode(form).encode(), sent)[0]


def test_guesses_at_once_are_few_more_than_five(figure: Callable[[str, str], None]) -> None:
    user = UserFactory(username="ada", is_staff=True)
    user.set_password("correct-horse-battery")
    user.save()

    with run_server(workers=WORKERS) as server:
        statuses = run_concurrently([partial(guess, server, number) for number in range(MANY)])

    looked_at = AccessAttempt.objects.aggregate(Sum("failures_since_start"))["failures_since_start__sum"]
    assert set(statuses) <= {200, 429, 503}
    assert looked_at < LIMIT + WORKERS * THREADS  # each thread may be at one when the fifth fails
    figure(
        "h3",
        f"{connection.vendor}: {MANY} guesses at once: {looked_at} looked at, "
        f"{statuses.count(429)} x 429, {statuses.count(503)} x 503",
    )
