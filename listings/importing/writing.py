"""Many rows in one statement: Postgres reads them from a document that is its only parameter.

`bulk_create` and `bulk_update` write each value into the statement: with rows of forty columns most
of their time goes into putting it together and taking it apart again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def insert(rows: Sequence[Model]) -> None:
    """Add `rows`, all of one model, which get their primary keys. The caller's transaction."""
    if not rows:
        return
    fields = [field for field in rows[0]._meta.concrete_fields if not field.generated]
    _number(rows)
    names = ", ".join(f'"{field.column}"' for field in fields)
    _run(
        f"INSERT INTO {{table}} ({names}) SELECT {names} FROM {{given}} given",  # noqa: S608 - our own columns
        rows[0],
        [
            {str(each.column): each.get_prep_value(each.pre_save(row, add=True)) for each in fields}
            for row in rows
        ],
    )
    for row in rows:
        row._state.adding = False


def update(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write the fields `names` of `rows`, all of one model. The caller's transaction."""
    if not rows:
        return
    fields = [each for each in rows[0]._meta.concrete_fields if each.name in names]
    key = rows[0]._meta.pk
    stored = [key, *fields]
    columns = ", ".join(f'"{each.column}" = given."{each.column}"' for each in fields)
    _run(
        f"UPDATE {{table}} row SET {columns} FROM {{given}} given"  # noqa: S608 - our own columns
        f' WHERE row."{key.column}" = given."{key.column}"',
        rows[0],
        [
            {str(each.column): each.get_prep_value(each.value_from_object(row)) for each in stored}
            for row in rows
        ],
    )


def _run(sql: str, row: Model, document: list[dict[str, Any]]) -> None:
    """`sql` names the row's table and what is {given}. Moments go as text, to the microsecond."""
    table = f'"{row._meta.db_table}"'
    given = f"jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
    with connection.cursor() as cursor:
        cursor.execute(sql.format(table=table, given=given), [json.dumps(document, default=str)])


def _number(rows: Sequence[Model]) -> None:
    """Primary keys from the sequence, for those that count."""
    key: Field[Any, Any] = rows[0]._meta.pk
    if not key.get_internal_type().endswith("AutoField"):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [rows[0]._meta.db_table, key.column, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
