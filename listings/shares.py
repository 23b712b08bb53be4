"""Where the money goes, as a listing's page says it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Direction, Listing
from listings.quotes import Row, fee_label
from marketplace.money import display


def money(listing: Listing, receives: str) -> list[Row]:
    """Rows for `_money.html`: what the employer pays, the fee, what is left."""
    if listing.direction == Direction.STUDENT_PAYS and listing.programme_fee_minor:
        fee = display(listing.programme_fee_minor, listing.currency)
        return [{"label": _("The student pays"), "amount": fee}]
    if not listing.pay_minor:
        return []
    currency, employer = listing.currency, {"name": listing.organisation.name}
    return [
        {"label": _("%(name)s pays") % employer, "amount": display(listing.pay_minor, currency)},
        {"label": fee_label(), "amount": f"−{display(listing.fee_minor, currency)}"},
        {"label": receives, "amount": display(listing.student_minor, currency)},
    ]


def paid(listing: Listing) -> str:
    if listing.direction == Direction.STUDENT_PAYS:
        return _("For the programme and all that is included. The work itself is not paid.")
    days = listing.format.review_hours // 24
    return ngettext(
        "Paid in before you start. Released when your work is approved, or by itself after "
        "%(n)d day of silence.",
        "Paid in before you start. Released when your work is approved, or by itself after "
        "%(n)d days of silence.",
        days,
    ) % {"n": days}
