"""What one listing says in each row of a comparison, and the figures that are ranked there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import Student
from accounts.places import country_name
from listings.cards import closes, fit, is_abroad, local_to, pay_for, skills_used
from listings.facts import answer_by, day, hours_fact, length_fact
from listings.models import Direction, Listing, Section
from listings.sheets import languages, who
from marketplace.money import display, per_hour


@dataclass(frozen=True)
class Cell:
    """What one listing says: lines of text, and how it stands beside the others, in a word.

    `of` is its listing's letter: on a phone the columns are gone.
    """

    lines: list[str]
    note: str = ""
    mark: str = ""
    of: str = ""


def pay(listing: Listing, viewer: object) -> Cell:
    large, note = pay_for(listing, viewer)
    return Cell([large], note)


def hourly(listing: Listing) -> Cell:
    amount = rate(listing)
    return Cell([display(amount[1], amount[0])] if amount else [])


def mode(listing: Listing, student: Student | None) -> Cell:
    abroad = student is not None and is_abroad(listing, student)
    return Cell([str(listing.get_arrangement_display())], _("abroad for you") if abroad else "")


def towns(listings: Sequence[Listing]) -> list[Cell]:
    """Every place of each; of remote work, beside work that has one, that it has none."""
    named = [[str(place) for place in each.places.all()] for each in listings]
    if not any(named):
        return [Cell([]) for _each in listings]
    remote = Listing.Arrangement.REMOTE
    return [
        Cell([_("Wherever you are")] if each.arrangement == remote else places)
        for each, places in zip(listings, named, strict=True)
    ]


def time(listing: Listing) -> Cell:
    said = hours_fact(listing)
    return Cell([said["value"]] if listing.total_hours else [], said["small"])


def length(listing: Listing) -> Cell:
    return Cell([length_fact(listing)["value"]] if listing.length_days else [])


def fits(listings: Sequence[Listing], student: Student | None) -> list[Cell]:
    """How each goes with the skills and the time of the student who looks."""
    if student is None or not student.is_complete:
        return [Cell([]) for _each in listings]
    used = skills_used(list(listings), student)
    return [Cell([fit(each, student, used.get(each.pk, 0))]) for each in listings]


def eligibility(listing: Listing) -> Cell:
    """Languages, what is required of a student, and whether teams may apply."""
    said = [languages(listing)]
    if required := [each.name for each in listing.required_skills.all()]:
        said.append(_("%(skills)s, required") % {"skills": get_text_list(required, _("and"))})
    if countries := [country_name(code) for code in listing.permit_countries]:
        said.append(
            _("Permission to work in %(country)s") % {"country": get_text_list(countries, _("or"))}
        )
    if listing.team_most > 1:
        said.append(_("Alone, or as a team of up to %(n)d") % {"n": listing.team_most})
    return Cell([*said, *listing.requirements])


def deadline(listing: Listing, viewer: object) -> Cell:
    if not listing.takes_applications or not listing.apply_by:
        return Cell([_("Closed")])
    with local_to(listing, viewer):
        return Cell([closes(listing.apply_by)])


def hear(listing: Listing, viewer: object) -> Cell:
    by = answer_by(listing)
    with local_to(listing, viewer):
        return Cell([day(by)] if by and listing.takes_applications else [])


def skills(listing: Listing) -> Cell:
    return Cell([", ".join(each.name for each in listing.skills.all())])


def of_programme(listing: Listing, section: Section, names: Sequence[str]) -> Cell:
    """What it says under `names`, lists or texts, where the format uses that section."""
    programme = getattr(listing, "programme", None)
    if programme is None or section not in listing.format.uses:
        return Cell([])
    lines: list[str] = []
    for name in names:
        said = getattr(programme, name)
        lines += [said] if isinstance(said, str) else said
    return Cell([line for line in lines if line])


def questions(listings: Sequence[Listing]) -> list[Cell]:
    if not any(each.asked for each in listings):
        return [Cell([]) for _each in listings]
    return [Cell(each.asked or [_("None")]) for each in listings]


def employer(listing: Listing) -> Cell:
    organisation = listing.organisation
    verified = _("Verified") if organisation.is_verified else _("Not verified yet")
    return Cell([organisation.name], f"{who(organisation)} · {verified}")


# --- Figures ---------------------------------------------------------------

type Figure = tuple[str, int] | None


def received(listing: Listing) -> Figure:
    paid = listing.direction == Direction.PAID and listing.pay_minor
    return (listing.currency, listing.student_minor) if paid else None


def rate(listing: Listing) -> Figure:
    if not received(listing) or not listing.total_hours:
        return None
    return listing.currency, per_hour(listing.student_minor, listing.total_hours)


def hours(listing: Listing) -> Figure:
    return ("h", listing.total_hours) if listing.total_hours else None


def days(listing: Listing) -> Figure:
    return ("days", listing.length_days) if listing.length_days else None


def due(listing: Listing) -> Figure:
    if not listing.takes_applications or not listing.apply_by:
        return None
    return "at", int(listing.apply_by.timestamp())
