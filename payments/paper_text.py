"""What the papers say, for `payments.pdf`: the same as their pages, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from applications.models import Milestone
from marketplace.money import display
from payments import calendar, ledger
from payments.models import Funding, Paper, Payout, Refund, TopUp, TopUpChargeback

type Data = dict[str, Any]


def day(at: date | datetime) -> str:
    """4 December 2026, in the reader's zone."""
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    return date_format(local, pgettext("date on paper, PHP style", "j F Y"))


def _party(label: str, *lines: str) -> Data:
    return {"label": label, "lines": [each for line in lines for each in line.splitlines() if each]}


def _fact(label: str, value: str) -> Data:
    return {"label": label, "value": value}


def _row(label: str, minor: int, currency: str, *, less: bool = False, note: str = "") -> Data:
    said = display(minor, currency)
    return {"label": label, "amount": f"−{said}" if less else said, "note": note}


def percent(bps: int) -> str:
    """1950 is 19.5 %."""
    whole, rest = divmod(bps, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "\u00a0%"


# --- Invoices and credit notes ---


def paper(row: Paper) -> Data:
    told = row.content
    heading = row.get_kind_display()
    credit = row.kind == Paper.Kind.CREDIT
    why = str(Refund.Why(told["why"]).label) if credit else ""
    return {
        "title": f"{heading} {row.reference}",
        "heading": heading,
        "number": row.reference,
        "parties": [_seller(told["seller"]), _buyer(told["buyer"])],
        "facts": [
            _fact(_("Date"), day(_issued_on(row))),
            *([_fact(_("For invoice"), told["invoice"])] if credit else []),
            *_payment_facts(told),
        ],
        "head": [_("What for"), _("Amount")],
        "rows": _credit_rows(row, why) if credit else _invoice_rows(row),
        "total": _row(_("Credited") if credit else _("Total, paid"), row.total_minor, row.currency),
        "after": _tax(row),
        "notes": [_credit_note(told) if credit else _invoice_note()],
    }


def _issued_on(row: Paper) -> date:
    """The same for every reader."""
    said = row.content.get("issued_on")
    return date.fromisoformat(said) if said else calendar.day_of(row.issued_at)


def _seller(seller: Data) -> Data:
    tax = _("Tax number: %(number)s") % {"number": seller["tax_id"]} if seller["tax_id"] else ""
    return _party(_("From"), seller["name"], seller["address"], tax)


def _buyer(buyer: Data) -> Data:
    tax = buyer.get("tax_id") and _("Tax number: %(number)s") % {"number": buyer["tax_id"]}
    ref = buyer.get("reference") and _("Your reference: %(ref)s") % {"ref": buyer["reference"]}
    return _party(_("To"), buyer["name"], buyer["address"], tax or "", ref or "")


def _payment_facts(told: Data) -> list[Data]:
    facts = [_fact(_("Payment"), told["payment"])]
    if told["paid_on"]:
        facts.append(_fact(_("Paid on"), day(date.fromisoformat(told["paid_on"]))))
    if told["method"]:
        facts.append(_fact(_("Paid with"), told["method"]))
    return facts


def _invoice_rows(row: Paper) -> list[Data]:
    told = row.content
    note = _("Done by %(student)s. Our fee, in it: %(fee)s.") % {
        "student": told["student"],
        "fee": display(told["fee_minor"], row.currency),
    }
    what = f"{told['project']}: {told['part']}"
    rows = [_row(what, told["price_minor"], row.currency, note=note)]
    if told["kept_minor"]:
        kept = _("Paid earlier, and kept with us for it")
        rows.append(_row(kept, told["kept_minor"], row.currency, less=True))
    if told.get("sponsored_minor"):
        label = _("Paid by the student’s university")
        rows.append(_row(label, told["sponsored_minor"], row.currency, less=True))
    return rows


def _credit_rows(row: Paper, why: str) -> list[Data]:
    told = row.content
    return [_row(f"{told['project']}: {told['part']}", row.total_minor, row.currency, note=why)]


def _tax(row: Paper) -> list[Data]:
    tax = row.content["tax"]
    if not tax["bps"]:
        return [_row(_("Tax in it"), 0, row.currency)]
    words = {"name": tax["name"], "rate": percent(tax["bps"])}
    return [
        _row(_("%(name)s of %(rate)s, in it") % words, row.tax_minor, row.currency),
        _row(_("Without %(name)s") % words, row.total_minor - row.tax_minor, row.currency),
    ]


def _invoice_note() -> str:
    return _(
        "Paid in full: nothing is left to pay. We hold the money until the work is approved; what "
        "is not approved is credited by a note with its own number."
    )


def _credit_note(told: Data) -> str:
    return _(
        "This takes back the amount above of invoice %(invoice)s. It goes to where it came from."
    ) % {"invoice": told["invoice"]}


# --- Receipts and payouts ---


def receipt(funding: Funding, seller: str) -> Data:
    milestone = funding.milestone
    refunds = list(funding.refunds.all())
    assert milestone.placement is not None
    assert funding.paid_at is not None
    came, currency = ledger.came(funding)
    rows = []
    if funding.applied and funding.sponsored_minor:
        rows = [
            _row(_("The price"), milestone.amount_minor, funding.currency),
            _row(
                _("Paid by the student’s university"),
                funding.sponsored_minor,
                funding.currency,
                less=True,
            ),
        ]
        if funding.credit_minor:
            kept = _("Paid earlier, and kept with us for it")
            rows.append(_row(kept, funding.credit_minor, funding.currency, less=True))
    elif funding.applied and not refunds and not funding.credit_minor:
        rows = [
            _row(_("For the student"), milestone.student_minor, funding.currency),
            _row(_("Our fee"), milestone.fee_minor, funding.currency),
        ]
    with_what = [_fact(_("Paid with"), funding.method)] if funding.method else []
    return {
        "title": _("Receipt %(reference)s") % {"reference": funding.reference},
        "heading": _("Receipt"),
        "number": funding.reference,
        "parties": [
            _party(
                _("Paid by"), funding.organisation.name, funding.payer.name, funding.payer.email
            ),
            _party(_("Paid to"), seller),
        ],
        "facts": [
            _fact(_("Paid on"), day(funding.paid_at)),
            *with_what,
            *_work_facts(milestone, _("For work by"), milestone.placement.who),
        ],
        "head": [_("What for"), _("Amount")],
        "rows": rows,
        "total": _row(_("Paid"), came, currency),
        "after": [
            _row(str(each.get_status_display()), each.amount_minor, each.currency, less=True)
            for each in refunds
        ],
        "notes": [_("This is a record of a payment. It is not a tax invoice.")],
    }


def top_up(row: TopUp, seller: str) -> Data:
    """What came into a university's budget; what its bank has taken back of it stands below."""
    budget = row.budget
    assert row.paid_at is not None
    assert row.came_minor is not None
    taken = row.chargebacks.exclude(status=TopUpChargeback.Status.WON)
    with_what = [_fact(_("Paid with"), row.method)] if row.method else []
    return {
        "title": _("Receipt %(reference)s") % {"reference": row.reference},
        "heading": _("Receipt"),
        "number": row.reference,
        "parties": [
            _party(_("Paid by"), budget.university.name, row.by.name, row.by.email),
            _party(_("Paid to"), seller),
        ],
        "facts": [_fact(_("Paid on"), day(row.paid_at)), *with_what],
        "head": [_("What for"), _("Amount")],
        "rows": [_row(_("Budget: %(name)s") % {"name": budget.name}, row.came_minor, row.currency)],
        "total": _row(_("Paid"), row.came_minor, row.currency),
        "after": [
            _row(_("Taken back by your bank"), each.amount_minor, row.currency, less=True)
            for each in taken
        ],
        "notes": [_("This is a record of a payment. It is not a tax invoice.")],
    }


def payslip(payout: Payout, arrives_by: datetime | None) -> Data:
    milestone = payout.milestone
    placement = milestone.placement
    assert placement is not None
    proof = payout.stripe_transfer_id or payout.manual_reference
    name = _("Bank reference") if payout.rail == "manual" else _("Stripe’s reference")
    return {
        "title": _("Payout %(reference)s") % {"reference": payout.reference},
        "heading": _("Payout"),
        "number": payout.reference,
        "parties": [
            _party(_("Paid to"), payout.student.user.name),
            _party(_("For work for"), placement.listing.organisation.name),
        ],
        "facts": [
            _fact(_("Approved on"), day(payout.created_at)),
            *([_fact(_("Sent on"), day(payout.sent_at))] if payout.sent_at else []),
            *([_fact(_("In your bank by"), day(arrives_by))] if arrives_by else []),
            *([_fact(name, proof)] if proof else []),
            *_work_facts(milestone),
        ],
        "head": [_("What for"), _("Amount")],
        "rows": _share_rows(payout, milestone),
        "total": _row(_("You receive"), payout.amount_minor, payout.currency),
        "after": [],
        "notes": [
            _(
                "Nothing is taken off for taxes: say to your tax office what you earn, as your "
                "country asks."
            )
        ],
    }


def _share_rows(payout: Payout, milestone: Milestone) -> list[Data]:
    currency = payout.currency
    rows = [_row(_("They paid"), milestone.pays_minor, currency)]
    if milestone.back_minor:
        rows = [
            _row(_("The price was"), milestone.amount_minor, currency),
            _row(_("Back to the employer"), milestone.back_minor, currency, less=True),
            *rows,
        ]
    rows.append(_row(_("Our fee"), milestone.our_fee_minor, currency, less=True))
    others = milestone.student_minor - payout.amount_minor
    if others:
        rows.append(_row(_("Shares of the others in the team"), others, currency, less=True))
    return rows


def _work_facts(milestone: Milestone, who: str = "", name: str = "") -> list[Data]:
    assert milestone.placement is not None
    return [
        *([_fact(who, name)] if who else []),
        _fact(_("Project"), milestone.placement.listing.title),
        _fact(_("Part"), milestone.title),
    ]
