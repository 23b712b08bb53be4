"""Invented listings, never saved: what a preview of a mail is filled with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from accounts.samples import (
    KEY,
    Samples,
    career_centre,
    employer,
    organisation,
    student,
    university,
)
from listings.models import Format, Listing, Moderation, Question, SavedSearch

DAY = timedelta(days=1)


def listing(title: str = "Clean and document a customer survey", pay: int = 720_00) -> Listing:
    kind = Format(
        pk=0, slug="micro-internship", name="Micro-internship", decision_hours=168, offer_hours=72
    )
    return Listing(
        pk=0,
        slug="sample",
        title=title,
        organisation=organisation(),
        created_by=employer(),
        format=kind,
        status=Listing.Status.OPEN,
        field=Listing.Field.DATA,
        arrangement=Listing.Arrangement.REMOTE,
        total_hours=30,
        length_days=21,
        currency="USD",
        pay_minor=pay,
        apply_by=timezone.now() + 5 * DAY,
        published_at=timezone.now() - 9 * DAY,
    )


def others() -> list[Listing]:
    return [
        listing("Map where our trail visitors come from", 640_00),
        listing("A dashboard for a food bank’s deliveries", 510_00),
        listing("Tidy ten years of lake temperatures", 880_00),
    ]


def _moderation(**given: Any) -> dict[str, Any]:
    row = Moderation(pk=0, listing=listing(), university=university(), **given)
    row.due_at = timezone.now() + 2 * DAY
    return {
        "moderation": row,
        "listing": row.listing,
        "person": employer(),
        "reason": row.reason,
        "answer_by": timezone.now() + 12 * DAY,
    }


def _submitted() -> dict[str, Any]:
    words = {"time": "30 hours over 3 weeks", "where": "Remote", "token": "sample"}
    return {**_moderation(), "person": career_centre(), **words}


def _changes() -> dict[str, Any]:
    why = "Please say who reviews the work, and how long the answer takes."
    return {
        **_moderation(reason=why),
        "next": "Change your listing and send it again. Until then nobody sees it.",
    }


def _rejected() -> dict[str, Any]:
    return _moderation(reason="We do not show projects that collect data about patients.")


def _decisions_waiting() -> dict[str, Any]:
    row = _moderation()["moderation"]
    late = _moderation()["moderation"]
    late.due_at = timezone.now() - DAY
    return {
        "university": university(),
        "person": career_centre(),
        "waiting": [late, row],
        "n": 5,
        "more": 3,
    }


def _question(status: str, **given: Any) -> Callable[[], dict[str, Any]]:
    def made() -> dict[str, Any]:
        row = Question(
            pk=KEY,
            listing=listing(),
            asked_by=student().user,
            text="Do you have the survey’s questions in writing?",
            answer_by=timezone.now() + 3 * DAY,
            status=status,
            **given,
        )
        reader = employer() if status == "asked" else student().user
        return {
            "question": row,
            "listing": row.listing,
            "organisation": row.listing.organisation,
            "person": reader,
            "due": row.answer_by,
            "n": 2,
        }

    return made


def card(row: Listing) -> SimpleNamespace:
    return SimpleNamespace(
        title=row.title,
        by="Northline Outdoor, Duluth",
        pay="$648",
        pay_note="for you",
        where="Remote",
        time="30 hours over 3 weeks",
        closes="closes in 5 days",
        url=row.get_absolute_url(),
    )


def _search_news() -> dict[str, Any]:
    user = student().user
    search = SavedSearch(pk=0, user=user, name="Data, remote", query="field=data")
    cards = [card(row) for row in others()]
    return {"search": search, "person": user, "cards": cards, "n": 4, "more": 1}


SAMPLES: Samples = {
    "listings/submitted": _submitted,
    "listings/decisions_waiting": _decisions_waiting,
    "listings/approved": _moderation,
    "listings/changes": _changes,
    "listings/rejected": _rejected,
    "listings/recalled": _rejected,
    "listings/search_news": _search_news,
    "listings/question_asked": _question("asked"),
    "listings/remind_questions": _question("asked"),
    "listings/question_answered": _question("answered", answer="Yes: you get them on day one."),
    "listings/question_declined": _question("declined", reason="It asks for another student."),
    "listings/question_hidden": _question("hidden", reason="It named a person."),
    "listings/question_not_answered": _question("unanswered"),
}
