"""Whose turn it is while a dispute goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from applications.actions.locks import speaks_for
from applications.models import Dispute, Milestone, Placement
from applications.turn import Turn


def of_milestone(milestone: Milestone, side: str) -> Turn | None:
    """For the pages of the work: the way to the dispute stands first."""
    dispute = next((each for each in milestone.disputes.all() if each.is_going_on), None)
    if dispute is None:
        return None
    return _turn(dispute, milestone, side, on_its_page=False)


def of_dispute(dispute: Dispute, reader: User) -> Turn | None:
    """On its own page. None when it is over."""
    if not dispute.is_going_on:
        return None
    turn = _turn(dispute, dispute.milestone, reader.kind, on_its_page=True)
    return said_to(reader, dispute.milestone.placement, turn)


def said_to(reader: User, placement: Placement | None, turn: Turn) -> Turn:
    """Without what, of a team, only who applied for it may do."""
    if speaks_for(placement, reader):
        return turn
    return replace(turn, actions=[each for each in turn.actions if "for_all" not in each])


def _turn(dispute: Dispute, milestone: Milestone, side: str, *, on_its_page: bool) -> Turn:
    placement = milestone.placement
    assert placement is not None
    employer = placement.listing.organisation
    other = placement.who if side == User.Kind.EMPLOYER else employer
    words = {"part": milestone.title, "other": other}
    if dispute.status == Dispute.Status.ANSWERED:
        return Turn(
            _("Our staff decide about “%(part)s”") % words,
            waiting=True,
            due=dispute.decide_by,
            text=_("Both sides have been heard. You may add to it until it is decided."),
            after=_("The decision is final. The money stays with us until then."),
            actions=_actions(dispute, side, on_its_page=on_its_page),
        )
    if side == dispute.side:
        return Turn(
            _("%(other)s answers about “%(part)s”") % words,
            waiting=True,
            due=dispute.answer_by,
            text=_("The money stays with us until it is decided."),
            after=_("If they say nothing by then, it ends as you wish."),
            actions=_actions(dispute, side, on_its_page=on_its_page),
        )
    return Turn(
        _("Answer the dispute about “%(part)s”") % words,
        due=dispute.answer_by,
        text=_("Say how you see it, with what shows it. Our staff then decide."),
        after=_("If you say nothing by then, it ends as %(other)s wishes.") % words,
        actions=_actions(dispute, side, on_its_page=on_its_page),
    )


def _actions(dispute: Dispute, side: str, *, on_its_page: bool) -> list[dict[str, Any]]:
    mine = side == dispute.side
    if not on_its_page:
        label = _("Read the dispute") if mine or dispute.answered_at else _("Answer")
        return [{"label": label, "url": dispute.get_absolute_url(), "main": not mine}]
    if mine and dispute.status == Dispute.Status.ANSWERED:
        return []
    if mine:
        url = reverse("applications:take_back_dispute", args=[dispute.pk])
        label = _("Take the dispute back")
        return [{"label": label, "url": url, "method": "post", "for_all": True}]
    url = reverse("payments:agree", args=[dispute.pk])
    return [{"label": _("Agree to what they wish"), "url": url, "for_all": True}]
