"""Payouts from a Stripe balance to a bank account.

Source: https://docs.stripe.com/payouts, https://docs.stripe.com/connect/manual-payouts and
https://docs.stripe.com/connect/testing (bank accounts whose payouts fail).
"""

from . import lists
from .balance import DAY, available, keep_settings, post, sums
from .currency import known
from .errors import NotBegun, Refused, missing
from .events import emit
from .ids import new_id
from .jobs import job, later
from .routes import Call, route
from .store import PLATFORM, Body, Store

PAYOUT = {
    "amount!": "int",
    "currency!": "text",
    "description": "text",
    "destination": "text",
    "metadata": "map",
    "method": "text",
    "statement_descriptor": "text",
}

# The last four digits of https://docs.stripe.com/connect/testing#account-numbers
FAILING_BANKS = {
    "1113": ("account_closed", "The bank account has been closed."),
    "1116": ("no_account", "The bank account could not be found."),
    "2227": ("insufficient_funds", "Your account has insufficient funds."),
}


@route("POST", "/v1/payouts", PAYOUT)
def create_payout(call: Call) -> Body:
    said = call.values
    if said["amount"] < 1:
        raise NotBegun("Invalid positive integer", "parameter_invalid_integer", "amount")
    given: Body = {name: said[name] for name in ("description", "metadata") if name in said}
    return start(call.store, call.account, said["amount"], known(said["currency"]), given)


def start(store: Store, account: str, amount: int, currency: str, given: Body) -> Body:
    """The money leaves the balance at once and is in the bank some days later."""
    if amount > available(store, account, currency):
        raise Refused(
            "You have insufficient funds in your Stripe account for this transfer.",
            "balance_insufficient",
        )
    payout = store.insert(new_payout(store, account, amount, currency) | given, account)
    payout["balance_transaction"] = post(
        store, "payout", -amount, currency, payout["id"], account=account
    )
    store.save(payout)
    emit(store, "payout.created", payout, account)
    later(store, store.setting("payout_takes_days") * DAY, arrive, payout["id"])
    return payout


def new_payout(store: Store, account: str, amount: int, currency: str) -> Body:
    days = store.setting("payout_takes_days")
    return {
        "id": new_id("po"),
        "object": "payout",
        "amount": amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": int(store.now() + days * DAY),
        "automatic": False,
        "balance_transaction": None,
        "created": store.now(),
        "currency": currency,
        "description": None,
        "destination": bank_of(store, account)["id"],
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "pending",
        "trace_id": None,
        "type": "bank_account",
    }


def bank_of(store: Store, account: str) -> dict[str, str]:
    """Raises Refused while an account has none."""
    if account == PLATFORM:
        return {"id": "ba_platform", "last4": "6789"}
    bank: dict[str, str] | None = store.note(account).get("bank")
    if bank is None:
        raise Refused("Sorry, you don't have any external accounts in that currency.")
    return bank


@job
def arrive(store: Store, payout_id: str) -> None:
    """The bank has answered."""
    account = store.owner(payout_id)
    payout = store.get("payout", payout_id, account)
    assert payout is not None
    if payout["status"] != "pending":
        return
    failing = FAILING_BANKS.get(bank_of(store, account)["last4"])
    if failing:
        fail(store, payout, *failing)
    else:
        store.save(payout | {"status": "paid"})
        emit(store, "payout.paid", payout | {"status": "paid"}, account)


def fail(store: Store, payout: Body, code: str, message: str) -> None:
    """The money is back in the balance. A payout that was `paid` can fail days later."""
    account = store.owner(payout["id"])
    back = post(
        store,
        "payout_failure",
        payout["amount"],
        payout["currency"],
        payout["id"],
        account=account,
    )
    payout |= {
        "status": "failed",
        "failure_balance_transaction": back,
        "failure_code": code,
        "failure_message": message,
    }
    store.save(payout)
    emit(store, "payout.failed", payout, account)


# --- By itself, once a day


def pay_out_later(store: Store, account: str) -> None:
    """At the next midnight UTC, unless that is already planned."""
    planned = store.db.execute(
        "SELECT 1 FROM job WHERE name = ? AND subject = ?", (pay_out.__name__, account)
    ).fetchone()
    if planned is None:
        now = store.clock()
        later(store, DAY - now % DAY, pay_out, account)


@job
def pay_out(store: Store, account: str) -> None:
    """The daily payout of a connected account. Pending money waits for the next day."""
    automatic = store.note(keep_settings(store, account))["interval"] == "daily"
    both = sums(store, account)
    if automatic:
        sweep(store, account)
    if any(pending > 0 for _, pending in both.values()):
        pay_out_later(store, account)


def sweep(store: Store, account: str) -> None:
    """Pay out all that is available, in each currency."""
    for currency, (ready, _) in sums(store, account).items():
        if ready > 0:
            start(store, account, ready, currency, {"automatic": True})


# --- The API


@route("GET", "/v1/payouts/{}")
def retrieve_payout(call: Call) -> Body:
    payout = call.store.get("payout", call.path[0], call.account)
    if payout is None:
        raise missing("payout", call.path[0], "payout")
    return payout


@route("GET", "/v1/payouts", lists.takes(status="text", destination="text"))
def list_payouts(call: Call) -> Body:
    where = {name: call.values.get(name) for name in ("status", "destination")}
    return lists.page(call, "payout", "/v1/payouts", **where)
