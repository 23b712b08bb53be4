"""Whose turn it is on the pages of budgets: what `components/_turn.html` shows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.money import display
from payments.models import TopUp

Status = TopUp.Status


def of_top_up(row: TopUp) -> dict[str, Any] | None:
    """None once it is in the budget."""
    here = reverse("payments:top_up_done", args=[row.pk])
    again = reverse("payments:top_up", args=[row.budget_id])
    look = {"label": _("See whether it has come"), "url": here, "main": True}
    if row.status == Status.SUCCEEDED:
        return None
    if row.is_looked_at:
        return {
            "heading": _("This was paid in another currency"),
            "text": _(
                "So it is not in the budget yet. Our staff are looking at what the bank made of "
                "it, and write to you. Please do not pay again."
            ),
            "waiting": True,
            "actions": [],
        }
    if row.status == Status.PROCESSING:
        return {
            "heading": _("The bank is working on this payment"),
            "text": _("A bank debit takes some days, up to a working week. We write to you."),
            "waiting": True,
            "actions": [look],
        }
    if row.status == Status.ANNOUNCED:
        words = {"amount": display(row.amount_minor, row.currency), "reference": row.reference}
        return {
            "heading": _("Send %(amount)s to our bank account") % words,
            "text": _("Write %(reference)s into the transfer, so that we know it is yours.")
            % words,
            "after": _(
                "When it has come, two of our staff look at it; it is in your budget within two "
                "working days, and we write to you."
            ),
        }
    if row.status in TopUp.LIVE:
        actions = [look]
        if row.checkout_url:
            actions.append({"label": _("Back to the payment page"), "url": row.checkout_url})
        return {
            "heading": _("We have not heard that you paid"),
            "text": _("If you have, it shows here within a minute or two: do not pay again."),
            "actions": actions,
        }
    return {
        "heading": _("This was not paid"),
        "text": _("Nothing was taken from you, and nothing is in the budget."),
        "actions": [{"label": _("Pay in again"), "url": again, "main": True}],
    }
