"""Telling students of a tax form before the payment that makes it due."""

from applications.models import Milestone
from applications.sharing import shares_of
from payments import emails, taxes


def warn(milestone: Milestone) -> None:
    """Whoever gets something of this part and reaches the sum with it: once in a year."""
    if milestone.currency != taxes.CURRENCY or not taxes.reports():
        return
    year = taxes.year_now()
    for student, _minor in shares_of(milestone):
        # Adding up reads all that they have done and do.
        if emails.told_of_tax_form(student, year):
            continue
        standing = taxes.standing(student)
        if standing and standing.will_be_reached:
            emails.tax_form(standing)
