"""What is other in every process of the storm: the waits, and what a mutant leaves out."""

import os
from datetime import timedelta

from django.apps import AppConfig

MUTANT = "STORM_MUTANT"


class DeliveringConfig(AppConfig):
    name = "benches.delivering"

    def ready(self) -> None:
        from benches.delivering import mutants

        _hurry()
        mutants.apply(os.environ.get(MUTANT, ""))


def _hurry() -> None:
    """The same order of things in less time: what waits for minutes waits for seconds here."""
    from notifications import outbox

    outbox.CLAIMED_FOR = timedelta(seconds=8)
    # Four answers of the mail server at the longest, two seconds each, on a busy machine.
    outbox.DISPATCHED_FOR = timedelta(seconds=20)
    outbox.FIRST_WAIT, outbox.LONGEST_WAIT = timedelta(seconds=1), timedelta(seconds=4)
