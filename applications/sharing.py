"""What each of a team receives. All amounts are minor units of one currency."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import Student
from applications.models import Milestone
from marketplace.money import split_by, split_parts


def shares_of(milestone: Milestone) -> list[tuple[Student, int]]:
    """Each student with their part of what is paid for it now: they add up to it.

    What is paid in full is split so that the shares of all milestones add up to the shares of
    the whole; what is paid in part is split by itself.
    """
    placement = milestone.placement
    assert placement is not None
    team = list(placement.members.all())
    if not team:
        return [(placement.student, milestone.student_minor)]
    weights = [member.share for member in team]
    parts = list(placement.offer.milestones.order_by("position"))
    planned = split_parts([part.amount_minor - part.fee_minor for part in parts], weights)
    at = next(n for n, part in enumerate(parts) if part.pk == milestone.pk)
    mine = planned[at]
    if sum(mine) != milestone.student_minor:
        mine = split_by(milestone.student_minor, weights)
    return [(member.student, minor) for member, minor in zip(team, mine, strict=True)]


def share_in(milestones: Sequence[Milestone], student: Student) -> int:
    """Of what these pay, the part of one student."""
    return sum(minor for each in milestones for whose, minor in shares_of(each) if whose == student)
