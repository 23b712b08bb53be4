"""The page at /setup/, where somebody who is to be paid says who they are."""

import re
import secrets

from . import accounts
from .html import (
    Page,
    error_summary,
    join,
    notice,
    origin,
    page,
    redirect,
    select_field,
    text_field,
)
from .ids import new_id
from .store import Body, Store

type Form = dict[str, str]

OUTCOMES = {
    "active": "Accept at once",
    "pending": "Keep checking",
    "restricted": "Ask for more",
}


def show_setup(store: Store, merchant: str, link_id: str, query: Form) -> Page:
    """A link works once; after that, and when it is too old, it leads to `refresh_url`."""
    link = store.get("v2.core.account_link", link_id)
    if link is None:
        return notice("Page not found", "There is no such onboarding link.", status=404)
    note = store.note(link_id)
    if note["visited"] or store.now() > note["expires"]:
        return redirect(refresh_url(link))
    visit = secrets.token_hex(8)
    store.note(link_id, visited=True, visit=visit)
    account = accounts.find(store, link["account"])
    given = {
        "visit": visit,
        "holder": account.get("display_name", ""),
        "country": account["identity"]["country"].upper(),
        "last4": "6789",
    }
    return setup_form(merchant, given, {}, return_url(link))


def return_url(link: Body) -> str:
    said = link["use_case"]["account_onboarding"]
    return str(said.get("return_url") or said["refresh_url"])


def refresh_url(link: Body) -> str:
    return str(link["use_case"]["account_onboarding"]["refresh_url"])


def send_setup(store: Store, merchant: str, link_id: str, form: Form) -> Page:
    link = store.get("v2.core.account_link", link_id)
    if link is None:
        return notice("Page not found", "There is no such onboarding link.", status=404)
    if not form.get("visit") or form["visit"] != store.note(link_id).get("visit"):
        return redirect(refresh_url(link))
    errors = mistakes(form)
    if errors:
        return setup_form(merchant, form, errors, return_url(link))
    outcome, country = form.get("outcome", ""), form.get("country", "").lower()
    bank = {
        "id": new_id("ba"),
        "account_holder_name": form["holder"].strip(),
        "country": (country if country in accounts.COUNTRIES else "us").upper(),
        "last4": form["last4"].strip(),
    }
    accounts.onboard(store, link["account"], bank, outcome if outcome in OUTCOMES else "active")
    store.note(link_id, visit=None)
    return redirect(return_url(link))


def mistakes(form: Form) -> dict[str, str]:
    errors = {}
    if not form.get("holder", "").strip():
        errors["holder"] = "Enter the name of the account holder."
    if not re.fullmatch(r"\d{4}", form.get("last4", "").strip()):
        errors["last4"] = "Enter 4 digits, such as 6789."
    return errors


def setup_form(merchant: str, form: Form, errors: dict[str, str], leave: str) -> Page:
    by_name = sorted(accounts.COUNTRIES.items(), key=lambda each: each[1])
    countries = {code.upper(): name for code, name in by_name}
    fields = [
        text_field(
            "holder",
            "Account holder name",
            form.get("holder", ""),
            errors.get("holder", ""),
            autocomplete="name",
        ),
        select_field("country", "Country of the bank account", countries, form.get("country", "")),
        text_field(
            "last4",
            "Bank account ending",
            form.get("last4", ""),
            errors.get("last4", ""),
            "The last 4 digits. 6789 works; payouts to 1116 and 1113 fail.",
            inputmode="numeric",
        ),
        select_field("outcome", "What Stripe decides", OUTCOMES, form.get("outcome", "active")),
    ]
    return page(
        f"Get paid by {merchant}",
        "onboarding",
        422 if errors else 200,
        leads_to=origin(leave),
        merchant=merchant,
        summary=error_summary(errors),
        visit=form["visit"],
        fields=join(fields),
        leave=leave,
    )
