"""What universities pay of their students' projects.

It is set aside when a student accepts, held with the employer's part when that is paid in, and
goes back to the budget for what is not needed. Of what goes back of a part the budget gets its
share of the price, rounded down to a whole minor unit; the rest is the employer's.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from accounts.models import User
from applications import actions as application_actions
from applications.models import Milestone, Offer, Placement
from listings.models import Listing
from marketplace.money import split_by
from marketplace.states import WrongState, move
from payments import emails_budgets, ledger
from payments.actions.locks import hold_budget, hold_parts
from payments.actions.purses import lasts, left, purse
from payments.least import least_payment
from payments.ledger import Kind, account
from payments.models import Budget, Grant, LedgerAccount, Sponsorship

Status = Sponsorship.Status


class TooLittle(WrongState):
    """The budget has less than this. Nothing was changed."""


class Capped(WrongState):
    """The student has had the most that one gets of the budget. Nothing was changed."""


class TooOld(WrongState):
    """What the budget has may not be held until the work is decided. Nothing was changed."""


# --- Promising


@transaction.atomic
def grant_listing(budget: Budget, listing: Listing, by: User, minor: int | None) -> Grant:
    """The budget pays `minor` of each project of it that a student of the university accepts from
    now on; None: all of the price.

    Raises:
        WrongState: the listing pays in another currency, or pays nothing, or is of a format that
            the budget does not pay for.
        IntegrityError: the university funds it already.
    """
    if listing.currency != budget.currency or not listing.pay_minor:
        raise WrongState(f"Listing {listing.pk} pays in {listing.currency}")
    _covered(budget, listing)
    return Grant.objects.create(
        budget=budget,
        university=budget.university,
        listing=listing,
        by=by,
        amount_minor=minor,
    )


def _covered(budget: Budget, listing: Listing) -> None:
    """Raises WrongState: the budget pays for projects of other formats. What is promised already
    stays promised when they are changed."""
    if not Budget.objects.filter(pk=budget.pk).covering(listing.format).exists():
        raise WrongState(f"Budget {budget.pk} does not pay for {listing.format.slug}")


@transaction.atomic
def end_grant(grant: Grant, by: User) -> Grant:
    """Nobody else gets it; what is reserved or paid stays. Raises WrongState: it has ended."""
    rows = Grant.objects.standing().filter(pk=grant.pk, listing__isnull=False)
    if not rows.update(ended_at=timezone.now(), ended_by=by):
        raise WrongState(f"Grant {grant.pk} has ended")
    grant.refresh_from_db()
    return grant


@transaction.atomic
def grant_placement(
    budget: Budget, placement: Placement, by: User, minor: int | None
) -> list[Sponsorship]:
    """The budget pays `minor` of what is not paid in yet of this project; None: all of it.

    Raises:
        TooLittle, TooOld: the budget has less, or none that may be held so long.
        Capped: the student has had the most that one gets of it.
        WrongState: nothing is to be paid in, a bank is working on a payment, or it is of another
            university, currency or format.
    """
    ours = placement.student.university_id == budget.university_id
    if not ours or placement.offer.currency != budget.currency:
        raise WrongState(f"Placement {placement.pk} is not for budget {budget.pk}")
    _covered(budget, placement.listing)
    rows = _to_pay_in(placement)
    if not rows or any(each.with_bank for each in rows):
        raise WrongState(f"Nothing of placement {placement.pk} is to be paid in")
    grant = Grant.objects.create(
        budget=budget,
        university=budget.university,
        placement=placement,
        by=by,
        amount_minor=minor,
        ended_at=timezone.now(),
        ended_by=by,
    )
    made = _set_aside(grant, rows)
    if any(each.is_not_given for each in made):
        why = {Status.MISSED: TooLittle, Status.TOO_OLD: TooOld, Status.CAPPED: Capped}
        raise why[Status(made[0].status)](f"Budget {budget.pk} has {left(budget)}")
    emails_budgets.sponsored(placement, made)
    return made


def _to_pay_in(placement: Placement) -> list[Milestone]:
    """Its parts that nobody has paid in or set money aside for, locked."""
    hold_parts(placement.milestones.all()[0].pk)
    taken = Sponsorship.objects.live().filter(milestone__placement=placement)
    agreed = placement.milestones.filter(status=Milestone.Status.AGREED)
    return list(agreed.exclude(pk__in=taken.values("milestone")))


# --- When a student accepts


@transaction.atomic
def accept(offer: Offer, by: User, may_work_in: Sequence[str] = ()) -> Placement | None:
    """As `applications.actions.agree`; what the university promised is set aside with it.

    Too little in the budget, or too old, keeps nobody from accepting: the employer is told and pays
    all of it, unless the university gives more.

    Raises:
        NoOpenings, Recalled, WrongState: as there.
    """
    placement = application_actions.agree(offer, by, may_work_in=may_work_in)
    if placement:
        set_aside_for(placement)
    return placement


def set_aside_for(placement: Placement) -> list[Sponsorship]:
    """What the student's university promised for the listing, while its budget is open."""
    grants = Grant.objects.standing().filter(
        listing=placement.listing_id,
        university=placement.student.university_id,
        budget__currency=placement.offer.currency,
    )
    grant = grants.select_related("budget__university").first()
    if grant is None or not grant.budget.is_current:
        return []
    rows = _set_aside(grant, _to_pay_in(placement))
    short = [each for each in rows if each.is_not_given]
    if short:
        emails_budgets.budget_short(placement, short)
    else:
        emails_budgets.sponsored(placement, rows)
    return rows


def _set_aside(grant: Grant, milestones: list[Milestone]) -> list[Sponsorship]:
    """All of it or nothing: of two who take the last of a budget at once exactly one gets it."""
    budget = hold_budget(grant.budget_id)
    prices = [each.amount_minor for each in milestones]
    least = least_payment(grant.budget.currency)
    asked = wanted(grant, sum(prices))
    given = _within_cap(budget, milestones, asked)
    minors = portions(given or asked, prices, least)
    status = _possible(budget, list(zip(milestones, minors, strict=True)))
    status = status if given else Status.CAPPED
    rows = [
        Sponsorship.objects.create(
            budget=budget,
            grant=grant,
            milestone=milestone,
            amount_minor=minor,
            status=status,
        )
        for milestone, minor in zip(milestones, minors, strict=True)
        if minor
    ]
    for row in rows if status == Status.RESERVED else []:
        _post(row, "reserve", purse(budget), _reserved(row), row.amount_minor)
    return rows


def _within_cap(budget: Budget, milestones: list[Milestone], minor: int) -> int:
    """Of `minor` as much as the student may still have of the budget. A team has what the one who
    sent its application may. The caller holds the budget: of two projects at once one comes first.
    """
    placement = milestones[0].placement if milestones else None
    if budget.student_cap_minor is None or placement is None:
        return minor
    rows = Sponsorship.objects.live().filter(
        budget=budget, milestone__placement__student=placement.student_id
    )
    had = rows.aggregate(n=Sum(F("amount_minor") - F("back_minor")))["n"] or 0
    return max(min(minor, budget.student_cap_minor - had), 0)


def _possible(budget: Budget, parts: list[tuple[Milestone, int]]) -> Sponsorship.Status:
    """The caller holds the budget."""
    if sum(minor for _, minor in parts) > left(budget):
        return Status.MISSED
    return Status.RESERVED if lasts(budget, parts) else Status.TOO_OLD


def wanted(grant: Grant, price: int) -> int:
    """How much of this price the grant is for, minor units."""
    limits = [grant.amount_minor, grant.budget.cap_minor]
    return min([price, *(each for each in limits if each is not None)])


def portions(minor: int, prices: list[int], least: int) -> list[int]:
    """`minor` over the parts by their prices. What a part leaves to pay is nothing, or the
    `least` that can be paid: where it would be less, the university pays a little less.
    """
    return [
        max(price - least, 0) if 0 < price - part < least else part
        for price, part in zip(prices, split_by(minor, prices), strict=True)
    ]


# --- While it is paid in, and after


def reserved_for(milestone: Milestone) -> int:
    """What a university pays of it once the rest is paid in, minor units."""
    row = _live(milestone, Status.RESERVED)
    return row.amount_minor if row else 0


def held_for(milestone: Milestone) -> int:
    """What a university paid in for it, minor units; also after some of it went back."""
    row = _live(milestone, Status.HELD)
    return row.amount_minor if row else 0


def _live(milestone: Milestone, status: Sponsorship.Status) -> Sponsorship | None:
    rows = Sponsorship.objects.filter(milestone=milestone, status=status)
    return rows.select_related("budget__university").first()


def spend(milestone: Milestone) -> None:
    """What is reserved is held for it now. The caller holds the milestone."""
    row = _live(milestone, Status.RESERVED)
    if row:
        hold = account(Kind.HOLD, milestone.currency, milestone=milestone)
        _post(row, "sponsor", _reserved(row), hold, row.amount_minor)
        move(row, Status.HELD, held_at=timezone.now())


def set_free(milestone: Milestone) -> None:
    """What is reserved goes back to the budget. The caller holds the milestone."""
    row = _live(milestone, Status.RESERVED)
    if row:
        _post(row, "free", _reserved(row), purse(row.budget), row.amount_minor)
        move(row, Status.FREED, freed_at=timezone.now())


def set_free_unneeded(placement: Placement) -> None:
    """What is reserved for parts that are cancelled. The caller holds them."""
    for row in Sponsorship.objects.not_needed().filter(milestone__placement=placement):
        set_free(row.milestone)


@transaction.atomic
def set_free_by_clock(row: Sponsorship) -> None:
    """The part was cancelled while nothing was paid in."""
    hold_parts(row.milestone_id)
    for fresh in Sponsorship.objects.not_needed().filter(pk=row.pk):
        set_free(fresh.milestone)


def give_back(milestone: Milestone, minor: int) -> int:
    """Of `minor` that go back of what is held for it, the university's share does here, by the
    rule at the top. Returns how much that is; the rest is for the caller.
    """
    row = _live(milestone, Status.HELD)
    share = university_share(milestone, minor)
    if row and share:
        hold = account(Kind.HOLD, milestone.currency, milestone=milestone)
        _post(row, "unspent", hold, purse(row.budget), share)
        _gone_back(row, share)
    return share


def university_share(milestone: Milestone, minor: int) -> int:
    """How much of `minor` that go back of it, the first time, is the university's."""
    return minor * held_for(milestone) // milestone.amount_minor


def correct(milestone: Milestone, gone: int) -> list[tuple[LedgerAccount, int]]:
    """The leg of a correction that is the university's. `gone`: all that went back of the part by
    now, this included; the rounding is that of all of it, so that no unit is lost in several.
    """
    row = _live(milestone, Status.HELD)
    share = university_share(milestone, gone) - row.back_minor if row else 0
    if row is None or share <= 0:
        return []
    _gone_back(row, share)
    return [(purse(row.budget), -share)]


def _gone_back(row: Sponsorship, share: int) -> None:
    row.back_minor += share
    row.save(update_fields=["back_minor"])


def _reserved(row: Sponsorship) -> LedgerAccount:
    return account(Kind.RESERVED, row.budget.currency, milestone=row.milestone, budget=row.budget)


def _post(
    row: Sponsorship, what: str, out_of: LedgerAccount, to: LedgerAccount, minor: int
) -> None:
    ledger.post(
        f"{what}:{row.pk}", what, [(out_of, minor), (to, -minor)], {"budget": str(row.budget_id)}
    )
