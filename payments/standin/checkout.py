"""Checkout Sessions: the order, and the payer's way through the hosted page.

Source: https://docs.stripe.com/api/checkout/sessions, https://docs.stripe.com/checkout/fulfillment
"""

from typing import Any

from .charges import confirm, new_intent
from .currency import CURRENCIES, LARGEST, known, shown
from .errors import NotBegun, Refused, missing
from .events import emit
from .ids import new_id
from .jobs import job, later
from .methods import DEBIT_TYPES, Method
from .routes import Call, route
from .store import Body, Store
from .wire import check_url

HALF_HOUR, DAY = 1_800, 86_400

PRICE = {
    "currency!": "text",
    "unit_amount!": "int",
    "product_data!": {"name!": "text", "description": "text", "metadata": "map"},
}

SESSION = {
    "mode!": "text",
    "success_url!": "text",
    "cancel_url": "text",
    "line_items!": [{"price_data!": PRICE, "quantity": "int"}],
    "client_reference_id": "text",
    "customer_email": "text",
    "expires_at": "int",
    "locale": "text",
    "metadata": "map",
    "submit_type": "text",
    "ui_mode": "text",
    "payment_intent_data": {
        "description": "text",
        "metadata": "map",
        "receipt_email": "text",
        "statement_descriptor": "text",
        "transfer_group": "text",
    },
}


@route("POST", "/v1/checkout/sessions", SESSION)
def create_session(call: Call) -> Body:
    said = call.values
    if said["mode"] != "payment" or said.get("ui_mode", "hosted_page") != "hosted_page":
        raise NotBegun("The stand-in knows mode=payment on the hosted page only.", param="mode")
    for name in ("success_url", "cancel_url"):
        check_url(said.get(name), name)
    items = said["line_items"]
    currency = known(items[0]["price_data"]["currency"], "line_items[0][price_data][currency]")
    total = total_of(items, currency)
    now = call.store.now()
    expires_at = said.get("expires_at", now + DAY)
    if not now + HALF_HOUR - 60 <= expires_at <= now + DAY + 60:
        raise NotBegun(
            "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours"
            " from Checkout Session creation.",
            param="expires_at",
        )
    session = new_session(call, total, currency, expires_at)
    call.store.insert(session, items=items, intent=said.get("payment_intent_data", {}))
    later(call.store, expires_at - call.store.clock(), expire_by_itself, session["id"])
    return session


def total_of(items: list[dict[str, Any]], currency: str) -> int:
    """Raises NotBegun for a mixed, too small or too large total."""
    for item in items:
        if item["price_data"]["currency"].lower() != currency:
            raise NotBegun("All line items must have the same currency.", param="line_items")
        if item["price_data"]["unit_amount"] < 0 or item.get("quantity", 1) < 1:
            raise NotBegun("Amounts and quantities must be positive.", param="line_items")
    total = sum(item["price_data"]["unit_amount"] * item.get("quantity", 1) for item in items)
    if total < CURRENCIES[currency].smallest:
        least = shown(CURRENCIES[currency].smallest, currency)
        raise NotBegun(
            f"The Checkout Session's total amount due must add up to at least {least} {currency}",
            "amount_too_small",
        )
    if total > LARGEST:
        raise NotBegun("The total amount due is too large.", "amount_too_large")
    return int(total)


def new_session(call: Call, total: int, currency: str, expires_at: int) -> Body:
    said = call.values
    id_ = new_id("cs_test")
    methods = ["card"] + ([DEBIT_TYPES[currency]] if currency in DEBIT_TYPES else [])
    texts = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
    return {
        "id": id_,
        "object": "checkout.session",
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": dict.fromkeys(("liability", "provider", "status")) | {"enabled": False},
        "billing_address_collection": None,
        "cancel_url": said.get("cancel_url"),
        "client_reference_id": said.get("client_reference_id"),
        "created": call.store.now(),
        "currency": currency,
        "custom_fields": [],
        "custom_text": dict.fromkeys(texts),
        "customer": None,
        "customer_creation": "if_required",
        "customer_details": None,
        "customer_email": said.get("customer_email"),
        "expires_at": expires_at,
        "livemode": False,
        "locale": said.get("locale"),
        "metadata": said.get("metadata", {}),
        "mode": "payment",
        "payment_intent": None,
        "payment_method_collection": "if_required",
        "payment_method_types": methods,
        "payment_status": "unpaid",
        "shipping_options": [],
        "status": "open",
        "submit_type": said.get("submit_type"),
        "success_url": said["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{call.base_url}/c/pay/{id_}",
    }


@route("GET", "/v1/checkout/sessions/{}")
def retrieve_session(call: Call) -> Body:
    session = call.store.get("checkout.session", call.path[0])
    if session is None:
        raise missing("checkout.session", call.path[0], "session")
    return session


@route("POST", "/v1/checkout/sessions/{}/expire")
def expire_session(call: Call) -> Body:
    session = retrieve_session(call)
    if session["status"] != "open":
        raise Refused(
            'Only Checkout Sessions with a status in ["open"] can be expired.'
            f" This Checkout Session has a status of `{session['status']}`.",
        )
    return expire(call.store, session)


@job
def expire_by_itself(store: Store, session_id: str) -> None:
    session = store.get("checkout.session", session_id)
    if session and session["status"] == "open":
        expire(store, session)


def expire(store: Store, session: Body) -> Body:
    store.save(session | {"status": "expired", "url": None})
    emit(store, "checkout.session.expired", session | {"status": "expired", "url": None})
    return session | {"status": "expired", "url": None}


# --- The payer's side


def pay(store: Store, session: Body, method: Method, payer: Body) -> str | None:
    """The payer has pressed Pay. Returns what the bank says if it refuses, else None."""
    intent = store.get("payment_intent", session["payment_intent"] or "")
    if intent is None:
        said = store.note(session["id"])["intent"]
        kinds = session["payment_method_types"]
        intent = new_intent(store, session["amount_total"], session["currency"], kinds, said)
        session["payment_intent"] = intent["id"]
        store.save(session)
    charge = confirm(store, intent, method, payer)
    if charge["status"] == "failed":
        return str(charge["failure_message"])
    session |= {
        "status": "complete",
        "url": None,
        "payment_status": "paid" if charge["status"] == "succeeded" else "unpaid",
        "customer_details": {
            "address": None,
            "business_name": None,
            "email": payer.get("email"),
            "individual_name": None,
            "name": payer.get("name"),
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        },
    }
    store.save(session)
    emit(store, "checkout.session.completed", session)
    return None


def line_items(store: Store, session: Body) -> Body:
    """What `expand[]=line_items` shows."""
    data = []
    for at, item in enumerate(store.note(session["id"])["items"]):
        price, quantity = item["price_data"], item.get("quantity", 1)
        total = price["unit_amount"] * quantity
        data.append(
            {
                "id": f"li_{session['id'][8:]}{at}",
                "object": "item",
                "adjustable_quantity": None,
                "amount_discount": 0,
                "amount_subtotal": total,
                "amount_tax": 0,
                "amount_total": total,
                "currency": session["currency"],
                "description": price["product_data"]["name"],
                "metadata": None,
                "price": None,
                "quantity": quantity,
            }
        )
    url = f"/v1/checkout/sessions/{session['id']}/line_items"
    return {"object": "list", "data": data, "has_more": False, "url": url}
