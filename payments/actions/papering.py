"""Issuing invoices and credit notes, each with the next number of its series."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from accounts.models import Organisation, User
from accounts.places import country_name
from marketplace.money import tax_within
from payments import calendar
from payments.models import BillingDetails, Funding, Paper, PaperCounter, Refund

Kind = Paper.Kind


@transaction.atomic
def invoice(funding: Funding) -> Paper:
    """For a payment that holds work. Asked for again, it is the same one."""
    number = _next(Kind.INVOICE)
    found = Paper.objects.filter(funding=funding, kind=Kind.INVOICE).first()
    if found:
        return found
    return _issue(Kind.INVOICE, number, funding, funding.amount_minor)


@transaction.atomic
def credit_note(refund: Refund) -> Paper:
    """For what goes back of a payment that has an invoice. Asked for again, it is the same one.

    Raises:
        Paper.DoesNotExist: the payment has none: what nothing needed was never invoiced.
    """
    number = _next(Kind.CREDIT)
    found = Paper.objects.filter(refund=refund).first()
    if found:
        return found
    funding = refund.funding
    of = Paper.objects.get(funding=funding, kind=Kind.INVOICE)
    more = {"invoice": of.reference, "why": refund.why}
    earlier = Paper.objects.filter(funding=funding, kind=Kind.CREDIT).aggregate(
        total=Sum("total_minor", default=0), tax=Sum("tax_minor", default=0)
    )
    minor = min(refund.amount_minor, of.total_minor - earlier["total"])
    # The note that completes the invoice takes back the rest of its tax, to the last cent.
    last = minor + earlier["total"] == of.total_minor
    rest = of.tax_minor - earlier["tax"] if last else None
    return _issue(Kind.CREDIT, number, funding, minor, tax=rest, refund=refund, more=more)


def _next(kind: Kind) -> PaperCounter:
    """The counter, locked until this transaction ends. Nothing is counted yet."""
    series = settings.SELLER_SERIES
    PaperCounter.objects.get_or_create(series=series, kind=kind)
    return PaperCounter.objects.select_for_update().get(series=series, kind=kind)


def _issue(
    kind: Kind,
    counter: PaperCounter,
    funding: Funding,
    total: int,
    *,
    tax: int | None = None,
    refund: Refund | None = None,
    more: dict[str, Any] | None = None,
) -> Paper:
    counter.last += 1
    counter.save(update_fields=["last"])
    return Paper.objects.create(
        kind=kind,
        series=counter.series,
        number=counter.last,
        funding=funding,
        refund=refund,
        currency=funding.currency,
        total_minor=total,
        tax_minor=tax_within(total, settings.INVOICE_TAX_BPS) if tax is None else tax,
        content={**_content(funding), **(more or {})},
    )


def _content(funding: Funding) -> dict[str, Any]:
    """What is true now, and stays on the paper."""
    milestone = funding.milestone
    application = milestone.offer.application
    return {
        "seller": {
            "name": settings.SELLER_NAME,
            "address": settings.SELLER_ADDRESS,
            "tax_id": settings.SELLER_TAX_ID,
        },
        "buyer": {**buyer(funding.organisation), "by": funding.payer.name},
        "project": application.listing.title,
        "part": milestone.title,
        "student": application.called,
        "price_minor": milestone.amount_minor,
        "fee_minor": milestone.fee_minor,
        "kept_minor": funding.credit_minor,
        "sponsored_minor": funding.sponsored_minor,
        "payment": funding.reference,
        "method": funding.method,
        "paid_on": calendar.day_of(funding.paid_at).isoformat() if funding.paid_at else "",
        "issued_on": calendar.today().isoformat(),
        "tax": {"name": settings.INVOICE_TAX_NAME, "bps": settings.INVOICE_TAX_BPS},
    }


def buyer(organisation: Organisation) -> dict[str, str]:
    """To whom its invoices are made out: as it has said, else what we know of it."""
    details = BillingDetails.objects.filter(organisation=organisation).first()
    if details is None:
        where = [organisation.city, country_name(organisation.country)]
        return {"name": organisation.name, "address": "\n".join(filter(None, where))}
    return {
        "name": details.name,
        "address": details.address,
        "tax_id": details.tax_id,
        "reference": details.reference,
    }


def bill_to(organisation: Organisation, by: User, told: dict[str, Any]) -> BillingDetails:
    """What is on invoices from now on. Those that exist stay as they are."""
    return BillingDetails.objects.update_or_create(
        organisation=organisation, defaults={**told, "changed_by": by}
    )[0]
