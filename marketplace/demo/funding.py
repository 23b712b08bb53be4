"""A university that pays for its students: one project wholly, one in part."""

from __future__ import annotations

from accounts.models import UniversityStaff
from applications.models import Milestone
from listings.models import Listing
from marketplace.demo import hosted
from payments import actions, operations, top_ups
from payments.models import Budget

NAME = "Paid projects for first-generation students"
# Minor units. The last is on its way from the university's bank.
PAID_IN, CAP, ANNOUNCED, PROMISED = 4_000_00, 900_00, 2_500_00, 150_00


def from_a_budget(milestone: Milestone, minor: int | None) -> None:
    """The student's university pays `minor` of it, None: all; the employer's part comes next."""
    placement = milestone.placement
    assert placement is not None
    budget = _budget(milestone)
    actions.grant_placement(budget, placement, budget.made_by, minor)


def _budget(milestone: Milestone) -> Budget:
    assert milestone.placement is not None
    university = milestone.placement.student.university
    found = Budget.objects.filter(university=university, currency=milestone.currency).first()
    if found:
        return found
    staff = UniversityStaff.objects.filter(university=university, may_spend=True)
    budget = Budget.objects.create(
        university=university,
        name=NAME,
        currency=milestone.currency,
        cap_minor=CAP,
        made_by=staff.select_related("user").order_by("pk")[0].user,
    )
    top_up = operations.open_top_up(actions.start_top_up(budget, budget.made_by, PAID_IN))
    hosted.pay(top_up.checkout_url, budget.made_by.email, budget.made_by.name)
    top_ups.check(top_up)
    actions.announce_top_up(budget, budget.made_by, ANNOUNCED)
    _promise(budget)
    return budget


def _promise(budget: Budget) -> None:
    """A share of the first listing that its students see and could apply to."""
    listing = (
        Listing.objects.filter(
            status=Listing.Status.OPEN,
            currency=budget.currency,
            pay_minor__gt=PROMISED,
            moderations__university=budget.university,
            moderations__status="approved",
        )
        .order_by("title")
        .first()
    )
    if listing:
        actions.grant_listing(budget, listing, budget.made_by, PROMISED)
