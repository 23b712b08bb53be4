"""What a card says of a listing: every string is made here once; the template places it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Count
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Organisation, Student, User
from listings.models import Direction, Listing
from listings.rows import Row, row_of
from marketplace.fragments import remembered
from marketplace.money import display
from marketplace.templatetags.ui import shape

# What a template may show of a card.
SHOWN = ["url", "title", "by", "where", "time", "closes", "soon", "pay", "pay_note", "fit", "shape"]
SHOWN += ["new", "slug"]
# A deadline this near, in days, is coloured.
SOON = 3


@dataclass(frozen=True)
class Card:
    """`pay` stands large with `pay_note` under it; `shape` is the drawing, as HTML.

    `new`: published since the viewer's last visit.
    """

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
    new: bool = False

    @cached_property
    def html(self) -> SafeString:
        """Drawn once for all who are shown the same."""
        return remembered("listings/_card.html", {}, self._holes())

    @cached_property
    def with_tick(self) -> SafeString:
        """The same with a box, of the form `compare`."""
        return remembered("listings/_card.html", {"tick": True}, self._holes())

    def _holes(self) -> dict[str, object]:
        """Every card is the same but for its words: the template is drawn once for each kind."""
        return {f"card.{name}": getattr(self, name) for name in SHOWN}

    @property
    def slug(self) -> str:
        return self.url.rstrip("/").rpartition("/")[2]


def cards(listings: Iterable[Listing], viewer: object) -> list[Card]:
    """Cards for `viewer`; of a student's skills they say how many each listing uses."""
    rows = list(listings)
    student = student_of(viewer)
    used = skills_used(rows, student) if student and student.is_complete else {}
    draw = _drawing_for(viewer, student)
    return [draw(row_of(row), used.get(row.pk, 0)) for row in rows]


def cards_of(rows: list[Row], viewer: object) -> list[Card]:
    """The same of rows, which bring their skills."""
    student = student_of(viewer)
    mine = skills_of(student) if student and student.is_complete and rows else set()
    draw = _drawing_for(viewer, student)
    return [draw(row, len(mine.intersection(row.skills))) for row in rows]


def _drawing_for(viewer: object, student: Student | None) -> Callable[[Row, int], Card]:
    """Of a row, and how many of the student's skills it uses, the card this viewer is shown."""
    language, employer, now = get_language() or "", pays(viewer), timezone.now()
    signed_in = getattr(viewer, "is_authenticated", False)
    own_zone = timezone.get_current_timezone_name() if signed_in else ""
    complete = student is not None and student.is_complete

    def draw(row: Row, skills: int) -> Card:
        zone = own_zone or row.time_zone
        return _card(
            row,
            language,
            employer,
            zone,
            today_in(zone, now),
            row.apply_by is not None and row.apply_by <= now,
            fit(row, student, skills) if student and complete else "",
            student is not None and away(row.countries, student),
            is_new(row, student),
        )

    return draw


@lru_cache(maxsize=32_768)
def _card(
    row: Row,
    language: str,
    employer: bool,
    zone: str,
    today: date,
    passed: bool,
    fit: str,
    abroad: bool,
    new: bool,
) -> Card:
    """Many people are shown the same: its words are found once, as long as they stay true."""
    large, note = prices(row, employer)
    closing, soon = "", False
    if row.apply_by:
        local = _local(row.apply_by, zone)
        days = (local.date() - today).days
        closing, soon = _closing(language, local, days, passed), not passed and days <= SOON
    shape = drawing(language, row.hours_per_week, row.length_days, row.total_hours, row.open_ended)
    return Card(
        url=address(row.slug),
        title=row.title,
        by=f"{row.organisation} · {type_name(language, row.organisation_type)}",
        where=in_line(row.arrangement, several(row.place, row.n_places), abroad),
        time=_weekly(language, row.hours_per_week, row.length_days, row.total_hours),
        closes=closing,
        soon=soon,
        pay=large,
        pay_note=note,
        fit=fit,
        shape=shape,
        new=new,
    )


def today_in(zone: str, now: datetime) -> date:
    return _local(now, zone).date()


def _local(at: datetime, zone: str) -> datetime:
    try:
        return at.astimezone(_zone(zone))
    except (ZoneInfoNotFoundError, ValueError):  # an offset without a name
        return timezone.localtime(at)


# Python keeps eight of them.
_zone = cache(ZoneInfo)


@cache
def _detail() -> str:
    return reverse("listings:detail", args=["slug"]).removesuffix("slug/")


def address(slug: str) -> str:
    return f"{_detail()}{slug}/"


@cache
def type_name(language: str, type: str) -> str:
    return str(dict(Organisation.Type.choices).get(type, type))


@cache
def arrangement_name(language: str, arrangement: str) -> str:
    return str(dict(Listing.Arrangement.choices).get(arrangement, arrangement))


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
    return prices(listing, pays(viewer))


def money_in_a_line(listing: Listing) -> str:
    """For a visitor, without a card: $648 to the student; $200 for expenses only, no pay."""
    large, note = prices(listing, employer=False)
    if listing.direction == Direction.PAID:
        return _("%(amount)s to the student") % {"amount": large}
    return f"{large} {note}"


def prices(listing: Listing | Row, employer: bool) -> tuple[str, str]:
    """What stands large, and the line under it: which way the money goes is in its words."""
    language, currency = get_language(), listing.currency
    if listing.direction == Direction.SIMULATION:
        return _("Unpaid"), _("an exercise at your own pace")
    if listing.direction == Direction.STUDENT_PAYS:
        fee = amount(language, listing.programme_fee_minor or 0, currency)
        return fee, _("each student pays you") if employer else _("you pay, for the programme")
    price = amount(language, listing.pay_minor or 0, currency)
    received = amount(language, listing.student_minor, currency)
    if listing.direction == Direction.EXPENSES:
        note = _("%(amount)s to the student, for expenses only") % {"amount": received}
        return (price, note) if employer else (received, _("for expenses only, no pay"))
    if employer:
        return price, _("%(amount)s to the student") % {"amount": received}
    return received, _("to you, of %(price)s") % {"price": price}


def is_new(row: Row, student: Student | None) -> bool:
    """Published since this student's last visit."""
    before = student and student.last_visit
    return bool(before and row.published_at and row.published_at > before)


def skills_of(student: Student) -> set[int]:
    """Read with the student by `listings.viewers`, else now."""
    known = getattr(student, "skill_ids", None)
    if known is None:
        named = student.skills.through.objects.filter(student=student)
        known = named.values_list("skill", flat=True)
    return set(known)


def skills_used(rows: list[Listing], student: Student) -> dict[int, int]:
    """How many of the student's skills each listing asks for, by its primary key."""
    named = Listing.skills.through.objects.filter(
        listing__in=[row.pk for row in rows], skill__in=student.skills.all()
    )
    return dict(named.values_list("listing").annotate(Count("pk")))


def fit(listing: Listing | Row, student: Student, skills: int) -> str:
    """Uses 3 of your skills · fits your 10 h a week; empty when neither is so."""
    weekly, total = listing.hours_per_week, listing.total_hours
    return _fit(get_language() or "", skills, weekly, total, student.hours_per_week)


@lru_cache(maxsize=4096)
def _fit(language: str, skills: int, weekly: int | None, total: int | None, have: int) -> str:
    parts = []
    if skills:
        parts.append(
            ngettext("Uses %(n)d of your skills", "Uses %(n)d of your skills", skills)
            % {"n": skills}
        )
    hours = weekly or total
    if hours is not None and hours <= have:
        parts.append(_("fits your %(n)d h a week") % {"n": have})
    elif hours:
        parts.append(_asks_more(hours, have, weekly=bool(weekly)))
    words = " · ".join(parts)
    return words[:1].upper() + words[1:]


def asks_more(listing: Listing | Row, student: Student) -> str:
    """Asks 33 h a week; you have 10."""
    hours = listing.hours_per_week or listing.total_hours or 0
    words = _asks_more(hours, student.hours_per_week, weekly=bool(listing.hours_per_week))
    return f"{words[:1].upper()}{words[1:]}."


def _asks_more(hours: int, have: int, *, weekly: bool) -> str:
    given = {"n": hours, "have": have}
    if weekly:
        return _("asks %(n)d h a week; you have %(have)d") % given
    return _("asks %(n)d h within a week; you have %(have)d") % given


# --- Facts in words --------------------------------------------------------


def where(listing: Listing, student: Student | None = None) -> str:
    """Remote; In person · Dauin, Philippines; for a student also when it is abroad."""
    abroad = student is not None and is_abroad(listing, student)
    return in_line(listing.arrangement, place(listing), abroad)


def in_line(arrangement: str, place: str, abroad: bool) -> str:
    parts = [arrangement_name(get_language() or "", arrangement), place]
    return " · ".join(filter(None, [*parts, _("abroad") if abroad else ""]))


def place(listing: Listing) -> str:
    places = list(listing.places.all())
    return several(str(places[0]), len(places)) if places else ""


def several(first: str, n: int) -> str:
    """Santarém, Portugal; of several the first, and how many more."""
    if n < 2:
        return first
    words = ngettext("%(place)s and %(n)d more place", "%(place)s and %(n)d more places", n - 1)
    return words % {"place": first, "n": n - 1}


def is_abroad(listing: Listing, student: Student) -> bool:
    return away(listing.countries, student)


def away(countries: Sequence[str], student: Student) -> bool:
    """As this student sees it: all of it is in other countries than the one they study in."""
    return bool(countries) and student.university.country not in countries


def weekly(listing: Listing) -> str:
    language = get_language() or ""
    return _weekly(language, listing.hours_per_week, listing.length_days, listing.total_hours)


@lru_cache(maxsize=4096)
def _weekly(language: str, weekly: int | None, days: int | None, total: int | None) -> str:
    if weekly and (days or 0) > 7:
        return _("%(n)d h a week") % {"n": weekly}
    return _("%(n)d h in all") % {"n": total or 0}


def days_left(at: datetime) -> int:
    """Midnights until then, where the viewer is."""
    return (timezone.localtime(at).date() - timezone.localdate()).days


def is_soon(at: datetime | None) -> bool:
    return at is not None and at > timezone.now() and days_left(at) <= SOON


def closes(at: datetime) -> str:
    """Closes today, 23:59; Closes in 2 days; Closes Fri 4 Dec."""
    passed = at <= timezone.now()
    return _closing(get_language() or "", timezone.localtime(at), days_left(at), passed)


def _closing(language: str, local: datetime, days: int, passed: bool) -> str:
    hour = f"{local:%H:%M}" if days < 2 else ""
    return _closes(language, local.date(), hour, min(days, SOON + 1), passed)


@lru_cache(maxsize=8192)
def _closes(language: str, day: date, hour: str, days: int, passed: bool) -> str:
    named = {"day": date_format(day, "D j M")}
    if passed:
        return _("Closed %(day)s") % named
    if days < 2:
        words = _("Closes today, %(hour)s") if days == 0 else _("Closes tomorrow, %(hour)s")
        return words % {"hour": hour}
    if days <= SOON:
        return ngettext("Closes in %(n)d day", "Closes in %(n)d days", days) % {"n": days}
    return _("Closes %(day)s") % named
