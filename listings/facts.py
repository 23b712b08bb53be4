"""A listing at a glance: a label, a value, a line of small print for each thing to know first."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Student
from listings.cards import is_abroad, is_soon
from listings.models import Direction, Listing
from listings.quotes import fee_rate
from listings.rules import length_in_words
from marketplace.money import display, per_hour
from marketplace.templatetags.ui import time_left

type Fact = dict[str, Any]


def at_a_glance(listing: Listing, student: Student | None, receives: str) -> list[Fact]:
    """In the order in which students ask; `receives`: what the pay is called for who reads."""
    return [
        money_fact(listing, receives),
        hours_fact(listing),
        length_fact(listing),
        where_fact(listing, student),
        start_fact(listing),
        deadline_fact(listing),
    ]


def for_employer(listing: Listing) -> list[Fact]:
    """What the employer wants to see at a glance: the price first."""
    price = display(listing.pay_minor, listing.currency) if listing.pay_minor else ""
    received = display(listing.student_minor, listing.currency)
    return [
        fact(
            _("You pay"),
            price,
            _("%(amount)s to the student") % {"amount": received} if price else "",
            main=True,
        ),
        time_fact(listing),
        fact(_("Start"), window(listing), places(listing)),
        deadline_fact(listing, to_student=False),
    ]


def fact(label: str, value: str, small: str = "", **more: Any) -> Fact:
    return {"label": label, "value": value or _("Not said yet"), "small": small, **more}


# --- Money -----------------------------------------------------------------


def money_fact(listing: Listing, label: str) -> Fact:
    if listing.direction == Direction.STUDENT_PAYS:
        return programme_fee_fact(listing)
    if listing.direction == Direction.SIMULATION:
        return fact(_("Pay"), _("Unpaid"), _("an exercise at your own pace"), main=True)
    if listing.pay_minor is None:
        return fact(label, "")
    price = display(listing.pay_minor, listing.currency)
    small = _("of %(price)s, after the %(rate)s fee") % {"price": price, "rate": fee_rate()}
    received = display(listing.student_minor, listing.currency)
    if listing.direction == Direction.EXPENSES:
        words = _("expenses only, no pay for the work")
        return fact(label, received, f"{words} · {small}", main=True)
    return fact(label, received, " · ".join(filter(None, [hourly(listing), small])), main=True)


def programme_fee_fact(listing: Listing) -> Fact:
    minor = listing.programme_fee_minor
    value = "" if minor is None else display(minor, listing.currency)
    small = _("a programme fee to %(name)s; nobody pays you") % {"name": listing.organisation.name}
    return fact(_("The student pays"), value, small, main=True)


def hourly(listing: Listing) -> str:
    """$21.60 an hour: to the student, by the hours the listing names."""
    if not listing.total_hours or not listing.pay_minor:
        return ""
    rate = display(per_hour(listing.student_minor, listing.total_hours), listing.currency)
    return _("%(rate)s an hour") % {"rate": rate}


# --- Time ------------------------------------------------------------------


def hours_in_words(listing: Listing) -> str:
    hours = listing.total_hours
    if not hours:
        return ""
    value = ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return _("%(hours)s or more") % {"hours": value} if listing.open_ended else value


def hours_fact(listing: Listing) -> Fact:
    weekly = ""
    if listing.hours_per_week and (listing.length_days or 0) > 7:
        weekly = _("%(n)d h a week") % {"n": listing.hours_per_week}
    return fact(_("Hours"), hours_in_words(listing), weekly)


def length_fact(listing: Listing) -> Fact:
    if not listing.length_days:
        return fact(_("Length"), "")
    length = length_in_words(listing.length_days)
    if listing.open_ended:
        return fact(_("Length"), _("%(length)s or longer") % {"length": length})
    return fact(_("Length"), length)


def start_fact(listing: Listing) -> Fact:
    return fact(_("Start"), window(listing), places(listing))


def time_fact(listing: Listing) -> Fact:
    """Hours and length in one, for the employer."""
    value = hours_in_words(listing)
    small = [rhythm(listing), hourly(listing)] if value else []
    return fact(_("Time"), value, " · ".join(filter(None, small)))


def rhythm(listing: Listing) -> str:
    """10 h a week for 3 weeks; in 3 days."""
    days = listing.length_days
    if not days:
        return ""
    given = {"n": listing.hours_per_week or 0, "length": length_in_words(days)}
    if not listing.hours_per_week or days <= 7:
        return _("within %(length)s") % given
    return _("%(n)d h a week for %(length)s") % given


def starts(listing: Listing) -> str:
    """Starts 6 to 20 December · 1 place"""
    words = [_("Starts %(when)s") % {"when": window(listing)}] if listing.starts_from else []
    return " · ".join([*words, places(listing)])


def window(listing: Listing) -> str:
    """When the work can begin: 6 to 20 December."""
    first, last = listing.starts_from, listing.starts_by
    if not first:
        return ""
    if not last or last == first:
        return day(first)
    same_month = (first.year, first.month) == (last.year, last.month)
    begin = str(first.day) if same_month else day(first)
    return _("%(first)s to %(last)s") % {"first": begin, "last": day(last)}


def places(listing: Listing) -> str:
    return ngettext("%(n)d place", "%(n)d places", listing.openings) % {"n": listing.openings}


# --- Place and deadline ----------------------------------------------------


def where_fact(listing: Listing, student: Student | None) -> Fact:
    """Every place by name: a card says the first."""
    arrangement = str(listing.get_arrangement_display()) if listing.arrangement else ""
    if listing.arrangement == Listing.Arrangement.REMOTE:
        return fact(_("Where"), arrangement, _("from wherever you are"))
    abroad = student is not None and is_abroad(listing, student)
    small = _("%(arrangement)s · abroad for you") if abroad else "%(arrangement)s"
    named = [str(place) for place in listing.places.all()]
    return fact(_("Where"), "; ".join(named), small % {"arrangement": arrangement})


def deadline_fact(listing: Listing, *, to_student: bool = True) -> Fact:
    if not listing.apply_by:
        return fact(_("Apply by"), "")
    hear = answer_by(listing)
    over = listing.status in Listing.OVER
    small = [hour(listing.apply_by)]
    small.append(str(listing.get_status_display()) if over else time_left(listing.apply_by))
    if hear and not over and listing.apply_by > timezone.now():
        words = _("you hear by %(day)s") if to_student else _("everyone hears by %(day)s")
        small.append(words % {"day": day(hear)})
    last_day = date_format(timezone.localtime(listing.apply_by), "D j M Y")
    soon = not over and is_soon(listing.apply_by)
    return fact(_("Apply by"), last_day, " · ".join(small), soon=soon)


def hour(at: datetime) -> str:
    """23:59, Manila time: letters such as PST mean two things."""
    zone = timezone.get_current_timezone_name()
    given = {"hour": date_format(timezone.localtime(at), "H:i"), "city": city_of(zone)}
    return f"{given['hour']} UTC" if zone == "UTC" else _("%(hour)s, %(city)s time") % given


def city_of(zone: str) -> str:
    """America/New_York is New York."""
    return zone.split("/")[-1].replace("_", " ")


def answer_by(listing: Listing) -> datetime | None:
    """By when the employer answers everybody: the format's clock, after the deadline."""
    if not listing.apply_by:
        return None
    return listing.apply_by + timedelta(hours=listing.format.decision_hours)


def day(at: date) -> str:
    """30 November, in the viewer's zone; the year when it is another one."""
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    return date_format(local, "j F" if local.year == timezone.localdate().year else "j F Y")
