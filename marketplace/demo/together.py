"""What both sides settle while the work goes on: a later day, days off, hours, half-time."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import Blackout, Student
from applications import actions
from applications.models import CheckIn, Milestone, Placement
from marketplace.demo.past import day
from payments.models import Funding

type Step = Callable[[Milestone], None]


def cannot_work(first: int, last: int, reason: str, who: str = "") -> Step:
    def say(milestone: Milestone) -> None:
        days = Blackout(first_day=day(first), last_day=day(last), reason=reason)
        days.student = _student(_placement(milestone), who)
        account_actions.add_blackout(days)

    return say


def student_asks_for(later: int, part: int, why: str, who: str = "") -> Step:
    """For the part of that number; nobody has answered yet."""

    def ask(milestone: Milestone) -> None:
        placement = _placement(milestone)
        of = placement.milestones.get(position=part)
        of.placement = placement
        actions.ask_for_more_time(of, _student(placement, who).user, day(later), why)

    return ask


def employer_gives_until(later: int, why: str) -> Step:
    """They propose it, and the student agrees."""

    def give(milestone: Milestone) -> None:
        placement = _placement(milestone)
        milestone.placement = placement
        by = placement.listing.created_by
        extension = actions.ask_for_more_time(milestone, by, day(later), why)
        actions.agree_to_more_time(extension, placement.student.user)

    return give


def log(*entries: tuple[int, int, str], who: str = "") -> Step:
    """(days ago, minutes, note); it was paid in soon after it was agreed."""

    def keep(milestone: Milestone) -> None:
        placement = _placement(milestone)
        started = placement.accepted_at + timedelta(hours=2)
        Placement.objects.filter(pk=placement.pk).update(started_at=started)
        placement.milestones.exclude(funded_at=None).update(funded_at=started)
        paid = Funding.objects.filter(milestone__placement=placement)
        paid.exclude(paid_at=None).update(paid_at=started)
        for days, minutes, note in entries:
            on = timezone.localdate() - timedelta(days=days)
            actions.log_hours(placement, _student(placement, who), on, minutes, note)

    return keep


def half_time(going: str, word: str) -> Step:
    """Both are asked; the student has answered."""

    def ask(milestone: Milestone) -> None:
        placement = _placement(milestone)
        Placement.objects.filter(pk=placement.pk).update(check_in_at=timezone.now())
        actions.ask_how_it_goes(placement)
        row = placement.check_ins.get(side=CheckIn.Side.STUDENT)
        row.placement = placement
        actions.say_how_it_goes(row, placement.student.user, going, word)

    return ask


def _student(placement: Placement, who: str) -> Student:
    """`who`: the address of one of a team; whoever applied if not given."""
    if not who:
        return placement.student
    return Student.objects.select_related("user").get(user__email=who)


def _placement(milestone: Milestone) -> Placement:
    assert milestone.placement_id is not None
    return Placement.objects.for_pages().get(pk=milestone.placement_id)
