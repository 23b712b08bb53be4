"""What people and tests can make happen: `POST /_standin/...`, a form in, a page or JSON out."""

from collections.abc import Callable
from typing import Any

from . import accounts, disputes, events, faults, jobs, payouts, refunds
from .errors import Refused, missing
from .store import DEFAULTS, PLATFORM, Body, Store

type Form = dict[str, str]
type Control = Callable[[Store, Form], Body]

CONTROLS: dict[str, Control] = {}


def control(answer: Control) -> Control:
    """At /_standin/ and the function's name with dashes."""
    CONTROLS[answer.__name__.replace("_", "-")] = answer
    return answer


def act(store: Store, name: str, form: Form) -> Body:
    """Raises Refused for what cannot be done, KeyError and ValueError for a wrong form."""
    if name not in CONTROLS:
        raise missing("control", name)
    with store.transaction():
        done = CONTROLS[name](store, form)
    jobs.run_due(store)
    return done


def number(form: Form, name: str, default: int = 0) -> int:
    return int(form.get(name) or default)


@control
def advance_clock(store: Store, form: Form) -> Body:
    """By `seconds`, `hours` and `days`. It never goes back."""
    ahead = number(form, "seconds") + 3_600 * number(form, "hours") + 86_400 * number(form, "days")
    if ahead < 0:
        raise ValueError("seconds")
    jobs.run_until(store, store.clock() + ahead)
    return {"now": store.now()}


@control
def change_settings(store: Store, form: Form) -> Body:
    for name in DEFAULTS.keys() & form.keys() - {"clock_offset"}:
        store.set(name, max(0.0, float(form[name])))
    return {name: store.setting(name) for name in DEFAULTS}


@control
def plan_fault(store: Store, form: Form) -> Body:
    faults.plan(
        store,
        form["kind"],
        form.get("method") or "POST",
        form.get("path") or "/v1/",
        number(form, "times", 1),
        number(form, "percent", 100),
        float(form.get("seconds") or 0),
    )
    return {}


@control
def clear_faults(store: Store, form: Form) -> Body:
    faults.clear(store)
    return {}


@control
def forget_everything(store: Store, form: Form) -> Body:
    """All but the settings and the site's address. Only for tests: no page has a button."""
    for table in ("entry", "replay", "job", "delivery", "fault"):
        store.db.execute(f"DELETE FROM {table}")  # noqa: S608 names from the line above
    store.db.execute("DELETE FROM object WHERE note ->> '$.from_start' IS NULL")
    store.set("clock_offset", 0)
    return {}


@control
def open_dispute(store: Store, form: Form) -> Body:
    amount = number(form, "amount") or None
    return disputes.open_dispute(store, form["charge"], amount, form.get("reason") or "fraudulent")


@control
def close_dispute(store: Store, form: Form) -> Body:
    return disputes.close_dispute(store, form["dispute"], won=form["outcome"] == "won")


@control
def fail_refund(store: Store, form: Form) -> Body:
    if store.get("refund", form["refund"]) is None:
        raise missing("refund", form["refund"])
    refunds.fail(store, form["refund"], "unknown")
    return store.get("refund", form["refund"]) or {}


@control
def settle_payout(store: Store, form: Form) -> Body:
    """`outcome` is paid or failed. A paid one can still fail, as at Stripe."""
    payout = store.get("payout", form["payout"], account=None)
    if payout is None:
        raise missing("payout", form["payout"])
    if form["outcome"] == "failed" and payout["status"] in ("pending", "paid"):
        payouts.fail(store, payout, *payouts.FAILING_BANKS["1116"])
    elif payout["status"] == "pending":
        payouts.arrive(store, payout["id"])
    return store.get("payout", form["payout"], account=None) or {}


@control
def pay_out(store: Store, form: Form) -> Body:
    """All that is available, of a connected account or, without one, of the platform."""
    payouts.sweep(store, form.get("account") or PLATFORM)
    return {}


@control
def decide_account(store: Store, form: Form) -> Body:
    if form["status"] not in ("active", "pending", "restricted"):
        raise ValueError("status")
    return accounts.set_status(store, form["account"], form["status"])


@control
def send_again(store: Store, form: Form) -> Body:
    event = store.get("event", form["event"], account=None)
    if event is None:
        raise missing("event", form["event"])
    events.address(store, event)
    return event


def explain(error: Exception) -> str:
    if isinstance(error, Refused):
        return error.message
    return f"The form is not complete: {error}"


def state(store: Store) -> dict[str, Any]:
    """For tests: how many deliveries and jobs are left, and what the clock says."""
    with store.transaction():
        rows = store.db.execute("SELECT state, count(*) FROM delivery GROUP BY state")
        deliveries = dict(rows.fetchall())
        jobs_left = store.db.execute("SELECT count(*) FROM job").fetchone()[0]
        return {"now": store.now(), "deliveries": deliveries, "jobs": jobs_left}
