"""The same as the pages of the ledger, as files. Moments are UTC, amounts in the major unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import SignedInRequest, platform_or_404
from payments import books
from payments.forms import BalancesForm, JournalsForm
from payments.models import Entry, LedgerAccount
from payments.views.ledger import kinds, of_kind
from payments.views.tables import Cell, amount, as_csv


def at(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def sides(minor: int, currency: str) -> list[Cell]:
    """Debit and credit: one of them is empty."""
    said = amount(abs(minor), currency)
    return [said, None] if minor > 0 else [None, said]


@require_safe
@platform_or_404
def balances(request: SignedInRequest) -> HttpResponseBase:
    form = BalancesForm(request.GET or None)
    if not form.is_valid() and form.errors:
        raise Http404
    on = form.cleaned_data["on"] if form.is_bound else None
    head = [_("Account"), _("Currency"), _("Debits"), _("Credits"), _("Balance"), _("Accounts")]
    rows: list[list[Cell]] = [
        [
            row.label,
            row.currency,
            amount(row.debits, row.currency),
            amount(row.credits, row.currency),
            amount(row.net, row.currency),
            row.accounts,
        ]
        for sheet in books.sheets(on)
        for row in sheet.rows
    ]
    return as_csv(f"balances-{on or timezone.localdate()}", head, rows)


@require_safe
@platform_or_404
def accounts(request: SignedInRequest, of: str) -> HttpResponseBase:
    rows = books.accounts(*of_kind(of), empty="empty" in request.GET)
    head = [_("Account number"), _("Whose"), _("Currency"), _("Balance")]

    def lines() -> Iterator[list[Cell]]:
        for row in rows.iterator(500):
            # Nobody keeps a balance of the others: the file of each says it.
            balance = amount(row.balance, row.currency) if row.guarded else None
            yield [row.pk, books.whose(row), row.currency, balance]

    return as_csv(f"accounts-{of}", head, lines())


@require_safe
@platform_or_404
def account(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = get_object_or_404(LedgerAccount, pk=pk)
    head = [
        *(_("Date"), _("Journal"), _("Key"), _("Debit"), _("Credit"), _("Balance"), _("Currency")),
    ]
    lines: Iterator[list[Cell]] = (
        [
            at(line.entry.journal.created_at),
            line.entry.journal_id,
            line.entry.journal.key,
            *sides(line.entry.amount, row.currency),
            amount(line.after, row.currency),
            row.currency,
        ]
        for line in books.all_lines(row)
    )
    return as_csv(f"account-{pk}", head, lines)


@require_safe
@platform_or_404
def journals(request: SignedInRequest) -> HttpResponseBase:
    """A line a leg, of the journals that the filter leaves."""
    form = JournalsForm(request.GET or None, kinds=kinds())
    if not form.is_valid() and form.errors:
        raise Http404
    found = books.journals(form.cleaned_data if form.is_bound else {})
    head = [
        *(_("Date"), _("Journal"), _("What happened"), _("Key"), _("Account number")),
        *(_("Account"), _("Debit"), _("Credit"), _("Currency")),
    ]
    legs = Entry.objects.filter(journal__in=found.order_by().values("pk"))
    labels = {value: str(label) for value, label in LedgerAccount.Kind.choices}

    def lines() -> Iterator[list[Cell]]:
        rows = legs.select_related("journal", "account").order_by("-journal", "pk")
        for leg in rows.iterator(500):
            yield [
                at(leg.journal.created_at),
                leg.journal_id,
                leg.journal.kind,
                leg.journal.key,
                leg.account_id,
                labels[leg.account.kind],
                *sides(leg.amount, leg.currency),
                leg.currency,
            ]

    return as_csv("journals", head, lines())
