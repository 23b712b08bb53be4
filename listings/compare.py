"""Up to four listings beside each other: the facts in rows, and in words where they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.cards import closes, local_to, pay_for, student_of, weekly, where
from listings.facts import answer_by, day, places, rhythm, window
from listings.models import Direction, Listing, Section
from listings.sheets import who
from marketplace.money import display, per_hour

MOST = 4
LETTERS = "ABCD"


@dataclass(frozen=True)
class Cell:
    """What one listing says: lines of text, and how it stands beside the others, in a word.

    `of` is its listing's letter: on a phone the columns are gone.
    """

    lines: list[str]
    note: str = ""
    mark: str = ""
    of: str = ""


@dataclass(frozen=True)
class Row:
    label: str
    cells: list[Cell]
    same: bool


def table(listings: Sequence[Listing], viewer: object) -> list[Row]:
    """The rows of the table, without those in which no listing says anything."""
    student, money = student_of(viewer), [pay(each, viewer) for each in listings]
    rows = [
        (pay_label(listings), money, marks(listings, received, MORE)),
        (_("Pay an hour"), [hourly(each) for each in listings], marks(listings, rate, MORE)),
        (_("Where"), [Cell([where(each, student)]) for each in listings], None),
        (_("Time"), [time(each) for each in listings], marks(listings, hours, LESS)),
        (_("Start"), [Cell([window(each)]) for each in listings], None),
        (_("Apply by"), [deadline(each, viewer) for each in listings], marks(listings, due, FIRST)),
        (_("You hear by"), [hear(each, viewer) for each in listings], None),
        (_("Places"), [Cell([places(each)]) for each in listings], None),
        (_("You hand in"), [Cell(each.deliverables) for each in listings], None),
        (_("Included"), [Cell(included(each)) for each in listings], None),
        (_("Skills"), [Cell(skills(each)) for each in listings], None),
        (_("Questions to answer"), [Cell(each) for each in questions(listings)], None),
        (_("Kind"), [Cell([str(each.format)]) for each in listings], None),
        (_("Who for"), [employer(each) for each in listings], None),
    ]
    return [row(label, cells, mark) for label, cells, mark in rows if any_said(cells)]


def row(label: str, cells: list[Cell], marked: list[str] | None) -> Row:
    marked = marked or [""] * len(cells)
    full = [
        replace(cell, mark=mark, of=letter)
        for cell, mark, letter in zip(cells, marked, LETTERS, strict=False)
    ]
    same = len(cells) > 1 and all(each == cells[0] for each in cells)
    return Row(label, full, same)


def any_said(cells: list[Cell]) -> bool:
    return any(any(cell.lines) for cell in cells)


# --- What one listing says ---------------------------------------------------


def pay_label(listings: Sequence[Listing]) -> str:
    """What stands in that row for each of them."""
    paid = all(each.direction == Direction.PAID for each in listings)
    return _("Pay") if paid else _("Pay or cost")


def pay(listing: Listing, viewer: object) -> Cell:
    large, note = pay_for(listing, viewer)
    return Cell([large], note)


def hourly(listing: Listing) -> Cell:
    amount = rate(listing)
    return Cell([display(amount[1], amount[0])] if amount else [])


def time(listing: Listing) -> Cell:
    total = listing.total_hours
    if not total:
        return Cell([])
    words = ngettext("%(n)d hour", "%(n)d hours", total) % {"n": total}
    if listing.open_ended:
        words = _("%(hours)s or more") % {"hours": words}
    return Cell([words], rhythm(listing) or weekly(listing))


def deadline(listing: Listing, viewer: object) -> Cell:
    if not listing.takes_applications or not listing.apply_by:
        return Cell([_("Closed")])
    with local_to(listing, viewer):
        return Cell([closes(listing.apply_by)])


def hear(listing: Listing, viewer: object) -> Cell:
    by = answer_by(listing)
    with local_to(listing, viewer):
        return Cell([day(by)] if by and listing.takes_applications else [])


def skills(listing: Listing) -> list[str]:
    names = ", ".join(each.name for each in listing.skills.all())
    return [names] if names else []


def included(listing: Listing) -> list[str]:
    programme = getattr(listing, "programme", None)
    return programme.included if programme and Section.INCLUDED in listing.format.uses else []


def questions(listings: Sequence[Listing]) -> list[list[str]]:
    if not any(each.questions for each in listings):
        return [[] for _each in listings]
    return [each.questions or [_("None")] for each in listings]


def employer(listing: Listing) -> Cell:
    organisation = listing.organisation
    verified = _("Verified") if organisation.is_verified else _("Not verified yet")
    return Cell([organisation.name], f"{who(organisation)} · {verified}")


# --- How they stand beside each other ------------------------------------------

type Figure = tuple[str, int] | None
MORE, LESS, FIRST = "more", "less", "first"


def received(listing: Listing) -> Figure:
    paid = listing.direction == Listing.Direction.PAID and listing.pay_minor
    return (listing.currency, listing.student_minor) if paid else None


def rate(listing: Listing) -> Figure:
    if not received(listing) or not listing.total_hours:
        return None
    return listing.currency, per_hour(listing.student_minor, listing.total_hours)


def hours(listing: Listing) -> Figure:
    return ("h", listing.total_hours) if listing.total_hours else None


def due(listing: Listing) -> Figure:
    if not listing.takes_applications or not listing.apply_by:
        return None
    return "at", int(listing.apply_by.timestamp())


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
    words = {MORE: _("the most"), LESS: _("the least"), FIRST: _("the first")}[which]
    return [words if each and each[1] == best else "" for each in figures]


def differences(listings: Sequence[Listing]) -> list[str]:
    """What a person would say of them: who pays most, takes least, closes first, is where."""
    if len(listings) < 2:
        return []
    told = [
        told_of(listings, received, MORE, _("%(letter)s pays the most: %(what)s."), amount),
        told_of(listings, rate, MORE, _("%(letter)s pays the most an hour: %(what)s."), amount),
        told_of(listings, hours, LESS, _("%(letter)s takes the least time: %(what)s."), in_hours),
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
        return _("All of them: %(where)s.") % {"where": arrangements[0].lower()}
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
