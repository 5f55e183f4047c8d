"""A thousand tables in all the forms that people give them, and a thousand numbers that can be read in two ways."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.library.table_forms import Rendered, tables
from tests.library.test_table_forms import assert_read_as_meant, assert_two_ways_refused, two_ways

pytestmark = pytest.mark.promises

TABLES = settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@TABLES
@given(tables())
def test_a_thousand_tables_are_read_as_they_were_meant(table: Rendered) -> None:
    assert_read_as_meant(table)


@TABLES
@given(**two_ways)
def test_a_thousand_numbers_that_can_be_read_in_two_ways_are_refused(**cell: Any) -> None:
    assert_two_ways_refused(**cell)
