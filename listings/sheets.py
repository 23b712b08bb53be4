"""A listing in full, as students read it: on its page, in the preview, in moderation."""

from __future__ import annotations

from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Organisation, Student, User
from accounts.places import country_in_sentence, country_name
from listings.blocks import blocks
from listings.cards import asks_more, local_to, skills_used, student_of
from listings.facts import answer_by, at_a_glance, day, starts
from listings.models import Listing
from listings.shares import money, paid
from marketplace.languages import language_name


def sheet(listing: Listing, viewer: object = None) -> dict[str, Any]:
    """What `listings/_sheet.html` shows to `viewer`. Parts of a draft that are missing say so."""
    with local_to(listing, viewer):
        staff = getattr(viewer, "kind", "") == User.Kind.STAFF
        label = _("The student receives") if staff else _("You receive")
        return _sheet(listing, student_of(viewer), label)


def _sheet(listing: Listing, student: Student | None, receives: str) -> dict[str, Any]:
    return {
        "listing": listing,
        "organisation": listing.organisation,
        "facts": at_a_glance(listing, student, receives),
        "starts": starts(listing),
        "skills": [skill.name for skill in listing.skills.all()],
        "required_skills": get_text_list(
            [skill.name for skill in listing.required_skills.all()], _("and")
        ),
        "permit": get_text_list(
            [country_in_sentence(c) for c in listing.permit_countries], _("or")
        ),
        "choosing": choosing(listing),
        "who": who(listing.organisation),
        "money": money(listing, receives),
        "lang": "" if listing.written_in == get_language() else listing.written_in,
        "languages": languages(listing),
        "blocks": blocks(listing),
        "paid": paid(listing),
        "fit": fit(listing, student) if student and student.is_complete else "",
    }


def choosing(listing: Listing) -> str:
    """What happens after an application, in the format's clocks."""
    by = answer_by(listing)
    if by is None:
        return _("The employer reads every application and chooses.")
    return _(
        "The employer reads every application and chooses. Everyone hears by %(day)s: who has no "
        "answer by then is told that they were not chosen."
    ) % {"day": day(by)}


def who(organisation: Organisation) -> str:
    """Small words under the name: Non-profit · Santarém, Portugal."""
    country = country_name(organisation.country)
    at = ", ".join(filter(None, [organisation.city, country]))
    return f"{organisation.get_type_display()} · {at}"


def languages(listing: Listing) -> str:
    """English and Portuguese."""
    return get_text_list([language_name(code) for code in listing.languages], _("and"))


def fit(listing: Listing, student: Student) -> str:
    """Uses 4 of your 5 skills. Fits the 10 hours a week you have free."""
    sentences = []
    used, known = skills_used([listing], student).get(listing.pk, 0), student.skills.count()
    if used:
        sentences.append(
            ngettext(
                "Uses %(used)d of your %(n)d skill.", "Uses %(used)d of your %(n)d skills.", known
            )
            % {"used": used, "n": known}
        )
    weekly = listing.hours_per_week or listing.total_hours
    if weekly and weekly <= student.hours_per_week:
        sentences.append(
            ngettext(
                "Fits the %(n)d hour a week you have free.",
                "Fits the %(n)d hours a week you have free.",
                student.hours_per_week,
            )
            % {"n": student.hours_per_week}
        )
    elif weekly:
        sentences.append(asks_more(listing, student))
    latest, free = listing.starts_by or listing.starts_from, student.available_from
    if latest and free and latest < free:
        sentences.append(
            _("Starts by %(latest)s; you are free from %(free)s.")
            % {"latest": day(latest), "free": day(free)}
        )
    return " ".join(sentences)
