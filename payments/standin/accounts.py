"""Connected accounts that receive money, and the links to their hosted onboarding.

Source: https://docs.stripe.com/api/v2/core/accounts, https://docs.stripe.com/connect/hosted-onboarding
and https://docs.stripe.com/connect/cross-border-payouts (which countries need no agreement).
"""

from datetime import UTC, datetime
from typing import Any

from . import lists
from .errors import NotBegun, Refused, missing
from .events import emit
from .ids import new_id
from .routes import Call, route
from .store import Body, Store
from .wire import check_url

LINK_LIVES = 300  # seconds

COUNTRIES = {
    "at": "Austria",
    "be": "Belgium",
    "bg": "Bulgaria",
    "ca": "Canada",
    "ch": "Switzerland",
    "cy": "Cyprus",
    "cz": "Czechia",
    "de": "Germany",
    "dk": "Denmark",
    "ee": "Estonia",
    "es": "Spain",
    "fi": "Finland",
    "fr": "France",
    "gb": "United Kingdom",
    "gr": "Greece",
    "hr": "Croatia",
    "hu": "Hungary",
    "ie": "Ireland",
    "is": "Iceland",
    "it": "Italy",
    "li": "Liechtenstein",
    "lt": "Lithuania",
    "lu": "Luxembourg",
    "lv": "Latvia",
    "mt": "Malta",
    "nl": "Netherlands",
    "no": "Norway",
    "pl": "Poland",
    "pt": "Portugal",
    "ro": "Romania",
    "se": "Sweden",
    "si": "Slovenia",
    "sk": "Slovakia",
    "us": "United States",
}

ACCOUNT = {
    "contact_email": "text",
    "contact_phone": "text",
    "display_name": "text",
    "dashboard": "text",
    "identity!": {"country!": "text", "entity_type": "text", "individual": "any"},
    "defaults": {
        "currency": "text",
        "locales": ["text"],
        "profile": "any",
        "responsibilities": {"fees_collector!": "text", "losses_collector!": "text"},
    },
    "configuration!": {
        "recipient!": {
            "capabilities": {
                "stripe_balance": {
                    "stripe_transfers": {"requested": "bool"},
                    "payouts": {"requested": "bool"},
                }
            }
        }
    },
    "include": ["text"],
    "metadata": "map",
}

# What an answer holds only if `include` asks for it.
INCLUDABLE = ("configuration", "defaults", "identity", "requirements")


@route("POST", "/v2/core/accounts", ACCOUNT)
def create_account(call: Call) -> Body:
    said = call.values
    country = said["identity"]["country"].lower()
    if country not in COUNTRIES:
        raise NotBegun(
            f"A connected account in {country.upper()} cannot be created by this platform.",
            "cross_border_connected_account_creation_not_allowed",
        )
    duties = said.get("defaults", {}).get("responsibilities", {})
    if duties.get("losses_collector") == "stripe":
        raise NotBegun(
            "Transfers from the platform need losses to be collected by the application.",
            "account_controller_unsupported_configuration",
        )
    account = call.store.insert(new_account(call, country))
    return included(account, said.get("include", []))


def new_account(call: Call, country: str) -> Body:
    said = call.values
    duties = said.get("defaults", {}).get("responsibilities", {})
    account: Body = {
        "id": new_id("acct"),
        "object": "v2.core.account",
        "applied_configurations": ["recipient"],
        "closed": False,
        "configuration": configuration("restricted"),
        "created": iso(call.store.now()),
        "dashboard": said.get("dashboard", "none"),
        "defaults": {
            "currency": said.get("defaults", {}).get("currency", "usd"),
            "responsibilities": duties | {"requirements_collector": "stripe"},
        },
        "identity": said["identity"] | {"country": country},
        "livemode": False,
        "metadata": said.get("metadata", {}),
        "requirements": requirements("restricted"),
    }
    given = ("contact_email", "contact_phone", "display_name")
    return account | {name: said[name] for name in given if name in said}


def iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


REASONS = {
    "restricted": {"code": "requirements_past_due", "resolution": "provide_info"},
    "pending": {"code": "requirements_pending_verification", "resolution": "no_resolution"},
}


def configuration(status: str) -> Body:
    details = [REASONS[status]] if status in REASONS else []
    capability = {"status": status, "status_details": details}
    balance = {"stripe_transfers": capability, "payouts": capability}
    return {"recipient": {"applied": True, "capabilities": {"stripe_balance": balance}}}


def requirements(status: str) -> Body:
    if status == "active":
        return {"entries": []}
    waits_for = "stripe" if status == "pending" else "user"
    entry = {
        "awaiting_action_from": waits_for,
        "description": "Identity and a bank account",
        "errors": [],
        "impact": {},
        "minimum_deadline": {"status": "past_due"},
        "requested_reasons": [{"code": "routine_onboarding"}],
    }
    return {"entries": [entry], "summary": {"minimum_deadline": {"status": "past_due"}}}


def included(account: Body, asked: list[str]) -> Body:
    wanted = {name.partition(".")[0] for name in asked}
    return {
        name: value for name, value in account.items() if name not in INCLUDABLE or name in wanted
    }


@route("GET", "/v2/core/accounts/{}", {"include": ["text"]})
def retrieve_account(call: Call) -> Body:
    return included(find(call.store, call.path[0]), call.values.get("include", []))


def find(store: Store, account_id: str) -> Body:
    account = store.get("v2.core.account", account_id)
    if account is None:
        raise missing("account", account_id)
    return account


def set_status(store: Store, account_id: str, status: str) -> Body:
    """What Stripe decides about an account: active, pending or restricted."""
    account = find(store, account_id)
    account |= {"configuration": configuration(status), "requirements": requirements(status)}
    store.save(account)
    emit(store, "account.updated", version_1(store, account), account_id)
    return account


# --- Onboarding

LINK = {
    "account!": "text",
    "use_case!": {
        "type!": "text",
        "account_onboarding!": {
            "configurations": ["text"],
            "refresh_url!": "text",
            "return_url": "text",
            "collection_options": "any",
        },
    },
}


@route("POST", "/v2/core/account_links", LINK)
def create_link(call: Call) -> Body:
    said, now = call.values, call.store.now()
    account = find(call.store, said["account"])
    onboarding = said["use_case"]["account_onboarding"]
    for name in ("refresh_url", "return_url"):
        check_url(onboarding.get(name), f"use_case.account_onboarding.{name}")
    if said["use_case"]["type"] != "account_onboarding":
        raise NotBegun("The stand-in knows account_onboarding only.", "invalid_fields")
    id_ = new_id("link")
    link: Body = {
        "id": id_,
        "object": "v2.core.account_link",
        "account": account["id"],
        "created": iso(now),
        "expires_at": iso(now + LINK_LIVES),
        "livemode": False,
        "url": f"{call.base_url}/setup/{id_}",
        "use_case": said["use_case"],
    }
    call.store.insert(link, expires=now + LINK_LIVES, visited=False)
    return {name: value for name, value in link.items() if name != "id"}


def onboard(store: Store, account_id: str, bank: dict[str, str], status: str) -> None:
    """The form of the hosted page was sent. `bank` has id, account_holder_name, country, last4."""
    store.note(account_id, bank=bank)
    set_status(store, account_id, status)


# --- The same account as version 1 shows it


@route("GET", "/v1/accounts/{}")
def retrieve_version_1(call: Call) -> Body:
    account = call.store.get("v2.core.account", call.path[0])
    if account is None:
        raise Refused(
            f"The provided key does not have access to account '{call.path[0]}'"
            " (or that account does not exist).",
            "account_invalid",
            status=403,
        )
    return version_1(call.store, account)


def version_1(store: Store, account: Body) -> Body:
    capability = account["configuration"]["recipient"]["capabilities"]["stripe_balance"]
    status = capability["stripe_transfers"]["status"]
    bank = store.note(account["id"]).get("bank")
    due = ["external_account", "individual.verification.document"] if status == "restricted" else []
    return {
        "id": account["id"],
        "object": "account",
        "business_type": account["identity"].get("entity_type"),
        "capabilities": {"transfers": {"restricted": "inactive"}.get(status, status)},
        "charges_enabled": False,
        "country": account["identity"]["country"].upper(),
        "created": int(datetime.fromisoformat(account["created"]).timestamp()),
        "default_currency": account["defaults"]["currency"],
        "details_submitted": bank is not None,
        "email": account.get("contact_email"),
        "external_accounts": external_accounts(account, bank),
        "metadata": account["metadata"],
        "payouts_enabled": status == "active",
        "requirements": version_1_requirements(due, status),
    }


def external_accounts(account: Body, bank: dict[str, str] | None) -> Body:
    shown: Body = {
        "object": "bank_account",
        "account": account["id"],
        "account_holder_type": None,
        "account_type": None,
        "available_payout_methods": ["standard"],
        "bank_name": "STRIPE TEST BANK",
        "currency": account["defaults"]["currency"],
        "default_for_currency": True,
        "fingerprint": None,
        "metadata": {},
        "routing_number": None,
        "status": "new",
    }
    if bank is not None:
        known = ("id", "account_holder_name", "country", "last4")
        shown |= {name: bank[name] for name in known}
    url = f"/v1/accounts/{account['id']}/external_accounts"
    return lists.whole(url, [shown] if bank else [])


def version_1_requirements(due: list[str], status: str) -> dict[str, Any]:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": due,
        "disabled_reason": "requirements.past_due" if due else None,
        "errors": [],
        "eventually_due": due,
        "past_due": due,
        "pending_verification": ["individual.verification"] if status == "pending" else [],
    }
