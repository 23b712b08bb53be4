"""Transfers to connected accounts, and their reversals.

Source: https://docs.stripe.com/connect/separate-charges-and-transfers
"""

from . import lists
from .balance import available, post
from .charges import charge_available_on
from .currency import known, shown
from .errors import NotBegun, Refused, missing
from .events import emit
from .ids import new_id
from .payouts import pay_out_later
from .routes import Call, route
from .store import PLATFORM, Body, Store

TRANSFER = {
    "amount!": "int",
    "currency!": "text",
    "destination!": "text",
    "description": "text",
    "metadata": "map",
    "source_transaction": "text",
    "transfer_group": "text",
}


@route("POST", "/v1/transfers", TRANSFER)
def create_transfer(call: Call) -> Body:
    store, said = call.store, call.values
    amount, currency = said["amount"], known(said["currency"])
    positive(amount)
    check_destination(store, said["destination"])
    source = said.get("source_transaction")
    charge = check_source(store, source, amount, currency) if source else None
    if charge is None and amount > available(store, PLATFORM, currency):
        raise Refused(
            "You have insufficient available funds in your Stripe account.", "balance_insufficient"
        )
    transfer = store.insert(new_transfer(call, amount, currency, charge))
    move(store, transfer, available_on(store, charge))
    emit(store, "transfer.created", transfer)
    pay_out_later(store, said["destination"])
    return transfer


def positive(amount: int) -> None:
    if amount < 1:
        raise NotBegun(
            "This value must be greater than or equal to 1.", "parameter_invalid_integer", "amount"
        )


def check_destination(store: Store, account_id: str) -> None:
    """Source: https://docs.stripe.com/connect/account-capabilities"""
    account = store.get("v2.core.account", account_id)
    if account is None:
        raise Refused(f"No such destination: '{account_id}'", "resource_missing", "destination")
    capabilities = account["configuration"]["recipient"]["capabilities"]["stripe_balance"]
    if capabilities["stripe_transfers"]["status"] != "active":
        raise Refused(
            "Your destination account needs to have at least one of the following capabilities"
            " enabled: transfers, crypto_transfers, legacy_payments",
            "insufficient_capabilities_for_transfer",
        )


def check_source(store: Store, charge_id: str, amount: int, currency: str) -> Body:
    """The charge, if it can carry this transfer.

    Whether Stripe lets a reversed transfer free its part of the charge is not documented; here
    it does not, and neither does a refunded part count: the stricter reading breaks nothing that
    the looser one allows.
    """
    charge = store.get("charge", charge_id)
    if charge is None:
        raise Refused(f"No such charge: '{charge_id}'", "resource_missing", "source_transaction")
    if charge["status"] == "failed":
        raise Refused("The source transaction has failed.", param="source_transaction")
    if charge["currency"] != currency:
        raise Refused(
            f"The currency of source_transaction's balance transaction ({charge['currency']})"
            f" must be the same as the transfer currency ({currency})",
            param="currency",
        )
    earlier = store.find("transfer", source_transaction=charge_id)
    used = sum(each["amount"] for each in earlier)
    if used + amount > charge["amount"] - charge["amount_refunded"]:
        raise Refused(
            "Transfers using this transaction as a source must not exceed the source amount of"
            f" {shown(charge['amount'], currency)}. (There are already transfers using this"
            f" source, totaling {shown(used, currency)}.)",
            param="amount",
        )
    return charge


def new_transfer(call: Call, amount: int, currency: str, charge: Body | None) -> Body:
    said, id_ = call.values, new_id("tr")
    group = said.get("transfer_group")
    if charge is not None and group is None:
        group = charge["transfer_group"] or f"group_{charge['payment_intent']}"
        if charge["transfer_group"] is None:
            call.store.save(charge | {"transfer_group": group})
    return {
        "id": id_,
        "object": "transfer",
        "amount": amount,
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": call.store.now(),
        "currency": currency,
        "description": said.get("description"),
        "destination": said["destination"],
        "destination_payment": new_id("py"),
        "livemode": False,
        "metadata": said.get("metadata", {}),
        "reversals": lists.whole(f"/v1/transfers/{id_}/reversals", []),
        "reversed": False,
        "source_transaction": charge["id"] if charge else None,
        "source_type": "card",
        "transfer_group": group,
    }


def available_on(store: Store, charge: Body | None) -> int | None:
    """Money from a charge arrives when the charge's own does."""
    return charge_available_on(store, charge) if charge else None


def move(store: Store, transfer: Body, ready: int | None) -> None:
    amount, currency = transfer["amount"], transfer["currency"]
    transfer["balance_transaction"] = post(
        store, "transfer", -amount, currency, transfer["id"], available_on=ready
    )
    store.save(transfer)
    post(
        store,
        "payment",
        amount,
        currency,
        transfer["destination_payment"],
        account=transfer["destination"],
        available_on=ready,
    )


@route("GET", "/v1/transfers/{}")
def retrieve_transfer(call: Call) -> Body:
    transfer = call.store.get("transfer", call.path[0])
    if transfer is None:
        raise missing("transfer", call.path[0], "transfer")
    return transfer


@route("GET", "/v1/transfers", lists.takes(destination="text", transfer_group="text"))
def list_transfers(call: Call) -> Body:
    where = {name: call.values.get(name) for name in ("destination", "transfer_group")}
    return lists.page(call, "transfer", "/v1/transfers", **where)


# --- Reversals

REVERSAL = {"amount": "int", "description": "text", "metadata": "map"}


@route("POST", "/v1/transfers/{}/reversals", REVERSAL)
def create_reversal(call: Call) -> Body:
    store, transfer = call.store, retrieve_transfer(call)
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = call.values.get("amount", left)
    check_reversal(store, transfer, amount, left)
    reversal: Body = {
        "id": new_id("trr"),
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": None,
        "created": store.now(),
        "currency": transfer["currency"],
        "destination_payment_refund": new_id("pyr"),
        "metadata": call.values.get("metadata", {}),
        "source_refund": None,
        "transfer": transfer["id"],
    }
    store.insert(reversal)
    move_back(store, reversal, transfer["destination"])
    before = {"amount_reversed": transfer["amount_reversed"], "reversed": transfer["reversed"]}
    transfer["amount_reversed"] += amount
    transfer["reversed"] = amount == left
    transfer["reversals"]["data"] = [reversal, *transfer["reversals"]["data"]][:10]
    store.save(transfer)
    emit(store, "transfer.reversed", transfer, **before)
    return reversal


def check_reversal(store: Store, transfer: Body, amount: int, left: int) -> None:
    """A reversal takes money back that has to be there, unlike a transfer."""
    currency = transfer["currency"]
    if left == 0:
        raise Refused(f"Transfer {transfer['id']} has already been fully reversed.")
    positive(amount)
    if amount > left:
        raise Refused(
            f"Reversal amount ({shown(amount, currency)}) is greater than unreversed amount on"
            f" transfer ({shown(left, currency)})",
            param="amount",
        )
    if amount > available(store, transfer["destination"], currency):
        raise Refused(
            "The connected account has insufficient available funds for this reversal.",
            "balance_insufficient",
        )


def move_back(store: Store, reversal: Body, destination: str) -> None:
    amount, currency = reversal["amount"], reversal["currency"]
    reversal["balance_transaction"] = post(
        store, "transfer_refund", amount, currency, reversal["id"]
    )
    store.save(reversal)
    refund = reversal["destination_payment_refund"]
    post(store, "payment_refund", -amount, currency, refund, account=destination)


@route("GET", "/v1/transfers/{}/reversals", lists.takes())
def list_reversals(call: Call) -> Body:
    transfer = retrieve_transfer(call)
    url = f"/v1/transfers/{transfer['id']}/reversals"
    return lists.page(call, "transfer_reversal", url, transfer=transfer["id"])
