"""Balances: nothing but the sum of the balance transactions.

Money settles in the currency of its charge, as on a platform with a bank account for each.
Source: https://docs.stripe.com/reports/balance-transaction-types, https://docs.stripe.com/api/balance
"""

from . import lists
from .currency import CURRENCIES
from .errors import missing
from .events import emit
from .ids import new_id
from .jobs import job, later
from .routes import Call, route
from .store import PLATFORM, Body, Store

DAY = 86_400


def post(
    store: Store,
    type_: str,
    amount: int,
    currency: str,
    source: str,
    *,
    fee: int = 0,
    account: str = PLATFORM,
    available_on: int | None = None,
    description: str | None = None,
) -> str:
    """Move the balance by `amount` less `fee`. Returns the id of the balance transaction."""
    now = store.now()
    available_on = available_on or now
    body: Body = {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": available_on,
        "balance_type": "payments",
        "created": now,
        "currency": currency,
        "description": description,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [fee_detail(fee, currency)] if fee else [],
        "net": amount - fee,
        "reporting_category": CATEGORIES.get(type_, type_),
        "source": source,
        "status": "pending" if available_on > now else "available",
        "type": type_,
    }
    store.insert(body, account)
    row = (body["id"], account, currency, amount - fee, available_on)
    store.db.execute("INSERT INTO entry VALUES (?,?,?,?,?)", row)
    if available_on > now:
        later(store, available_on - now, make_available, body["id"])
    return str(body["id"])


# The reporting category of a type, where it has another name.
CATEGORIES = {
    "adjustment": "dispute",
    "payment": "charge",
    "payment_refund": "refund",
    "payout_failure": "payout_reversal",
    "refund_failure": "refund_failure",
    "transfer_refund": "transfer_reversal",
}


def fee_detail(fee: int, currency: str) -> Body:
    return {
        "amount": fee,
        "application": None,
        "currency": currency,
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }


@job
def make_available(store: Store, txn_id: str) -> None:
    account = store.owner(txn_id)
    txn = store.get("balance_transaction", txn_id, account)
    assert txn is not None
    store.save(txn | {"status": "available"})
    emit(store, "balance.available", balance(store, account), account)


def available(store: Store, account: str, currency: str) -> int:
    return sums(store, account).get(currency, (0, 0))[0]


def sums(store: Store, account: str) -> dict[str, tuple[int, int]]:
    """Available and pending, for each currency that ever moved."""
    now = store.now()
    rows = store.db.execute(
        "SELECT currency, sum(net * (available_on <= ?)), sum(net * (available_on > ?))"
        " FROM entry WHERE account = ? GROUP BY currency",
        (now, now, account),
    )
    return {currency: (ready, pending) for currency, ready, pending in rows}


def balance(store: Store, account: str) -> Body:
    found = sums(store, account) or {"usd": (0, 0)}

    def side(at: int) -> list[Body]:
        return [
            {"amount": both[at], "currency": code, "source_types": {"card": both[at]}}
            for code, both in sorted(found.items())
        ]

    return {"object": "balance", "available": side(0), "livemode": False, "pending": side(1)}


# --- The API


@route("GET", "/v1/balance")
def retrieve_balance(call: Call) -> Body:
    return balance(call.store, call.account)


FILTERS = lists.takes(type="text", source="text", currency="text", payout="text")


@route("GET", "/v1/balance_transactions", FILTERS)
def list_transactions(call: Call) -> Body:
    where = {name: call.values.get(name) for name in ("type", "source", "currency")}
    return lists.page(call, "balance_transaction", "/v1/balance_transactions", **where)


@route("GET", "/v1/balance_transactions/{}")
def retrieve_transaction(call: Call) -> Body:
    txn = call.store.get("balance_transaction", call.path[0], call.account)
    if txn is None:
        raise missing("balance transaction", call.path[0])
    return txn


SETTINGS = {
    "payments": {
        "debit_negative_balances": "bool",
        "payouts": {
            "minimum_balance_by_currency": "map",
            "schedule": {"interval": "text"},
            "statement_descriptor": "text",
        },
    }
}


@route("GET", "/v1/balance_settings")
def retrieve_settings(call: Call) -> Body:
    return settings(call.store, call.account)


@route("POST", "/v1/balance_settings", SETTINGS)
def update_settings(call: Call) -> Body:
    said = call.values.get("payments", {}).get("payouts", {})
    interval = said.get("schedule", {}).get("interval")
    kept = keep_settings(call.store, call.account)
    known = call.store.note(kept)
    minimum = said.get("minimum_balance_by_currency", known["minimum"])
    call.store.note(
        kept,
        interval=interval or known["interval"],
        minimum={code: int(value) for code, value in minimum.items() if code in CURRENCIES},
    )
    return settings(call.store, call.account)


def keep_settings(store: Store, account: str) -> str:
    """The id under which an account's settings are kept.

    Connected accounts are paid out daily, as Stripe does. The platform is not, unlike Stripe's
    default: docs/stripe.md says why.
    """
    id_ = f"settings_{account}"
    if store.get("balance_settings", id_, account) is None:
        body: Body = {"id": id_, "object": "balance_settings"}
        interval = "manual" if account == PLATFORM else "daily"
        store.insert(body, account, interval=interval, minimum={})
    return id_


def settings(store: Store, account: str) -> Body:
    known = store.note(keep_settings(store, account))
    payouts: Body = {
        "minimum_balance_by_currency": known["minimum"] or None,
        "schedule": {"interval": known["interval"]},
        "statement_descriptor": None,
        "status": "enabled",
    }
    timing = {"delay_days": int(store.setting("available_after_days"))}
    return {
        "object": "balance_settings",
        "payments": {
            "debit_negative_balances": False,
            "payouts": payouts,
            "settlement_timing": timing,
        },
    }
