"""Background work is started after commit, by name."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction
from django.db.models import Model
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from marketplace.states import WrongState

logger = logging.getLogger(__name__)

# Seconds. While Redis is away each attempt costs whoever waits for the page some of its own.
LEFT_ALONE_FOR = 10
# Of this process: `time.monotonic` from which on Redis is asked again.
_ask_from = 0.0


@dataclass(frozen=True)
class _Sending:
    task: str
    args: tuple[object, ...]
    send: Callable[..., object] = field(compare=False)

    def __call__(self) -> None:
        """Raises kombu's OperationalError: Redis is away."""
        global _ask_from
        if time.monotonic() < _ask_from:
            return
        try:
            self.send(*self.args)
        except OperationalError:
            _ask_from = time.monotonic() + LEFT_ALONE_FOR
            raise


def after_commit(task: str, *args: Any) -> None:
    """Send a task ("payments.tasks.send_operation") once this transaction commits; however often
    it is asked for, once with the same `args`.

    Tasks are named, not imported: like views, they are a way in, and nothing
    below them may depend on them. A wrong name fails here, before the commit.

    If Redis is down the commit still stands: the error is logged and the
    task's sweeper finds the row later. So only tasks that have a sweeper;
    after an error all of them are left to theirs for a while.
    """
    sending = _Sending(task, args, import_string(task).delay)
    if all(waits[1] != sending for waits in connection.run_on_commit):
        transaction.on_commit(sending, robust=True)


def one_by_one[Row: Model](step: Callable[[Row], object], rows: Iterable[Row]) -> None:
    """One row that cannot be helped must not keep the others from their time.

    Raises SoftTimeLimitExceeded: the worker is told to stop, and the next round goes on.
    """
    for row in rows:
        try:
            step(row)
        except WrongState:
            pass  # somebody was quicker, or something is still under way
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            logger.exception("%s of %s %s", step.__name__, row._meta.model_name, row.pk)
