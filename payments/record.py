"""The record of a disputed placement, for our staff who decide: they look, and change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Window
from django.utils.translation import gettext as _

from applications import room, threads
from applications.models import Delivery, Dispute, Extension, Message, Milestone, Placement
from applications.summaries import offer_parts
from marketplace.money import display
from marketplace.templatetags.ui import in_words
from payments.record_files import taken

# The latest of what they wrote; the rest is asked for.
LATEST_MESSAGES = 50
MOST_MESSAGES = 1000

type Event = dict[str, Any]


def whole(dispute: Dispute, *, every_message: bool = False) -> dict[str, Any]:
    """Everything that both sides can see, and what they said to us alone, in so many queries."""
    milestone = _with_its_rows(dispute.milestone)
    dispute.milestone = milestone
    placement = milestone.placement
    assert placement is not None
    application = milestone.offer.application
    every = sorted(placement.milestones.all(), key=lambda each: each.position)
    of_all = [each for part in every for each in part.disputes.all()]
    return {
        "dispute": dispute,
        "milestone": milestone,
        "placement": placement,
        "offer": milestone.offer,
        "application": application,
        "listing": application.listing,
        "student": application.called,
        "statements": dispute.statements.select_related("by").prefetch_related("files"),
        "deliveries": _own(milestone, every).deliveries.all(),
        "thread": _thread(dispute, every_message=every_message),
        "events": events(placement, every),
        "taken": taken(application),
        "agreement": milestone.offer.agreement,
        "acceptances": list(milestone.offer.acceptances.select_related("by")),
        "hours": room.hours_of(placement),
        "parts": _parts(every),
        "earlier": [each for each in of_all if each.pk != dispute.pk],
        "may_decide": dispute.status == Dispute.Status.ANSWERED,
    }


def _with_its_rows(milestone: Milestone) -> Milestone:
    rows = Milestone.objects.select_related(
        "placement__offer__application__student__user",
        "placement__listing__organisation",
        "placement__student__user",
        "offer__agreement",
        "offer__made_by",
        "offer__application__student__user",
        "offer__application__listing__organisation",
        "offer__application__listing__created_by",
    ).prefetch_related(
        "placement__milestones__disputes__milestone",
        "placement__milestones__deliveries__files",
        "placement__milestones__deliveries__by",
        "placement__milestones__extensions__asked_by",
        "placement__milestones__approved_by",
    )
    return rows.get(pk=milestone.pk)


def _own(milestone: Milestone, every: list[Milestone]) -> Milestone:
    """With what was fetched for all of them."""
    return next(each for each in every if each.pk == milestone.pk)


def _parts(every: list[Milestone]) -> list[dict[str, Any]]:
    rows = offer_parts(every, every[0].currency)
    return [
        row | {"state": part.get_status_display(), "hand_in_by": part.hand_in_by}
        for row, part in zip(rows, every, strict=True)
    ]


def _thread(dispute: Dispute, *, every_message: bool) -> dict[str, Any]:
    """The latest messages, the first one first, with how many there are."""
    application = dispute.milestone.offer.application
    rows = Message.objects.filter(application=application).for_pages().newest_first()
    counted = rows.annotate(n=Window(Count("pk")))
    latest = list(counted[: MOST_MESSAGES if every_message else LATEST_MESSAGES])
    return {
        "messages": [
            {"message": each, "files": threads.files_of(each, application, each.by)}
            for each in reversed(latest)
        ],
        "n": latest[0].__dict__["n"] if latest else 0,
        "shown": len(latest),
    }


# --- What happened, and when


def events(placement: Placement, every: list[Milestone]) -> list[Event]:
    """Each with who did it and its moment, the first one first."""
    found = [*_beginning(placement), *(event for part in every for event in _of_part(part))]
    return sorted((each for each in found if each["at"]), key=lambda each: each["at"])


def _event(at: datetime | None, what: str, by: object = "", text: str = "") -> Event:
    return {"at": at, "what": what, "by": str(by or ""), "text": text}


def _beginning(placement: Placement) -> Iterator[Event]:
    offer = placement.offer
    who = placement.who
    yield _event(offer.application.submitted_at, _("Applied"), who)
    pay = {"pay": display(offer.pay_minor, offer.currency), "hours": offer.total_hours}
    yield _event(offer.made_at, _("Offer: %(pay)s for %(hours)d hours") % pay, offer.made_by)
    yield _event(placement.accepted_at, _("Offer accepted"), who)
    yield _event(placement.completed_at, _("The placement is completed"))
    yield _event(placement.cancelled_at, _("The placement has ended early"))


def _of_part(part: Milestone) -> Iterator[Event]:
    placement = part.placement
    assert placement is not None
    named = {"part": part.title}
    organisation = placement.listing.organisation
    yield _event(part.funded_at, _("Paid in for “%(part)s”") % named, organisation)
    for delivery in part.deliveries.all():
        words = named | {"n": delivery.version}
        by = delivery.by or placement.who
        what = _("Handed in “%(part)s”, version %(n)d")
        yield _event(delivery.delivered_at, what % words, by)
        if delivery.status == Delivery.Status.CHANGES:
            what = _("Asked for changes to version %(n)d of “%(part)s”")
            yield _event(delivery.answered_at, what % words, organisation, delivery.answer)
    for asked in part.extensions.all():
        yield from _later_day(asked, named)
    for dispute in part.disputes.all():
        yield from _of_dispute(dispute, named)
    how = part.approved_by or _("nobody: by itself")
    yield _event(part.approved_at, _("Approved “%(part)s”") % named, how)
    yield _event(part.paid_at, _("Paid out “%(part)s”") % named)


def _later_day(asked: Extension, named: dict[str, str]) -> Iterator[Event]:
    days = named | {"old": in_words(asked.from_day), "new": in_words(asked.to_day)}
    what = _("Asked for a later day for “%(part)s”: %(new)s, not %(old)s") % days
    yield _event(asked.asked_at, what, asked.asked_by, asked.reason)
    answer = {"answer": asked.get_status_display()}
    yield _event(asked.answered_at, _("The later day: %(answer)s") % answer)


def _of_dispute(dispute: Dispute, named: dict[str, str]) -> Iterator[Event]:
    sides = {Dispute.Side(side): str(Dispute.Side(side).label) for side in Dispute.Side.values}
    by, other = sides[Dispute.Side(dispute.side)], sides[Dispute.Side(dispute.other_side)]
    yield _event(dispute.opened_at, _("Opened a dispute about “%(part)s”") % named, by)
    yield _event(dispute.answered_at, _("Answered the dispute"), other)
    if dispute.decided_at:
        ended = {"how": dispute.get_how_display(), "outcome": dispute.get_outcome_display()}
        yield _event(dispute.decided_at, _("%(how)s: %(outcome)s") % ended)
