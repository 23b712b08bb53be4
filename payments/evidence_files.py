"""The same records as files for a payer's bank: PDFs of ours, and the work itself. Reads only.

In English and in UTC. Stripe takes PDF, JPEG and PNG.
Source: https://docs.stripe.com/file-upload, https://docs.stripe.com/disputes/responding
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from applications.models import DeliveryFile, Milestone
from marketplace.money import display
from payments import evidence, paper_text
from payments.models import Chargeback, EvidenceFile
from payments.pdf import pdf

Field = EvidenceFile.Field

TAKEN = ("application/pdf", "image/jpeg", "image/png")
TOGETHER = 4_500_000  # bytes
# What is left for the work: ours are text, and far smaller than the rest.
LARGEST_WORK = 3_500_000  # bytes
# Of one PDF. A bank does not read a book.
LONGEST = 60_000
CUT = "[The rest is left out.]"


@dataclass(frozen=True)
class Draft:
    """A file that is not sent yet."""

    field: Field
    name: str
    content_type: str
    content: bytes


def offered(chargeback: Chargeback) -> list[Field]:
    """Those there is something for."""
    milestone = chargeback.funding.milestone
    there = {
        Field.RECEIPT: True,
        Field.SERVICE: True,
        Field.WRITTEN: evidence.messages(milestone).exists(),
        Field.WORK: _work(milestone) is not None,
    }
    return [field for field in Field if there[field]]


def draft(chargeback: Chargeback, field: Field) -> Draft:
    """`field` is one of those that are offered."""
    work = _work(chargeback.funding.milestone)
    if field == Field.WORK and work:
        with work.file.open("rb") as held:
            return Draft(field, work.name, work.content_type, held.read())
    with translation.override("en"), timezone.override(UTC):
        data = _data(chargeback, field)
        return Draft(field, f"{field.replace('_', '-')}.pdf", TAKEN[0], pdf(data))


def _work(milestone: Milestone) -> DeliveryFile | None:
    """The first file of the latest version that a bank can read."""
    rows = DeliveryFile.objects.filter(delivery__milestone=milestone)
    readable = rows.filter(content_type__in=TAKEN, size__lte=LARGEST_WORK)
    return readable.order_by("-delivery__version", "created_at").first()


def _data(chargeback: Chargeback, field: Field) -> dict[str, Any]:
    funding = chargeback.funding
    milestone = funding.milestone
    if field == Field.RECEIPT:
        return paper_text.receipt(funding, settings.SELLER_NAME)
    if field == Field.WRITTEN:
        heading, entries = "What they wrote to each other", [*evidence.written(milestone)]
    else:
        heading = "What was agreed, and what was done when"
        happened = "\n".join(evidence.log(chargeback))
        entries = [
            ("WHAT WAS PAID FOR", evidence.product(milestone)),
            ("WHAT HAPPENED", happened),
            *evidence.handed_in(milestone),
            evidence.agreement(milestone),
        ]
    payer = [funding.organisation.name, funding.payer.name, funding.payer.email]
    facts = {
        "Payment": funding.reference,
        "Paid on": f"{funding.paid_at:%Y-%m-%d}" if funding.paid_at else "",
        "Paid with": funding.method,
        "Amount": display(funding.amount_minor, funding.currency),
        "Project": milestone.offer.application.listing.title,
        "Part": milestone.title,
    }
    return {
        "title": f"{heading}: {funding.reference}",
        "heading": heading,
        "number": funding.reference,
        "parties": [
            {"label": "Paid by", "lines": payer},
            {"label": "Paid to", "lines": [settings.SELLER_NAME]},
        ],
        "facts": [{"label": name, "value": said} for name, said in facts.items() if said],
        "entries": _short(entries),
        "notes": [],
    }


def _short(entries: list[tuple[str, str]]) -> list[dict[str, str]]:
    """As many of them as are read."""
    left, kept = LONGEST, []
    for head, text in entries:
        if left <= 0:
            kept.append({"head": CUT, "text": ""})
            break
        whole = len(text) <= left
        kept.append({"head": head, "text": text if whole else f"{text[:left]}\n{CUT}"})
        left -= len(text)
    return kept
