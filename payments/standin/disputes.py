"""Disputes: opened and decided at /_standin/, or by Stripe's test card for it.

Source: https://docs.stripe.com/disputes/connect (the platform pays), https://docs.stripe.com/testing
(evidence of `winning_evidence` or `losing_evidence` decides).
"""

from . import lists
from .balance import DAY, post
from .errors import Refused, missing
from .events import emit
from .files import file_of
from .ids import new_id
from .routes import Call, route
from .store import Body, Store

FEE = 1_500  # in the minor unit of the charge's currency, lost or won
OPEN = ("needs_response", "under_review")

EVIDENCE_FIELDS = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)
# These hold the id of a file.
FILE_FIELDS = (
    "cancellation_policy",
    "customer_communication",
    "customer_signature",
    "duplicate_charge_documentation",
    "receipt",
    "refund_policy",
    "service_documentation",
    "shipping_documentation",
    "uncategorized_file",
)
# Bytes, all files of one dispute together.
# Source: https://docs.stripe.com/disputes/responding
TOGETHER = 4_500_000


def open_dispute(
    store: Store, charge_id: str, amount: int | None = None, reason: str = "fraudulent"
) -> Body:
    """Takes the amount and the fee from the platform at once."""
    charge = store.get("charge", charge_id)
    if charge is None:
        raise missing("charge", charge_id, "charge")
    if charge["status"] != "succeeded" or charge["disputed"]:
        raise Refused("Only a charge that succeeded and has no dispute can be disputed.")
    dispute = store.insert(new_dispute(store, charge, amount or charge["amount"], reason))
    store.save(charge | {"disputed": True})
    add_transaction(store, dispute, -dispute["amount"], FEE, "Chargeback withdrawal")
    emit(store, "charge.dispute.created", dispute)
    emit(store, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def new_dispute(store: Store, charge: Body, amount: int, reason: str) -> Body:
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": store.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(EVIDENCE_FIELDS) | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": store.now() + 7 * DAY,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "needs_response",
    }


def add_transaction(store: Store, dispute: Body, amount: int, fee: int, told: str) -> None:
    id_ = post(
        store,
        "adjustment",
        amount,
        dispute["currency"],
        dispute["id"],
        fee=fee,
        description=f"{told} for {dispute['charge']}",
    )
    txn = store.get("balance_transaction", id_)
    dispute["balance_transactions"] = [*dispute["balance_transactions"], txn]
    store.save(dispute)


def close_dispute(store: Store, dispute_id: str, *, won: bool) -> Body:
    """Won: the amount comes back, the fee does not."""
    dispute = store.get("dispute", dispute_id)
    if dispute is None:
        raise missing("dispute", dispute_id, "dispute")
    if dispute["status"] not in OPEN:
        raise Refused("This dispute is already closed.")
    before = dispute["status"]
    dispute["status"] = "won" if won else "lost"
    store.save(dispute)
    if won:
        add_transaction(store, dispute, dispute["amount"], 0, "Chargeback reversal")
        emit(store, "charge.dispute.funds_reinstated", dispute)
    emit(store, "charge.dispute.closed", dispute, status=before)
    return dispute


# --- The API


@route("GET", "/v1/disputes/{}")
def retrieve_dispute(call: Call) -> Body:
    dispute = call.store.get("dispute", call.path[0])
    if dispute is None:
        raise missing("dispute", call.path[0], "dispute")
    return dispute


@route("GET", "/v1/disputes", lists.takes(charge="text", payment_intent="text"))
def list_disputes(call: Call) -> Body:
    where = {name: call.values.get(name) for name in ("charge", "payment_intent")}
    return lists.page(call, "dispute", "/v1/disputes", **where)


def check_files(store: Store, evidence: Body) -> None:
    """Raises Refused: one is not there, or all of them are too large."""
    sizes = [
        file_of(store, evidence[name], f"evidence[{name}]")["size"]
        for name in FILE_FIELDS
        if evidence[name]
    ]
    if sum(sizes) > TOGETHER:
        raise Refused("The files of a dispute have at most 4.5 MB together.", param="evidence")


UPDATE = {
    "evidence": dict.fromkeys(EVIDENCE_FIELDS, "text"),
    "metadata": "map",
    "submit": "bool",
}


@route("POST", "/v1/disputes/{}", UPDATE)
def update_dispute(call: Call) -> Body:
    dispute = retrieve_dispute(call)
    if dispute["status"] not in OPEN:
        raise Refused("This dispute is already closed.")
    dispute["evidence"] |= call.values.get("evidence", {})
    check_files(call.store, dispute["evidence"])
    dispute["metadata"] |= call.values.get("metadata", {})
    dispute["evidence_details"]["has_evidence"] = any(dispute["evidence"].values())
    if call.values.get("submit"):
        dispute["evidence_details"]["submission_count"] += 1
        dispute["status"] = "under_review"
    call.store.save(dispute)
    emit(call.store, "charge.dispute.updated", dispute)
    text = dispute["evidence"]["uncategorized_text"]
    if call.values.get("submit") and text in ("winning_evidence", "losing_evidence"):
        close_dispute(call.store, dispute["id"], won=text == "winning_evidence")
    return retrieve_dispute(call)
