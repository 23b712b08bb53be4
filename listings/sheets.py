"""A listing in full, as students read it: on its page, in the preview, in moderation."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation, Student, User
from accounts.places import country_name
from listings.cards import asks_more, is_abroad, is_soon, local_to, place, skills_used, student_of
from listings.hints import programme_of
from listings.models import Listing
from listings.quotes import Row, fee_label, fee_rate
from listings.rules import length_in_words
from marketplace.money import display, per_hour
from marketplace.templatetags.ui import time_left

type Fact = dict[str, Any]


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
        "facts": facts(listing, student, receives),
        "starts": starts(listing),
        "skills": [skill.name for skill in listing.skills.all()],
        "choosing": choosing(listing),
        "who": who(listing.organisation),
        "money": money(listing, receives),
        "programme": programme_of(listing),
        "paid": paid(listing),
        "fit": fit(listing, student) if student and student.is_complete else "",
    }


def facts(listing: Listing, student: Student | None, receives: str) -> list[Fact]:
    return [
        pay_fact(listing, receives),
        time_fact(listing),
        where_fact(listing, student),
        deadline_fact(listing),
    ]


def fact(label: str, value: str, small: str = "", **more: Any) -> Fact:
    return {"label": label, "value": value or _("Not said yet"), "small": small, **more}


def pay_fact(listing: Listing, label: str) -> Fact:
    if listing.pay_minor is None:
        return fact(label, "")
    price = {"price": display(listing.pay_minor, listing.currency), "rate": fee_rate()}
    small = _("of %(price)s, after the %(rate)s fee") % price
    return fact(label, display(listing.student_minor, listing.currency), small, main=True)


def time_fact(listing: Listing) -> Fact:
    hours = listing.total_hours
    if not hours:
        return fact(_("Time"), "")
    value = ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    if listing.open_ended:
        value = _("%(hours)s or more") % {"hours": value}
    small = [rhythm(listing)]
    if listing.pay_minor:
        rate = display(per_hour(listing.student_minor, hours), listing.currency)
        small.append(_("%(rate)s an hour") % {"rate": rate})
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


def where_fact(listing: Listing, student: Student | None) -> Fact:
    arrangement = str(listing.get_arrangement_display())
    if listing.arrangement == Listing.Arrangement.REMOTE:
        return fact(_("Where"), arrangement, _("from wherever you are"))
    abroad = bool(student) and student is not None and is_abroad(listing, student)
    small = _("%(arrangement)s · abroad for you") if abroad else "%(arrangement)s"
    return fact(_("Where"), place(listing), small % {"arrangement": arrangement})


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


def deadline_fact(listing: Listing, *, to_student: bool = True) -> Fact:
    if not listing.apply_by:
        return fact(_("Apply by"), "")
    hear = answer_by(listing)
    small = [hour(listing.apply_by), time_left(listing.apply_by)]
    if hear and listing.apply_by > timezone.now():
        words = _("you hear by %(day)s") if to_student else _("everyone hears by %(day)s")
        small.append(words % {"day": day(hear)})
    last_day = date_format(timezone.localtime(listing.apply_by), "D j M Y")
    return fact(_("Apply by"), last_day, " · ".join(small), soon=is_soon(listing.apply_by))


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


def choosing(listing: Listing) -> str:
    """What happens after an application, in the format's clocks."""
    by = answer_by(listing)
    if by is None:
        return _("The employer reads every application and chooses.")
    return _(
        "The employer reads every application and chooses. Everyone hears by %(day)s: who has no "
        "answer by then is told that they were not chosen."
    ) % {"day": day(by)}


def paid(listing: Listing) -> str:
    days = listing.format.review_hours // 24
    return ngettext(
        "Paid in before you start. Released when your work is approved, or by itself after "
        "%(n)d day of silence.",
        "Paid in before you start. Released when your work is approved, or by itself after "
        "%(n)d days of silence.",
        days,
    ) % {"n": days}


def who(organisation: Organisation) -> str:
    """Small words under the name: Non-profit · Santarém, Portugal."""
    country = country_name(organisation.country)
    at = ", ".join(filter(None, [organisation.city, country]))
    return f"{organisation.get_type_display()} · {at}"


def day(at: date) -> str:
    """30 November, in the viewer's zone; the year when it is another one."""
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    return date_format(local, "j F" if local.year == timezone.localdate().year else "j F Y")


def money(listing: Listing, receives: str) -> list[Row]:
    """Rows for `_money.html`: what the employer pays, the fee, what is left."""
    if listing.pay_minor is None:
        return []
    currency, employer = listing.currency, {"name": listing.organisation.name}
    return [
        {"label": _("%(name)s pays") % employer, "amount": display(listing.pay_minor, currency)},
        {"label": fee_label(), "amount": f"− {display(listing.fee_minor, currency)}"},
        {"label": receives, "amount": display(listing.student_minor, currency)},
    ]


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
    return " ".join(sentences)
