"""What each of a team receives. All amounts are minor units of one currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Student, User
from applications.models import Application, Milestone, Offer, Placement, PlacementMember
from marketplace.money import split_by, split_parts


@dataclass(frozen=True)
class Mine:
    """How much of what all of a team receive goes to one of it."""

    weights: list[int]
    at: int

    def of(self, minor: int) -> int:
        return split_by(minor, self.weights)[self.at]

    def of_parts(self, amounts: list[int]) -> list[int]:
        """Of each: they add up to `of` the sum."""
        return [row[self.at] for row in split_parts(amounts, self.weights)]


def is_of_one(application: Application) -> bool:
    """No team, and none any more: who was chosen has sent it with all of theirs."""
    return application.team_size == 1 and application.status == Application.Status.ACCEPTED


def mine_of(application: Application, reader: User) -> Mine | None:
    """None for who receives all of it, and for the other side."""
    if reader.kind != User.Kind.STUDENT or is_of_one(application):
        return None
    team = list(application.members.select_related("student"))
    found = (n for n, each in enumerate(team) if each.student and each.student.user == reader)
    at = next(found, None)
    return None if at is None else Mine([member.share for member in team], at)


def shares_of(milestone: Milestone) -> list[tuple[Student, int]]:
    """Each student with their part of what is paid for it now: they add up to it."""
    placement = milestone.placement
    assert placement is not None
    return split_of(placement, [milestone])[milestone.pk]


def split_of(
    placement: Placement,
    milestones: Sequence[Milestone],
    team: Sequence[PlacementMember] | None = None,
    parts: Sequence[Milestone] | None = None,
) -> dict[Any, list[tuple[Student, int]]]:
    """For each of its milestones, each student with their part of what is paid for it now.

    Each is split by itself, and the last so that the shares of all milestones add up to the
    shares of the whole. When the last is paid, what a dispute left of those before it is known:
    a part is paid in only after they are settled. Who has the team, and all parts in their
    order, gives them, and nothing is asked.
    """
    if team is None:
        team = list(placement.members.all()) if placement.is_of_team else []
    if not team:
        return {each.pk: [(placement.student, each.student_minor)] for each in milestones}
    weights = [member.share for member in team]
    students = [member.student for member in team]
    if parts is None:
        parts = list(placement.offer.milestones.order_by("position"))
    planned = split_parts([part.student_minor for part in parts], weights)
    rows = dict(zip((part.pk for part in parts), planned, strict=True))
    return {each.pk: list(zip(students, rows[each.pk], strict=True)) for each in milestones}


def share_in(milestones: Sequence[Milestone], student: Student) -> int:
    """Of what these pay, the part of one student."""
    return sum(minor for each in milestones for whose, minor in shares_of(each) if whose == student)


def own_shares(
    placement: Placement,
    milestones: Sequence[Milestone],
    reader: User,
    team: Sequence[PlacementMember] | None = None,
) -> dict[Any, int]:
    """By milestone, what a student who reads receives of it; empty for the other side."""
    if reader.kind != User.Kind.STUDENT:
        return {}
    if team is None and not placement.is_of_team:
        team = []
    parts = sorted(placement.milestones.all(), key=lambda each: each.position)
    return {
        pk: minor
        for pk, split in split_of(placement, milestones, team, parts).items()
        for student, minor in split
        if student.user_id == reader.pk
    }


def received(about: Offer | Milestone, reader: User) -> dict[str, int | None]:
    """For a mail: what its reader receives; and what their team does, None for who is alone."""
    whole = about.student_minor
    offer = about if isinstance(about, Offer) else about.offer
    mine = mine_of(offer.application, reader)
    if mine is None:
        return {"receive_minor": whole, "team_minor": None}
    if isinstance(about, Milestone) and about.placement:
        own = sum(minor for student, minor in shares_of(about) if student.user_id == reader.pk)
        return {"receive_minor": own, "team_minor": whole}
    return {"receive_minor": mine.of(whole), "team_minor": whole}
