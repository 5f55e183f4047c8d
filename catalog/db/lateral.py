"""Queries that are run for each of many values in one statement: lateral joins, for which the ORM has no words."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import Expression, F, QuerySet, TextField
from django.db.models.expressions import RawSQL

from catalog.db.statements import CompiledQuery, Statement, run_batch

Texts = tuple[str, ...]
"""The values that a query is run for."""

_ROW_KEY = "row_key"


@dataclass(frozen=True)
class Branch:
    """One of the queries of a `LateralQuery`.

    `pick` returns the rows for expressions that stand for `width` texts: filtered, ordered, and limited.
    """

    pick: Callable[..., QuerySet]
    width: int
    columns: Sequence[str | Expression]


class LateralQuery:
    """Queries on one database, whose branches have columns of the same types. Threads may share it.

    The text does not depend on how many values there are, so that a connection parses and plans it once.
    """

    def __init__(self, using: str, *branches: Branch) -> None:
        self._using = using
        self._is_postgresql = connections[using].vendor == "postgresql"
        compiled = [self._compile(branch) for branch in branches]
        # A part of the text, and the query that converts its rows, for each branch.
        self._queries = [query for _, query, _ in compiled]
        self._sql = " UNION ALL ".join(f"SELECT {number}, {text}" for number, (text, _, _) in enumerate(compiled))
        self._constants = [constants for _, _, constants in compiled]
        self._widths = [branch.width for branch in branches]
        # Behind the numbers of branch and value, and on SQLite the row's key.
        self._base_number = 2 if self._is_postgresql else 3

    def run(self, *values: Sequence[Texts]) -> list[list[list[tuple[Any, ...]]]]:
        """Return the rows of each branch for each of its values, in their order. The rows of one value are in none."""
        found: list[list[list[tuple[Any, ...]]]] = [[[] for _ in each] for each in values]
        parameters: list[Any] = []
        for width, each, constants in zip(self._widths, values, self._constants, strict=True):
            parameters += [*self._given(each, width), *constants]
        [rows] = run_batch(self._using, [Statement(self._sql, parameters)])
        of_branch: list[list[tuple[Any, ...]]] = [[] for _ in values]
        for row in rows:
            of_branch[row[0]].append(row)
        for number, its_rows in enumerate(of_branch):
            converted = self._queries[number].convert([row[self._base_number :] for row in its_rows])
            for row, columns in zip(its_rows, converted, strict=True):
                found[number][row[1]].append(columns)
        return found

    def _given(self, values: Sequence[Texts], width: int) -> list[Any]:
        if self._is_postgresql:
            return [[each[place] for each in values] for place in range(width)]
        return [json.dumps(values, ensure_ascii=False)]

    def _compile(self, branch: Branch) -> tuple[str, CompiledQuery, Sequence[Any]]:
        picked = branch.pick(*[self._expression(place) for place in range(branch.width)])
        if self._is_postgresql:
            query = CompiledQuery(picked.values_list(*branch.columns), self._using)
            names = ", ".join(f"text{place}" for place in range(branch.width))
            arrays = ", ".join(["%s::text[]"] * branch.width)
            text = (
                f"given.place::int - 1, found.* FROM unnest({arrays}) WITH ORDINALITY AS given({names}, place) "
                f"CROSS JOIN LATERAL ({query.sql}) AS found"
            )
            return text, query, query.parameters
        # SQLite has no lateral joins, but looks a list of keys that depends on the row before up in the index.
        every = picked.model._default_manager.order_by()
        query = CompiledQuery(every.values_list(*branch.columns), self._using)
        keyed = CompiledQuery(every.annotate(**{_ROW_KEY: F("pk")}).values_list(_ROW_KEY, *branch.columns), self._using)
        keys = CompiledQuery(picked.values_list("pk"), self._using)
        text = (
            f"given.key, found.* FROM json_each(%s) AS given CROSS JOIN ({keyed.sql}) AS found "
            f"WHERE found.{_ROW_KEY} IN ({keys.sql})"
        )
        return text, query, [*keyed.parameters, *keys.parameters]

    def _expression(self, place: int) -> RawSQL:
        text = f"given.text{place}" if self._is_postgresql else f"json_extract(given.value, '$[{place}]')"
        return RawSQL(text, (), output_field=TextField())  # noqa: S611 - a text of ours
