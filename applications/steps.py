"""The timeline of a placement, for `applications/_timeline.html`: past, present, late, future."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from applications import turns
from applications.models import Milestone, Placement
from marketplace.money import display
from marketplace.templatetags.ui import written

States = Milestone.Status
BY_STUDENT = {
    States.FUNDED: gettext_lazy("You hand it in"),
    States.CHANGES: gettext_lazy("You change it"),
    States.DELIVERED: gettext_lazy("%(organisation)s answers"),
}
BY_EMPLOYER = {
    States.FUNDED: gettext_lazy("%(student)s hands it in"),
    States.CHANGES: gettext_lazy("%(student)s changes it"),
    States.DELIVERED: gettext_lazy("You answer"),
}
GOES_ON = (Placement.Status.ACCEPTED, Placement.Status.ACTIVE)


def of_placement(
    placement: Placement, side: str, shares: Mapping[Any, int]
) -> list[dict[str, Any]]:
    """`shares`: by milestone, what the student who reads receives of it."""
    rows = turns.milestones(placement)
    accepted = _accepted(placement, rows)
    parts = [_part(milestone, rows, side, shares) for milestone in rows]
    if placement.status == Placement.Status.CANCELLED and not placement.started_at:
        nothing = _("Nothing was paid in")
        return [accepted, *parts, _step("done", _("Cancelled"), nothing, placement.cancelled_at)]
    return [accepted, _paid_in(placement, rows), *parts, _end(placement)]


def _accepted(placement: Placement, rows: list[Milestone]) -> dict[str, Any]:
    offer = placement.offer
    words = {
        "pay": display(offer.pay_minor, offer.currency),
        "n": len(rows),
        "hours": offer.hours_per_week,
    }
    text = ngettext(
        "%(pay)s for one part, %(hours)d h a week",
        "%(pay)s for %(n)d parts, %(hours)d h a week",
        len(rows),
    )
    return _step("done", _("Offer accepted"), text % words, placement.accepted_at)


def _paid_in(placement: Placement, rows: list[Milestone]) -> dict[str, Any]:
    if placement.status == Placement.Status.ACCEPTED:
        title = _("%(organisation)s pays in") % {"organisation": placement.listing.organisation}
        return _step("now", title, _("The work starts once the money is held"), placement.fund_by)
    paid = [row for row in rows if row.funded_at]
    amount = display(sum(row.amount_minor for row in paid), placement.offer.currency)
    if len(rows) == 1:
        text = "%(amount)s"
    elif len(paid) == len(rows):
        text = _("%(amount)s for every part")
    else:
        text = ngettext("%(amount)s for one part", "%(amount)s for %(n)d parts", len(paid))
    # By whom, a university's budget perhaps, is said where the money is.
    words = text % {"amount": amount, "n": len(paid)}
    return _step("done", _("Paid in"), words, placement.started_at)


def _part(
    milestone: Milestone, rows: list[Milestone], side: str, shares: Mapping[Any, int]
) -> dict[str, Any]:
    words = {
        "number": milestone.position,
        "state": States(milestone.status).label,
        "amount": display(
            shares[milestone.pk] if side == User.Kind.STUDENT else milestone.pays_minor,
            milestone.currency,
        ),
    }
    text = (
        _("Part %(number)d · you receive %(amount)s · %(state)s")
        if side == User.Kind.STUDENT
        else _("Part %(number)d · %(amount)s · %(state)s")
    )
    step = _step(_state(milestone, rows), milestone.title, text % words, _when(milestone))
    return step | {
        "milestone": milestone,
        "late": milestone.is_late,
        "who": _who(milestone, rows, side),
    }


def in_three(steps: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """What is done, what counts now with what comes next, and the rest: a phone folds the first
    and the last of these, unless one of them is a single step, which needs no more room.
    """
    n = next((i for i, step in enumerate(steps) if step["state"] != "done"), len(steps) - 1)
    now = [i for i, step in enumerate(steps) if step["state"] == "now" or step.get("late")]
    end = max([n, *now]) + 2
    first, last = (n if n > 1 else 0), (end if len(steps) - end > 1 else len(steps))
    return {"past": steps[:first], "shown": steps[first:last], "later": steps[last:]}


def counts(steps: list[dict[str, Any]]) -> dict[str, int]:
    """How many parts are overdue, not due yet, and done."""
    parts = [step for step in steps if "milestone" in step]
    late = sum(step["late"] for step in parts)
    done = sum(step["milestone"].status in Milestone.SETTLED for step in parts)
    coming = sum(not step["milestone"].is_over for step in parts) - late
    return {"late": late, "done": done, "coming": coming}


def _who(milestone: Milestone, rows: list[Milestone], side: str) -> str:
    """Who must act on it, by the moment of its step; nothing once it is over."""
    placement = milestone.placement
    if placement is None or placement.status not in GOES_ON:
        return ""
    if milestone.stopped_at:
        return _("Stands still while a bank decides about the payment")
    mine = side == User.Kind.STUDENT
    if milestone.status == States.AGREED:
        return _who_pays(milestone, rows, mine) % {"organisation": placement.listing.organisation}
    sentence = (BY_STUDENT if mine else BY_EMPLOYER).get(States(milestone.status))
    if sentence is None:
        return ""
    return sentence % {
        "student": placement.who,
        "organisation": placement.listing.organisation,
    }


def _who_pays(milestone: Milestone, rows: list[Milestone], mine: bool) -> str:
    due = _("Due on %(day)s") % {"day": written(milestone.due_at)[1]}
    if not milestone.is_next_to_fund(rows):
        return due
    pays = _("%(organisation)s pays in first") if mine else _("You pay in first")
    return f"{pays}. {due}"


def _state(milestone: Milestone, rows: list[Milestone]) -> str:
    if milestone.is_over:
        return "done"
    if milestone.status != States.AGREED:
        return "now"
    started = milestone.placement is not None and milestone.placement.started_at is not None
    return "now" if started and milestone.is_next_to_fund(rows) else "todo"


def _when(milestone: Milestone) -> Any:
    """The day that counts now: when it was paid or approved, else when somebody has to act."""
    if milestone.status == States.DELIVERED:
        return milestone.review_by
    if milestone.status == States.AGREED and milestone.fund_by:
        return milestone.fund_by
    for dispute in milestone.disputes.all():
        if dispute.is_going_on:
            return dispute.decide_by or dispute.answer_by
    return milestone.paid_at or milestone.approved_at or milestone.due_at


def _end(placement: Placement) -> dict[str, Any]:
    if placement.status == Placement.Status.COMPLETED:
        text = (
            _("Every part is paid") if placement.is_whole else _("Everything is decided and paid")
        )
        return _step("done", _("Completed"), text, placement.completed_at)
    if placement.status == Placement.Status.CANCELLED:
        if placement.cancel_reason:
            text = placement.get_cancel_reason_display()
            return _step("done", _("Called off"), text, placement.cancelled_at)
        text = _("The next part was not paid in in time")
        if placement.ended_by_decision:
            text = _("A dispute ended in a refund")
        elif placement.ended_in_silence:
            text = _("Nothing was handed in, and nobody wrote")
        elif placement.ended_by_money:
            text = _("The money for it is not with us any more")
        return _step("done", _("Ended early"), text, placement.cancelled_at)
    return _step("todo", _("Completed"), _("When every part is approved and paid"), "")


def _step(state: str, title: str, text: str, when: Any) -> dict[str, Any]:
    return {"state": state, "title": title, "text": text, "when": when}
