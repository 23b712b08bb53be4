"""Short ways to the usual starting points. Amounts are in minor units."""

from typing import Any

from stripe import Account, Charge, Refund, StripeClient, Transfer
from stripe.checkout import Session
from stripe.v2.core import Account as Recipient

from tests.standin_process import GOOD_CARD, Standin, wait_for

NOWHERE = "http://127.0.0.1:9"
RETURN_URL = f"{NOWHERE}/onboarded"
REFRESH_URL = f"{NOWHERE}/again"
CANCEL_URL = f"{NOWHERE}/back"
INCLUDE = ["configuration.recipient", "defaults", "identity", "requirements"]


def recipient(client: StripeClient, country: str = "us", currency: str = "usd") -> Recipient:
    """A connected account that has not been through onboarding."""
    duties = {"fees_collector": "application", "losses_collector": "application"}
    capabilities = {"stripe_balance": {"stripe_transfers": {"requested": True}}}
    params: Any = {
        "contact_email": "sam@example.edu",
        "display_name": "Sam Student",
        "dashboard": "express",
        "identity": {"country": country, "entity_type": "individual"},
        "defaults": {"currency": currency, "responsibilities": duties},
        "configuration": {"recipient": {"capabilities": capabilities}},
        "include": INCLUDE,
    }
    return client.v2.core.accounts.create(params)


def onboarding_link(client: StripeClient, account_id: str) -> str:
    params: Any = {
        "account": account_id,
        "use_case": {
            "type": "account_onboarding",
            "account_onboarding": {
                "configurations": ["recipient"],
                "refresh_url": REFRESH_URL,
                "return_url": RETURN_URL,
            },
        },
    }
    return client.v2.core.account_links.create(params).url


def payee(standin: Standin, client: StripeClient, **more: str) -> str:
    """The id of an account that can be paid. `more` are fields of the onboarding page."""
    account = recipient(client)
    standin.finish_onboarding(onboarding_link(client, account.id), **more)
    return account.id


def session(
    client: StripeClient, amount: int = 72_000, currency: str = "usd", **more: Any
) -> Session:
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Survey data"}}
    params: Any = {
        "mode": "payment",
        "success_url": f"{NOWHERE}/paid?session={{CHECKOUT_SESSION_ID}}",
        "cancel_url": CANCEL_URL,
        "line_items": [{"price_data": price, "quantity": 1}],
    }
    return client.v1.checkout.sessions.create(params | more)


def charge(
    standin: Standin,
    client: StripeClient,
    amount: int = 72_000,
    currency: str = "usd",
    number: str = GOOD_CARD,
    **more: Any,
) -> Charge:
    """Paid by card, with its balance transaction."""
    opened = session(client, amount, currency, **more)
    assert opened.url is not None
    standin.pay(opened.url, number)
    return settled(client, charge_of(client, opened.id).id)


def charge_of(client: StripeClient, session_id: str) -> Charge:
    params: Any = {"expand": ["payment_intent.latest_charge"]}
    found: Any = client.v1.checkout.sessions.retrieve(session_id, params)
    made: Charge = found.payment_intent.latest_charge
    return made


def settled(client: StripeClient, charge_id: str) -> Charge:
    def look() -> Charge | None:
        found = client.v1.charges.retrieve(charge_id)
        return found if found.balance_transaction else None

    return wait_for(look)


def transfer(client: StripeClient, account_id: str, amount: int, **more: Any) -> Transfer:
    params: Any = {"amount": amount, "currency": "usd", "destination": account_id}
    return client.v1.transfers.create(params | more)


def refund(client: StripeClient, charge_id: str, **more: Any) -> Refund:
    return client.v1.refunds.create({"charge": charge_id, **more})


def available(client: StripeClient, account_id: str | None = None) -> dict[str, int]:
    """Minor units by currency."""
    options: Any = {"stripe_account": account_id} if account_id else {}
    return {
        each.currency: each.amount for each in client.v1.balance.retrieve({}, options).available
    }


def version_1(client: StripeClient, account_id: str) -> Account:
    return client.v1.accounts.retrieve(account_id)
