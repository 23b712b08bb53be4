"""A dispute from its opening to its end. The money that follows a decision moves in `payments`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import emails_disputes as emails
from applications.actions.ending import answer_delivery, end_without_pay
from applications.actions.extending import no_longer_needed
from applications.actions.keeping import hand_over
from applications.actions.locks import hold_milestone, speaks_for
from applications.actions.working import call_for_the_next, end_of_work
from applications.models import (
    Delivery,
    Dispute,
    Milestone,
    Statement,
    StatementFile,
)
from marketplace import uploads
from marketplace.clocks import working_days_after
from marketplace.money import platform_fee
from marketplace.states import WrongState, move

Status = Milestone.Status
Outcome = Dispute.Outcome

# Working days, Monday to Friday; public holidays are not known (marketplace.clocks).
TO_ANSWER = 5
TO_DECIDE = 5
# What one side may say in one dispute.
MOST_STATEMENTS = 10
SAME_WITHIN = timedelta(minutes=1)
# What has to be done again gets at least so long from the decision, whatever was wished before.
LEAST_DAYS_TO_REDO = 3


class SaidEnough(WrongState):
    """This side has said as much as one side may."""


@dataclass(frozen=True)
class Evidence:
    """What somebody says, with what shows it. `files` have passed `uploads.check`."""

    words: str
    links: list[str] = field(default_factory=list)
    files: Iterable[uploads.Given] = ()


@dataclass(frozen=True)
class Wish:
    """One of the four ends: `minor` (what the employer pays) for a part, `day` to do it again."""

    outcome: str
    minor: int | None = None
    day: date | None = None


@dataclass(frozen=True)
class Decision:
    """How a dispute ends. `by` and `reasons` when our staff decide."""

    wish: Wish
    how: Dispute.How
    by: User | None = None
    reasons: str = ""


@transaction.atomic
def open_dispute(
    milestone: Milestone, by: User, reason: str, wish: Wish, evidence: Evidence
) -> Dispute:
    """The other side then has 5 working days to answer, or it ends as `by` wishes.

    Raises:
        WrongState: there is nothing to disagree about now (`Milestone.may_be_disputed`), or a
            dispute goes on already.
    """
    hold_milestone(milestone, Status.DELIVERED, Status.CHANGES)
    milestone.refresh_from_db(fields=["work_by", "delivered_at"])
    if not milestone.may_be_disputed(by.kind) or not speaks_for(milestone.placement, by):
        raise WrongState(f"Milestone {milestone.pk} is {milestone.status}")
    move(milestone, Status.DISPUTED)
    no_longer_needed(milestone)
    now, side = timezone.now(), Dispute.Side(by.kind)
    dispute = Dispute.objects.create(
        milestone=milestone,
        opened_by=by,
        side=side,
        reason=reason,
        wanted=wish.outcome,
        wanted_minor=wish.minor,
        wanted_by=wish.day,
        opened_at=now,
        answer_by=working_days_after(now, TO_ANSWER, _other(milestone, side).time_zone),
    )
    _say(dispute, by, side, evidence)
    emails.opened(dispute)
    return dispute


def _other(milestone: Milestone, side: str) -> User:
    application = milestone.offer.application
    if side == Dispute.Side.EMPLOYER:
        return application.student.user
    return application.listing.created_by


def _say(dispute: Dispute, by: User, side: str, evidence: Evidence) -> Statement:
    statement = Statement.objects.create(
        dispute=dispute,
        by=by,
        side=side,
        words=evidence.words,
        links=evidence.links,
        at=timezone.now(),
    )
    files = list(evidence.files)
    hand_over(files)
    for upload in files:
        StatementFile.objects.create(statement=statement, **uploads.facts(upload))
    return statement


@transaction.atomic
def say(dispute: Dispute, by: User, evidence: Evidence) -> Statement:
    """Say something, with what shows it. The first word of the other side is its answer: our
    staff then have 5 working days to decide. The same once more, at once, is a button pressed
    twice, and nothing new.

    Raises:
        SaidEnough: this side has said as much as one side may.
        WrongState: it is over.
    """
    dispute = hold(dispute, *Dispute.GOING_ON)
    side, evidence = Dispute.Side(by.kind), replace(evidence, files=list(evidence.files))
    if said := _said_just_now(dispute, by, evidence):
        return said
    if dispute.statements.filter(side=side).count() >= MOST_STATEMENTS:
        raise SaidEnough(f"Dispute {dispute.pk} has enough of the {side}")
    statement = _say(dispute, by, side, evidence)
    if dispute.status == Dispute.Status.OPEN and side == dispute.other_side:
        now = timezone.now()
        decide_by = working_days_after(now, TO_DECIDE, timezone.get_default_timezone_name())
        move(dispute, Dispute.Status.ANSWERED, answered_at=now, decide_by=decide_by)
        emails.answered(dispute)
    return statement


def _said_just_now(dispute: Dispute, by: User, evidence: Evidence) -> Statement | None:
    last = dispute.statements.filter(by=by).order_by("pk").last()
    if last is None or timezone.now() - last.at > SAME_WITHIN:
        return None
    if (last.words, last.links) != (evidence.words, evidence.links):
        return None
    held = sorted((each.name, each.sha256) for each in last.files.all())
    new = [uploads.facts(each) for each in evidence.files]
    same = held == sorted((str(each["name"]), str(each["sha256"])) for each in new)
    return last if same else None


@transaction.atomic
def take_back_dispute(dispute: Dispute, by: User) -> None:
    """Whoever opened it no longer wants it, and the other side has not answered yet. The clocks
    go on with the time that was left; changes that were late get a whole day.

    Raises:
        WrongState: it is answered or over, or the other side opened it.
    """
    milestone = dispute.milestone
    hold_milestone(milestone, Status.DISPUTED)
    dispute = hold(dispute, Dispute.Status.OPEN)
    if dispute.side != by.kind or not speaks_for(milestone.placement, by):
        raise WrongState(f"Dispute {dispute.pk} is of the {dispute.side}")
    move(dispute, Dispute.Status.WITHDRAWN)
    stood_still = timezone.now() - dispute.opened_at
    milestone.refresh_from_db(fields=["review_by", "changes_by"])
    if milestone.deliveries.filter(status=Delivery.Status.WAITING).exists():
        review_by = milestone.review_by and milestone.review_by + stood_still
        move(milestone, Status.DELIVERED, review_by=review_by)
    else:
        day = (milestone.changes_by or milestone.due_on) + stood_still + timedelta(days=1)
        day = max(day, milestone.today + timedelta(days=1))
        move(milestone, Status.CHANGES, changes_by=day, work_by=end_of_work(milestone, day))
    emails.taken_back(dispute)


def hold(dispute: Dispute, *allowed: str) -> Dispute:
    """Locked and fresh. Raises WrongState: it is in none of the `allowed` states."""
    rows = Dispute.objects.select_for_update(no_key=True, of=("self",)).for_pages()
    found = rows.get(pk=dispute.pk)
    if found.status not in allowed:
        raise WrongState(f"Dispute {found.pk} is {found.status}")
    return found


# --- Its end


def wish_of(dispute: Dispute) -> Wish:
    """What whoever opened it wants, as it can still be done."""
    day = dispute.wanted_by
    if day is not None:
        day = max(day, dispute.milestone.today + timedelta(days=LEAST_DAYS_TO_REDO))
    return Wish(dispute.wanted, dispute.wanted_minor, day)


@transaction.atomic
def end_dispute(dispute: Dispute, milestone: Milestone, decision: Decision) -> None:
    """Write down the decision and what it makes of the work; both are told.

    The caller holds both, and the listing, and moves the money in the same transaction.

    Raises:
        WrongState: it is over.
        ValueError: the part is not a part.
    """
    wish = decision.wish
    dispute.milestone = milestone
    if wish.outcome == Outcome.PART and not 0 < (wish.minor or 0) < milestone.amount_minor:
        raise ValueError(f"{wish.minor} is no part of {milestone.amount_minor}")
    move(
        dispute,
        Dispute.Status.DECIDED,
        decided_at=timezone.now(),
        decided_by=decision.by,
        how=decision.how,
        outcome=wish.outcome,
        part_minor=wish.minor,
        redo_by=wish.day,
        reasons=decision.reasons,
    )
    following = None
    no_longer_needed(milestone)
    if wish.outcome == Outcome.REDO:
        _redo(milestone, dispute)
    elif wish.outcome == Outcome.REFUND:
        end_without_pay(milestone, free=True)
    else:
        following = _pay(milestone, wish.minor)
    emails.decided(dispute, following)


def _pay(milestone: Milestone, part: int | None) -> Milestone | None:
    """Returns the part that is to be paid in next."""
    now = timezone.now()
    fee = None if part is None else platform_fee(part)
    move(milestone, Status.APPROVED, approved_at=now, part_minor=part, part_fee_minor=fee)
    answer_delivery(milestone, Delivery.Status.APPROVED)
    return call_for_the_next(milestone, now)


def _redo(milestone: Milestone, dispute: Dispute) -> None:
    assert dispute.redo_by is not None
    move(
        milestone,
        Status.CHANGES,
        changes_by=dispute.redo_by,
        work_by=end_of_work(milestone, dispute.redo_by),
        review_by=None,
    )
    words = dispute.reasons or dispute.statements.earliest("pk").words
    answer_delivery(milestone, Delivery.Status.CHANGES, answer=words[:2000])
