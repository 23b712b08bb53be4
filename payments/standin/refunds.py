"""Refunds. Source: https://docs.stripe.com/refunds and https://docs.stripe.com/api/refunds"""

from . import lists
from .balance import available, post
from .charges import settle_charge
from .currency import shown
from .errors import NotBegun, Refused, missing
from .events import emit
from .ids import new_id
from .jobs import job, later
from .methods import REFUND_FAILS, REFUND_WAITS
from .routes import Call, route
from .store import PLATFORM, Body, Store

REFUND = {
    "charge": "text",
    "payment_intent": "text",
    "amount": "int",
    "metadata": "map",
    "reason": "text",
}

SOON, AGAIN = 2, 60  # seconds: a test card's refund changes; a waiting refund is tried again


@route("POST", "/v1/refunds", REFUND)
def create_refund(call: Call) -> Body:
    store, charge = call.store, find_charge(call)
    amount = call.values.get("amount", charge["amount"] - charge["amount_refunded"])
    check_refund(charge, amount)
    if charge["balance_transaction"] is None:
        # The money has to have come in before it can go back.
        charge = settle_charge(store, charge["id"])
    refund = store.insert(new_refund(call, charge, amount))
    does = store.note(charge["id"]).get("does")
    if does == REFUND_WAITS:
        refund |= {"status": "pending", "pending_reason": "processing"}
        later(store, SOON, try_again, refund["id"])
    elif amount > available(store, PLATFORM, charge["currency"]):
        wait_for_money(store, refund, charge)
    add_to_charge(store, charge, amount)
    if refund["status"] == "succeeded":
        take_money(store, refund, charge)
    store.save(refund)
    emit(store, "refund.created", refund)
    emit(store, "charge.refunded", charge)
    if does == REFUND_FAILS:
        later(store, SOON, fail_by_itself, refund["id"])
    return refund


def find_charge(call: Call) -> Body:
    said = call.values
    if ("charge" in said) == ("payment_intent" in said):
        raise NotBegun(
            "One of the following params should be provided for this request:"
            " payment_intent or charge.",
            "parameter_missing",
        )
    charge_id = said.get("charge")
    if charge_id is None:
        intent = call.store.get("payment_intent", said["payment_intent"])
        if intent is None:
            raise missing("payment_intent", said["payment_intent"], "payment_intent")
        charge_id = intent["latest_charge"] or ""
    charge = call.store.get("charge", charge_id)
    if charge is None:
        raise missing("charge", charge_id, "charge")
    return charge


def check_refund(charge: Body, amount: int) -> None:
    left, currency = charge["amount"] - charge["amount_refunded"], charge["currency"]
    if charge["status"] != "succeeded":
        raise Refused(f"Charge {charge['id']} has not succeeded and cannot be refunded.")
    if charge["disputed"] and not charge["refunded"]:
        raise Refused(f"Charge {charge['id']} has been charged back.", "charge_disputed")
    if left == 0:
        raise Refused(
            f"Charge {charge['id']} has already been refunded.", "charge_already_refunded"
        )
    if amount < 1:
        raise NotBegun("Invalid positive integer", "parameter_invalid_integer", "amount")
    if amount > left:
        raise Refused(
            f"Refund amount ({shown(amount, currency)}) is greater than unrefunded amount on"
            f" charge ({shown(left, currency)})",
            param="amount",
        )


def new_refund(call: Call, charge: Body, amount: int) -> Body:
    return {
        "id": new_id("re" if charge["id"].startswith("ch_") else "pyr"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": call.store.now(),
        "currency": charge["currency"],
        "metadata": call.values.get("metadata", {}),
        "payment_intent": charge["payment_intent"],
        "reason": call.values.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def wait_for_money(store: Store, refund: Body, charge: Body) -> None:
    """Too little in the balance: a card's refund waits, any other fails."""
    if charge["id"].startswith("ch_"):
        refund |= {"status": "pending", "pending_reason": "insufficient_funds"}
        later(store, AGAIN, try_again, refund["id"])
    else:
        refund |= {"status": "failed", "failure_reason": "insufficient_funds"}


def add_to_charge(store: Store, charge: Body, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    store.save(charge)


def take_money(store: Store, refund: Body, charge: Body) -> None:
    type_ = "refund" if charge["id"].startswith("ch_") else "payment_refund"
    refund["balance_transaction"] = post(
        store, type_, -refund["amount"], refund["currency"], refund["id"]
    )


@job
def try_again(store: Store, refund_id: str) -> None:
    refund, charge = both(store, refund_id)
    if refund["status"] != "pending":
        return
    waits_for_money = refund["pending_reason"] == "insufficient_funds"
    if waits_for_money and refund["amount"] > available(store, PLATFORM, refund["currency"]):
        later(store, AGAIN, try_again, refund_id)
        return
    refund["status"] = "succeeded"
    del refund["pending_reason"]
    take_money(store, refund, charge)
    store.save(refund)
    emit(store, "refund.updated", refund, status="pending")


@job
def fail_by_itself(store: Store, refund_id: str) -> None:
    fail(store, refund_id, "expired_or_canceled_card")


def fail(store: Store, refund_id: str, reason: str) -> None:
    """The money comes back to the balance, days after the refund had been made."""
    refund, charge = both(store, refund_id)
    if refund["status"] not in ("succeeded", "pending"):
        return
    before = refund["status"]
    if refund["balance_transaction"]:
        refund["failure_balance_transaction"] = post(
            store, "refund_failure", refund["amount"], refund["currency"], refund_id
        )
    refund |= {"status": "failed", "failure_reason": reason}
    refund.pop("pending_reason", None)
    store.save(refund)
    add_to_charge(store, charge, -refund["amount"])
    emit(store, "refund.updated", refund, status=before)
    emit(store, "refund.failed", refund)


def both(store: Store, refund_id: str) -> tuple[Body, Body]:
    refund = store.get("refund", refund_id)
    assert refund is not None
    charge = store.get("charge", refund["charge"])
    assert charge is not None
    return refund, charge


# --- The API


@route("GET", "/v1/refunds/{}")
def retrieve_refund(call: Call) -> Body:
    refund = call.store.get("refund", call.path[0])
    if refund is None:
        raise missing("refund", call.path[0], "refund")
    return refund


@route("GET", "/v1/refunds", lists.takes(charge="text", payment_intent="text"))
def list_refunds(call: Call) -> Body:
    where = {name: call.values.get(name) for name in ("charge", "payment_intent")}
    return lists.page(call, "refund", "/v1/refunds", **where)
