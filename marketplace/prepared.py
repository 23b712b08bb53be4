"""Statements that nearly every page asks: Postgres plans each once for a connection.

To find one row by its key takes Postgres a fifth of what it takes to plan that, and to write the
values into a statement takes the driver longer than to send them beside it. Name the columns: with
`*` a connection that is older than a migration could not use its plan any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection

type Row = tuple[Any, ...]


class Cursor(psycopg.Cursor[Row]):
    def execute(self, query: Any, params: Any = None, **how: Any) -> Cursor:
        return super().execute(query, params, **{**how, "prepare": True})


def rows(statement: str, given: Sequence[Any] | Mapping[str, Any]) -> list[Row]:
    """What `statement`, always the same text, finds for the values `given`."""
    with connection.cursor() as cursor:
        # In Django's wrapper, which counts statements, times them and knows its own errors.
        cursor.cursor = Cursor(connection.connection)
        cursor.execute(statement, given)
        return list(cursor.fetchall())
