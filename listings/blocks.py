"""What comes with the work, as its page tells it: only what the format uses and somebody wrote."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.hints import programme_of
from listings.models import Listing, Programme, Section

# A heading over days, lists or texts (each with a title of its own, perhaps empty), and a note.
type Block = dict[str, Any]

# As they are read: what one does, what it takes, what one gets, what could go wrong.
ORDER = [
    *(Section.ITINERARY, Section.TRAINING, Section.GROUP, Section.INCLUDED, Section.STAY),
    *(Section.EXTRAS, Section.SAFETY, Section.PAPERS, Section.CHANGES),
]


def blocks(listing: Listing) -> list[Block]:
    programme = programme_of(listing)
    if programme is None:
        return []
    made = [block(programme, each) for each in ORDER if each in listing.format.uses]
    return [each for each in made if any(each.get(k) for k in ("days", "lists", "texts", "note"))]


def block(programme: Programme, section: Section) -> Block:
    return {"heading": str(section.label), **TOLD[section](programme)}


def itinerary(programme: Programme) -> Block:
    return {"days": [(days_in_words(d.from_day, d.to_day), d.what) for d in programme.days.all()]}


def days_in_words(first: int, last: int) -> str:
    if first == last:
        return _("Day %(n)d") % {"n": first}
    return _("Days %(first)d–%(last)d") % {"first": first, "last": last}


def training(programme: Programme) -> Block:
    told = lists(
        (_("Certificates included"), programme.certifications),
        (_("How much of it"), programme.quantities),
    )
    if programme.quantities and programme.weather_permitting:
        told["note"] = _("Weather permitting: these are no promise, and safety comes first.")
    return told


def group(programme: Programme) -> Block:
    least, most = programme.group_min, programme.group_max
    if least and most:
        words = _("%(least)d to %(most)d students.") % {"least": least, "most": most}
    elif most:
        words = ngettext("At most %(n)d student.", "At most %(n)d students.", most) % {"n": most}
    elif least:
        words = ngettext("At least %(n)d student.", "At least %(n)d students.", least) % {
            "n": least
        }
    else:
        words = ""
    return texts(("", words))


def stay(programme: Programme) -> Block:
    return texts((_("Housing"), programme.housing), (_("Meals"), programme.meals))


def included(programme: Programme) -> Block:
    return lists((_("Included"), programme.included), (_("Not included"), programme.not_included))


def extras(programme: Programme) -> Block:
    if not programme.extras:
        return {}
    note = _("No part of the work: nobody minds who leaves them out.")
    return lists(("", programme.extras)) | {"note": note, "apart": True}


def safety(programme: Programme) -> Block:
    return texts((_("Safety"), programme.safety), (_("Health"), programme.medical))


def papers(programme: Programme) -> Block:
    return texts((_("Insurance"), programme.insurance), (_("Visa"), programme.visa))


def changes(programme: Programme) -> Block:
    return texts(
        (_("If somebody cancels"), programme.cancellation),
        (_("If the dates move"), programme.postponement),
    )


def lists(*titled: tuple[str, list[str]]) -> Block:
    return {"lists": [(title, lines) for title, lines in titled if lines]}


def texts(*titled: tuple[str, str]) -> Block:
    return {"texts": [(title, text) for title, text in titled if text]}


TOLD = {
    Section.ITINERARY: itinerary,
    Section.TRAINING: training,
    Section.GROUP: group,
    Section.STAY: stay,
    Section.INCLUDED: included,
    Section.EXTRAS: extras,
    Section.SAFETY: safety,
    Section.PAPERS: papers,
    Section.CHANGES: changes,
}
