"""Whose turn it is, what to do, by when, and what happens by itself if nobody does."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from applications import turns_together
from applications.models import Application, Milestone, Offer, Placement
from applications.turn import Turn as Turn
from applications.turn import first_mine
from applications.turn import length as length
from applications.turn import link as _link
from applications.turns_parts import of_milestone

STUDENT, EMPLOYER = User.Kind.STUDENT, User.Kind.EMPLOYER


# --- An application --------------------------------------------------------


def of_application(application: Application, side: str) -> Turn | None:
    """For an application that waits for the employer; None when it waits for nobody.

    An offer or a placement has its own turn.
    """
    if not application.is_undecided:
        return None
    names = {"organisation": application.listing.organisation, "student": application.who}
    if side == STUDENT:
        return Turn(
            _("%(organisation)s reads your application") % names,
            waiting=True,
            due=application.decide_by,
            text=_("You need to do nothing now. We write to you when they answer."),
            after=_("If they have not answered by then, we close it and tell you."),
        )
    return Turn(
        _("Answer %(student)s") % names,
        due=application.decide_by,
        after=_("If you have not answered by then, it is closed and we tell the student."),
        actions=_answers(application),
    )


def _answers(application: Application) -> list[dict[str, Any]]:
    on_list = application.status == Application.Status.SHORTLISTED
    name = "applications:unshortlist" if on_list else "applications:shortlist"
    label = _("Take off the shortlist") if on_list else _("Shortlist")
    return [
        _link(_("Make an offer"), "applications:make_offer", application, main=True),
        _link(label, name, application, method="post"),
        _link(_("Decline"), "applications:decline", application),
    ]


# --- An offer --------------------------------------------------------------


def of_offer(offer: Offer, side: str) -> Turn | None:
    """For an offer that may still be answered; None for every other."""
    if not offer.is_open:
        return None
    if side == STUDENT:
        return Turn(
            _("Answer the offer"),
            due=offer.expires_at,
            text=_("Read the terms below, then accept or refuse."),
            after=_("If you do not answer by then, the offer ends and you stay on the shortlist."),
        )
    student = {"student": offer.application.who}
    return Turn(
        _("%(student)s answers your offer") % student,
        waiting=True,
        due=offer.expires_at,
        after=_("If there is no answer by then, the offer ends and the place is free again."),
    )


# --- A placement -----------------------------------------------------------


def of_placement(placement: Placement, side: str) -> Turn | None:
    """The most pressing of its turns: what the reader must do comes first."""
    return next(iter(all_of_placement(placement, side)), None)


def all_of_placement(placement: Placement, side: str) -> list[Turn]:
    """Everybody's turns, the reader's own first, each group by its deadline."""
    if placement.status not in {Placement.Status.ACCEPTED, Placement.Status.ACTIVE}:
        return []
    rows = milestones(placement)
    turns = [turn for each in rows if (turn := of_milestone(each, side))]
    turns += turns_together.of_extensions(rows, side)
    turns += turns_together.of_check_in(placement, side)
    return sorted(turns, key=first_mine)


def milestones(placement: Placement) -> list[Milestone]:
    """In order, each knowing its placement: the page asks the database once."""
    rows = list(placement.milestones.all())
    for milestone in rows:
        milestone.placement = placement
    return rows


# --- A listing's board -----------------------------------------------------


def of_board(waiting: int, due: date | None) -> Turn:
    """The employer's turn on all that is undecided; `due` is the first deadline."""
    return Turn(
        ngettext("Answer %(n)d application", "Answer %(n)d applications", waiting) % {"n": waiting},
        due=due,
        after=_("What nobody has answered by then is closed, and we tell the student."),
    )
