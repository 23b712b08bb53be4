"""Background work is started after commit, by name."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string


def after_commit(task: str, *args: Any) -> None:
    """Send a task ("payments.tasks.send_operation") once this transaction commits.

    Tasks are named, not imported: like views, they are a way in, and nothing
    below them may depend on them. A wrong name fails here, before the commit.

    If Redis is down the commit still stands: the error is logged and the
    task's sweeper finds the row later. So only tasks that have a sweeper.
    """
    send = import_string(task).delay
    transaction.on_commit(partial(send, *args), robust=True)
