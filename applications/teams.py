"""A team in the parts that pages lay out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import Student, User
from applications.models import Application, Offer, Placement, PlacementMember, TeamMember
from applications.sharing import is_of_one
from marketplace.money import display, split_by


@dataclass(frozen=True)
class Share:
    """One of a team: `percent` of the pay, `amount` of what all of them receive, in words."""

    member: TeamMember
    percent: str
    amount: str

    @property
    def name(self) -> str:
        return str(self.member)

    @property
    def state(self) -> str:
        if self.member.is_first:
            return _("Applies for all")
        if self.member.is_to_be_asked_again:
            return _("Has to be asked again")
        return self.member.get_status_display()


def team_of(application: Application, minor: int | None = None) -> list[Share]:
    """Everybody in it, in their order; nobody where one applies alone.

    `minor`: what they share, in the listing's currency; what the listing pays without.
    """
    team = list(application.members.known())
    for member in team:
        member.application = application
    listing = application.listing
    if minor is None:
        minor = listing.student_minor
    weights = [member.share for member in team]
    amounts = split_by(minor, weights) if team else []
    return [
        Share(member, percent, display(part, listing.currency))
        for member, percent, part in zip(team, percents(weights), amounts, strict=True)
    ]


def own_share(team: Sequence[Share], reader: User) -> Share | None:
    """Of who reads, once they have confirmed; None for who applies alone."""
    mine = (each for each in team if each.member.student and each.member.student.user == reader)
    return next(mine, None)


def send_by(team: Sequence[Share]) -> datetime | None:
    """Until when it waits to be sent; None while nobody has joined, and once it is sent."""
    return min((each.member.send_by for each in team if each.member.send_by), default=None)


def percents(weights: list[int]) -> list[str]:
    """33.34 %, 33.33 % and 33.33 %: they add up to 100."""
    return [_percent(hundredths) for hundredths in split_by(10_000, weights)] if weights else []


def _percent(hundredths: int) -> str:
    percent = Decimal(hundredths) / 100
    figures = number_format(percent.normalize() if percent % 1 else int(percent))
    return _("%(figures)s %%") % {"figures": figures}


def who_has_accepted(offer: Offer) -> list[dict[str, Any]]:
    """For an offer to a team: each with whether they have agreed to its terms."""
    accepted = {each.by_id for each in offer.acceptances.all()}
    return [
        {
            "name": share.name,
            "amount": share.amount,
            "percent": share.percent,
            "state": _("Accepted")
            if share.member.student and share.member.student.user_id in accepted
            else _("Has not answered yet"),
        }
        for share in team_of(offer.application, offer.student_minor)
    ]


def students_of(about: Application | Placement) -> list[Student]:
    """Everybody of the team, who applied first; or the one student. One query."""
    members = about.members.select_related("student__user")
    return [each.student for each in members if each.student] or [about.student]


def users_of(application: Application) -> list[tuple[str, User]]:
    """Whom to write to on the students' side, each with an end for the key of their mail."""
    if is_of_one(application):
        return [("", application.student.user)]
    others = application.members.confirmed().known().exclude(position=1)
    mates = [(f":{each.pk}", each.student.user) for each in others if each.student]
    return [("", application.student.user), *mates]


def members_of(placement: Placement, members: Sequence[PlacementMember]) -> list[dict[str, str]]:
    """Who does the work together, and what each receives if all of it is approved."""
    weights = [member.share for member in members]
    amounts = split_by(placement.offer.student_minor, weights) if members else []
    return [
        {
            "name": str(member.student),
            "percent": percent,
            "amount": display(part, placement.offer.currency),
            "state": "",
        }
        for member, percent, part in zip(members, percents(weights), amounts, strict=True)
    ]
