"""The ledger, read by our finance staff. Reads only; amounts in minor units, debits positive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.models import Entry, Journal, LedgerAccount

Kind = LedgerAccount.Kind

# As an owner reads it: what there is is what others are owed and what was earned.
HAVE = (Kind.STRIPE_BALANCE, Kind.BANK, Kind.RECOVERY_RECEIVABLE, Kind.DISPUTE_SUSPENSE, Kind.FX)
OWE = (
    Kind.HOLD,
    Kind.KEPT,
    Kind.BUDGET,
    Kind.RESERVED,
    Kind.PAYEE_PAYABLE,
    Kind.REFUND_PAYABLE,
    Kind.SUSPENSE,
)
KINDS = {
    "fund": gettext_lazy("Payment received"),
    "fee": gettext_lazy("Stripe’s fee"),
    "release": gettext_lazy("Work approved"),
    "transfer": gettext_lazy("Paid out"),
    "refund": gettext_lazy("Refund asked for"),
    "refunded": gettext_lazy("Refund made"),
    "refundfail": gettext_lazy("Refund came back"),
    "keep": gettext_lazy("Kept for the next student"),
    "use": gettext_lazy("Kept money used"),
    "chargeback": gettext_lazy("Taken back by the payer’s bank, or given back"),
    "lost": gettext_lazy("Chargeback lost"),
    "cover": gettext_lazy("Loss made up for by what was held"),
    "fx": gettext_lazy("Put on our balance in another currency"),
    "correct": gettext_lazy("Payment corrected after it was paid out"),
    "reversal": gettext_lazy("Taken back from a student"),
    "giveup": gettext_lazy("Given up to take back"),
    "booked": gettext_lazy("Booked by Stripe itself"),
    "closed": gettext_lazy("Written down when a difference was closed"),
    "topup": gettext_lazy("Paid into a budget"),
    "reserve": gettext_lazy("Reserved of a budget"),
    "sponsor": gettext_lazy("Held of a budget"),
    "free": gettext_lazy("Not needed, back in the budget"),
    "unspent": gettext_lazy("Gone back to the budget"),
    "return": gettext_lazy("To go back to a university"),
    "returned": gettext_lazy("Sent back to a university"),
    "keptin": gettext_lazy("Kept in the budget after all"),
    "apart": gettext_lazy("Taken out of a budget for a chargeback"),
    "stands": gettext_lazy("Back in the budget: the payment stands"),
}
AT_ONCE = 50


def kind_label(kind: str) -> str:
    """What happened, in words; the key's own word for what is not in the list."""
    return str(KINDS.get(kind, kind))


def end_of(day: date) -> datetime:
    """The first moment after `day`, in the reader's zone."""
    zone = timezone.get_current_timezone()
    return datetime.combine(day + timedelta(days=1), time(), zone)


# --- Balances ---


@dataclass(frozen=True)
class Balance:
    """All accounts of one kind and currency. `debits` and `credits` are not negative."""

    kind: str
    currency: str
    debits: int
    credits: int
    accounts: int
    only: int | None

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def slug(self) -> str:
        return f"{self.kind}-{self.currency}"

    @property
    def net(self) -> int:
        return self.debits - self.credits

    @property
    def as_read(self) -> int:
        """What there is, is owed, or was earned: positive where that is so."""
        return self.net if self.kind in HAVE else -self.net


@dataclass(frozen=True)
class Sheet:
    """The trial balance of one currency."""

    currency: str
    rows: list[Balance]

    @property
    def debits(self) -> int:
        return sum(row.debits for row in self.rows)

    @property
    def credits(self) -> int:
        return sum(row.credits for row in self.rows)

    @property
    def off(self) -> int:
        return self.debits - self.credits

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The rows as an owner reads them, with the sum of each group."""
        result = [row for row in self.rows if row.kind not in (*HAVE, *OWE)]
        parts = [
            (_("What we have"), [row for row in self.rows if row.kind in HAVE]),
            (_("What we owe"), [row for row in self.rows if row.kind in OWE]),
            (_("What we earned, less costs"), result),
        ]
        return [
            {"label": label, "rows": rows, "sum": sum(row.as_read for row in rows)}
            for label, rows in parts
            if rows
        ]


def sheets(on: date | None = None) -> list[Sheet]:
    """The trial balance of each currency, now or at the end of the day `on`."""
    entries = Entry.objects.all()
    if on is not None:
        entries = entries.filter(journal__created_at__lt=end_of(on))
    found = (
        entries.values("account__kind", "currency")
        .order_by("currency", "account__kind")
        .annotate(
            debits=Coalesce(Sum("amount", filter=Q(amount__gt=0)), 0),
            credits=-Coalesce(Sum("amount", filter=Q(amount__lt=0)), 0),
            accounts=Count("account", distinct=True),
            one=Min("account"),
        )
    )
    by_currency: dict[str, list[Balance]] = {}
    for row in found:
        only = row["one"] if row["accounts"] == 1 else None
        balance = Balance(
            row["account__kind"],
            row["currency"],
            row["debits"],
            row["credits"],
            row["accounts"],
            only,
        )
        by_currency.setdefault(balance.currency, []).append(balance)
    order = [str(kind) for kind in (*HAVE, *OWE)]
    return [
        Sheet(
            currency,
            sorted(rows, key=lambda row: order.index(row.kind) if row.kind in order else 99),
        )
        for currency, rows in by_currency.items()
    ]


# --- Accounts ---


def accounts(kind: str, currency: str, *, empty: bool = False) -> QuerySet[LedgerAccount]:
    """The latest first, with `total`; those that are at nothing only when asked for."""
    rows = (
        LedgerAccount.objects.filter(kind=kind, currency=currency)
        .select_related("milestone__placement__listing", "user", "funding", "budget__university")
        .order_by("-pk")
    )
    if kind in LedgerAccount.GUARDED and not empty:
        rows = rows.exclude(balance=0)
    return rows


def whose(account: LedgerAccount) -> str:
    """What tells this account from the others of its kind."""
    placement = account.milestone.placement if account.milestone else None
    said = [
        account.user.name if account.user else "",
        f"{placement.listing.title}: {account.milestone}" if placement else "",
        account.funding.reference if account.funding else "",
        f"{account.budget.university}: {account.budget}" if account.budget else "",
    ]
    return " · ".join(each for each in said if each) or _("all of it")


@dataclass(frozen=True)
class Line:
    """An entry with what its account was at after it."""

    entry: Entry
    after: int


def latest_lines(account: LedgerAccount, before: int | None) -> tuple[list[Line], int | None]:
    """A page of entries, the latest first, and where the next one begins."""
    rows = account.entries.select_related("journal").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: AT_ONCE + 1])
    shown = found[:AT_ONCE]
    if not shown:
        return [], None
    upto = account.entries.filter(pk__lte=shown[0].pk)
    after: int = upto.aggregate(sum=Sum("amount"))["sum"] or 0
    lines = []
    for entry in shown:
        lines.append(Line(entry, after))
        after -= entry.amount
    return lines, shown[-1].pk if len(found) > AT_ONCE else None


def all_lines(account: LedgerAccount) -> Iterator[Line]:
    """Every entry from the first on, for a file."""
    after = 0
    for entry in account.entries.select_related("journal").order_by("pk").iterator(500):
        after += entry.amount
        yield Line(entry, after)


# --- Journals ---


def journals(asked: dict[str, Any]) -> QuerySet[Journal]:
    """The latest first, of what a `JournalsForm` says."""
    rows = Journal.objects.order_by("-pk")
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if asked.get("account"):
        rows = rows.filter(pk__in=Entry.objects.filter(account=asked["account"]).values("journal"))
    if asked.get("milestone"):
        about = Entry.objects.filter(
            Q(account__milestone=asked["milestone"])
            | Q(account__funding__milestone=asked["milestone"])
        )
        rows = rows.filter(pk__in=about.values("journal"))
    if asked.get("since"):
        rows = rows.filter(created_at__gte=end_of(asked["since"] - timedelta(days=1)))
    if asked.get("until"):
        rows = rows.filter(created_at__lt=end_of(asked["until"]))
    return rows


def moved(entries: Iterable[Entry]) -> list[tuple[int, str]]:
    """What a journal moves in each currency: the sum of its debits."""
    sums: dict[str, int] = {}
    for entry in entries:
        if entry.amount > 0:
            sums[entry.currency] = sums.get(entry.currency, 0) + entry.amount
    return [(minor, currency) for currency, minor in sums.items()]
