"""Every clock and every step of every room, in the order of the main journey."""

from typing import Any

import applications.allowed
import applications.allowed_working
import applications.clocks
import listings.clocks
import payments.allowed
import payments.clocks
from marketplace.steps import Step
from marketplace.waiting import Clock

CLOCKS: list[Clock[Any]] = [
    *listings.clocks.CLOCKS,
    *applications.clocks.CLOCKS,
    *payments.clocks.CLOCKS,
]

STEPS: list[Step] = [
    *applications.allowed.STEPS,
    *applications.allowed_working.STEPS,
    *payments.allowed.STEPS,
]
