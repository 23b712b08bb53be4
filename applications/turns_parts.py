"""Whose turn it is with one part of a placement, what to do, by when, and what happens else."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from applications import turns_disputes, turns_stopped
from applications.models import Milestone
from applications.turn import Turn, length
from applications.turn import link as _link
from marketplace.templatetags.days import in_words_there
from marketplace.templatetags.ui import in_words

STUDENT, EMPLOYER = User.Kind.STUDENT, User.Kind.EMPLOYER


def of_milestone(milestone: Milestone, side: str) -> Turn | None:
    if milestone.stopped_at:
        return turns_stopped.of_milestone(milestone, side)
    make = {
        Milestone.Status.AGREED: _to_fund,
        Milestone.Status.FUNDED: _to_hand_in,
        Milestone.Status.CHANGES: _to_change,
        Milestone.Status.DELIVERED: _to_answer,
        Milestone.Status.APPROVED: _to_pay_out,
        Milestone.Status.DISPUTED: turns_disputes.of_milestone,
    }.get(Milestone.Status(milestone.status))
    return make(milestone, side) if make else None


def _words(milestone: Milestone) -> dict[str, Any]:
    placement = milestone.placement
    assert placement is not None
    return {
        "part": milestone.title,
        "student": placement.who,
        "organisation": placement.listing.organisation,
        "review": length(placement.listing.format.review_hours),
    }


def _to_fund(milestone: Milestone, side: str) -> Turn | None:
    placement = milestone.placement
    assert placement is not None
    if not milestone.is_next_to_fund(list(placement.milestones.all())):
        return None
    words = _words(milestone)
    if milestone.with_bank:
        return _with_the_bank(words)
    due = milestone.pay_in_by
    if side == EMPLOYER:
        return Turn(
            _("Pay in for “%(part)s”") % words,
            due=due,
            text=_("%(student)s starts once we hold the money. It stays with us until you approve.")
            % words,
            after=_not_paid_in(milestone, side),
            actions=[_link(_("Pay in"), "payments:fund", milestone, main=True)],
        )
    return Turn(
        _("%(organisation)s pays in for “%(part)s”") % words,
        waiting=True,
        due=due,
        text=_("Please do not start on it yet. We write to you the moment we hold the money."),
        after=_not_paid_in(milestone, side),
    )


def _with_the_bank(words: dict[str, Any]) -> Turn:
    return Turn(
        _("The bank is working on the payment for “%(part)s”") % words,
        waiting=True,
        text=_("It can take up to a working week. The work starts when the money has arrived."),
        after=_("Nobody has to do anything. We write when it has arrived, or if it is refused."),
    )


def _not_paid_in(milestone: Milestone, side: str) -> str:
    if milestone.pay_in_by is None:
        return ""
    if milestone.fund_by is None:
        if side == EMPLOYER:
            return _("If nothing is paid in by then, the placement is cancelled.")
        return _("If nothing is paid in by then, the placement is cancelled and you are free.")
    if side == EMPLOYER:
        return _("If nothing is paid in by then, the placement ends. What you approved is paid.")
    return _("If nothing is paid in by then, the placement ends. What is approved is yours.")


def _to_hand_in(milestone: Milestone, side: str) -> Turn:
    words = _words(milestone)
    if side == STUDENT:
        return Turn(
            _("Hand in “%(part)s”") % words,
            due=milestone.due_at,
            after=_late_for_student(milestone)
            or _(
                "%(organisation)s then has %(review)s to answer. If they say nothing, it is "
                "approved and paid."
            )
            % words,
            actions=[
                _link(_("Hand in work"), "applications:deliver", milestone, main=True),
                *_more_time(milestone, _("Ask for a later day")),
            ],
        )
    return Turn(
        _("%(student)s works on “%(part)s”") % words,
        waiting=True,
        due=milestone.due_at,
        after=_late(milestone) or _("When it is handed in, you have %(review)s to answer.") % words,
        actions=_ask_for_it(milestone),
    )


def _to_change(milestone: Milestone, side: str) -> Turn:
    words = _words(milestone)
    if side == STUDENT:
        return Turn(
            _("Change “%(part)s” and hand it in again") % words,
            due=milestone.due_at,
            text=_("What should change stands with your work below.") + _until(milestone),
            after=_late_for_student(milestone)
            or _("%(organisation)s then has %(review)s to answer.") % words,
            actions=[
                _link(_("Hand in a new version"), "applications:deliver", milestone, main=True),
                {"label": _("Read what should change"), "url": _place(milestone)},
                *_more_time(milestone, _("Ask for a later day")),
                *_dispute(milestone, side),
            ],
        )
    return Turn(
        _("%(student)s changes “%(part)s”") % words,
        waiting=True,
        due=milestone.due_at,
        after=_late(milestone)
        or _("When it is handed in again, you have %(review)s to answer.") % words,
        actions=_ask_for_it(milestone),
    )


def _late_for_student(milestone: Milestone) -> str:
    if not milestone.is_late or milestone.silent_at is None:
        return ""
    words = {"ends": in_words(milestone.silent_at)}
    if milestone.status == Milestone.Status.CHANGES:
        return (
            _(
                "That day has passed. You can still hand it in, or ask for a later day. If nobody "
                "does anything by %(ends)s, a dispute is opened by itself."
            )
            % words
        )
    return (
        _(
            "That day has passed. You can still hand it in, or ask for a later day. If nobody does "
            "anything by %(ends)s, this part ends by itself, and is not paid."
        )
        % words
    )


def _until(milestone: Milestone) -> str:
    """From which agreed day it was moved by them."""
    before = milestone.extended_to or milestone.due_on
    if milestone.changes_by in (None, before):
        return ""
    return " " + _("The day was %(day)s.") % {"day": in_words_there(before, milestone.zone)}


def _place(milestone: Milestone) -> str:
    assert milestone.placement is not None
    return f"{milestone.placement.get_absolute_url()}#part-{milestone.position}"


def _late(milestone: Milestone) -> str:
    if not milestone.is_late or milestone.silent_at is None:
        return ""
    words = {"ends": in_words(milestone.silent_at)}
    if milestone.status == Milestone.Status.CHANGES:
        return (
            _(
                "That day has passed. Remind them, agree on a later day, or open a dispute. If "
                "nobody does anything by %(ends)s, a dispute is opened by itself."
            )
            % words
        )
    return (
        _(
            "That day has passed. Remind them, agree on a later day, or call the work off. If "
            "nobody does anything by %(ends)s, this part ends by itself, and what you paid in for "
            "it goes back to you."
        )
        % words
    )


def _ask_for_it(milestone: Milestone) -> list[dict[str, Any]]:
    """What its employer can do while it is being worked on; late, to remind comes first."""
    later = _more_time(milestone, _("Propose a later day"))
    if not milestone.is_late:
        return later
    remind = _link(_("Remind them"), "applications:nudge", milestone, method="post", main=True)
    return [remind, *later, *_dispute(milestone, EMPLOYER)]


def _dispute(milestone: Milestone, side: str) -> list[dict[str, Any]]:
    if not milestone.may_be_disputed(side):
        return []
    return [_link(_("Open a dispute"), "applications:open_dispute", milestone) | {"for_all": True}]


def _more_time(milestone: Milestone, label: str) -> list[dict[str, Any]]:
    if milestone.asked_extension:
        return []
    return [_link(label, "applications:more_time", milestone)]


def _to_answer(milestone: Milestone, side: str) -> Turn:
    words = _words(milestone)
    if side == STUDENT:
        return Turn(
            _("%(organisation)s looks at “%(part)s”") % words,
            waiting=True,
            due=milestone.review_by,
            text=_("They approve it, or ask you to change something."),
            after=_("If they say nothing by then, it is approved and paid by itself."),
            actions=[_link(_("Add a file you forgot"), "applications:deliver", milestone)],
        )
    actions = [_link(_("Approve"), "payments:approve", milestone, main=True)]
    if milestone.may_ask_for_changes:
        actions.append(_link(_("Ask for changes"), "applications:ask_for_changes", milestone))
    actions += _dispute(milestone, side)
    return Turn(
        _("Answer “%(part)s”") % words,
        due=milestone.review_by,
        text=_("%(student)s has handed it in: look at the work below.") % words,
        after=_("If you say nothing by then, it is approved and paid by itself."),
        actions=actions,
    )


def _to_pay_out(milestone: Milestone, side: str) -> Turn:
    words = _words(milestone)
    if side == STUDENT:
        return Turn(
            _("We pay you for “%(part)s”") % words,
            waiting=True,
            text=_("It is approved, and the money is yours. We write to you when it has left."),
            after=_("If you have not said where you are paid, it is held until you have."),
        )
    return Turn(
        _("We pay %(student)s for “%(part)s”") % words,
        waiting=True,
        text=_("You need to do nothing more for this part."),
        after=_(
            "If %(student)s has not said where they are paid, it waits for that; we hold it "
            "until then."
        )
        % words,
    )
