"""A format beside a traditional internship, in words; the numbers are the format's own limits."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Format
from listings.models.formats import Direction, Section

DAY = 24


@dataclass(frozen=True)
class Row:
    heading: str
    here: str
    there: str


def beside(format: Format) -> list[Row]:
    return [
        Row(_("Hours"), hours(format), _("Usually 35 to 40 a week, in office hours")),
        Row(_("Length"), length(format), _("Usually 8 to 12 weeks, or a whole term")),
        Row(_("When"), start(format), _("In fixed seasons, often applied for months ahead")),
        Row(_("What you agree to"), result(format), _("A place in a team; tasks come as you go")),
        Row(_("Pay"), pay(format), _("By the hour or the month; not always paid")),
        Row(_("To apply"), asked(format), _("Often several rounds of interviews")),
        Row(_("How you are chosen"), decision(format), _("When they are ready; often weeks")),
    ]


def about(format: Format) -> str:
    """What it is, in sentences: how large, what is special about it, when one hears."""
    within = ", ".join(map(small, limits(format))) or small(as_it_says())
    said = [_("Work with a result that you hand in: %(size)s.") % {"size": within}]
    if format.min_milestones > 1:
        said.append(_("It has parts, each handed in and paid by itself."))
    if format.max_days_to_start:
        said.append(_("It begins soon: %(start)s.") % {"start": small(start(format))})
    if Section.STAY in format.uses:
        said.append(_("You come to a place, where housing, meals or training may be included."))
    if format.quick_apply:
        said.append(_("Your profile and one answer are the whole application."))
    days = answered_in(format)
    said.append(
        ngettext(
            "You hear %(n)d day after the deadline at the latest.",
            "You hear %(n)d days after the deadline at the latest.",
            days,
        )
        % {"n": days}
    )
    return " ".join(said)


def small(words: str) -> str:
    """As it is written within a sentence."""
    return words[:1].lower() + words[1:]


def limits(format: Format) -> list[str]:
    return [each for each in (hours(format), length(format)) if each != as_it_says()]


def size(format: Format) -> str:
    """Up to 10 h in all · up to 5 days; empty when it has no limits."""
    first, *others = limits(format) or [""]
    return " · ".join([first, *map(small, others)])


def as_it_says() -> str:
    return _("As each project says")


def hours(format: Format) -> str:
    in_all = between(format.min_hours, format.max_hours)
    weekly = between(format.min_hours_per_week, format.max_hours_per_week)
    if in_all:
        return _("%(hours)s h in all") % {"hours": in_all}
    if weekly:
        return _("%(hours)s h a week") % {"hours": weekly}
    return as_it_says()


def length(format: Format) -> str:
    days = between(format.min_days, format.max_days)
    return _("%(days)s days") % {"days": days} if days else as_it_says()


def between(least: int | None, most: int | None) -> str:
    """5 to 40; up to 10; at least 40; empty without limits."""
    given = {"least": least, "most": most}
    if least and most:
        return _("%(least)s to %(most)s") % given
    if most:
        return _("Up to %(most)s") % given
    return _("At least %(least)s") % given if least else ""


def start(format: Format) -> str:
    if not format.max_days_to_start:
        return _("At any time of the year, on days you agree on")
    n = format.max_days_to_start
    return ngettext(
        "At most %(n)d day after the deadline", "At most %(n)d days after the deadline", n
    ) % {"n": n}


def result(format: Format) -> str:
    if format.min_milestones < 2:
        return _("A result that is written down before you apply")
    return _("At least %(n)d parts, each handed in and paid by itself") % {
        "n": format.min_milestones
    }


def pay(format: Format) -> str:
    if format.directions == [Direction.PAID]:
        return _("A fixed price you see before you apply, paid in before you start")
    ways = {str(label).lower() for way, label in Direction.choices if way in format.directions}
    return _("Each says so at the top: %(ways)s") % {"ways": ", ".join(sorted(ways))}


def asked(format: Format) -> str:
    if format.quick_apply:
        return _("Your profile and one answer, nothing else")
    n = format.max_questions
    if not n:
        return _("A short pitch and your résumé")
    return ngettext(
        "A short pitch, your résumé and at most %(n)d question",
        "A short pitch, your résumé and at most %(n)d questions",
        n,
    ) % {"n": n}


def decision(format: Format) -> str:
    """By whom, and by when: silence is what students complain of most."""
    days = answered_in(format)
    return ngettext(
        "By the employer, with an answer %(n)d day after the deadline at the latest",
        "By the employer, with an answer %(n)d days after the deadline at the latest",
        days,
    ) % {"n": days}


def answered_in(format: Format) -> int:
    """Days after the deadline."""
    return max(1, format.decision_hours // DAY)
