"""Applications, offers, placements, and what is written about them."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from applications.actions import agreeing
from applications.models import (
    Agreement,
    Application,
    Criterion,
    Delivery,
    Message,
    MessageFile,
    Milestone,
    Offer,
    Placement,
    Report,
    Score,
)
from marketplace.money import platform_fee, split_fee
from notifications.models import Email, StoppedAddress
from tests.making.people import numbers, organisation, student, today, university, user
from tests.making.projects import listing


def application(**given: Any) -> Application:
    """Sent by a student of a university that approved the listing."""
    where = given.pop("university", None) or university()
    who = given.pop("student", None) or student(university=where)
    to = given.pop("listing", None) or listing(approved_by=who.university)
    fields: dict[str, Any] = {
        "status": "submitted",
        "pitch": "I cleaned a survey like this last term and would start with shop 7.",
        "hours_per_week": 10,
        "can_start": today(14),
        "submitted_at": timezone.now(),
        "decide_by": timezone.now() + timedelta(days=14),
        "number": Application.objects.filter(listing=to).count() + 1,
    }
    if given.get("status") in {"declined", "withdrawn", "not_selected", "accepted"}:
        fields["decided_at"] = timezone.now()
    return Application.objects.create(listing=to, student=who, **{**fields, **given})


def agreement(**choices: str) -> Agreement:
    """The text that is offered today, with these choices."""
    return agreeing.agreement_of(agreeing.Choices(**choices))


def offer(amounts: list[int] | None = None, **given: Any) -> Offer:
    """An offer the student has not answered; `amounts` are its milestones, minor units."""
    app = given.pop("application", None) or application(status="offered")
    amounts = amounts or [720_00]
    fields: dict[str, Any] = {
        "made_by": app.listing.created_by,
        "pay_minor": sum(amounts),
        "fee_minor": platform_fee(sum(amounts)),
        "currency": app.listing.currency,
        "starts_on": today(14),
        "ends_on": today(35),
        "total_hours": 30,
        "hours_per_week": 10,
        "expires_at": timezone.now() + timedelta(days=3),
        "agreement": given.pop("agreement", None) or agreement(),
    }
    row = Offer.objects.create(application=app, **{**fields, **given})
    for position, (amount, fee) in enumerate(zip(amounts, split_fee(amounts), strict=True), 1):
        Milestone.objects.create(
            offer=row,
            position=position,
            title=f"Part {position}",
            due_on=today(14 + 7 * position),
            amount_minor=amount,
            fee_minor=fee,
            currency=row.currency,
        )
    return row


def placement(amounts: list[int] | None = None, **given: Any) -> Placement:
    """An accepted offer that waits for payment."""
    app = given.pop("application", None) or application(status="accepted")
    accepted = offer(amounts, application=app, status="accepted", answered_at=timezone.now())
    fields: dict[str, Any] = {"fund_by": timezone.now() + timedelta(days=3)}
    row = Placement.objects.create(
        offer=accepted, listing=app.listing, student=app.student, **{**fields, **given}
    )
    accepted.milestones.update(placement=row)
    return row


def delivery(milestone: Milestone, **given: Any) -> Delivery:
    fields: dict[str, Any] = {"version": 1, "note": "The clean table is in the file."}
    return Delivery.objects.create(milestone=milestone, **{**fields, **given})


def message_file(of: Message, name: str = "table.csv") -> MessageFile:
    return MessageFile.objects.create(
        message=of,
        file=ContentFile(b"a,b\n", name=name),
        name=name,
        content_type="text/csv; charset=utf-8",
        size=4,
        sha256="0" * 64,
    )


def report(**given: Any) -> Report:
    """Of an organisation; our staff have two days to answer."""
    org = organisation()
    fields: dict[str, Any] = {
        "kind": "organisation",
        "subject": str(org.pk),
        "title": org.name,
        "text": "We pay on a Friday.",
        "reason": "false",
        "answer_by": timezone.now() + timedelta(days=2),
    }
    by = given.pop("by", None) or user("student")
    return Report.objects.create(by=by, **{**fields, **given})


def email(**given: Any) -> Email:
    n = next(numbers)
    fields: dict[str, Any] = {
        "key": f"event:{n}",
        "to": f"reader{n}@example.org",
        "subject": f"Subject {n}",
        "body": "What happened.\n",
        "html": "<p>What happened.</p>",
    }
    return Email.objects.create(**{**fields, **given})


def stopped_address(**given: Any) -> StoppedAddress:
    fields: dict[str, Any] = {"address": f"reader{next(numbers)}@example.org", "why": "bounced"}
    return StoppedAddress.objects.create(**{**fields, **given})


def scored(application: Application, by: User, value: int, words: str = "Fit") -> Score:
    """What `by` gave it for one criterion of its listing."""
    criterion, _new = Criterion.objects.get_or_create(
        listing=application.listing, words=words, defaults={"position": 1}
    )
    return Score.objects.create(application=application, criterion=criterion, by=by, value=value)
