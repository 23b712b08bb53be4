"""The page at /_standin/: what this Stripe believes, to compare with the site, and the controls."""

from datetime import UTC, datetime
from html import escape

from .balance import sums
from .currency import shown
from .faults import KINDS
from .html import Html, Page, attributes, join, page, render, select_field, table, text_field
from .store import DEFAULTS, PLATFORM, Body, Store

LATEST = 20

SETTINGS = {
    "fee_after": "Seconds until a charge knows its fee",
    "available_after_days": "Days until a charge’s money is available",
    "debit_takes": "Seconds until a bank debit is answered",
    "payout_takes_days": "Days until a payout is in the bank",
    "webhooks_paused": "Webhooks paused (1 is yes)",
    "webhooks_lost": "Per cent of webhooks lost once",
    "webhooks_twice": "Per cent of webhooks sent twice",
    "webhooks_thrice": "Per cent of webhooks sent three times",
    "webhooks_second_event": "Per cent of changes with two events",
    "webhooks_shuffled": "Seconds over which webhooks scatter",
}


def overview_page(store: Store, told: str = "", status: int = 200) -> Page:
    with store.transaction():
        parts = [clock(store), balances(store), accounts(store), charges(store), refunds(store)]
        parts += [transfers(store), payouts(store), disputes(store), webhooks(store)]
        parts += [misfortune(store), settings(store)]
    message = render("told", text=told) if told else ""
    return page("What this Stripe believes", "overview", status, told=message, parts=join(parts))


def button(name: str, label: str, about: str = "", **values: str) -> Html:
    """A form of one button. `about` names its object for those who cannot see the row."""
    hidden = "".join(
        f'<input type="hidden"{attributes({"name": key, "value": each})}>'
        for key, each in values.items()
    )
    more = f'<span class="unseen"> {escape(about)}</span>' if about else ""
    return Html(
        f'<form method="post" action="/_standin/{name}" class="inline">{hidden}'
        f'<button class="button quiet" type="submit">{escape(label)}{more}</button></form>'
    )


def section(id_: str, heading: str, *parts: Html) -> Html:
    return render("section", id=id_, heading=heading, body=join(list(parts)))


def when(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%-d %b %Y, %H:%M UTC")


def code(text: object) -> Html:
    return Html(f"<code>{escape(str(text))}</code>")


def money(body: Body, field: str = "amount") -> str:
    return shown(body[field], body["currency"])


def latest(store: Store, kind: str) -> list[Body]:
    return store.select(store.conditions(kind, None, {}), limit=LATEST)


# --- The sections


def clock(store: Store) -> Html:
    steps = {"1 hour": {"hours": "1"}, "1 day": {"days": "1"}, "7 days": {"days": "7"}}
    buttons = [button("advance-clock", f"Forward {label}", **step) for label, step in steps.items()]
    text = Html(f"<p>Its clock says <strong>{when(store.now())}</strong>. It never goes back.</p>")
    return section("clock", "Clock", text, Html('<div class="row">'), *buttons, Html("</div>"))


def balances(store: Store) -> Html:
    names = [PLATFORM] + [each["id"] for each in store.find("v2.core.account")]
    rows: list[list[object]] = [
        [
            "The platform" if name == PLATFORM else code(name),
            shown(ready, code_),
            shown(pending, code_),
        ]
        for name in names
        for code_, (ready, pending) in sorted(sums(store, name).items())
    ]
    shown_table = table(
        "Balances", ["Whose", "Available", "Pending"], rows, "No money has moved yet."
    )
    return section(
        "balances", "Balances", shown_table, button("pay-out", "Pay out the platform now")
    )


def accounts(store: Store) -> Html:
    rows: list[list[object]] = []
    for each in latest(store, "v2.core.account"):
        id_ = each["id"]
        capability = each["configuration"]["recipient"]["capabilities"]["stripe_balance"]
        status = capability["stripe_transfers"]["status"]
        others = [name for name in ("active", "pending", "restricted") if name != status]
        buttons = [
            button("decide-account", f"Make {name}", id_, account=id_, status=name)
            for name in others
        ]
        if store.note(id_).get("bank"):
            buttons.append(button("pay-out", "Pay out now", id_, account=id_))
        rows.append([code(id_), each.get("display_name", ""), status, join(buttons)])
    heads = ["Account", "Name", "Transfers", "Decide"]
    return section(
        "accounts", "Connected accounts", table("Connected accounts", heads, rows, "None yet.")
    )


def charges(store: Store) -> Html:
    rows: list[list[object]] = []
    for each in (charge for charge in latest(store, "charge")):
        can = each["status"] == "succeeded" and not each["disputed"]
        act = button("open-dispute", "Open a dispute", each["id"], charge=each["id"]) if can else ""
        status = "disputed" if each["disputed"] else each["status"]
        rows.append([code(each["id"]), money(each), money(each, "amount_refunded"), status, act])
    heads = ["Charge", "Amount", "Refunded", "State", "Make happen"]
    return section("charges", "Charges", table("Charges", heads, rows, "None yet."))


def refunds(store: Store) -> Html:
    rows: list[list[object]] = []
    for each in latest(store, "refund"):
        can = each["status"] in ("succeeded", "pending")
        act = button("fail-refund", "Let it fail", each["id"], refund=each["id"]) if can else ""
        rows.append([code(each["id"]), code(each["charge"]), money(each), each["status"], act])
    heads = ["Refund", "Charge", "Amount", "State", "Make happen"]
    return section("refunds", "Refunds", table("Refunds", heads, rows, "None yet."))


def transfers(store: Store) -> Html:
    rows: list[list[object]] = [
        [code(each["id"]), code(each["destination"]), money(each), money(each, "amount_reversed")]
        for each in latest(store, "transfer")
    ]
    heads = ["Transfer", "To", "Amount", "Reversed"]
    return section("transfers", "Transfers", table("Transfers", heads, rows, "None yet."))


def payouts(store: Store) -> Html:
    rows: list[list[object]] = []
    for each in latest(store, "payout"):
        id_, status = each["id"], each["status"]
        buttons = []
        if status == "pending":
            buttons.append(button("settle-payout", "Arrive now", id_, payout=id_, outcome="paid"))
        if status in ("pending", "paid"):
            buttons.append(
                button("settle-payout", "Let it fail", id_, payout=id_, outcome="failed")
            )
        owner = store.owner(id_)
        whose = "The platform" if owner == PLATFORM else code(owner)
        rows.append(
            [code(id_), whose, money(each), status, when(each["arrival_date"]), join(buttons)]
        )
    heads = ["Payout", "Of", "Amount", "State", "Due in the bank", "Make happen"]
    return section(
        "payouts", "Payouts to banks", table("Payouts to banks", heads, rows, "None yet.")
    )


def disputes(store: Store) -> Html:
    rows: list[list[object]] = []
    for each in latest(store, "dispute"):
        id_ = each["id"]
        ends = {"won": "The platform wins", "lost": "The platform loses"}
        buttons = [
            button("close-dispute", label, id_, dispute=id_, outcome=end)
            for end, label in ends.items()
        ]
        can = each["status"] in ("needs_response", "under_review")
        rows.append(
            [
                code(id_),
                code(each["charge"]),
                money(each),
                each["status"],
                join(buttons) if can else "",
            ]
        )
    heads = ["Dispute", "Charge", "Amount", "State", "Make happen"]
    return section("disputes", "Disputes", table("Disputes", heads, rows, "None yet."))


def webhooks(store: Store) -> Html:
    found = store.db.execute(
        "SELECT event_id, tries, state, answer FROM delivery ORDER BY id DESC LIMIT ?", (LATEST,)
    ).fetchall()
    rows: list[list[object]] = []
    for event_id, tries, state, answer in found:
        event = store.get("event", event_id, account=None)
        type_ = event["type"] if event else ""
        again = button("send-again", "Send again", event_id, event=event_id)
        rows.append([code(event_id), type_, state, f"{tries} × {answer}" if tries else "", again])
    heads = ["Event", "Type", "State", "Tries and last answer", "Make happen"]
    return section("webhooks", "Webhooks", table("Webhooks", heads, rows, "None yet."))


def misfortune(store: Store) -> Html:
    found = store.db.execute("SELECT kind, method, path, times, percent FROM fault").fetchall()
    rows: list[list[object]] = [
        [kind, code(f"{method} {path}…"), "always" if times < 0 else times, f"{percent} %"]
        for kind, method, path, times, percent in found
    ]
    fields = [
        select_field(
            "kind", "What happens", {kind: f"{kind}: {does}" for kind, does in KINDS.items()}, ""
        ),
        text_field("path", "To requests that begin with", "/v1/transfers"),
        text_field("times", "How many times", "1", inputmode="numeric"),
        text_field("seconds", "Seconds, if slow", "0", inputmode="numeric"),
    ]
    form = render("form", action="plan-fault", fields=join(fields), label="Plan it")
    planned = table("Planned", ["What", "Where", "Times", "Chance"], rows, "Nothing is planned.")
    return section(
        "misfortune", "Misfortune", planned, form, button("clear-faults", "Forget all of it")
    )


def settings(store: Store) -> Html:
    fields = [
        text_field(name, SETTINGS[name], f"{store.setting(name):g}", inputmode="decimal")
        for name in DEFAULTS
        if name in SETTINGS
    ]
    form = render("form", action="change-settings", fields=join(fields), label="Keep settings")
    return section("settings", "Settings", form)
