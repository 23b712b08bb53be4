"""What we ask of Stripe, in Stripe's words. Frozen on the operation before it is sent.

Amounts in the currency's minor unit, currencies in lower case as Stripe writes them.
Source: payments.md sections 1.3, 1.4 and 5.4.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from applications.models import Milestone

type Params = dict[str, Any]


def group(milestone: Milestone) -> str:
    """What ties a charge and its transfer together, also for whoever looks at Stripe."""
    return f"milestone-{milestone.pk}"


def checkout(
    funding: UUID,
    milestone: Milestone,
    payer: User,
    *,
    amount: int,
    title: str,
    expires_at: datetime,
    success_url: str,
    cancel_url: str,
) -> Params:
    """Source: https://docs.stripe.com/api/checkout/sessions/create"""
    told = {"funding": str(funding), "milestone": str(milestone.pk)}
    paid_by = {"client_reference_id": str(funding), "customer_email": payer.email}
    return _page(
        milestone.currency,
        amount,
        title,
        told,
        {"transfer_group": group(milestone)},
        paid_by,
        expires_at=int(expires_at.timestamp()),
        success_url=success_url,
        cancel_url=cancel_url,
    )


def top_up(
    top_up: UUID,
    payer: User,
    *,
    amount: int,
    currency: str,
    title: str,
    expires_at: datetime,
    success_url: str,
    cancel_url: str,
) -> Params:
    """A payment into a university's budget.

    Source: https://docs.stripe.com/api/checkout/sessions/create
    """
    return _page(
        currency,
        amount,
        title,
        {"top_up": str(top_up)},
        {},
        {"client_reference_id": str(top_up), "customer_email": payer.email},
        expires_at=int(expires_at.timestamp()),
        success_url=success_url,
        cancel_url=cancel_url,
    )


def _page(
    currency: str,
    amount: int,
    title: str,
    told: dict[str, str],
    intent: Params,
    paid_by: Params,
    **when_and_where: Any,
) -> Params:
    price = {
        "currency": currency.lower(),
        "unit_amount": amount,
        "product_data": {"name": title},
    }
    return {
        "mode": "payment",
        **paid_by,
        **when_and_where,
        "line_items": [{"quantity": 1, "price_data": price}],
        "metadata": told,
        "payment_intent_data": {"description": title, "metadata": told, **intent},
    }


def account(student: UUID | int, user: User, country: str) -> Params:
    """A recipient with hosted onboarding; fees and losses are the platform's.

    Source: https://docs.stripe.com/api/v2/core/accounts/create
    """
    return {
        "contact_email": user.email,
        "display_name": user.name,
        "dashboard": "express",
        "identity": {"country": country.lower(), "entity_type": "individual"},
        "defaults": {
            "responsibilities": {"fees_collector": "application", "losses_collector": "application"}
        },
        "configuration": {
            "recipient": {
                "capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}
            }
        },
        "metadata": {"student": str(student)},
        "include": ["configuration.recipient", "requirements"],
    }


def transfer(
    operation: UUID,
    payout: UUID,
    milestone: Milestone,
    *,
    amount: int,
    currency: str,
    destination: str,
    charge: str,
) -> Params:
    """`charge` pays for it: Stripe then refuses to pay out more than came in. "" for none.

    Source: https://docs.stripe.com/connect/separate-charges-and-transfers
    """
    return {
        "amount": amount,
        "currency": currency.lower(),
        "destination": destination,
        **({"source_transaction": charge} if charge else {}),
        "transfer_group": group(milestone),
        "metadata": {"payout": str(payout), "operation": str(operation)},
    }


def refund(operation: UUID, refund: UUID, *, amount: int, intent: str) -> Params:
    """Source: https://docs.stripe.com/api/refunds/create"""
    return {
        "payment_intent": intent,
        "amount": amount,
        "metadata": {"refund": str(refund), "operation": str(operation)},
    }


def reversal(operation: UUID, reversal: UUID, transfer: str, amount: int) -> Params:
    """`transfer` is in the path, the rest is said. Nobody is charged our fee anew.

    Source: https://docs.stripe.com/api/transfer_reversals/create
    """
    return {
        "transfer": transfer,
        "said": {
            "amount": amount,
            "metadata": {"reversal": str(reversal), "operation": str(operation)},
        },
    }


def evidence(dispute: str, said: Mapping[str, str]) -> Params:
    """`dispute` is in the path. Sent to the bank at once: a bank reads one answer only.

    Source: https://docs.stripe.com/api/disputes/update
    """
    return {"dispute": dispute, "said": {"evidence": dict(said), "submit": True}}
