"""Up to four listings beside each other: the facts in rows, and in words where they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings import cells
from listings.cards import student_of
from listings.cells import Cell, Figure, days, due, hours, rate, received
from listings.facts import places, window
from listings.models import Direction, Listing, Section
from marketplace.money import display

MOST = 4
# What is read of each beside its own row.
READ = ("skills", "required_skills")
LETTERS = "ABCD"


@dataclass(frozen=True)
class Row:
    label: str
    cells: list[Cell]
    same: bool


def table(listings: Sequence[Listing], viewer: object) -> list[Row]:
    """The rows of the table, without those in which no listing says anything."""
    student = student_of(viewer)

    def say(label: str, cell: Callable[[Listing], Cell], *ranked: Any) -> Row | None:
        said = [cell(each) for each in listings]
        return row(label, said, marks(listings, *ranked) if ranked else None)

    rows = [
        say(pay_label(listings), partial(cells.pay, viewer=viewer), received, MORE),
        say(_("Pay an hour"), cells.hourly, rate, MORE),
        say(_("Where"), partial(cells.mode, student=student)),
        row(_("Town or city"), cells.towns(listings)),
        say(_("Hours"), cells.time, hours, LESS),
        say(_("Length"), cells.length, days, LESS),
        row(_("For you"), cells.fits(listings, student)),
        say(_("Start"), lambda each: Cell([window(each)])),
        say(_("Apply by"), partial(cells.deadline, viewer=viewer), due, FIRST),
        say(_("You hear by"), partial(cells.hear, viewer=viewer)),
        say(_("Places"), lambda each: Cell([places(each)])),
        say(_("You hand in"), lambda each: Cell(each.deliverables)),
        *of_programmes(say),
        say(_("Who can do it"), cells.eligibility),
        say(_("Skills"), cells.skills),
        row(_("Questions to answer"), cells.questions(listings)),
        say(_("Kind"), lambda each: Cell([str(each.format)])),
        say(_("Who for"), cells.employer),
    ]
    return [each for each in rows if each]


def of_programmes(say: Callable[[str, Callable[[Listing], Cell]], Row | None]) -> list[Row | None]:
    """What comes with the work, where it is more than work."""
    asked = [
        (_("Included"), Section.INCLUDED, ["included"]),
        (_("Not included"), Section.INCLUDED, ["not_included"]),
        (Section.STAY.label, Section.STAY, ["housing", "meals"]),
        (_("Certificates included"), Section.TRAINING, ["certifications"]),
        (Section.EXTRAS.label, Section.EXTRAS, ["extras"]),
    ]
    return [
        say(str(label), partial(cells.of_programme, section=section, names=names))
        for label, section, names in asked
    ]


def row(label: str, said: list[Cell], marked: list[str] | None = None) -> Row | None:
    """None where no listing says anything."""
    if not any(any(cell.lines) for cell in said):
        return None
    marked = marked or [""] * len(said)
    full = [
        replace(cell, mark=mark, of=letter)
        for cell, mark, letter in zip(said, marked, LETTERS, strict=False)
    ]
    same = len(said) > 1 and all(each == said[0] for each in said)
    return Row(label, full, same)


def pay_label(listings: Sequence[Listing]) -> str:
    """What stands in that row for each of them."""
    paid = all(each.direction == Direction.PAID for each in listings)
    return _("Pay") if paid else _("Pay or cost")


# --- How they stand beside each other ------------------------------------------

MORE, LESS, FIRST = "more", "less", "first"


def marks(
    listings: Sequence[Listing], figure: Callable[[Listing], Figure], which: str
) -> list[str] | None:
    """The one that stands out, in words; none when they are equal or do not compare."""
    figures = [figure(each) for each in listings]
    known = [each for each in figures if each]
    if len(known) < 2 or len({unit for unit, _ in known}) > 1:
        return None
    values = [value for _, value in known]
    best = max(values) if which == MORE else min(values)
    if values.count(best) > 1:
        return None
    two = len(listings) == 2
    words = {
        MORE: _("more") if two else _("the most"),
        LESS: _("less") if two else _("the least"),
        FIRST: _("sooner") if two else _("the first"),
    }[which]
    return [words if each and each[1] == best else "" for each in figures]


def differences(listings: Sequence[Listing]) -> list[str]:
    """What a person would say of them: who pays most, takes least, closes first, is where."""
    if len(listings) < 2:
        return []
    two = len(listings) == 2
    pays = _("%(letter)s pays more: %(what)s.") if two else _("%(letter)s pays the most: %(what)s.")
    an_hour = (
        _("%(letter)s pays more an hour: %(what)s.")
        if two
        else _("%(letter)s pays the most an hour: %(what)s.")
    )
    takes = (
        _("%(letter)s takes less time: %(what)s.")
        if two
        else _("%(letter)s takes the least time: %(what)s.")
    )
    told = [
        told_of(listings, received, MORE, pays, amount),
        told_of(listings, rate, MORE, an_hour, amount),
        told_of(listings, hours, LESS, takes, in_hours),
        told_of(listings, due, FIRST, _("%(letter)s closes first."), amount),
        told_where(listings),
    ]
    told += [told_way(letter, each) for letter, each in zip(LETTERS, listings, strict=False)]
    if len({found[0] for each in listings if (found := received(each))}) > 1:
        told.append(_("They pay in different currencies, so the amounts are not ranked."))
    return [each for each in told if each]


def told_way(letter: str, listing: Listing) -> str:
    """Where the work is not paid: the amounts beside each other would not say so."""
    words = {
        Direction.EXPENSES: _("%(letter)s pays for expenses only."),
        Direction.SIMULATION: _("%(letter)s is an exercise that nobody pays for."),
        Direction.STUDENT_PAYS: _("%(letter)s is a programme that you pay for."),
    }.get(Direction(listing.direction), "")
    return words % {"letter": letter} if words else ""


def told_of(
    listings: Sequence[Listing],
    figure: Callable[[Listing], Figure],
    which: str,
    sentence: str,
    words: Callable[[tuple[str, int]], str],
) -> str:
    marked = marks(listings, figure, which) or []
    for letter, listing, mark in zip(LETTERS, listings, marked, strict=False):
        found = figure(listing)
        if mark and found:
            what = words(found) if "what" in sentence else ""
            return sentence % {"letter": letter, "what": what}
    return ""


def told_where(listings: Sequence[Listing]) -> str:
    arrangements = [str(each.get_arrangement_display()) for each in listings]
    if len(set(arrangements)) == 1:
        every = _("Both: %(where)s.") if len(listings) == 2 else _("All of them: %(where)s.")
        return every % {"where": arrangements[0].lower()}
    alone = [
        _("only %(letter)s is %(where)s") % {"letter": letter, "where": arrangement.lower()}
        for letter, arrangement in zip(LETTERS, arrangements, strict=False)
        if arrangements.count(arrangement) == 1
    ]
    words = get_text_list(alone, _("and"))
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def amount(figure: tuple[str, int]) -> str:
    return display(figure[1], figure[0])


def in_hours(figure: tuple[str, int]) -> str:
    return ngettext("%(n)d hour", "%(n)d hours", figure[1]) % {"n": figure[1]}


# --- Addresses -----------------------------------------------------------------


def address(slugs: Sequence[str]) -> str:
    """The comparison as a link that can be sent to somebody."""
    return reverse("listings:compare") + "?" + urlencode([("l", slug) for slug in slugs])


def heads(listings: Sequence[Listing]) -> list[dict[str, Any]]:
    """The columns: what each is, and the address without it."""
    slugs = [each.slug for each in listings]
    return [
        {
            "letter": letter,
            "title": each.title,
            "by": each.organisation.name,
            "url": each.get_absolute_url(),
            "without": address([slug for slug in slugs if slug != each.slug]),
            "open": each.takes_applications,
        }
        for letter, each in zip(LETTERS, listings, strict=False)
    ]
