"""Whether anything was written: asked in a moment, where looking at every row takes longer."""

from collections.abc import Callable, Iterable

from django.db import connection
from django.db.models import Model


def to(models: Iterable[type[Model]]) -> Callable[[], int]:
    """What counts how often this transaction has written to their tables, also what it has taken
    back since: the same number, and every row is as it was."""
    counted = " + ".join(
        f"pg_stat_get_xact_tuples_{done}('{model._meta.db_table}'::regclass)"
        for model in models
        for done in ("inserted", "updated", "deleted")
    )

    def writes() -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {counted}")
            (found,) = cursor.fetchone()
            return int(found)

    return writes
