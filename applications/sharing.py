"""What each of a team receives. All amounts are minor units of one currency."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import Student
from applications.models import Milestone
from marketplace.money import split_parts


def shares_of(milestone: Milestone) -> list[tuple[Student, int]]:
    """Each student with their part of what is paid for it now: they add up to it.

    Each is split by itself, and the last so that the shares of all milestones add up to the
    shares of the whole. When the last is paid, what a dispute left of those before it is known:
    a part is paid in only after they are settled.
    """
    placement = milestone.placement
    assert placement is not None
    team = list(placement.members.all())
    if not team:
        return [(placement.student, milestone.student_minor)]
    weights = [member.share for member in team]
    parts = list(placement.offer.milestones.order_by("position"))
    planned = split_parts([part.student_minor for part in parts], weights)
    mine = next(row for part, row in zip(parts, planned, strict=True) if part.pk == milestone.pk)
    return [(member.student, minor) for member, minor in zip(team, mine, strict=True)]


def share_in(milestones: Sequence[Milestone], student: Student) -> int:
    """Of what these pay, the part of one student."""
    return sum(minor for each in milestones for whose, minor in shares_of(each) if whose == student)
