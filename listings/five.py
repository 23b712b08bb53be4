"""“Get matched with five”: at most five listings that fit somebody's answers, and why, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Skill, SkillName, Student
from listings.cards import Card, cards_of
from listings.matching import Fit, Person, Wishes, fits
from listings.matching.must import passing
from listings.matching.stored import fits_of
from listings.matching.weights import in_use
from listings.rows import Row, open_now
from listings.search import engine
from listings.search.names import in_usd
from listings.search.pay import price_for
from listings.search.state import State
from listings.search.wanted import Moment
from marketplace.money import display, per_hour

MOST = 5
# Among so many that fit, five are chosen that are not copies of each other.
LOOKED_AT = 40
# What a further listing of the same organisation, or in the same line of work, counts less.
SAME_ORGANISATION, SAME_WORK = 0.5, 0.08
# Where an employer is this sought, it is said (`listings.matching.sought`).
OFTEN_CHOSEN = 0.75
# Of 1, how much a mistyped skill looks like the one that was meant.
LIKE = 0.35


@dataclass(frozen=True)
class Match:
    """A card, with why it is shown; `slug` and `title` for what can be done with it."""

    card: Card
    reasons: list[str]
    slug: str
    title: str
    fit: Fit


@dataclass(frozen=True)
class Looser:
    """An answer that keeps listings out: how many would fit without it."""

    name: str
    said: str
    n: int


@dataclass(frozen=True)
class Five:
    matches: list[Match]
    looser: list[Looser]

    @property
    def several(self) -> bool:
        """Enough of them to compare."""
        return len(self.matches) > 1


def wishes_from(given: Mapping[str, Any], student: Student | None) -> Wishes:
    """What the form's cleaned answers ask for; pay is said as received, in whole units."""
    state = engine.current()
    least = 0
    if given["pay"]:
        currency = given["pay_in"] or "USD"
        least = in_usd(price_for(given["pay"], currency), currency, state.names)
    named = Skill.objects.named(given["skills"]).values()
    chosen = student.university if student else given.get("university")
    return Wishes(
        skills=frozenset(skill.pk for skill in named),
        fields=frozenset(given["field"]),
        hours=given["hours"] or 0,
        free_from=given["free_from"],
        free_until=given["free_until"],
        per_hour=least,
        arrangements=frozenset(given["arrangement"]),
        languages=frozenset(given["languages"]),
        near=given["near"],
        home=chosen.country if chosen else "",
        abroad=not given.get("home_only"),
        university=chosen.pk if chosen else None,
    )


def unknown(named: list[str]) -> list[tuple[str, str]]:
    """Of the skills as they were typed, those that no listing can ask for, each with the known one
    that looks most like it, if any does."""
    known = {skill.name for skill in Skill.objects.named(named).values()}
    return [(each, _like(each)) for each in named if each not in known]


def _like(typed: str) -> str:
    near = SkillName.objects.annotate(like=TrigramSimilarity("name", typed))
    found = near.filter(like__gte=LIKE, skill__status=Skill.Status.ACCEPTED).order_by("-like")
    return found.values_list("skill__name", flat=True).first() or ""


def five(wishes: Wishes, viewer: object) -> Five:
    """The five, and, where fewer fit, which answers keep others out."""
    state, moment = engine.current(), Moment(timezone.now())
    found = fits(state, wishes, moment, LOOKED_AT, in_use())
    rows = {row.pk: row for row in open_now([fit.listing for fit in found], wishes.university)}
    there = [(fit, rows[fit.listing]) for fit in found if fit.listing in rows]
    # What uses a skill of theirs goes before what only differs from it.
    using = [each for each in there if wishes.skills & set(each[1].skills)]
    chosen = apart(using)
    chosen = apart([each for each in there if each not in using], chosen)
    return Five(
        matches=matches(wishes, chosen, viewer),
        looser=in_the_way(state, wishes, moment) if len(chosen) < MOST else [],
    )


def ranked(person: Person, viewer: object, most: int) -> list[Match]:
    """At most `most` that fit a student, the best first."""
    wishes, moment = person.wishes, Moment(timezone.now())
    found = fits_of(engine.current(), person, moment, most, in_use())
    rows = {row.pk: row for row in open_now([fit.listing for fit in found], wishes.university)}
    return matches(wishes, [(f, rows[f.listing]) for f in found if f.listing in rows], viewer)


def matches(wishes: Wishes, chosen: Fitting, viewer: object) -> list[Match]:
    skills = skill_names(wishes.skills)
    return [
        # The reasons say it better than the card's own line.
        Match(replace(card, fit=""), reasons(wishes, row, fit, skills), row.slug, row.title, fit)
        for card, (fit, row) in zip(
            cards_of([row for _fit, row in chosen], viewer), chosen, strict=True
        )
    ]


type Fitting = list[tuple[Fit, Row]]


def apart(found: Fitting, before: Fitting | None = None) -> Fitting:
    """`before`, then again and again the best that is not much like those that are there."""
    left, chosen = list(found), list(before or [])
    while left and len(chosen) < MOST:
        best = max(left, key=lambda each: each[0].score - _alike(each[1], [r for _f, r in chosen]))
        left.remove(best)
        chosen.append(best)
    return chosen


def _alike(row: Row, before: list[Row]) -> float:
    same = sum(row.organisation == each.organisation for each in before)
    work = sum(len(set(row.skills) & set(each.skills)) >= 2 for each in before)
    return SAME_ORGANISATION * same + SAME_WORK * work


# --- Why, in words -----------------------------------------------------------


def skill_names(skills: Iterable[int]) -> dict[int, str]:
    return dict(Skill.objects.filter(pk__in=skills).values_list("pk", "name"))


def reasons(wishes: Wishes, row: Row, fit: Fit, names: Mapping[int, str]) -> list[str]:
    """Only what is true of this listing and of what was said, the strongest first."""
    said = [
        _skills(wishes, row, names),
        _field(wishes, fit),
        _hours(wishes, row),
        _pay(wishes, row),
        _time(wishes, row),
        _sought(fit),
    ]
    return [each for each in said if each]


def _skills(wishes: Wishes, row: Row, names: Mapping[int, str]) -> str:
    shared = sorted(names[pk] for pk in wishes.skills & set(row.skills) if pk in names)
    if not shared:
        return ""
    return ngettext(
        "Uses %(n)d of your skills: %(which)s", "Uses %(n)d of your skills: %(which)s", len(shared)
    ) % {"n": len(shared), "which": get_text_list(shared, _("and"))}


def _field(wishes: Wishes, fit: Fit) -> str:
    if fit.measures["field"] < 1:
        return ""
    if wishes.taste.fields:
        return _("In the line of work you save and apply for most")
    return _("In a line of work that you ticked")


def _sought(fit: Fit) -> str:
    if fit.measures["sought"] < OFTEN_CHOSEN:
        return ""
    return _("Students choose this employer's projects more often than most")


def _hours(wishes: Wishes, row: Row) -> str:
    hours = row.hours_per_week or row.total_hours
    if not wishes.hours or not hours:
        return ""
    if row.hours_per_week:
        return _("%(n)d h a week fit into your %(have)d") % {"n": hours, "have": wishes.hours}
    return _("%(n)d h in all fit into a week of yours") % {"n": hours}


def _pay(wishes: Wishes, row: Row) -> str:
    if not wishes.per_hour or not row.total_hours:
        return ""
    rate = display(per_hour(row.student_minor, row.total_hours), row.currency)
    return _("%(rate)s an hour, not less than you asked for") % {"rate": rate}


def _time(wishes: Wishes, row: Row) -> str:
    if wishes.free_until and row.length_days:
        begin = wishes.free_until - timedelta(days=row.length_days)
        return _("Done by %(day)s if it begins by %(begin)s") % {
            "day": date_format(wishes.free_until, "j F"),
            "begin": date_format(begin, "j F"),
        }
    if wishes.free_from:
        return _("Can begin when you are free")
    return ""


# --- What keeps others out ----------------------------------------------------

LOOSER: dict[str, dict[str, Any]] = {
    "hours": {"hours": 0},
    "pay": {"per_hour": 0},
    "days": {"free_from": None, "free_until": None},
    "arrangement": {"arrangements": frozenset()},
    "near": {"near": None},
    "languages": {"languages": frozenset()},
    "home_only": {"abroad": True},
}


def in_the_way(state: State, wishes: Wishes, moment: Moment) -> list[Looser]:
    """Each answer that keeps some out on its own, the one that keeps most out first."""
    now = len(passing(state, wishes, moment))
    said = _said()
    found = []
    for name, without in LOOSER.items():
        looser = replace(wishes, **without)
        slots = passing(state, looser, moment)
        if len(slots) > now:
            words = said[name]
            if name == "hours":
                words = _("the hours in a week: the least asked for is %(n)d") % {
                    "n": int(state.columns["hours"][slots].min())
                }
            found.append(Looser(name, words, len(slots)))
    return sorted(found, key=lambda each: -each.n)


def _said() -> dict[str, str]:
    return {
        "hours": "",
        "pay": _("the least pay"),
        "days": _("your days"),
        "arrangement": _("how you would work"),
        "near": _("the town"),
        "languages": _("the languages"),
        "home_only": _("“Not abroad”"),
    }


def parameters(name: str) -> tuple[str, ...]:
    """Of the form, those that say this answer."""
    return {
        "pay": ("pay", "pay_in"),
        "days": ("free_from", "free_until"),
    }.get(name, (name,))


def from_profile(student: Student) -> dict[str, Any]:
    """What the form begins with, for somebody we know."""
    return {
        "skills": [skill.name for skill in student.skills.all()],
        "hours": student.hours_per_week,
        "free_from": student.available_from,
    }
