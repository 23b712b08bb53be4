"""A row of each noun in each of its states, for tests/steps.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from applications import actions
from applications.models import (
    Application,
    CheckIn,
    Criterion,
    Dispute,
    Extension,
    Milestone,
    Offer,
    Placement,
    PlacementMember,
    Report,
    TeamMember,
)
from listings.models import Listing
from marketplace.states import Stateful, move
from marketplace.steps import EMPLOYER, STUDENT
from payments import actions as payment_actions
from payments.models import Credit
from tests import make
from tests.making.team import team


def sendable(status: str) -> Application:
    """All that is asked for is there."""
    who = make.student()
    given = {"submitted_at": None, "decide_by": None} if status == "draft" else {}
    return make.application(
        student=who,
        university=who.university,
        listing=make.listing(approved_by=who.university),
        status=status,
        resume=make.resume(who),
        **given,
    )


def application(status: str) -> Application:
    if status == "offered":
        return make.offer().application
    if status == "accepted":
        return make.placement().offer.application
    return sendable(status)


def offer(status: str) -> Offer:
    if status == "accepted":
        return make.placement().offer
    if status == "cancelled":
        return placement("cancelled").offer
    row = make.offer()
    if status == "made":
        return row
    step = {"declined": actions.refuse, "expired": actions.expire, "withdrawn": actions.take_back}
    step[status](row)
    return row


def placement(status: str) -> Placement:
    if status == "completed":
        return milestone("paid").placement
    if status == "active":
        return make.funded().milestone.placement
    row = make.placement()
    if status == "cancelled":
        actions.cancel(row, row.offer.made_by, "other")
    return row


def milestone(status: str) -> Milestone:
    if status == "cancelled":
        return placement("cancelled").milestones.get()
    row: Milestone = HANDS[status]()
    row.refresh_from_db()
    return row


def refunded() -> Milestone:
    row = make.funded().milestone
    move(row, Milestone.Status.REFUNDED)
    return row


def sent_back() -> Milestone:
    row = make.delivered()
    actions.ask_for_changes(row, "Sort it by shop.", make.today(9))
    return row


def disputed() -> Milestone:
    return make.dispute().milestone


def paid() -> Milestone:
    row = make.delivered()
    make.payee(row.placement.student)
    return make.payout(row, sent=True).milestone


HANDS: dict[str, Callable[[], Milestone]] = {
    "agreed": lambda: make.placement().milestones.get(),
    "funded": lambda: make.funded().milestone,
    "delivered": make.delivered,
    "changes": sent_back,
    "approved": lambda: make.payout().milestone,
    "paid": paid,
    "disputed": disputed,
    "refunded": refunded,
}


def credit(status: str) -> Credit:
    """A student has called the work off, so the employer is asked."""
    row = make.funded().milestone
    payment_actions.call_off(
        row.placement, row.placement.student.user, "other", "", told=row.amount_minor
    )
    kept = Credit.objects.get()
    if status == "kept":
        payment_actions.choose_to_keep(kept, row.offer.made_by)
    if status == "closed":
        payment_actions.return_kept(kept)
    return kept


def extension(status: str) -> Extension:
    """The employer asks the student."""
    return make.extension(make.funded().milestone, by_student=False, status=status)


def check_in(status: str) -> CheckIn:
    """The student is asked."""
    return make.check_in(make.funded().milestone.placement, status=status)


def dispute(status: str) -> Dispute:
    """The employer opened it, wishing for a refund."""
    row = make.dispute() if status in {"open", "withdrawn"} else make.answered()
    if status == "withdrawn":
        actions.take_back_dispute(row, row.opened_by)
    if status == "decided":
        payment_actions.decide(row, make.platform(), actions.Wish("refund"), "Not as agreed.")
    return Dispute.objects.for_pages().get(pk=row.pk)


def report(status: str) -> Report:
    return make.report(status=status)


def team_member(status: str) -> TeamMember:
    """Named by a student who has begun to apply."""
    first = make.student()
    draft = make.application(
        student=first,
        listing=make.listing(team_most=2, approved_by=first.university),
        status="draft",
        submitted_at=None,
        decide_by=None,
    )
    who = make.student(university=first.university)
    row = actions.name_member(draft, who.user.email)
    if status == "confirmed":
        actions.confirm(row, who, actions.part_of(row))
    if status == "declined":
        actions.leave(row, who)
    if status == "lapsed":
        actions.stop_waiting(row)
    return row


MADE: dict[type[Stateful], Callable[[str], Any]] = {
    Application: application,
    Offer: offer,
    Placement: placement,
    Milestone: milestone,
    Credit: credit,
    Dispute: dispute,
    Extension: extension,
    CheckIn: check_in,
    Report: report,
    TeamMember: team_member,
}


def late(status: str) -> Milestone:
    """Its day has passed; it counts only while the student works."""
    row = milestone(status)
    Milestone.objects.filter(pk=row.pk).update(work_by=timezone.now() - timedelta(hours=1))
    row.refresh_from_db()
    return row


def runner_up(status: str) -> Application:
    """On the shortlist when the last place was filled, which is free again; now in `status`."""
    row = application(status)
    Application.objects.filter(pk=row.pk).update(runner_up_at=timezone.now())
    row.refresh_from_db()
    return row


def of_a_listing(status: str, /, **given: Any) -> Application:
    """To a listing that is `given` so."""
    row = application(status)
    Listing.objects.filter(pk=row.listing_id).update(**given)
    return Application.objects.get(pk=row.pk)


def to_score(status: str) -> Application:
    row = application(status)
    Criterion.objects.create(listing=row.listing, words="Fit", position=1)
    return row


def with_a_mate(application: Application) -> User:
    """The application, and any placement of it, is a team's from now on; who is the other of it."""
    mate = make.student(university=application.student.university)
    team(application, [mate], [1, 1])
    for placement in Placement.objects.filter(offer__application=application):
        for position, student in enumerate((application.student, mate), 1):
            PlacementMember.objects.create(
                placement=placement, student=student, position=position, share=1
            )
    return mate.user


def typed(status: str) -> Milestone:
    """Its student has written what is to be handed in."""
    row = milestone(status)
    make.hand_in(row)
    return row


# Where the state alone does not allow it.
MADE_FOR: dict[str, Callable[[str], Any]] = {
    "applications:check_delivery": typed,
    "applications:nudge": late,
    "applications:ask_again": runner_up,
    "applications:open_dispute": late,
    "applications:score": to_score,
    "applications:team": lambda status: of_a_listing(status, team_most=3),
    "applications:nameless": lambda status: of_a_listing(status, blind=True),
}
# And where it is so no longer, or not yet: each with who is refused then.
NOT_SO: list[tuple[str, str, Callable[[], Any], tuple[str, ...]]] = [
    ("applications:nudge", "funded", lambda: milestone("funded"), (EMPLOYER,)),
    ("applications:nudge", "changes", sent_back, (EMPLOYER,)),
    ("applications:open_dispute", "changes", sent_back, (EMPLOYER,)),
    ("applications:ask_again", "not_selected", lambda: application("not_selected"), (EMPLOYER,)),
    (
        "applications:again",
        "not_selected",
        lambda: of_a_listing("not_selected", status="closed"),
        (STUDENT,),
    ),
    (
        "applications:check",
        "draft",
        lambda: of_a_listing("draft", apply_by=timezone.now()),
        (STUDENT,),
    ),
    (
        "applications:edit",
        "submitted",
        lambda: of_a_listing("submitted", apply_by=timezone.now()),
        (STUDENT,),
    ),
]
