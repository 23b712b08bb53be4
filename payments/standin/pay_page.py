"""The page at /c/pay/, where somebody pays."""

import re
from datetime import UTC, datetime
from html import escape

from . import checkout
from .currency import shown
from .html import (
    Html,
    Page,
    error_summary,
    join,
    notice,
    origin,
    page,
    redirect,
    render,
    table,
    text_field,
)
from .methods import CARDS, DEBITS, DECLINES, IN_WALLETS, WALLETS, Card, Debit, Method
from .store import Body, Store

type Form = dict[str, str]

# What the link "Use a test card" fills in.
TEST_CARD = {"number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123"}


def show_checkout(store: Store, merchant: str, session_id: str, query: Form) -> Page:
    session = store.get("checkout.session", session_id)
    if session is None or session["status"] != "open":
        return closed(session)
    given = {"email": session["customer_email"] or ""} | (TEST_CARD if "fill" in query else {})
    return checkout_form(store, merchant, session, given, {})


def closed(session: Body | None) -> Page:
    """There is nothing to pay here, or nothing any more."""
    if session is None:
        return notice("Page not found", "There is no such payment page.", status=404)
    if session["status"] == "complete":
        return notice("Already paid", "This payment is done.", "Continue", success_url(session))
    back = session["cancel_url"] or ""
    return notice("This payment page has expired", "No money was taken.", "Back", back, 410)


def send_checkout(store: Store, merchant: str, session_id: str, form: Form) -> Page:
    session = store.get("checkout.session", session_id)
    if session is not None and session["status"] == "complete":
        return redirect(success_url(session))
    if session is None or session["status"] != "open":
        return closed(session)
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
    if form.get("method") in WALLETS:
        return Card(IN_WALLETS, 12, datetime.fromtimestamp(now, UTC).year + 3, form["method"]), {}
    return read_card(form, now)


def read_card(form: Form, now: int) -> tuple[Card | None, dict[str, str]]:
    number = re.sub(r"\D", "", form.get("number", ""))
    errors = {}
    if not number:
        errors["number"] = "Enter a card number."
    elif number not in CARDS | DECLINES:
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
    offered = {"card": "Card", **WALLETS}
    if currency in DEBITS:
        offered["debit"] = "Bank debit, answered later"
    choices = [
        render("method", name=name, label=label, checked=Html(" checked" * (name == chosen)))
        for name, label in offered.items()
    ]
    return render("methods", choices=join(choices))


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
    number, *others = made
    return join([number, Html(f'<div class="pair">{join(others)}</div>'), name])


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
        [number_cell(number), f"succeeds and {does}" if does else "succeeds"]
        for number, (_, does) in CARDS.items()
    ]
    cards += [[number_cell(number), why.message] for number, why in DECLINES.items()]
    debits: list[list[object]] = [
        [number_cell(number), f"fails: {why}" if why else "succeeds"]
        for number, why in DEBITS.get(currency, {}).items()
    ]
    made = [table("Cards", ["Number", "What happens"], cards)]
    if debits:
        made.append(table("Bank debits", ["Number", "What happens"], debits))
    return join(made)


def number_cell(number: str) -> Html:
    spaced = re.sub(r"(\d{4})(?=\d)", r"\1 ", number) if len(number) > 14 else number
    return Html(f'<span class="number">{escape(spaced)}</span>')
