"""A university that pays for its students: one project wholly, one in part."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import UniversityStaff, User
from applications.models import Milestone
from listings.models import Listing
from marketplace.demo import hosted
from marketplace.demo.paper import pdf
from payments import actions, operations, top_ups
from payments.models import Budget, TopUp

NAME = "Paid projects for first-generation students"
# Minor units. The last is on its way from the university's bank.
PAID_IN, CAP, ANNOUNCED, PROMISED, BACK = 4_000_00, 900_00, 2_500_00, 150_00, 300_00
STATEMENT = ["# Account of Foothold", "Credit 2,500.00: Tamarack, paid projects, spring term"]


def from_a_budget(milestone: Milestone, minor: int | None) -> None:
    """The student's university pays `minor` of it, None: all; the employer's part comes next."""
    placement = milestone.placement
    assert placement is not None
    budget = _budget(milestone)
    actions.grant_placement(budget, placement, budget.made_by, minor)


def _budget(milestone: Milestone) -> Budget:
    assert milestone.placement is not None
    university = milestone.placement.student.university
    found = Budget.objects.filter(university=university, name=NAME).first()
    if found:
        return found
    staff = UniversityStaff.objects.filter(university=university, roles__contains=["funder"])
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
    announced = actions.announce_top_up(budget, budget.made_by, ANNOUNCED)
    _with_our_staff(budget, announced)
    _promise(budget)
    return budget


def _with_our_staff(budget: Budget, announced: TopUp) -> None:
    """One of them has seen the transfer on the bank's statement, a second is to look; some goes
    back to the university; and Stripe has used a word that nobody knows, which stops no pay."""
    by = User.objects.filter(kind=User.Kind.PLATFORM).order_by("pk").first()
    if by:
        statement = SimpleUploadedFile("statement.pdf", pdf("Bank statement", STATEMENT))
        today = timezone.now().date()
        actions.record_receipt(announced, by, "FPS 220417", today, ANNOUNCED, statement)
    actions.ask_back(budget, budget.made_by, BACK)
    actions.unknown_word("payment page of an old test", "paused")


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
