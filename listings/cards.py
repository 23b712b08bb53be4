"""What a card says of a listing: every string is made here once; the template places it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Student, User
from listings.models import Listing
from marketplace.money import display
from marketplace.templatetags.ui import shape

# A deadline this near, in days, is coloured.
SOON = 3


@dataclass(frozen=True, slots=True)
class Card:
    """`pay` stands large with `pay_note` under it; `shape` is the drawing, as HTML."""

    url: str
    title: str
    by: str
    where: str
    time: str
    closes: str
    soon: bool
    pay: str
    pay_note: str
    fit: str
    shape: SafeString


def cards(listings: Iterable[Listing], viewer: object) -> list[Card]:
    """Cards for `viewer`; of a student's skills they say how many each listing uses."""
    rows = list(listings)
    student = student_of(viewer)
    used = skills_used(rows, student) if student and student.is_complete else {}
    made = []
    for row in rows:
        with local_to(row, viewer):
            made.append(card(row, viewer, student, used.get(row.pk, 0)))
    return made


def card(listing: Listing, viewer: object, student: Student | None, skills: int) -> Card:
    large, note = pay_for(listing, viewer)
    return Card(
        url=listing.get_absolute_url(),
        title=listing.title,
        by=f"{listing.organisation.name} · {listing.organisation.get_type_display()}",
        where=where(listing, student),
        time=weekly(listing),
        closes=closes(listing.apply_by) if listing.apply_by else "",
        soon=is_soon(listing.apply_by),
        pay=large,
        pay_note=note,
        fit=fit(listing, student, skills) if student and student.is_complete else "",
        shape=drawing(
            get_language(),
            listing.hours_per_week,
            listing.length_days,
            listing.total_hours,
            listing.open_ended,
        ),
    )


@lru_cache(maxsize=4096)
def drawing(
    language: str | None,
    hours_per_week: int | None,
    days: int | None,
    total: int | None,
    open_ended: bool,
) -> SafeString:
    """The shape of the work in the page's language. Many listings have the same: drawn once."""
    return render_to_string(
        "components/_shape.html", shape(hours_per_week, days, total, open_ended)
    )


@lru_cache(maxsize=4096)
def amount(language: str | None, minor: int, currency: str) -> str:
    """$648, in the page's language."""
    return display(minor, currency, cents=False)


# --- Who looks -------------------------------------------------------------


def local_to(listing: Listing, viewer: object) -> AbstractContextManager[object]:
    """The clock to read its deadline by: of who is signed in their own, else the employer's."""
    if getattr(viewer, "is_authenticated", False):
        return nullcontext()
    return timezone.override(listing.organisation.time_zone)


def student_of(viewer: object) -> Student | None:
    return getattr(viewer, "student", None)


def pays(viewer: object) -> bool:
    """Employers read what is paid; everybody else reads what the student receives."""
    return getattr(viewer, "kind", "") == User.Kind.EMPLOYER


def pay_for(listing: Listing, viewer: object) -> tuple[str, str]:
    language, currency = get_language(), listing.currency
    price = amount(language, listing.pay_minor or 0, currency)
    received = amount(language, listing.student_minor, currency)
    if pays(viewer):
        return price, _("%(amount)s to the student") % {"amount": received}
    return received, _("to you, of %(price)s") % {"price": price}


def skills_used(rows: list[Listing], student: Student) -> dict[int, int]:
    """How many of the student's skills each listing asks for, by its primary key."""
    named = Listing.skills.through.objects.filter(
        listing__in=[row.pk for row in rows], skill__in=student.skills.all()
    )
    return dict(named.values_list("listing").annotate(Count("pk")))


def fit(listing: Listing, student: Student, skills: int) -> str:
    """Uses 3 of your skills · fits your 10 h a week; empty when neither is so."""
    parts = []
    if skills:
        parts.append(
            ngettext("Uses %(n)d of your skills", "Uses %(n)d of your skills", skills)
            % {"n": skills}
        )
    if fits_the_week(listing, student):
        parts.append(_("fits your %(n)d h a week") % {"n": student.hours_per_week})
    elif listing.hours_per_week or listing.total_hours:
        parts.append(asks_more(listing, student))
    words = " · ".join(parts)
    return words[:1].upper() + words[1:]


def asks_more(listing: Listing, student: Student) -> str:
    """Asks 33 h a week; you have 10."""
    given = {"n": listing.hours_per_week or listing.total_hours, "have": student.hours_per_week}
    if listing.hours_per_week:
        return _("Asks %(n)d h a week; you have %(have)d.") % given
    return _("Asks %(n)d h within a week; you have %(have)d.") % given


def fits_the_week(listing: Listing, student: Student) -> bool:
    weekly_hours = listing.hours_per_week or listing.total_hours
    return weekly_hours is not None and weekly_hours <= student.hours_per_week


# --- Facts in words --------------------------------------------------------


def where(listing: Listing, student: Student | None = None) -> str:
    """Remote; In person · Dauin, Philippines; for a student also when it is abroad."""
    parts = [str(listing.get_arrangement_display()), place(listing)]
    if student and is_abroad(listing, student):
        parts.append(_("abroad"))
    return " · ".join(filter(None, parts))


def place(listing: Listing) -> str:
    """Santarém, Portugal; of several the first, and how many more."""
    places = list(listing.places.all())
    if len(places) < 2:
        return str(places[0]) if places else ""
    more = len(places) - 1
    return ngettext("%(place)s and %(n)d more place", "%(place)s and %(n)d more places", more) % {
        "place": places[0],
        "n": more,
    }


def is_abroad(listing: Listing, student: Student) -> bool:
    """As this student sees it: all of it is in other countries than the one they study in."""
    countries = listing.countries
    return bool(countries) and student.university.country not in countries


def weekly(listing: Listing) -> str:
    if listing.hours_per_week and (listing.length_days or 0) > 7:
        return _("%(n)d h a week") % {"n": listing.hours_per_week}
    return _("%(n)d h in all") % {"n": listing.total_hours or 0}


def days_left(at: datetime) -> int:
    """Midnights until then, where the viewer is."""
    return (timezone.localtime(at).date() - timezone.localdate()).days


def is_soon(at: datetime | None) -> bool:
    return at is not None and at > timezone.now() and days_left(at) <= SOON


def closes(at: datetime) -> str:
    """Closes today, 23:59; Closes in 2 days; Closes Fri 4 Dec."""
    if at <= timezone.now():
        return _("Closed %(day)s") % {"day": short_day(at)}
    days = days_left(at)
    if days < 2:
        hour = date_format(timezone.localtime(at), "H:i")
        words = _("Closes today, %(hour)s") if days == 0 else _("Closes tomorrow, %(hour)s")
        return words % {"hour": hour}
    if days <= SOON:
        return ngettext("Closes in %(n)d day", "Closes in %(n)d days", days) % {"n": days}
    return _("Closes %(day)s") % {"day": short_day(at)}


def short_day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "D j M")
