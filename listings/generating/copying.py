"""Rows into a table as fast as Postgres takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, Field, Max, Model


def next_id(model: type[Model]) -> int:
    """The first primary key that is free, and all after it."""
    last = model._default_manager.aggregate(last=Max("pk"))["last"]
    return (last or 0) + 1


def copy_into(
    model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]], **same: Any
) -> None:
    """Add `rows` of the columns `names`; `same` and the fields' own defaults fill the others."""
    columns = {field.attname: field for field in model._meta.concrete_fields}
    constants = {
        attname: field.get_db_prep_save(same.get(attname, field.get_default()), connection)
        for attname, field in columns.items()
        if attname not in names and (attname in same or _needs_value(field))
    }
    quoted = ", ".join(f'"{columns[name].column}"' for name in [*names, *constants])
    rest = tuple(constants.values())
    table = model._meta.db_table
    with connection.cursor() as cursor:
        with cursor.copy(f'COPY "{table}" ({quoted}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row((*row, *rest))
        # The next row that the site makes comes after ours.
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM \"{table}\"",  # noqa: S608
            [table],
        )


def _needs_value(field: Field[Any, Any]) -> bool:
    filled = field.generated or field.db_default is not NOT_PROVIDED or field.primary_key
    return not (filled or field.null)


@contextmanager
def quickly(models: Sequence[type[Model]]) -> Iterator[None]:
    """Within: no triggers and no keys are looked after, and indexes are made anew at the end.

    What the triggers would have written, the rows have to bring. Only a superuser may do this.
    """
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        # What waits for the end of the transaction would be in the way of the indexes.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SET LOCAL session_replication_role = replica")
        indexes = _indexes(tables)
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, definition in indexes:
            cursor.execute(definition)
        for table in tables:
            cursor.execute(f'ANALYZE "{table}"')
        cursor.execute("SET LOCAL session_replication_role = origin")


def _indexes(tables: list[str]) -> list[tuple[str, str]]:
    """Names and definitions of those indexes that are no constraint."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
              FROM pg_index
             WHERE indrelid = ANY(%s::regclass[])
               AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
            """,
            [tables],
        )
        found: list[tuple[str, str]] = cursor.fetchall()
    return found
