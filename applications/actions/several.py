"""The same for several applications: each on its own, so that one that cannot stops no other."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from applications.models import Application
from marketplace.states import WrongState

logger = logging.getLogger(__name__)


@dataclass
class Outcome:
    """`moved_on`: somebody was quicker. `failed`: something went wrong, and it is logged."""

    done: list[Application] = field(default_factory=list)
    moved_on: list[Application] = field(default_factory=list)
    failed: list[Application] = field(default_factory=list)


def each(act: Callable[[Application], None], applications: Iterable[Application]) -> Outcome:
    outcome = Outcome()
    for application in applications:
        try:
            act(application)
        except WrongState:
            outcome.moved_on.append(application)
        except Exception:
            logger.exception("Application %s could not be changed.", application.pk)
            outcome.failed.append(application)
        else:
            outcome.done.append(application)
    return outcome
