"""The one place that talks to Stripe. What comes back is ours: small frozen rows.

Every write carries its operation's id as the idempotency key, so that a repeat within a day
is the same request. Nothing is called while a database transaction is open.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

import stripe
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from payments import answers, pacing
from payments.seen import (
    Account,
    Booked,
    Charge,
    ChargedBack,
    Checkout,
    Event,
    RefundSeen,
    ReversalSeen,
    Transfer,
    Txn,
)

TIMEOUT = 10  # seconds for one answer
RETRIES = 2  # by the library, with the same key
SIGNATURE_LIVES = 300  # seconds
# Rate limits, conflicts, locks: nothing was done, the same request may be sent again.
BUSY = {409, 429}


class GatewayBusy(Exception):
    """No answer, or "later": the same request may be sent again."""


class GatewayRefused(Exception):
    """Stripe has decided not to do it. `code` is Stripe's word for the reason, or empty."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class GatewayUnknown(Exception):
    """It may or may not have been done: look it up before anything else (payments.md F4)."""


class OpenTransaction(Exception):
    """A row lock would be held for as long as Stripe takes to answer (payments.md I10)."""


class BadSignature(Exception):
    """Not from Stripe, or not from just now."""


# --- The client ---


class Paced(stripe.RequestsClient):
    def request(self, method: str, url: str, *more: Any, **named: Any) -> Any:
        pacing.wait_for_a_turn(pacing.endpoint(method, url))
        return super().request(method, url, *more, **named)


def http_client() -> stripe.HTTPClient:
    """The stand-in takes what comes; Stripe does not."""
    kind = stripe.RequestsClient if settings.STRIPE_API_BASE else Paced
    return kind(timeout=TIMEOUT)


@cache
def _client(key: str, base: str) -> stripe.StripeClient:
    addresses: Any = {}
    if base:
        addresses = dict.fromkeys(("api", "connect", "files", "meter_events"), base)
    return stripe.StripeClient(
        key,
        base_addresses=addresses,
        stripe_version=settings.STRIPE_VERSION,
        max_network_retries=RETRIES,
        http_client=http_client(),
    )


@contextmanager
def _talking() -> Iterator[stripe.StripeClient]:
    """The client, outside any transaction, with Stripe's errors turned into ours."""
    _refuse_inside_transaction()
    try:
        yield _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)
    except (stripe.APIConnectionError, stripe.RateLimitError, stripe.AuthenticationError) as error:
        raise GatewayBusy(str(error)) from error
    except stripe.StripeError as error:
        if error.http_status in BUSY:
            raise GatewayBusy(str(error)) from error
        if isinstance(error, stripe.InvalidRequestError | stripe.PermissionError):
            raise GatewayRefused(str(error), error.code or "") from error
        raise GatewayUnknown(str(error)) from error


def _refuse_inside_transaction() -> None:
    """Django itself refuses a durable block inside another, except inside a test's own."""
    try:
        with transaction.atomic(durable=True):
            pass
    except RuntimeError as error:
        raise OpenTransaction("Stripe is called inside a transaction") from error


# --- Money coming in ---

WHOLE = ["payment_intent.latest_charge.balance_transaction"]


def open_checkout(params: Mapping[str, Any], key: UUID) -> Checkout:
    """Open a payment page. Raises GatewayBusy, GatewayRefused, GatewayUnknown (as all here)."""
    with _talking() as client:
        made = client.v1.checkout.sessions.create(_words(params), {"idempotency_key": str(key)})
    return _checkout(made)


def fetch_checkout(session_id: str) -> Checkout:
    """The page, the payment and the fee as they are now."""
    with _talking() as client:
        return _checkout(client.v1.checkout.sessions.retrieve(session_id, {"expand": WHOLE}))


def expire_checkout(session_id: str, key: UUID) -> None:
    """Close the page. GatewayRefused: it is not open any more, so look what became of it."""
    with _talking() as client:
        client.v1.checkout.sessions.expire(session_id, {}, {"idempotency_key": str(key)})


def _checkout(session: Any) -> Checkout:
    intent = session.payment_intent
    charge = getattr(intent, "latest_charge", None)
    return Checkout(
        id=session.id,
        status=session.status or "",
        url=session.url or "",
        funding=answers.told(session, "funding"),
        intent=intent if isinstance(intent, str) else getattr(intent, "id", None),
        intent_status=getattr(intent, "status", ""),
        charge=_charge(charge) if getattr(charge, "status", "") == "succeeded" else None,
        top_up=answers.told(session, "top_up"),
    )


def _charge(charge: Any) -> Charge:
    txn = charge.balance_transaction
    return Charge(
        id=charge.id,
        amount=charge.amount,
        currency=charge.currency.upper(),
        method=_method(charge.payment_method_details),
        paid_at=datetime.fromtimestamp(charge.created, UTC),
        txn=txn and Txn(txn.id, txn.fee, txn.currency.upper(), txn.amount),
    )


def _method(details: Any) -> str:
    """As people know it: "Visa 4242", "Bank account 6789", "Apple Pay, Visa 4242"."""
    if details is None:
        return ""
    kind = details.type
    shown = getattr(details, kind, None)
    name = _words_of(getattr(shown, "brand", None) or kind)
    method = f"{name} {getattr(shown, 'last4', None) or ''}".strip()
    wallet = getattr(shown, "wallet", None)
    return f"{_words_of(wallet.type)}, {method}"[:40] if wallet else method


def _words_of(name: str) -> str:
    return name.replace("_", " ").title()


# --- Students' accounts ---

SHOWN = ["configuration.recipient", "requirements"]


def open_account(params: Mapping[str, Any], key: UUID) -> Account:
    with _talking() as client:
        return answers.account(
            client.v2.core.accounts.create(_words(params), {"idempotency_key": str(key)})
        )


def fetch_account(account_id: str) -> Account:
    with _talking() as client:
        return answers.account(
            client.v2.core.accounts.retrieve(account_id, {"include": _words(SHOWN)})
        )


def onboarding_url(account_id: str, *, return_url: str, refresh_url: str) -> str:
    """A page at Stripe for one visit, within minutes. It moves nothing, so it has no operation."""
    onboarding = {
        "configurations": ["recipient"],
        "return_url": return_url,
        "refresh_url": refresh_url,
    }
    params = {
        "account": account_id,
        "use_case": {"type": "account_onboarding", "account_onboarding": onboarding},
    }
    with _talking() as client:
        return client.v2.core.account_links.create(_words(params)).url


# --- Money going out ---


def send_transfer(params: Mapping[str, Any], key: UUID) -> Transfer:
    """Move money from our balance to a student's account.

    Source: https://docs.stripe.com/connect/separate-charges-and-transfers
    """
    with _talking() as client:
        return answers.transfer(
            client.v1.transfers.create(_words(params), {"idempotency_key": str(key)})
        )


def find_transfer(transfer_group: str, operation: UUID) -> Transfer | None:
    """The transfer this operation made, if it made one."""
    with _talking() as client:
        listed = client.v1.transfers.list({"transfer_group": transfer_group, "limit": 100})
        seen = [answers.transfer(each) for each in listed.auto_paging_iter()]
    return next((each for each in seen if each.operation == operation), None)


def fetch_transfer(transfer_id: str) -> Transfer:
    with _talking() as client:
        return answers.transfer(client.v1.transfers.retrieve(transfer_id))


def send_reversal(params: Mapping[str, Any], key: UUID) -> ReversalSeen:
    """Move money from a student's account back to ours. GatewayRefused: too little is there.

    Source: https://docs.stripe.com/connect/separate-charges-and-transfers#reverse-transfers
    """
    with _talking() as client:
        made = client.v1.transfers.reversals.create(
            params["transfer"], _words(params["said"]), {"idempotency_key": str(key)}
        )
    return answers.reversal(made)


def reversals_of(transfer_id: str) -> list[ReversalSeen]:
    """All that was ever taken back of it, by whomever."""
    with _talking() as client:
        listed = client.v1.transfers.reversals.list(transfer_id, {"limit": 100})
        return [answers.reversal(each) for each in listed.auto_paging_iter()]


def send_refund(params: Mapping[str, Any], key: UUID) -> RefundSeen:
    with _talking() as client:
        return answers.refund(
            client.v1.refunds.create(_words(params), {"idempotency_key": str(key)})
        )


def find_refund(intent: str, operation: UUID) -> RefundSeen | None:
    """The refund this operation made, if it made one."""
    with _talking() as client:
        listed = client.v1.refunds.list({"payment_intent": intent, "limit": 100})
        seen = [answers.refund(each) for each in listed.auto_paging_iter()]
    return next((each for each in seen if each.operation == operation), None)


def fetch_refund(refund_id: str) -> RefundSeen:
    with _talking() as client:
        return answers.refund(client.v1.refunds.retrieve(refund_id))


def fetch_dispute(dispute_id: str) -> ChargedBack:
    """A chargeback, with what it has done to our balance."""
    with _talking() as client:
        return answers.dispute(client.v1.disputes.retrieve(dispute_id))


def upload(name: str, content: bytes, key: UUID) -> str:
    """A file for `send_evidence`; returns Stripe's id of it. GatewayRefused: it is not taken.

    Source: https://docs.stripe.com/file-upload
    """
    file = ContentFile(content, name=name)
    params = {"purpose": "dispute_evidence", "file": file}
    with _talking() as client:
        return client.v1.files.create(_words(params), {"idempotency_key": str(key)}).id


def send_evidence(params: Mapping[str, Any], key: UUID) -> ChargedBack:
    """Answer the payer's bank. GatewayRefused: it is decided, or the time is up."""
    with _talking() as client:
        answered = client.v1.disputes.update(
            params["dispute"], _words(params["said"]), {"idempotency_key": str(key)}
        )
    return answers.dispute(answered)


def balance() -> dict[str, int]:
    """What Stripe says we have, available and pending together: minor units per currency."""
    with _talking() as client:
        told = client.v1.balance.retrieve()
    parts: list[Any] = [*told.available, *told.pending]
    sums: dict[str, int] = {}
    for part in parts:
        currency = part.currency.upper()
        sums[currency] = sums.get(currency, 0) + part.amount
    return sums


def booked_since(moment: datetime | None) -> Iterator[Booked]:
    """What Stripe has booked on our balance since then, newest first; None: ever."""
    asked: dict[str, Any] = {"limit": 100}
    if moment:
        asked["created"] = {"gte": int(moment.timestamp())}
    with _talking() as client:
        for each in client.v1.balance_transactions.list(_words(asked)).auto_paging_iter():
            yield Booked(
                id=each.id,
                kind=each.type,
                amount=each.amount,
                fee=each.fee,
                net=each.net,
                currency=each.currency.upper(),
                source=answers.id_of(each.source),
                made_at=datetime.fromtimestamp(each.created, UTC),
            )


# --- Events ---


def verified_event(body: bytes, signature: str) -> Event:
    """Raises BadSignature: forged, older than five minutes, or not an event."""
    try:
        stripe.WebhookSignature.verify_header(
            body, signature, settings.STRIPE_WEBHOOK_SECRET, SIGNATURE_LIVES
        )
        return read_event(body)
    except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError) as error:
        raise BadSignature(str(error)) from error


def read_event(body: bytes) -> Event:
    """A snapshot event, or a thin one. Raises ValueError, KeyError, TypeError: not an event."""
    told = json.loads(body)
    about = told["data"]["object"] if "object" in told.get("data", {}) else told["related_object"]
    return Event(
        id=told["id"],
        kind=told["type"],
        account=told.get("account") or "",
        object_id=about.get("id") or "",
        livemode=bool(told["livemode"]),
        payload=told,
    )


def events_since(moment: datetime, account: str = "") -> Iterator[Event]:
    """What Stripe says has happened since then, newest first; it keeps 30 days of it. With
    `account`: to this student's account, which the list of our own leaves out.

    Source: https://docs.stripe.com/api/events/list
    """
    asked = {"limit": 100, "created": {"gte": int(moment.timestamp())}}
    of: Any = {"stripe_account": account} if account else {}
    with _talking() as client:
        for each in client.v1.events.list(_words(asked), of).auto_paging_iter():
            yield replace(read_event(str(each).encode()), account=account)


# --- Small print ---


def _words(params: Any) -> Any:
    """Parameters come from JSON; the library's types for them are for people writing by hand."""
    return cast(Any, params)
