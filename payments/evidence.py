"""What we can say to a payer's bank, out of the placement's own records. Reads only.

In English and in UTC, for people at a bank who know nothing of us. Keys are Stripe's.
Source: https://docs.stripe.com/api/disputes/update
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import QuerySet

from applications.models import Delivery, Message, Milestone
from marketplace.money import display
from payments.models import Chargeback, Payout

# Stripe takes up to 20,000 characters of each.
LONGEST = 18_000
CUT = "\n[The rest is left out.]"


def gather(chargeback: Chargeback) -> dict[str, str]:
    """Stripe's fields, as our staff send them after they have read them."""
    funding = chargeback.funding
    milestone = funding.milestone
    latest = milestone.deliveries.order_by("-version").first()
    said = {
        "product_description": product(milestone),
        "customer_name": f"{funding.payer.name}, {funding.organisation.name}",
        "customer_email_address": funding.payer.email,
        "service_date": f"{latest.delivered_at:%Y-%m-%d}" if latest else "",
        "access_activity_log": "\n".join(log(chargeback)),
        "uncategorized_text": "\n\n".join(_papers(milestone)),
    }
    return {name: _short(text) for name, text in said.items() if text}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def product(milestone: Milestone) -> str:
    listing = milestone.offer.application.listing
    return (
        f"Work of a student, agreed between the payer and the student on our site: "
        f"“{milestone.title}”, a part of “{listing.title}”, for "
        f"{display(milestone.amount_minor, milestone.currency)}, due on {milestone.due_on}. "
        f"The payer approves the work before it is paid out to the student."
    )


def log(chargeback: Chargeback) -> Iterator[str]:
    """What happened, each with its moment, the first first."""
    funding, milestone = chargeback.funding, chargeback.funding.milestone
    offer = milestone.offer
    found: list[tuple[datetime | None, str]] = [
        (offer.made_at, f"{offer.made_by.name} made the offer"),
        (offer.answered_at, "the student accepted it"),
        (funding.paid_at, f"{funding.payer.name} paid {funding.reference} with {funding.method}"),
        (milestone.approved_at, _approved(milestone)),
    ]
    for each in milestone.deliveries.all():
        found.append((each.delivered_at, f"the student handed in version {each.version}"))
        if each.status == Delivery.Status.CHANGES:
            found.append((each.answered_at, f"the payer asked for changes to {each.version}"))
    found += [
        (each.sent_at, "the student’s share was sent to them")
        for each in Payout.objects.filter(milestone=milestone)
    ]
    for at, what in sorted((at, what) for at, what in found if at):
        yield f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC: {what}"


def _approved(milestone: Milestone) -> str:
    if milestone.approved_by is None:
        return "approved by itself: the payer had not answered in the agreed time"
    return f"{milestone.approved_by.name} approved the work"


def _papers(milestone: Milestone) -> Iterator[str]:
    for head, text in (*handed_in(milestone), *written(milestone)):
        yield f"{head}: {text}"
    yield "{}:\n{}".format(*agreement(milestone))


def handed_in(milestone: Milestone) -> Iterator[tuple[str, str]]:
    """Each version: its heading, and what is in it. Files are named."""
    for each in milestone.deliveries.prefetch_related("files").order_by("version"):
        files = ", ".join(file.name for file in each.files.all())
        parts = [each.note, *each.links, files, each.answer]
        yield f"HANDED IN, version {each.version}", "\n".join(part for part in parts if part)


def written(milestone: Milestone) -> Iterator[tuple[str, str]]:
    """What the two sides wrote to each other: by whom and when, and the words."""
    rows = messages(milestone).select_related("by").prefetch_related("files")
    for message in rows.order_by("sent_at", "pk"):
        at = message.sent_at.astimezone(UTC)
        said = [message.text, *(file.name for file in message.files.all())]
        head = f"MESSAGE, {message.by.name}, {at:%Y-%m-%d %H:%M} UTC"
        yield head, "\n".join(each for each in said if each)


def messages(milestone: Milestone) -> QuerySet[Message]:
    return Message.objects.filter(application=milestone.offer.application_id, hidden_at=None)


def agreement(milestone: Milestone) -> tuple[str, str]:
    return "AGREEMENT, accepted by both sides", milestone.offer.agreement.text.strip()
