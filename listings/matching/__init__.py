"""Which open listings fit somebody, how well, and why, in words.

Facts are those that searches hold in memory (`listings.search`). What must hold filters, what is
nice to have scores: `docs/matching.md` says both, with the weights.
"""

from listings.matching.fitting import Fit, best, fits
from listings.matching.wishes import Person, Taste, Wishes, people

__all__ = ["Fit", "Person", "Taste", "Wishes", "best", "fits", "people"]
