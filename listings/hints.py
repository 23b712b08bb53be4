"""What would make a draft better, or should be looked at twice, each with its reason.

Nothing here stops a listing: `listings.rules` does that. The words are fit for its author and for
the university that reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts.cities import city_named
from accounts.places import country_in_sentence
from listings.minimum import minimum_pay
from listings.models import Direction, Format, Listing, Programme, Section
from listings.rules import MOST_PLACES, Problem, place_names, texts_of, too_little
from listings.rules.sizes import hours_add_up, length_in_words
from listings.rules.texts import no_way_around
from listings.unfair import unfair
from listings.wording import signs_of_fraud
from marketplace.money import display, for_all, per_hour

# Titles that say a role or a wish, not what is done.
NO_TASK = re.compile(
    r"(?:the|a|an|our|one|need(?:ed)?|wanted|looking|for|urgent(?:ly)?|paid|remote|online|short"
    r"|new|great|project|task|work|job|help|helper|opportunity|role|position|student|students"
    r"|micro|nano|flash|virtual|intern|interns|internship|internships|assistant|freelancer"
    r"|marketing|data|design|web|it|business|general|various|misc|sales|content|research"
    r"|[^\w]|\d|\s)+",
    re.IGNORECASE,
)
FEW_WORDS = 40
# So many times the least that an hour is paid: who offers that may want something else.
TOO_GOOD = 8
# What students ask of a programme before anything else: its section, field and the question.
ASKED = [
    (Section.ITINERARY, "itinerary"),
    (Section.STAY, "housing"),
    (Section.INCLUDED, "not_included"),
    (Section.SAFETY, "safety"),
    (Section.PAPERS, "insurance"),
    (Section.CHANGES, "cancellation"),
]


def hints(given: dict[str, Any]) -> list[Problem]:
    """The field and the hint, in the order of the form; `given` is named as the form's fields."""
    checks = (quality, unknown_towns, missing_sections, sums, too_good, suspicious)
    return list(dict.fromkeys(hint for check in checks for hint in check(given)))


def quality(given: dict[str, Any]) -> Iterator[Problem]:
    title = given.get("title") or ""
    if title and vague(title):
        yield (
            "title",
            _("The title does not say what the student does. Begin with a verb: “Clean and …”."),
        )
    description = given.get("description") or ""
    if description and len(description.split()) < FEW_WORDS:
        yield (
            "description",
            _(
                "The description is short. Students apply more, and better, when they read what "
                "there is now, what you want in the end, and whom they can ask."
            ),
        )
    if not given.get("deliverables"):
        yield (
            "deliverables",
            _("Nothing is handed in yet. Name one thing: it is what you pay for and approve."),
        )
    elif not given.get("acceptance"):
        yield (
            "acceptance",
            _("Say how you judge what is handed in: it spares both of you a round of changes."),
        )


def vague(title: str) -> bool:
    """A role, a wish, or a single word; or shouted."""
    shouted = title.isupper() and len(title) > 12
    return shouted or len(title.split()) < 2 or bool(NO_TASK.fullmatch(title))


def missing_sections(given: dict[str, Any]) -> Iterator[Problem]:
    format: Format | None = given.get("format")
    questions = {
        "itinerary": _("Say what happens on which day: students compare programmes by it."),
        "housing": _("Say where students sleep, and with how many to a room."),
        "not_included": _("Say what is not included: flights, insurance, visas."),
        "safety": _("Say what could happen and what you do about it: universities ask first."),
        "insurance": _("Say which insurance a student needs, and which you have."),
        "cancellation": _("Say who gets what back when somebody cancels."),
    }
    for section, name in ASKED:
        if format is not None and section in format.uses and not given.get(name):
            yield name, questions[name]


def unknown_towns(given: dict[str, Any]) -> Iterator[Problem]:
    for n in range(1, MOST_PLACES + 1):
        in_country, in_city = place_names(n)
        country, city = given.get(in_country), given.get(in_city)
        if country and city and city_named(city, country) is None:
            yield (
                in_city,
                _(
                    "We do not know “%(city)s” in %(country)s, so a search by distance does not "
                    "find it. Check how it is spelled, or name the next larger town."
                )
                % {"city": city, "country": country_in_sentence(country)},
            )


def sums(given: dict[str, Any]) -> Iterator[Problem]:
    """Hours that do not add up, and pay that is too little."""
    yield from list(hours_add_up(given)) or week_is_all(given)
    minor, currency = given.get("pay_minor"), given.get("currency")
    hours, direction = given.get("total_hours"), given.get("direction", Direction.PAID)
    if minor is None or not currency or not hours:
        return
    if problem := too_little(minor, currency, hours, direction):
        yield "pay", problem


def week_is_all(given: dict[str, Any]) -> Iterator[Problem]:
    """Within a week the hours a week are shown to nobody: other ones than in all are a slip."""
    total, weekly = given.get("total_hours"), given.get("hours_per_week")
    days = given.get("length_days")
    if not total or not weekly or not days or days > 7 or weekly == total:
        return
    yield (
        "hours_per_week",
        _(
            "It takes %(length)s, so students read only the hours in all: %(total)d. You also "
            "wrote %(weekly)d hours a week. Leave that empty, or correct one of the two."
        )
        % {"length": length_in_words(days), "total": total, "weekly": weekly},
    )


def too_good(given: dict[str, Any]) -> Iterator[Problem]:
    minor, currency = given.get("pay_minor"), given.get("currency")
    hours, direction = given.get("total_hours"), given.get("direction", Direction.PAID)
    least = minimum_pay(hours, currency, direction) if hours and currency else 0
    if minor and hours and currency and least and minor > for_all(least, TOO_GOOD):
        yield (
            "pay",
            _(
                "%(rate)s an hour is far more than such work is paid here. Check the amount and "
                "the hours: students are warned of offers too good to be true."
            )
            % {"rate": display(per_hour(minor, hours), currency)},
        )


def suspicious(given: dict[str, Any]) -> Iterator[Problem]:
    """Ways around the site, what fraud looks like, and what is unfair to students."""
    yield from no_way_around(given)
    fees = given.get("direction") != Direction.STUDENT_PAYS
    for name, texts in texts_of(given):
        for sign in [*signs_of_fraud(texts, fees=fees), *unfair(texts)]:
            yield name, sign


# --- From a row ------------------------------------------------------------

OF_LISTING = ["title", "format", "description", "deliverables", "acceptance", "requirements"]
OF_LISTING += ["questions", "good_to_know", "total_hours", "hours_per_week", "length_days"]
OF_LISTING += ["open_ended", "direction", "currency", "pay_minor", "programme_fee_minor"]
OF_PROGRAMME = ["housing", "meals", "included", "not_included", "extras", "certifications"]
OF_PROGRAMME += ["quantities", "safety", "medical", "insurance", "visa", "cancellation"]
OF_PROGRAMME += ["postponement"]


def typed(listing: Listing) -> dict[str, Any]:
    """What is stored, named as the form's fields. One query or two, unless it was fetched."""
    given = {name: getattr(listing, name) for name in OF_LISTING}
    for n, place in enumerate(listing.places.all(), 1):
        given |= dict(zip(place_names(n), (place.country, place.city), strict=True))
    programme = programme_of(listing)
    if programme is not None:
        given |= {name: getattr(programme, name) for name in OF_PROGRAMME}
        given["itinerary"] = [(d.from_day, d.to_day, d.what) for d in programme.days.all()]
    return given


def programme_of(listing: Listing) -> Programme | None:
    """What comes with it, where its format uses that."""
    if not listing.format.uses:
        return None
    return getattr(listing, "programme", None)


def to_look_at(listing: Listing) -> list[str]:
    """For the university: what may be fraud, or must not be asked for."""
    given = typed(listing)
    found = [*suspicious(given), *too_good(given)]
    return list(dict.fromkeys(text for _field, text in found))
