"""Whose turn it is on the pages of money: what `components/_turn.html` shows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Milestone, Placement
from marketplace.money import display
from payments.models import Credit, Funding, Payee, Sponsorship

type Turn = dict[str, Any]


def to_pay(
    milestone: Milestone, placement: Placement, kept: int = 0, sponsor: Sponsorship | None = None
) -> Turn | None:
    """None for a part whose turn has not come. `kept` of its price is there already, also what
    `sponsor` pays of it.
    """
    if milestone.pay_in_by is None:
        return None
    if placement.status == Placement.Status.ACCEPTED:
        after = _(
            "If nobody pays by then, the project is cancelled by itself, %(student)s is told, "
            "and the place is open again."
        )
    else:
        after = _(
            "If nobody pays by then, the placement ends here: %(student)s is told not to start "
            "on this part, and keeps what is approved."
        )
    price = display(milestone.amount_minor - kept, milestone.currency)
    heading = _("Pay %(price)s, and the work can start") % {"price": price}
    if kept == milestone.amount_minor:
        heading = _("Pay with what we keep for you, and the work can start")
        if sponsor:
            heading = _("You pay nothing: say that the work can start")
    return {
        "heading": heading,
        "due": milestone.pay_in_by,
        "after": after % {"student": placement.who_in_short},
    }


def with_the_bank(funding: Funding) -> Turn:
    return {
        "heading": _("The bank is working on this payment"),
        "text": _(
            "%(price)s is on its way. A bank debit takes some days, up to a working week. "
            "The work starts when it has arrived, and we write to you."
        )
        % {"price": display(funding.amount_minor, funding.currency)},
        "after": _(
            "Nobody has to do anything, or pay again. If the bank refuses it, we write too."
        ),
        "waiting": True,
        "actions": [_check_again(funding)],
    }


def came_back(funding: Funding, milestone: Milestone) -> Turn:
    """Where a payment stands that has brought no money yet."""
    if funding.status == Funding.Status.PROCESSING:
        return with_the_bank(funding)
    if funding.status in Funding.LIVE:
        return _not_heard(funding, milestone)
    return _not_paid(funding, milestone)


def _not_heard(funding: Funding, milestone: Milestone) -> Turn:
    actions = [{**_check_again(funding), "main": True}]
    if funding.checkout_url:
        actions.append({"label": _("Back to the payment page"), "url": funding.checkout_url})
    return {
        "heading": _("We have not heard that you paid"),
        "text": _(
            "If you have, it shows here within a minute or two; please do not pay again. "
            "If you have not, the payment page is still open."
        ),
        "due": milestone.pay_in_by,
        "actions": actions,
    }


def _not_paid(funding: Funding, milestone: Milestone) -> Turn:
    again = milestone.status == Milestone.Status.AGREED
    url = reverse("payments:fund", args=[milestone.pk])
    return {
        "heading": _("Not paid: nothing was charged"),
        "text": _("The payment page was open for too long and has closed.")
        if funding.status == Funding.Status.EXPIRED
        else _("The payment did not go through."),
        "due": milestone.pay_in_by if again else None,
        "waiting": not again,
        "actions": [{"label": _("Pay again"), "url": url, "main": True}] if again else [],
    }


def _check_again(funding: Funding) -> dict[str, Any]:
    return {"label": _("Check again"), "url": reverse("payments:returned", args=[funding.pk])}


def of_kept(credit: Credit, minor: int) -> Turn | None:
    """What the employer can do about money for the next student; None when it is gone."""
    if not credit.is_open:
        return None
    words = {"amount": display(minor, credit.funding.currency)}
    back = {
        "label": _("Send %(amount)s back to me") % words,
        "url": reverse("payments:give_back", args=[credit.pk]),
        "method": "post",
    }
    if credit.status == Credit.Status.KEPT:
        return {
            "heading": _("Offer the place to somebody, or take %(amount)s back") % words,
            "due": credit.use_by,
            "after": _("What is not used by then goes back to where it came from."),
            "actions": [back],
        }
    keep = {
        "label": _("Keep it for the next student"),
        "url": reverse("payments:keep", args=[credit.pk]),
        "method": "post",
        "main": True,
    }
    return {
        "heading": _("Say what should become of %(amount)s") % words,
        "text": _("Keep it for the next student, for 30 days in all, or have it back."),
        "due": credit.use_by,
        "after": _("If you say nothing by then, it goes back to where it came from."),
        "actions": [keep, back],
    }


def to_set_up(payee: Payee | None) -> Turn | None:
    """What a student has to do to be paid through Stripe; None when all is done."""
    if payee is None or not payee.stripe_account_id:
        return _to_begin()
    if payee.is_ready:
        return None
    if payee.transfers_status == Payee.Transfers.PENDING:
        return {
            "heading": _("Stripe is checking what you told them"),
            "text": _(
                "This takes minutes, sometimes a day or two. What is approved until then is held "
                "for you, and sent by itself."
            ),
            "waiting": True,
            "actions": [_to_stripe(_("Look at it on Stripe"))],
        }
    if payee.transfers_status == Payee.Transfers.UNSUPPORTED:
        return {
            "heading": _("Stripe cannot pay into this account"),
            "text": _(
                "What you have earned is held for you. Our staff send it by bank transfer, and "
                "write to you for your bank details."
            ),
            "actions": [_to_stripe(_("Look at it on Stripe"))],
        }
    return {
        "heading": _("Stripe still needs something from you"),
        "text": " · ".join(payee.requirements),
        "after": _(
            "Nothing you have earned is lost. It is sent by itself as soon as this is done."
        ),
        "actions": [{**_to_stripe(_("Go on at Stripe")), "main": True}],
    }


def _to_begin() -> Turn:
    return {
        "heading": _("Say where to send your money"),
        "text": _(
            "It takes about five minutes, once: who you are, and your bank account. Have your "
            "passport or identity card and your bank details at hand."
        ),
        "after": _(
            "Stripe asks the questions on its own pages, because the law wants whoever pays you "
            "to know who you are. We never see your documents or your account number."
        ),
        "actions": [{**_to_stripe(_("Continue to Stripe")), "main": True}],
    }


def _to_stripe(label: str) -> dict[str, Any]:
    return {"label": label, "url": reverse("payments:setup"), "method": "post"}


def to_give_a_country() -> Turn:
    return {
        "heading": _("Say in which country your bank account is"),
        "text": _("How money can reach you depends on it. It is a question of your profile."),
        "actions": [
            {"label": _("Open your profile"), "url": reverse("accounts:profile"), "main": True}
        ],
    }
