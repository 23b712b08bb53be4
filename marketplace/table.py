"""Every clock of every room, in the order of the main journey (product.md section 4)."""

from typing import Any

import applications.clocks
import listings.clocks
import payments.clocks
from marketplace.waiting import Clock

CLOCKS: list[Clock[Any]] = [
    *listings.clocks.CLOCKS,
    *applications.clocks.CLOCKS,
    *payments.clocks.CLOCKS,
]
