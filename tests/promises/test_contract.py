"""Promises a1 and a3: the OpenAPI document says what works, and the API behaves as a dict would. The long runs."""

from collections.abc import Callable

import pytest
from django.db import connection
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.api.test_feed_state_machine import Catalogue as Feed
from tests.api.test_schemathesis import cases_that_pass
from tests.api.test_state_machine import Catalogue as Dict

pytestmark = pytest.mark.promises

Figure = Callable[[str, str], None]
_EXAMPLES = 200


@pytest.mark.parametrize(("caller", "least"), [("staff", 5_000), ("integrator", 2_500), ("nobody", 2_500)])
@pytest.mark.django_db(transaction=True)
def test_no_check_of_schemathesis_fails(caller: str, least: int, figure: Figure) -> None:
    passed = seed = 0
    while passed < least:  # how many cases a seed comes to, Schemathesis does not say before
        seed += 1
        passed += cases_that_pass(caller, examples=_EXAMPLES, seed=str(seed))

    figure("a1", f"{connection.vendor}: {passed} cases as {caller} of {seed} seeds, 0 failures")


@pytest.mark.parametrize("machine", [Dict, Feed])
@pytest.mark.django_db
def test_the_api_is_what_it_is_like(machine: type[Dict] | type[Feed], figure: Figure) -> None:
    long = settings.get_profile("promises")

    run_state_machine_as_test(machine, settings=long)

    steps = f"{long.max_examples} runs of up to {long.stateful_step_count} steps"
    figure("a3", f"{connection.vendor}: {steps} of {machine.__module__.rpartition('.')[2]}, 0 divergences")
