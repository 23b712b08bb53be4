"""What is other in every process of the storm: the waits, and what a mutant leaves out."""

import os
from datetime import timedelta

from django.apps import AppConfig

MUTANT = "STORM_MUTANT"


class StormConfig(AppConfig):
    name = "benches.storm"

    def ready(self) -> None:
        from benches.storm import mutants

        _hurry()
        mutants.apply(os.environ.get(MUTANT, ""))


def _hurry() -> None:
    """The same order of things in less time: what waits for minutes waits for seconds here."""
    from payments import gateway
    from payments.actions import inbox, outbox

    # Our own retries are what is tried, not the library's.
    gateway.RETRIES, gateway.TIMEOUT = 0, 4
    # Three calls of one operation at the longest.
    outbox.LEASE = timedelta(seconds=15)
    outbox.FIRST_WAIT = inbox.FIRST_WAIT = timedelta(seconds=1)
    outbox.LONGEST_WAIT = inbox.LONGEST_WAIT = timedelta(seconds=5)
