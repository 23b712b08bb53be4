from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext


def statements(ask: Callable[[], object]) -> int:
    """How many statements `ask` takes, once what is only done the first time is done."""
    ask()
    with CaptureQueriesContext(connection) as seen:
        ask()
    return len(seen)
