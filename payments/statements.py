"""A year of somebody's money, and the months of the platform's. Reads only; minor units.

Years and months are those of the books (`settings.BOOKS_TIME_ZONE`), so that everybody's are the
same; so are the days beside each amount.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Milestone, Placement
from payments import calendar, ledger, overview, sponsors
from payments.models import Chargeback, Entry, Funding, LedgerAccount, Payout, Refund

Kind = LedgerAccount.Kind


def year_of(asked: str, years: list[int]) -> int:
    """Which of `years` is asked for; the latest for what is none of them."""
    return next((each for each in years if str(each) == asked), years[0])


def _years(*moments: QuerySet[Any, datetime]) -> list[int]:
    """The latest first; this one is always among them."""
    found = {calendar.day_of(each).year for rows in moments for each in rows}
    return sorted(found | {calendar.today().year}, reverse=True)


# --- A student ---


@dataclass
class Earned:
    """Of one currency in one year: what was sent, and in how many payouts."""

    currency: str
    sent: int = 0
    payouts: int = 0


def student_years(user: User) -> list[int]:
    sent = Payout.objects.of_student(user).filter(sent_at__isnull=False).order_by()
    return _years(sent.datetimes("sent_at", "year", tzinfo=calendar.zone()))


def student_rows(user: User, year: int) -> QuerySet[Any]:
    """What was sent in that year: the first first."""
    begins, ends = calendar.bounds(year)
    rows = Payout.objects.of_student(user).for_pages().with_received()
    return rows.filter(sent_at__gte=begins, sent_at__lt=ends).order_by("sent_at", "pk")


def earned(rows: QuerySet[Any]) -> list[Earned]:
    sums: dict[str, Earned] = {}
    for payout in rows:
        each = sums.setdefault(payout.currency, Earned(payout.currency))
        each.sent += payout.received_minor
        each.payouts += 1
    return sorted(sums.values(), key=lambda each: each.currency)


# --- An employer ---


@dataclass
class Movement:
    """Something paid, or something that went back: `minor` is negative then."""

    at: datetime
    what: str
    minor: int
    funding: Funding
    said: str
    paper: Any = None
    in_currency: str = ""

    @property
    def currency(self) -> str:
        return self.in_currency or self.funding.currency

    @property
    def amount(self) -> int:
        return abs(self.minor)


@dataclass
class Spent:
    """Of one currency in one year; `held` is now."""

    currency: str
    paid: int = 0
    back: int = 0
    held: int = 0

    @property
    def net(self) -> int:
        return self.paid - self.back


def employer_years(user: User) -> list[int]:
    paid = Funding.objects.for_employer(user).filter(paid_at__isnull=False).order_by()
    back = Refund.objects.filter(funding__organisation__memberships__user=user).order_by()
    zone = calendar.zone()
    return _years(
        paid.datetimes("paid_at", "year", tzinfo=zone),
        back.datetimes("created_at", "year", tzinfo=zone),
    )


def movements(user: User, year: int) -> list[Movement]:
    """What was paid and what went back in that year: the first first."""
    begins, ends = calendar.bounds(year)
    paid = (
        Funding.objects.for_employer(user)
        .filter(status=Funding.Status.SUCCEEDED, paid_at__gte=begins, paid_at__lt=ends)
        .for_pages()
        .prefetch_related("papers")
    )
    back = (
        Refund.objects.filter(
            funding__organisation__memberships__user=user,
            created_at__gte=begins,
            created_at__lt=ends,
        )
        .exclude(status=Refund.Status.FAILED)
        .select_related(
            "paper",
            "funding__milestone__placement__listing",
            "funding__milestone__placement__student__user",
            "funding__milestone__placement__offer__application",
        )
    )
    taken = Chargeback.objects.filter(
        funding__organisation__memberships__user=user, opened_at__gte=begins, opened_at__lt=ends
    ).not_won()
    rows = [_payment(each) for each in paid] + [_refund(each) for each in back]
    rows += [_taken_back(each) for each in taken.for_pages()]
    return sorted(rows, key=lambda row: row.at)


def _payment(funding: Funding) -> Movement:
    assert funding.paid_at is not None
    invoice = next((each for each in funding.papers.all() if each.kind == "invoice"), None)
    said = funding.get_problem_display() if funding.problem else ""
    came, currency = ledger.came(funding)
    return Movement(funding.paid_at, _("Paid"), came, funding, said, invoice, currency)


def _refund(refund: Refund) -> Movement:
    said = str(refund.get_why_display())
    paper = getattr(refund, "paper", None)
    what = str(refund.get_status_display())
    return Movement(refund.created_at, what, -refund.amount_minor, refund.funding, said, paper)


def _taken_back(row: Chargeback) -> Movement:
    lost = row.status == Chargeback.Status.LOST
    minor = row.lost_minor if lost else row.amount_minor
    what, said = _("Taken back by your bank"), "" if lost else _("The bank has not decided yet")
    return Movement(row.opened_at, what, -minor, row.funding, said)


def spent(user: User, rows: list[Movement]) -> list[Spent]:
    sums: dict[str, Spent] = {}
    for row in rows:
        each = sums.setdefault(row.currency, Spent(row.currency))
        if row.minor > 0:
            each.paid += row.minor
        else:
            each.back -= row.minor
    held = Milestone.objects.filter(
        placement__in=Placement.objects.for_employer(user), status__in=overview.HELD
    )
    given = sponsors.of_employer(user).held
    for currency, minor in held.order_by().values_list("currency").annotate(Sum("amount_minor")):
        sums.setdefault(currency, Spent(currency)).held = minor - given.get(currency, 0)
    return sorted(sums.values(), key=lambda each: each.currency)


# --- The platform ---


@dataclass
class Month:
    """Of one currency: what moved in the month, and what there was at its end."""

    month: date
    currency: str
    paid_in: int = 0
    paid_out: int = 0
    back: int = 0
    taken: int = 0
    fees: int = 0
    costs: int = 0
    lost: int = 0
    held: int = 0
    owed: int = 0

    @property
    def kept(self) -> int:
        """What is ours of the month."""
        return self.fees - self.costs - self.lost


HELD = (Kind.HOLD, Kind.KEPT, Kind.SUSPENSE, Kind.BUDGET, Kind.RESERVED)
OWED = (Kind.PAYEE_PAYABLE, Kind.REFUND_PAYABLE)


def months(currency: str) -> list[Month]:
    """Every month in which something was booked: the latest first."""
    rows = (
        Entry.objects.filter(currency=currency)
        .annotate(month=TruncMonth("journal__created_at", tzinfo=calendar.zone()))
        .order_by("month")
        .values_list("month", "journal__kind", "account__kind")
        .annotate(
            debits=Sum("amount", filter=Q(amount__gt=0), default=0),
            credits=Sum("amount", filter=Q(amount__lt=0), default=0),
        )
    )
    by_month: dict[date, list[tuple[str, str, int, int]]] = defaultdict(list)
    for month, journal, account, debits, credits in rows:
        by_month[month.date()].append((journal, account, debits, -credits))
    held = owed = 0
    found = []
    for day, moves in by_month.items():
        month = Month(day, currency)
        for journal, account, debits, credits in moves:
            _count(month, journal, account, debits, credits)
            held += (credits - debits) if account in HELD else 0
            owed += (credits - debits) if account in OWED else 0
        month.held, month.owed = held, owed
        found.append(month)
    return found[::-1]


def _count(month: Month, journal: str, account: str, debits: int, credits: int) -> None:
    if account == Kind.PLATFORM_FEE:
        month.fees += credits - debits
    elif account == Kind.STRIPE_FEE:
        month.costs += debits - credits
    elif account == Kind.LOSS:
        month.lost += debits - credits
    elif account == Kind.DISPUTE_SUSPENSE and journal == "chargeback":
        month.taken += debits - credits
    elif journal in ("fund", "topup") and account in (Kind.STRIPE_BALANCE, Kind.BANK):
        month.paid_in += debits
    elif journal == "transfer" and account in (Kind.STRIPE_BALANCE, Kind.BANK):
        month.paid_out += credits
    elif journal in ("refunded", "refundfail") and account == Kind.STRIPE_BALANCE:
        month.back += credits - debits


def currencies() -> list[str]:
    """In which something was ever booked."""
    rows = LedgerAccount.objects.order_by("currency").values_list("currency", flat=True)
    return list(rows.distinct())
