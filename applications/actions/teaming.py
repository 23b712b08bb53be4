"""Applying together: naming the others, agreeing on shares, saying yes or no.

A team is put together while its application is not sent; only a whole one is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from accounts.models import Student
from applications import eligibility, emails
from applications.actions.applying import NotEligible, ask_anew, take_back
from applications.actions.locks import hold
from applications.models import Application, TeamMember
from listings.models import Listing
from marketplace.states import WrongState, move

Status = Application.Status
Answer = TeamMember.Status

# A share in percent is kept in hundredths of one.
PERCENT = 10_000


class TeamFull(Exception):
    """The listing takes no larger team."""


class NamedAlready(Exception):
    """They are in the team, or were asked."""


class OtherShare(Exception):
    """The shares are not those that were read. Nothing was changed."""


@transaction.atomic
def name_member(application: Application, email: str) -> TeamMember:
    """Ask whoever has this address to join. The shares are equal again, and all are asked anew.

    Raises:
        TeamFull, NamedAlready: nothing was changed.
        NotEligible: who applies may not, or no longer, apply to this listing.
        WrongState: the application is sent.
    """
    team = _hold_open_team(application)
    if not team:
        mine = application.student.user.email.lower()
        team = [_add(application, mine, 1, student=application.student)]
    if len(team) >= application.listing.team_most:
        raise TeamFull
    if _is_named(team, email):
        raise NamedAlready
    before = _fractions(team)
    last = application.members.aggregate(last=Max("position"))["last"]
    member = _add(application, email.lower(), last + 1)
    _share_equally(application, before)
    emails.team_asked(member)
    return member


def _add(
    application: Application, email: str, position: int, student: Student | None = None
) -> TeamMember:
    return TeamMember.objects.create(
        application=application,
        email=email,
        position=position,
        student=student,
        status=Answer.CONFIRMED if student else Answer.ASKED,
        share=1,
        answer_by=_deadline(application),
    )


def _is_named(team: list[TeamMember], email: str) -> bool:
    """By the address they were named by, or another that is theirs by now."""
    theirs = Q(user__email__iexact=email) | Q(
        user__emailaddress__email__iexact=email, user__emailaddress__verified=True
    )
    students = set(Student.objects.filter(theirs).values_list("pk", flat=True))
    return any(each.email == email.lower() or each.student_id in students for each in team)


@transaction.atomic
def drop_member(member: TeamMember) -> None:
    """Take somebody out who was asked. The last one leaves an application of one student.

    Raises:
        NotEligible: as `name_member`.
        WrongState: the application is sent, or it is who applies.
    """
    application = member.application
    before = _fractions(_hold_open_team(application))
    if member.is_first:
        raise WrongState("Who applies is in the team")
    if member.status in (Answer.CONFIRMED, Answer.ASKED):
        emails.team_dropped(member)
    member.delete()
    if application.members.count() == 1:
        application.members.all().delete()
    else:
        _share_equally(application, before)


@transaction.atomic
def ask_the_team_again(application: Application) -> None:
    """It was sent once and taken back: who is still in the team is asked whether they are sent
    once more.

    Raises:
        NotEligible: as `name_member`.
        WrongState: the application is sent.
    """
    _hold_open_team(application)
    ask_anew(application)


@transaction.atomic
def set_shares(application: Application, shares: Mapping[UUID, int]) -> None:
    """Weights for everybody in the team; who had agreed to another part is asked again.

    Raises:
        NotEligible: as `name_member`.
        WrongState: the application is sent, or the team is another one by now.
    """
    team = _hold_open_team(application)
    if {member.pk for member in team} != set(shares):
        raise WrongState("The team has changed")
    _share(team, [shares[member.pk] for member in team], _fractions(team))


def part_of(member: TeamMember) -> str:
    """Their part of the whole pay, for a form to bring back: "1/3". A weight alone says nothing."""
    return str(_fractions(list(member.application.members.all()))[member.pk])


@transaction.atomic
def confirm(member: TeamMember, student: Student, seen: str) -> None:
    """`student` joins for the part of the pay they have `seen`, as `part_of` writes it.

    Raises:
        OtherShare: it was changed meanwhile.
        NamedAlready: they are in the team by another address.
        NotEligible: they may not apply to this listing.
        WrongState: it is answered, or the application is sent.
    """
    team = _hold_team(member.application)
    member.refresh_from_db()
    if _is_in(team, member, student):
        raise NamedAlready
    if part_of(member) != seen:
        raise OtherShare
    if not (checks := eligibility.checks(student, member.application.listing)).met:
        raise NotEligible(student, checks)
    send_by = _deadline(member.application)
    now = timezone.now()
    move(member, Answer.CONFIRMED, student=student, answered_at=now, send_by=send_by)
    emails.team_answered(member)


@transaction.atomic
def leave(member: TeamMember, student: Student) -> None:
    """Say no, or leave. Once it is sent the whole application is withdrawn with it.

    Raises:
        WrongState: they said no already, an offer is accepted, it is closed, or it is who applies.
    """
    if member.is_first:
        raise WrongState("Who applies is in the team")
    application = member.application
    ended = application.status in Application.OPEN
    if ended:
        take_back(application)
    team = _hold_team(application)
    who = None if _is_in(team, member, student) else student
    move(member, Answer.DECLINED, student=who, answered_at=timezone.now())
    emails.team_answered(member)
    emails.team_left(member, ended=ended)


def _is_in(team: list[TeamMember], member: TeamMember, student: Student) -> bool:
    """As somebody else than `member`: they were named twice, by two addresses."""
    return any(each.student_id == student.pk and each.pk != member.pk for each in team)


@transaction.atomic
def stop_waiting(member: TeamMember) -> None:
    """They have not answered by the deadline. One that was moved meanwhile gives them as long.

    Raises:
        WrongState: they have answered.
    """
    listing = Listing.objects.get(pk=member.application.listing_id)
    if listing.apply_by and listing.apply_by > max(timezone.now(), member.answer_by):
        TeamMember.objects.filter(pk=member.pk).update(answer_by=listing.apply_by)
        return
    move(member, Answer.LAPSED, answered_at=timezone.now())
    emails.team_answered(member)


@transaction.atomic
def stop_waiting_to_be_sent(member: TeamMember) -> None:
    """The deadline has come, and who applies has not sent it: who joined is told, and is free. A
    deadline that was moved meanwhile gives as long.

    Raises:
        WrongState: it is sent, or they have left.
    """
    by = Listing.objects.get(pk=member.application.listing_id).apply_by
    if by and member.send_by and by > max(timezone.now(), member.send_by):
        TeamMember.objects.filter(pk=member.pk).update(send_by=by)
        return
    hold(member.application, Status.DRAFT, Status.WITHDRAWN)
    move(member, Answer.LAPSED, send_by=None, answered_at=timezone.now())
    emails.team_not_sent(member)


def _deadline(application: Application) -> datetime:
    apply_by = application.listing.apply_by
    assert apply_by is not None
    return apply_by


def _hold_team(application: Application) -> list[TeamMember]:
    hold(application, Status.DRAFT, Status.WITHDRAWN)
    return list(application.members.select_for_update().order_by("position"))


def _hold_open_team(application: Application) -> list[TeamMember]:
    """Raises NotEligible: who applies may not; nobody is asked what cannot be sent."""
    team = _hold_team(application)
    who = application.student
    if not (checks := eligibility.checks(who, application.listing)).met:
        raise NotEligible(who, checks)
    return team


def _fractions(team: list[TeamMember]) -> dict[UUID, Fraction]:
    whole = sum(member.share for member in team)
    return {member.pk: Fraction(member.share, whole) for member in team}


def _share_equally(application: Application, before: Mapping[UUID, Fraction]) -> None:
    team = list(application.members.order_by("position"))
    _share(team, [1] * len(team), before)


def _share(team: list[TeamMember], shares: list[int], before: Mapping[UUID, Fraction]) -> None:
    """`before`: what part each had of the pay, whatever was written as its weight."""
    for member, share in zip(team, shares, strict=True):
        member.share = share
        member.save(update_fields=["share"])
    after = _fractions(team)
    for member in team:
        changed = after[member.pk] != before.get(member.pk)
        if changed and member.status == Answer.CONFIRMED and not member.is_first:
            move(member, Answer.ASKED, answered_at=None, answer_by=_deadline(member.application))
            emails.team_shares(member)
