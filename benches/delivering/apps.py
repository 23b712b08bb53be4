"""What is other in every process of the storm: the waits, and what a mutant leaves out."""

from __future__ import annotations

import os
import random
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.core.mail import EmailMultiAlternatives

    from notifications.models import Email

MUTANT = "STORM_MUTANT"


class DeliveringConfig(AppConfig):
    name = "benches.delivering"

    def ready(self) -> None:
        from benches.delivering import mutants

        _hurry()
        mutants.apply(os.environ.get(MUTANT, ""))


# Of a thousand mails, those that take longer to prepare than a claim lasts, seconds.
SLOW, FOR = 4, 6


def _hurry() -> None:
    """The same order of things in less time: what waits for minutes waits for seconds here."""
    from notifications import handing, outbox

    real, chance = handing.message, random.Random()

    def message(email: Email) -> EmailMultiAlternatives:
        if chance.randrange(1000) < SLOW:
            time.sleep(FOR)
        return real(email)

    handing.message = message
    outbox.CLAIMED_FOR = timedelta(seconds=4)
    # Four answers of the mail server at the longest, two seconds each, on a busy machine.
    outbox.DISPATCHED_FOR = timedelta(seconds=20)
    outbox.FIRST_WAIT, outbox.LONGEST_WAIT = timedelta(seconds=1), timedelta(seconds=4)
