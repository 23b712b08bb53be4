"""Money kept for whoever does the work instead of a student who dropped out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from applications.models import Milestone
from listings.models import Listing
from marketplace.states import WrongState, move
from payments import emails, ledger
from payments.actions.holding import sources
from payments.actions.locks import hold_credit
from payments.actions.refunding import give_back
from payments.actions.sponsoring import give_back as give_back_to_budget
from payments.actions.sponsoring import reserved_for
from payments.actions.taken_back import refuse_if_taken_back
from payments.least import least_payment
from payments.ledger import Kind, account
from payments.models import Chargeback, Credit, CreditUse, Funding, LedgerAccount, Refund
from payments.models.credits import CreditQuerySet
from payments.models.fundings import FundingQuerySet

Status = Credit.Status

# For the employer to say whether to keep it, after a student has called the work off.
TO_CHOOSE = timedelta(days=5)
# For the next student's offer to be paid from it, at the most, from when the first dropped out.
TO_USE = timedelta(days=30)
# How long a payment page stays open. Stripe takes 30 minutes to 24 hours.
PAGE_LIVES = timedelta(hours=3)
# With less time left than this, nothing is kept again.
TOO_SHORT = timedelta(days=3)


class InUse(WrongState):
    """A payment page is open that counts on it."""


def kept(credit: Credit) -> int:
    """What is there now, minor units."""
    return -_account(credit.funding).balance


def _account(funding: Funding) -> LedgerAccount:
    return account(Kind.KEPT, funding.currency, funding=funding)


# --- Keeping


def keep(milestone: Milestone, chosen_by: User | None) -> list[Credit]:
    """All that is held for it waits for the next student of its listing.

    `chosen_by` is None while the employer has not said that they want this: they have a few
    days to. The caller has called the work off in this transaction. What a university paid of it
    is back in its budget.

    Raises:
        TakenBack: the payer's bank has taken it back, and has not decided.
    """
    give_back_to_budget(milestone, milestone.amount_minor)
    listing = milestone.offer.application.listing
    hold = account(Kind.HOLD, milestone.currency, milestone=milestone)
    credits = []
    for source in sources(milestone):
        funding = source.funding
        refuse_if_taken_back(funding)
        credit = _open(funding, listing, chosen_by)
        ledger.post(
            f"keep:{milestone.pk}:{funding.pk}",
            "keep",
            [(hold, source.minor), (_account(funding), -source.minor)],
            {"credit": str(credit.pk)},
        )
        credits.append(credit)
    return credits


def _open(funding: Funding, listing: Listing, chosen_by: User | None) -> Credit:
    """Kept again when the next student drops out too: the time counts from the first."""
    credit, _ = Credit.objects.select_for_update(no_key=True).get_or_create(
        funding=funding,
        defaults={"listing": listing, "use_by": timezone.now(), "status": Status.CLOSED},
    )
    to_choose = min(timezone.now() + TO_CHOOSE, _end(credit))
    if chosen_by and credit.status != Status.KEPT:
        _set(credit, Status.KEPT, _end(credit), chosen_by)
    elif credit.status == Status.CLOSED:
        _set(credit, Status.ASKED, to_choose, None)
    else:  # What was left over of it was to go back sooner.
        _use_by(credit, max(credit.use_by, _end(credit) if chosen_by else to_choose))
    return credit


def _use_by(credit: Credit, moment: datetime) -> None:
    credit.use_by = moment
    credit.save(update_fields=["use_by"])


def _end(credit: Credit) -> datetime:
    return credit.made_at + TO_USE


def _set(credit: Credit, status: Credit.Status, use_by: datetime, by: User | None) -> None:
    move(credit, status, use_by=use_by, chosen_by=by)


def worth_keeping(milestone: Milestone) -> bool:
    """There is time left to use it in: it may have been kept before."""
    soon = timezone.now() + TOO_SHORT - TO_USE
    payments = [each.funding.pk for each in sources(milestone)]
    return not Credit.objects.filter(funding__in=payments, made_at__lt=soon).exists()


@transaction.atomic
def choose_to_keep(credit: Credit, by: User) -> Credit:
    """The employer wants the next student of the listing to be paid from it.

    Raises:
        WrongState: it is kept already, used, or has gone back.
    """
    credit = hold_credit(credit.pk)
    if credit.status != Status.ASKED:
        raise WrongState(f"Credit {credit.pk} is {credit.status}")
    _set(credit, Status.KEPT, _end(credit), by)
    return credit


# --- Using


def kept_for(milestone: Milestone) -> CreditQuerySet:
    """What is kept for the listing of this milestone, in its currency, and no bank wants back."""
    listing = milestone.offer.application.listing_id
    rows = Credit.objects.open().filter(listing=listing, funding__currency=milestone.currency)
    taken = Chargeback.objects.not_won().values("funding")
    return rows.exclude(funding__in=taken).select_related("funding__payer")


def hold_kept_for(milestone: Milestone) -> list[Credit]:
    """Locked in the order of their ids; what ends first comes first."""
    rows = kept_for(milestone).select_for_update(no_key=True, of=("self",)).order_by("pk")
    return sorted(rows, key=lambda each: (each.use_by, each.pk))


def usable(milestone: Milestone) -> int:
    """How much of its price is kept already, minor units. Others' open payment pages come first.

    What is left to pay is nothing, or enough for a payment. What a university pays is not to pay.
    """
    there = sum(kept(each) for each in kept_for(milestone))
    price = milestone.amount_minor - reserved_for(milestone)
    use = min(max(there - promised(milestone), 0), price)
    least = least_payment(milestone.currency)
    return max(price - least, 0) if 0 < price - use < least else use


def promised(milestone: Milestone) -> int:
    """How much of what is kept other milestones' open payment pages count on, minor units."""
    others = counting_on(milestone.offer.application.listing_id, milestone.currency)
    return others.exclude(milestone=milestone).aggregate(sum=Sum("credit_minor"))["sum"] or 0


def counting_on(listing: int, currency: str) -> FundingQuerySet:
    """Payments under way that need what is kept for this listing."""
    rows = Funding.objects.live().filter(currency=currency, credit_minor__gt=0)
    return rows.filter(milestone__offer__application__listing=listing)


def draw(milestone: Milestone, minor: int) -> None:
    """`minor` of what is kept is held for this milestone; what then is left over goes back.

    Raises:
        WrongState: there is not so much.
    """
    hold = account(Kind.HOLD, milestone.currency, milestone=milestone)
    for credit, part in _shares(hold_kept_for(milestone), minor):
        use = CreditUse.objects.create(credit=credit, milestone=milestone, amount_minor=part)
        ledger.post(
            f"use:{credit.pk}:{milestone.pk}",
            "use",
            [(_account(credit.funding), part), (hold, -part)],
            {"use": use.pk},
        )
        _close_if_done(credit, milestone)


def _shares(credits: list[Credit], minor: int) -> Iterator[tuple[Credit, int]]:
    for credit in credits:
        part = min(kept(credit), minor)
        minor -= part
        if part:
            yield credit, part
    if minor:
        raise WrongState(f"{minor} more than is kept")


def _close_if_done(credit: Credit, milestone: Milestone) -> None:
    """Another part of the same offer may still need what is left.

    Or somebody's open payment page counts on it: then the clock looks again when it has closed.
    """
    rest = kept(credit)
    more = Milestone.objects.filter(offer=milestone.offer, status=Milestone.Status.AGREED)
    if rest and more.exclude(pk=milestone.pk).exists():
        return
    elsewhere = sum(kept(each) for each in kept_for(milestone).exclude(pk=credit.pk))
    if rest and promised(milestone) > elsewhere:
        _use_by(credit, min(credit.use_by, timezone.now() + PAGE_LIVES))
        return
    close(credit)


def close(credit: Credit, why: Refund.Why = Refund.Why.UNUSED) -> Refund | None:
    """What is left of it goes back; None when nothing does. The caller holds it."""
    rest = kept(credit)
    move(credit, Status.CLOSED)
    if not rest:
        return None
    refund = give_back(credit.funding, rest, _account(credit.funding), why)
    if refund:
        emails.paying_back(refund)
    return refund


# --- Giving back


@transaction.atomic
def return_kept(credit: Credit) -> Refund | None:
    """The employer wants it back, or has it back because the time is up.

    Raises:
        InUse: a payment page is open that counts on it.
        TakenBack: the payer's bank has taken it back, and has not decided.
        WrongState: it is used, or has gone back.
    """
    credit = hold_credit(credit.pk)
    if credit.is_open and counting_on(credit.listing_id, credit.funding.currency).exists():
        raise InUse(f"A payment counts on credit {credit.pk}")
    return close(credit)


@transaction.atomic
def return_by_clock(credit: Credit) -> Refund | None:
    """As `return_kept`, if the time is really up and no payment page is open that counts on it.

    Raises:
        WrongState: it is not, or the page is still being closed.
    """
    credit = hold_credit(credit.pk)
    if credit.use_by > timezone.now():
        raise WrongState(f"Credit {credit.pk} has time until {credit.use_by}")
    return return_kept(credit)
