"""Students who drop out, and who comes after them, for tests."""

from django.urls import reverse

from applications.models import Milestone
from payments import actions, ledger
from payments.ledger import Kind
from payments.models import Credit
from tests import make


def drop_out(milestone: Milestone, *, by_student: bool = False, keep_it: bool = True) -> None:
    by = milestone.placement.student.user if by_student else milestone.offer.made_by
    now = actions.outcome(milestone.placement, by_student=by_student)
    given = {"told": now.back_minor, "keep_it": keep_it and now.may_keep}
    actions.call_off(milestone.placement, by, "other", "", **given)


def replacement(milestone: Milestone, *amounts: int) -> list[Milestone]:
    """Of another student, whose offer for the same listing was accepted."""
    application = make.application(listing=milestone.offer.application.listing, status="accepted")
    placement = make.placement(list(amounts), application=application)
    return list(placement.milestones.all())


def kept_of(*milestones: Milestone) -> Milestone:
    """Paid in, called off, and kept for the next student: the first of them."""
    for each in milestones:
        make.funded(each)
    drop_out(milestones[0])
    return milestones[0]


def fund_url(milestone):
    return reverse("payments:fund", args=[milestone.pk])


def total_kept():
    return ledger.totals(Kind.KEPT)


def its_times(credit, **moments):
    Credit.objects.filter(pk=credit.pk).update(**moments)
