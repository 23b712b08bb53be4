"""Background work is started after commit, by name."""

import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Model
from django.utils.module_loading import import_string

from marketplace.states import WrongState

logger = logging.getLogger(__name__)


def after_commit(task: str, *args: Any) -> None:
    """Send a task ("payments.tasks.send_operation") once this transaction commits.

    Tasks are named, not imported: like views, they are a way in, and nothing
    below them may depend on them. A wrong name fails here, before the commit.

    If Redis is down the commit still stands: the error is logged and the
    task's sweeper finds the row later. So only tasks that have a sweeper.
    """
    send = import_string(task).delay
    transaction.on_commit(partial(send, *args), robust=True)


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
