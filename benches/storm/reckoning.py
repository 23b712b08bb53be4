"""What the storm has left behind, here and at Stripe."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import stripe
from django.conf import settings
from django.db.models import Max

from applications.models import Milestone
from benches.storm.people import PEOPLE
from payments import gateway, ledger
from payments.models import LedgerAccount, Operation, Payee, Payout, StripeEvent

# Of all approvals, one in so many is among the slowest.
SLOWEST = 50
UNFINISHED = (Operation.Status.READY, Operation.Status.SENT)


def is_quiet() -> bool:
    """Nothing is left to do on our side."""
    return not (
        Operation.objects.filter(status__in=UNFINISHED).exists()
        or StripeEvent.objects.filter(status=StripeEvent.Status.NEW).exists()
        or Payout.objects.exclude(status=Payout.Status.SENT).exists()
    )


def reckon() -> tuple[dict[str, float], list[str]]:
    """The figures that are about money, and what is wrong in words."""
    made = _transfers()
    by_milestone: dict[str, list[Any]] = {}
    for each in made:
        by_milestone.setdefault(each.transfer_group, []).append(each)
    double = sum(len(each) - 1 for each in by_milestone.values())
    lost = wrong = 0
    accounts = dict(Payee.objects.values_list("student_id", "stripe_account_id"))
    for milestone in Milestone.objects.select_related("placement"):
        mine = by_milestone.get(f"milestone-{milestone.pk}", [])
        assert milestone.placement is not None
        owed = (
            milestone.amount_minor - milestone.fee_minor,
            milestone.currency,
            accounts[milestone.placement.student_id],
        )
        lost += not mine or milestone.status != Milestone.Status.PAID
        wrong += any((t.amount, t.currency.upper(), t.destination) != owed for t in mine)
    words = _problems()
    figures = {
        "transfers": len(by_milestone),
        "double": double,
        "lost": lost,
        "wrong": wrong,
        "ledger_minus_stripe": _difference(),
        "problems": len(words),
        "tries": Operation.objects.filter(kind="transfer").aggregate(n=Max("attempts"))["n"] or 0,
    }
    return figures, words


def _transfers() -> list[Any]:
    client = stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        base_addresses={"api": settings.STRIPE_API_BASE},
        stripe_version=settings.STRIPE_VERSION,
    )
    return list(client.v1.transfers.list({"limit": 100}).auto_paging_iter())


def _difference() -> int:
    """Between the ledger and Stripe's balance: minor units, over all currencies."""
    ours, theirs = ledger.totals(LedgerAccount.Kind.STRIPE_BALANCE), gateway.balance()
    return sum(abs(ours.get(each, 0) - theirs.get(each, 0)) for each in ours.keys() | theirs)


def _problems() -> list[str]:
    words = ledger.problems(gateway.balance())
    operations = Operation.objects.filter(status__in=[*UNFINISHED, Operation.Status.RECONCILE])
    words += [f"{each} is {each.status}: {each.last_error}" for each in operations]
    events = StripeEvent.objects.filter(status=StripeEvent.Status.NEW)
    words += [f"event {each} is not read: {each.last_error}" for each in events]
    payouts = Counter(Payout.objects.values_list("milestone", flat=True))
    words += [f"milestone {pk} has {n} payouts" for pk, n in payouts.items() if n > 1]
    return words


def times(folder: Path) -> dict[str, float]:
    """Of the approvals and of the events that were told: milliseconds."""
    lines = [
        line.split() for number in range(PEOPLE) for line in _lines(folder / f"person-{number}.log")
    ]
    approvals = sorted(float(took) for took, *_ in lines)
    won = sorted(float(took) for took, *words in lines if "won" in words)
    new = sorted(float(took) for took, *words in lines if "new" in words)
    slowest = sorted(lines, key=lambda line: float(line[0]))[-max(len(lines) // SLOWEST, 1) :]
    acknowledged = sorted(
        int(took) / 1000
        for method, path, status, took in map(str.split, _lines(folder / "web.access"))
        if method == "POST" and "stripe" in path and status == "200"
    )
    return {
        "approvals": len(approvals),
        "approve_p50_ms": _percentile(approvals, 0.50),
        "approve_p99_ms": _percentile(approvals, 0.99),
        "approve_won_p50_ms": _percentile(won, 0.50),
        "approve_new_p50_ms": _percentile(new, 0.50),
        "approve_new_p99_ms": _percentile(new, 0.99),
        **_parts(slowest),
        "deliveries": len(acknowledged),
        "webhook_ack_p99_ms": _percentile(acknowledged, 0.99),
    }


def _parts(slowest: list[list[str]]) -> dict[str, float]:
    """What the slowest approvals waited for, on average: milliseconds, and shares in per cent."""
    if not slowest:
        return {}
    n = len(slowest)
    whole, ran, queued = (sum(float(line[at]) for line in slowest) / n for at in range(3))
    return {
        "approve_slow_ms": whole,
        "approve_slow_cpu_ms": ran,
        "approve_slow_queue_ms": queued,
        "approve_slow_else_ms": max(whole - ran - queued, 0.0),
        "approve_slow_new": 100 * sum("new" in line for line in slowest) / n,
        "approve_slow_late": 100 * sum("late" in line for line in slowest) / n,
    }


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def _percentile(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
