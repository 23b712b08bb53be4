"""A university's posting policy, rule by rule: whether a listing keeps to it, and why not.

Nothing here decides: `listings.actions.deciding` asks before it approves, and the page on which
staff read a listing shows every rule beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import University
from accounts.places import country_name
from listings.models import Direction, ExchangeRate, Listing, Policy
from marketplace.money import converted, display, for_all, per_hour

Risk = Policy.Risk
RISKS = [Risk.LOW, Risk.MEDIUM, Risk.HIGH]
WEEK = 7


@dataclass(frozen=True)
class Rulebook:
    """A policy with all that its rules ask of: of one that is stored, or of one being written.

    `country` is the university's, ISO 3166; `terms` are first and last days; `rates` are units of
    a currency for a US dollar.
    """

    policy: Policy
    country: str
    formats_refused: frozenset[int]
    terms: tuple[tuple[date, date], ...]
    rates: Mapping[str, Decimal]


@dataclass(frozen=True)
class Check:
    """One rule of the policy for one listing: `why` says what it asks, or what is against it."""

    key: str
    label: str
    passed: bool
    why: str


def current(university: University) -> Policy:
    """The newest version, or the one of who has never written one: it allows everything."""
    found = Policy.objects.whole().filter(university=university).order_by("-version").first()
    return found or Policy(university=university, version=0)


def rulebook(policy: Policy) -> Rulebook:
    """Of a stored policy."""
    stored = policy.pk is not None
    return Rulebook(
        policy,
        policy.university.country,
        frozenset(each.pk for each in policy.formats_refused.all()) if stored else frozenset(),
        tuple((each.starts, each.ends) for each in policy.terms.all()) if stored else (),
        rates() if policy.least_per_hour else {},
    )


def rates() -> dict[str, Decimal]:
    """The latest of each currency."""
    rows = ExchangeRate.objects.order_by("currency", "-on_date").distinct("currency")
    return dict(rows.values_list("currency", "per_usd"))


def checks(listing: Listing, book: Rulebook) -> list[Check]:
    """Every rule, in the order of the page. Asks nothing of the database that a page of listings
    with format, organisation and places has not fetched."""
    return [
        Check(key, str(LABELS[key]), why is None, why or str(KEPT[key]))
        for key, rule in RULES.items()
        for why in [rule(listing, book)]
    ]


def against(listing: Listing, book: Rulebook) -> list[Check]:
    """The rules that it breaks."""
    return [check for check in checks(listing, book) if not check.passed]


def hits(listings: Iterable[Listing], book: Rulebook) -> dict[int, list[Check]]:
    """Of those that break some rule, by key, which."""
    found = {listing.pk: against(listing, book) for listing in listings}
    return {pk: broken for pk, broken in found.items() if broken}


# --- The rules: None where the listing keeps to it, else why not ------------


def unpaid(listing: Listing, book: Rulebook) -> str | None:
    if book.policy.unpaid or listing.direction != Direction.SIMULATION:
        return None
    return _("Nobody is paid for it.")


def expenses_only(listing: Listing, book: Rulebook) -> str | None:
    if book.policy.expenses_only or listing.direction != Direction.EXPENSES:
        return None
    return _("It pays expenses, and nothing for the work.")


def student_pays(listing: Listing, book: Rulebook) -> str | None:
    if book.policy.student_pays or listing.direction != Direction.STUDENT_PAYS:
        return None
    fee = display(listing.programme_fee_minor or 0, listing.currency)
    return _("The student pays %(fee)s.") % {"fee": fee}


def third_parties_abroad(listing: Listing, book: Rulebook) -> str | None:
    """A programme that comes with more than the work, at a place in another country."""
    if book.policy.third_parties_abroad or not listing.format.uses:
        return None
    if not (there := abroad(listing, book)):
        return None
    words = {"name": listing.organisation.name, "country": names(there)}
    return _("%(name)s runs it in %(country)s.") % words


def contractors(listing: Listing, book: Rulebook) -> str | None:
    if book.policy.contractors or listing.direction != Direction.PAID:
        return None
    return _("The organisation pays the student, and does not employ them.")


def pay(listing: Listing, book: Rulebook) -> str | None:
    """Paid work only: what pays nothing has rules of its own."""
    least, currency = book.policy.least_per_hour, book.policy.currency
    if not least or listing.direction != Direction.PAID or not listing.total_hours:
        return None
    worth = converted(listing.pay_minor or 0, listing.currency, currency, book.rates)
    if worth is None:
        return _("We know no rate from %(currency)s.") % {"currency": listing.currency}
    if worth >= for_all(least, listing.total_hours):
        return None
    rate = display(per_hour(worth, listing.total_hours), currency)
    words = {"rate": rate, "least": display(least, currency)}
    return _("It pays %(rate)s an hour; you ask for %(least)s.") % words


def hours(listing: Listing, book: Rulebook) -> str | None:
    most = book.policy.most_hours_per_week
    weekly = weekly_hours(listing)
    if not most or weekly <= most or not in_term(listing, book):
        return None
    words = {"n": weekly, "most": most}
    return _("%(n)d hours a week in term; you allow %(most)d.") % words


def risk(listing: Listing, book: Rulebook) -> str | None:
    level = risk_of(listing, book)
    if RISKS.index(level) <= RISKS.index(Risk(book.policy.most_risk)):
        return None
    if level == Risk.HIGH:
        return _("The work is abroad: %(country)s.") % {"country": names(abroad(listing, book))}
    return _("The work is at a place, not remote.")


def formats(listing: Listing, book: Rulebook) -> str | None:
    if listing.format_id not in book.formats_refused:
        return None
    return _("You do not offer the format “%(name)s”.") % {"name": listing.format.name}


def countries(listing: Listing, book: Rulebook) -> str | None:
    """Of work at a place; remote work is in none."""
    named = set(book.policy.countries)
    rule = book.policy.countries_are
    if rule == Policy.Countries.ONLY:
        wrong = [code for code in places(listing) if code not in named]
    elif rule == Policy.Countries.NOT:
        wrong = [code for code in places(listing) if code in named]
    else:
        return None
    return _("The work is in %(country)s.") % {"country": names(wrong)} if wrong else None


RULES: dict[str, Callable[[Listing, Rulebook], str | None]] = {
    "unpaid": unpaid,
    "expenses_only": expenses_only,
    "student_pays": student_pays,
    "third_parties": third_parties_abroad,
    "contractors": contractors,
    "pay": pay,
    "hours": hours,
    "risk": risk,
    "formats": formats,
    "countries": countries,
}
LABELS = {
    "unpaid": gettext_lazy("Unpaid work"),
    "expenses_only": gettext_lazy("Expenses only"),
    "student_pays": gettext_lazy("Student pays"),
    "third_parties": gettext_lazy("Third parties abroad"),
    "contractors": gettext_lazy("Contractors"),
    "pay": gettext_lazy("Pay per hour"),
    "hours": gettext_lazy("Hours a week in term"),
    "risk": gettext_lazy("Risk"),
    "formats": gettext_lazy("Format"),
    "countries": gettext_lazy("Country of work"),
}
KEPT = {
    "unpaid": gettext_lazy("It is no unpaid simulation, or you allow these."),
    "expenses_only": gettext_lazy("It pays more than expenses, or you allow that."),
    "student_pays": gettext_lazy("The student pays nothing, or you allow that."),
    "third_parties": gettext_lazy("It is no provider’s programme abroad, or you allow these."),
    "contractors": gettext_lazy("No pay without employment, or you allow that."),
    "pay": gettext_lazy("It pays at least what you ask for."),
    "hours": gettext_lazy("It asks for no more hours than you allow."),
    "risk": gettext_lazy("No higher than you allow."),
    "formats": gettext_lazy("You offer this format."),
    "countries": gettext_lazy("Work may be there."),
}


# --- What they ask of -------------------------------------------------------


def places(listing: Listing) -> list[str]:
    return [] if listing.arrangement == Listing.Arrangement.REMOTE else listing.countries


def abroad(listing: Listing, book: Rulebook) -> list[str]:
    """Countries of the work other than the university's."""
    return [code for code in places(listing) if code != book.country]


def names(codes: Iterable[str]) -> str:
    return get_text_list([country_name(code) for code in codes], _("and"))


def risk_of(listing: Listing, book: Rulebook) -> Policy.Risk:
    """By where the student has to be."""
    if abroad(listing, book):
        return Risk.HIGH
    return Risk.LOW if listing.arrangement == Listing.Arrangement.REMOTE else Risk.MEDIUM


def weekly_hours(listing: Listing) -> int:
    """Where it takes a week or less, those in all: they are done in one."""
    total = listing.total_hours or 0
    if listing.length_days and listing.length_days <= WEEK:
        return total
    return listing.hours_per_week or 0


def in_term(listing: Listing, book: Rulebook) -> bool:
    """Whether some of the work may fall into a term; without terms the whole year is one.

    From the earliest start to the end after the latest one.
    """
    if not book.terms:
        return True
    first = listing.starts_from or timezone.localdate()
    last = max(listing.starts_by or first, first) + timedelta(days=listing.length_days or 0)
    if listing.open_ended:
        last = date.max
    return any(starts <= last and first <= ends for starts, ends in book.terms)
