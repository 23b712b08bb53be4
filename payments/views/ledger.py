"""The ledger, for those who run the site: balances, accounts, journals, and whether it adds up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, platform_or_404
from accounts.limits import limit
from marketplace.queue import after_commit
from payments import books
from payments.causes import causes
from payments.forms import BalancesForm, JournalsForm
from payments.models import Break, Entry, Journal, LedgerAccount, LedgerCheck
from payments.shortfalls import shortfalls

type Context = dict[str, Any]


def frame(here: str) -> Context:
    """What every page of the ledger has: its neighbours, and the last check."""
    pages = [
        (_("Balances"), "ledger"),
        (_("Journals"), "ledger_journals"),
        (_("Months"), "ledger_months"),
        (_("Tax forms"), "ledger_tax_forms"),
        (_("Checks"), "ledger_checks"),
    ]
    tabs = [
        {"label": label, "url": reverse(f"payments:{name}"), "current": name == here}
        for label, name in pages
    ]
    differences = {
        "label": _("Differences with Stripe"),
        "url": reverse("payments:differences"),
        "current": False,
        "count": Break.objects.open().count(),
    }
    others = [
        {"label": label, "url": reverse(f"payments:{name}"), "current": False}
        for label, name in [(_("Chargebacks"), "chargebacks"), (_("Corrections"), "corrections")]
    ]
    return {
        "tabs": [*tabs, differences, *others],
        "check": LedgerCheck.objects.first(),
        "shortfalls": shortfalls(),
        "here": here,
    }


def rest(request: HttpRequest) -> str:
    """The query string without where the page begins."""
    asked = request.GET.copy()
    asked.pop("before", None)
    return asked.urlencode()


def place(request: HttpRequest) -> int | None:
    """After which row the page begins. What is no number begins at the first."""
    asked = request.GET.get("before", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None


def kinds() -> list[tuple[str, str]]:
    """What has ever happened, for the filter: few words, in the order of a payment's way."""
    known = list(books.KINDS)
    there = set(Journal.objects.order_by().values_list("kind", flat=True).distinct())
    order = [*(each for each in known if each in there), *sorted(there - set(known))]
    return [(each, books.kind_label(each)) for each in order]


@require_safe
@platform_or_404
def balances(request: SignedInRequest) -> HttpResponse:
    """Every kind of account in every currency; with `on`, at the end of that day."""
    form = BalancesForm(request.GET or None)
    on = form.cleaned_data["on"] if form.is_valid() else None
    context = {
        "form": form,
        "on": on,
        "sheets": [] if form.errors else books.sheets(on),
        "today": timezone.localdate(),
        **frame("ledger"),
    }
    return render(request, "payments/ledger/balances.html", context)


def of_kind(of: str) -> tuple[LedgerAccount.Kind, str]:
    """`of` is as in hold-USD. Raises Http404: there is no account like that."""
    kind, _hyphen, currency = of.partition("-")
    if not LedgerAccount.objects.filter(kind=kind, currency=currency).exists():
        raise Http404
    return LedgerAccount.Kind(kind), currency


@require_safe
@platform_or_404
def accounts(request: SignedInRequest, of: str) -> HttpResponse:
    kind, currency = of_kind(of)
    empty = "empty" in request.GET
    rows = books.accounts(kind, currency, empty=empty)
    start = place(request)
    if start is not None:
        rows = rows.filter(pk__lt=start)
    found = list(rows[: books.AT_ONCE + 1])
    shown = found[: books.AT_ONCE]
    context = {
        "kind": kind,
        "of": of,
        "currency": currency,
        "rows": [{"row": each, "whose": books.whose(each)} for each in shown],
        "guarded": kind in LedgerAccount.GUARDED,
        "empty": empty,
        "after": shown[-1].pk if len(found) > books.AT_ONCE else None,
        "later": start is not None,
        "query": rest(request),
        **frame("ledger"),
    }
    return render(request, "payments/ledger/accounts.html", context)


@require_safe
@platform_or_404
def account(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its entries, the latest first, each with what it was at then."""
    rows = LedgerAccount.objects.select_related("milestone__placement__listing", "user", "funding")
    row = get_object_or_404(rows, pk=pk)
    start = place(request)
    lines, after = books.latest_lines(row, start)
    context = {
        "account": row,
        "whose": books.whose(row),
        "lines": [
            {"line": each, "label": books.kind_label(each.entry.journal.kind)} for each in lines
        ],
        "now": lines[0].after if lines and start is None else None,
        "after": after,
        "later": start is not None,
        "query": rest(request),
        **frame("ledger"),
    }
    return render(request, "payments/ledger/account.html", context)


@require_safe
@platform_or_404
def journals(request: SignedInRequest) -> HttpResponse:
    form = JournalsForm(request.GET or None, kinds=kinds())
    asked = form.cleaned_data if form.is_valid() else {}
    rows = books.journals(asked)
    start = place(request)
    if start is not None:
        rows = rows.filter(pk__lt=start)
    found = list(rows.prefetch_related("entries")[: books.AT_ONCE + 1])
    shown = [] if form.errors else found[: books.AT_ONCE]
    context = {
        "form": form,
        "narrowed": any(asked.values()),
        "rows": [
            {
                "row": each,
                "label": books.kind_label(each.kind),
                "moved": books.moved(each.entries.all()),
            }
            for each in shown
        ],
        "after": shown[-1].pk if shown and len(found) > books.AT_ONCE else None,
        "later": start is not None,
        "query": rest(request),
        **frame("ledger_journals"),
    }
    return render(request, "payments/ledger/journals.html", context)


@require_safe
@platform_or_404
def journal(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Journal, pk=pk)
    legs = Entry.objects.filter(journal=row).select_related(
        "account__milestone__placement__listing", "account__user", "account__funding"
    )
    context = {
        "journal": row,
        "label": books.kind_label(row.kind),
        "legs": [{"row": each, "whose": books.whose(each.account)} for each in legs.order_by("pk")],
        "sums": books.moved(legs),
        "causes": causes(row),
        **frame("ledger_journals"),
    }
    return render(request, "payments/ledger/journal.html", context)


@require_safe
@platform_or_404
def checks(request: SignedInRequest) -> HttpResponse:
    """What each nightly check has found, the latest first."""
    page = Paginator(LedgerCheck.objects.all(), 30).get_page(request.GET.get("page"))
    return render(request, "payments/ledger/checks.html", {"page": page, **frame("ledger_checks")})


@require_POST
@platform_or_404
@limit("write", "200/d")
def check_now(request: SignedInRequest) -> HttpResponse:
    """The worker does it: on a large ledger it takes a minute."""
    after_commit("payments.tasks.check_ledger")
    messages.success(request, _("It is being checked. The answer is here in a minute or two."))
    return redirect("payments:ledger_checks")
