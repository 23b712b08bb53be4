"""The two pages that people are sent to: Checkout and onboarding."""

import re
import secrets
from datetime import UTC, datetime

from . import accounts, checkout
from .currency import shown
from .html import (
    Html,
    Page,
    error_summary,
    join,
    origin,
    page,
    redirect,
    render,
    select_field,
    table,
    text_field,
)
from .ids import new_id
from .methods import CARDS, DEBITS, DECLINES, Card, Debit, Method
from .store import Body, Store

type Form = dict[str, str]

NUMBERS = CARDS | {number: ("visa", why.message) for number, why in DECLINES.items()}


def notice(heading: str, text: str, label: str = "", url: str = "", status: int = 200) -> Page:
    link = Html(f"<p>{render('link', url=url, label=label)}</p>") if url else ""
    return page(heading, "notice", status, heading=heading, text=text, link=link)


# --- Checkout


def checkout_page(store: Store, merchant: str, session_id: str, form: Form | None) -> Page:
    """The form; with `form`, what came of sending it."""
    session = store.get("checkout.session", session_id)
    if session is None:
        return notice("Page not found", "There is no such payment page.", status=404)
    if session["status"] == "complete":
        done = success_url(session)
        return (
            redirect(done)
            if form
            else notice("Already paid", "This payment is done.", "Continue", done)
        )
    if session["status"] == "expired":
        back = session["cancel_url"] or ""
        return notice("This payment page has expired", "No money was taken.", "Back", back, 410)
    if form is None:
        return checkout_form(
            store, merchant, session, {"email": session["customer_email"] or ""}, {}
        )
    method, errors = read_method(session["currency"], form, store.now())
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", form.get("email", "").strip()):
        errors = {"email": "Enter your email, such as name@example.com."} | errors
    if not errors and method is not None:
        payer = {"email": form["email"].strip(), "name": form.get("name", "").strip() or None}
        refused = checkout.pay(store, session, method, payer)
        if refused is None:
            return redirect(success_url(session))
        errors = {"number": f"{refused} Try another card."}
    return checkout_form(store, merchant, session, form, errors)


def success_url(session: Body) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def read_method(currency: str, form: Form, now: int) -> tuple[Method | None, dict[str, str]]:
    """The card or the bank account, or what is wrong with it, by field."""
    if form.get("method") == "debit" and currency in DEBITS:
        account = re.sub(r"\s", "", form.get("account", "")).upper()
        if account not in DEBITS[currency]:
            return None, {"account": "Enter one of the test account numbers listed below."}
        return Debit(currency, account), {}
    number = re.sub(r"\D", "", form.get("number", ""))
    errors = {}
    if not number:
        errors["number"] = "Enter a card number."
    elif number not in NUMBERS:
        errors["number"] = "Only Stripe’s test cards work here, such as 4242 4242 4242 4242."
    expiry = read_expiry(form.get("expiry", ""), now)
    if isinstance(expiry, str):
        errors["expiry"] = expiry
    if not re.fullmatch(r"\d{3,4}", form.get("cvc", "").strip()):
        errors["cvc"] = "Enter the 3 or 4 digits of the security code."
    if errors or isinstance(expiry, str):
        return None, errors
    return Card(number, *expiry), {}


def read_expiry(text: str, now: int) -> tuple[int, int] | str:
    """Month and year, or what is wrong with them."""
    matched = re.fullmatch(r"\s*(\d{1,2})\s*/?\s*(\d{2}|\d{4})\s*", text)
    month, year = (int(part) for part in matched.groups()) if matched else (0, 0)
    if not 1 <= month <= 12:
        return "Enter the expiry date as month and year, such as 12 / 34."
    year += 2000 if year < 100 else 0
    today = datetime.fromtimestamp(now, UTC)
    if (year, month) < (today.year, today.month):
        return "This expiry date is in the past."
    return month, year


def checkout_form(
    store: Store, merchant: str, session: Body, form: Form, errors: dict[str, str]
) -> Page:
    currency, back = session["currency"], session["cancel_url"] or ""
    total = shown(session["amount_total"], currency)
    items = [
        render(
            "item",
            name=each["description"],
            detail=detail(each, currency),
            amount=shown(each["amount_total"], currency),
        )
        for each in checkout.line_items(store, session)["data"]
    ]
    return page(
        f"Pay {merchant} {total}",
        "checkout",
        422 if errors else 200,
        leads_to=origin(session["success_url"]),
        merchant=merchant,
        total=total,
        items=join(items),
        back=back,
        summary=error_summary(errors),
        email=text_field(
            "email",
            "Email",
            form.get("email", ""),
            errors.get("email", ""),
            type="email",
            autocomplete="email",
        ),
        methods=method_choice(currency, form.get("method", "card")),
        card=card_fields(form, errors),
        debit=debit_field(currency, form, errors),
        numbers=numbers(currency),
    )


def detail(item: Body, currency: str) -> str:
    if item["quantity"] == 1:
        return ""
    return f"{item['quantity']} × {shown(item['amount_total'] // item['quantity'], currency)}"


def method_choice(currency: str, chosen: str) -> Html:
    if currency not in DEBITS:
        return Html()
    checked = {name: Html(" checked") if name == chosen else "" for name in ("card", "debit")}
    return render("methods", **checked)


def card_fields(form: Form, errors: dict[str, str]) -> Html:
    sides = (
        ("number", "Card number", "Such as 4242 4242 4242 4242", "cc-number"),
        ("expiry", "Expiry date", "Month and year, such as 12 / 34", "cc-exp"),
        ("cvc", "Security code", "Any 3 digits", "cc-csc"),
    )
    made = [
        text_field(
            name,
            label,
            form.get(name, ""),
            errors.get(name, ""),
            hint,
            inputmode="numeric",
            autocomplete=auto,
        )
        for name, label, hint, auto in sides
    ]
    name = text_field(
        "name", "Name on card (optional)", form.get("name", ""), autocomplete="cc-name"
    )
    return join([*made, name])


def debit_field(currency: str, form: Form, errors: dict[str, str]) -> Html:
    if currency not in DEBITS:
        return Html()
    label = "IBAN" if currency == "eur" else "Account number"
    hint = f"Such as {next(iter(DEBITS[currency]))}"
    made = text_field("account", label, form.get("account", ""), errors.get("account", ""), hint)
    return Html(f'<div class="method method-debit">{made}</div>')


def numbers(currency: str) -> Html:
    """What each test number does."""
    cards: list[list[object]] = [
        [spaced(number), does or "succeeds"] for number, (_, does) in NUMBERS.items()
    ]
    debits: list[list[object]] = [
        [number, f"fails: {why}" if why else "succeeds"]
        for number, why in DEBITS.get(currency, {}).items()
    ]
    made = [table("Cards", ["Number", "What happens"], cards, "")]
    if debits:
        made.append(table("Bank debits", ["Number", "What happens"], debits, ""))
    return join(made)


def spaced(number: str) -> str:
    return re.sub(r"(\d{4})(?=\d)", r"\1 ", number)


# --- Onboarding

OUTCOMES = {
    "active": "Accept at once",
    "pending": "Keep checking",
    "restricted": "Ask for more",
}


def onboarding_page(store: Store, merchant: str, link_id: str, form: Form | None) -> Page:
    """A link works once; after that, and when it is too old, it leads to `refresh_url`."""
    link = store.get("v2.core.account_link", link_id)
    if link is None:
        return notice("Page not found", "There is no such onboarding link.", status=404)
    onboarding = link["use_case"]["account_onboarding"]
    note = store.note(link_id)
    leave = onboarding.get("return_url") or onboarding["refresh_url"]
    if form is not None and form.get("visit") == note.get("visit"):
        return finish_onboarding(store, merchant, link, form, leave)
    if note["visited"] or store.now() > note["expires"]:
        return redirect(onboarding["refresh_url"])
    visit = secrets.token_hex(8)
    store.note(link_id, visited=True, visit=visit)
    account = accounts.find(store, link["account"])
    given = {
        "visit": visit,
        "holder": account.get("display_name", ""),
        "country": account["identity"]["country"].upper(),
        "last4": "6789",
    }
    return onboarding_form(merchant, given, {}, leave)


def onboarding_form(merchant: str, form: Form, errors: dict[str, str], leave: str) -> Page:
    countries = {code.upper(): code.upper() for code in sorted(accounts.COUNTRIES)}
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


def finish_onboarding(store: Store, merchant: str, link: Body, form: Form, leave: str) -> Page:
    holder, last4 = form.get("holder", "").strip(), form.get("last4", "").strip()
    errors = {}
    if not holder:
        errors["holder"] = "Enter the name of the account holder."
    if not re.fullmatch(r"\d{4}", last4):
        errors["last4"] = "Enter 4 digits, such as 6789."
    if errors:
        return onboarding_form(merchant, form, errors, leave)
    country = form.get("country", "").lower()
    outcome = form.get("outcome", "")
    bank = {
        "id": new_id("ba"),
        "account_holder_name": holder,
        "country": (country if country in accounts.COUNTRIES else "us").upper(),
        "last4": last4,
    }
    accounts.onboard(store, link["account"], bank, outcome if outcome in OUTCOMES else "active")
    store.note(link["id"], visit=None)
    return redirect(leave)
