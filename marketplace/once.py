"""A row that may be there already, written in one statement and without a savepoint."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import AutoField, Model
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery


def together() -> AbstractContextManager[object]:
    """A transaction: the caller's if there is one, without a savepoint in it."""
    return nullcontext() if connection.in_atomic_block else transaction.atomic()


def insert_once(row: Model) -> bool:
    """Whether it was written; False: a unique constraint of its table says that it is there.

    Who writes the same at this moment is waited for. Nothing is raised, so the transaction goes
    on without a savepoint, of which `get_or_create` makes one each time.
    """
    meta = type(row)._meta
    fields = [
        each
        for each in meta.concrete_fields
        if row.pk is not None or not isinstance(each, AutoField)
    ]
    query = InsertQuery(type(row), on_conflict=OnConflict.IGNORE)
    query.insert_values(fields, [row])
    written = query.get_compiler(DEFAULT_DB_ALIAS).execute_sql([meta.pk])
    if written:
        row.pk = written[0][0]
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return bool(written)
