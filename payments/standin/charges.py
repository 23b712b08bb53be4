"""Payment intents and charges: what happens once a payer has confirmed.

Source: https://docs.stripe.com/payments/payment-intents/asynchronous-capture (the balance
transaction of a charge comes later) and https://docs.stripe.com/testing (what a test card does).
"""

from typing import Any

from . import disputes
from .balance import DAY, post
from .currency import card_fee
from .errors import missing
from .events import emit
from .ids import new_id
from .jobs import job, later
from .methods import AVAILABLE, DISPUTED, Card, Debit, Decline, Method
from .routes import Call, route
from .store import PLATFORM, Body, Store


def new_intent(
    store: Store, amount: int, currency: str, methods: list[str], said: dict[str, Any]
) -> Body:
    """`said` is the `payment_intent_data` of a Checkout Session."""
    id_ = new_id("pi")
    intent: Body = {
        "id": id_,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{id_}_secret_{new_id('x')[2:]}",
        "confirmation_method": "automatic",
        "created": store.now(),
        "currency": currency,
        "customer": None,
        "description": said.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": said.get("metadata", {}),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_types": methods,
        "processing": None,
        "receipt_email": said.get("receipt_email"),
        "shipping": None,
        "statement_descriptor": said.get("statement_descriptor"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": said.get("transfer_group"),
    }
    store.insert(intent)
    emit(store, "payment_intent.created", intent)
    return intent


def confirm(store: Store, intent: Body, method: Method, payer: Body) -> Body:
    """Try to take the money. Returns the charge: succeeded, failed, or pending for a debit."""
    charge = new_charge(store, intent, method, payer)
    intent |= {"latest_charge": charge["id"], "payment_method": charge["payment_method"]}
    if isinstance(method, Debit):
        store.insert(charge, fails=method.fails)
        store.save(intent | {"status": "processing"})
        emit(store, "charge.pending", charge)
        emit(store, "payment_intent.processing", intent | {"status": "processing"})
        later(store, store.setting("debit_takes"), settle_debit, charge["id"])
        return charge
    store.insert(charge, does=method.does)
    if method.declined:
        return fail(store, charge, intent, method.declined)
    succeed(store, charge, intent)
    if method.does == DISPUTED:
        disputes.open_dispute(store, charge["id"])
    return charge


def new_charge(store: Store, intent: Body, method: Method, payer: Body) -> Body:
    return {
        "id": new_id("ch" if isinstance(method, Card) else "py"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": {
            "address": None,
            "email": payer.get("email"),
            "name": payer.get("name"),
            "phone": None,
            "tax_id": None,
        },
        "captured": False,
        "created": store.now(),
        "currency": intent["currency"],
        "customer": None,
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "on_behalf_of": None,
        "outcome": None,
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": new_id("pm"),
        "payment_method_details": method.details(),
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "shipping": None,
        "source_transfer": None,
        "statement_descriptor": intent["statement_descriptor"],
        "status": "pending",
        "transfer_data": None,
        "transfer_group": intent["transfer_group"],
    }


def succeed(store: Store, charge: Body, intent: Body) -> None:
    charge |= {
        "status": "succeeded",
        "paid": True,
        "captured": True,
        "amount_captured": charge["amount"],
        "outcome": outcome("approved_by_network", "authorized", "Payment complete."),
    }
    intent |= {
        "status": "succeeded",
        "amount_received": charge["amount"],
        "last_payment_error": None,
    }
    store.save(charge)
    store.save(intent)
    emit(store, "charge.succeeded", charge)
    emit(store, "payment_intent.succeeded", intent)
    later(store, store.setting("fee_after"), settle_charge, charge["id"])


def fail(store: Store, charge: Body, intent: Body, why: Decline) -> Body:
    told = "The bank gave no further details."
    charge |= {
        "status": "failed",
        "failure_code": why.code,
        "failure_message": why.message,
        "outcome": outcome("declined_by_network", "issuer_declined", told, why.reason),
    }
    error = {
        "type": "card_error",
        "code": why.code,
        "message": why.message,
        "charge": charge["id"],
    }
    if why.reason:
        error["decline_code"] = why.reason
    intent |= {"status": "requires_payment_method", "last_payment_error": error}
    store.save(charge)
    store.save(intent)
    emit(store, "charge.failed", charge)
    emit(store, "payment_intent.payment_failed", intent)
    return charge


def outcome(network: str, type_: str, message: str, reason: str | None = None) -> Body:
    return {
        "network_status": network,
        "reason": reason,
        "risk_level": "normal",
        "seller_message": message,
        "type": type_,
    }


@job
def settle_charge(store: Store, charge_id: str) -> Body:
    """The fee is known: the charge gets its balance transaction, once."""
    charge = store.get("charge", charge_id)
    assert charge is not None
    if charge["balance_transaction"]:
        return charge
    charge["balance_transaction"] = post(
        store,
        "charge" if charge_id.startswith("ch_") else "payment",
        charge["amount"],
        charge["currency"],
        charge_id,
        fee=card_fee(charge["amount"], charge["currency"]),
        available_on=charge_available_on(store, charge),
        description=charge["description"],
    )
    store.save(charge)
    emit(store, "charge.updated", charge, balance_transaction=None)
    return charge


def charge_available_on(store: Store, charge: Body) -> int:
    """When the money of a charge can be spent."""
    at_once = store.note(charge["id"]).get("does") == AVAILABLE
    days = 0 if at_once else store.setting("available_after_days")
    return int(charge["created"] + days * DAY)


@job
def settle_debit(store: Store, charge_id: str) -> None:
    """The bank has answered. Source: https://docs.stripe.com/payments/ach-direct-debit"""
    charge = store.get("charge", charge_id)
    assert charge is not None
    if charge["status"] != "pending":
        return
    intent = store.get("payment_intent", charge["payment_intent"])
    assert intent is not None
    failed = store.note(charge_id)["fails"]
    if failed:
        fail(store, charge, intent, Decline(failed, None, "The bank refused the debit."))
    else:
        succeed(store, charge, intent)
    for session in store.find("checkout.session", payment_intent=intent["id"]):
        finish(store, session, ok=not failed)


def finish(store: Store, session: Body, *, ok: bool) -> None:
    """Source: https://docs.stripe.com/checkout/fulfillment#delayed-notification"""
    if ok:
        session = store.save(session | {"payment_status": "paid"})
    type_ = "async_payment_succeeded" if ok else "async_payment_failed"
    emit(store, f"checkout.session.{type_}", session)


# --- The API


@route("GET", "/v1/charges/{}")
def retrieve_charge(call: Call) -> Body:
    charge = call.store.get("charge", call.path[0], call.account)
    if charge is None:
        raise missing("charge", call.path[0])
    return charge


@route("GET", "/v1/payment_intents/{}", {"client_secret": "text"})
def retrieve_intent(call: Call) -> Body:
    intent = call.store.get("payment_intent", call.path[0])
    if intent is None or call.account != PLATFORM:
        raise missing("payment_intent", call.path[0], "intent")
    return intent
