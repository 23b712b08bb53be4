"""What previews of mails about applications, offers and work are filled with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.samples import KEY, Samples, employer, student
from applications import samples_together
from applications.invented import (
    about,
    application,
    following,
    milestone,
    offer,
    payer,
    placement,
    to_employer,
    to_student,
    worker,
)
from applications.models import Application, Delivery, Milestone, StudentInvitation
from applications.saved_deadlines import Closing
from listings.models import ListingRevision
from listings.models.revision import Change
from listings.samples import card, listing, others

DAY = timedelta(days=1)


def _declined() -> dict[str, Any]:
    states = Application.Status
    row = application(status=states.DECLINED, decline_reason="skills", decline_note="…")
    said = "Thank you, Ada. Your pitch was clear; we went for somebody who has worked with R."
    return about(student().user, row, decline_words=said, similar=others())


def _closed(why: str, *, again: bool = False) -> Callable[[], dict[str, Any]]:
    def made() -> dict[str, Any]:
        row = application(status=Application.Status.NOT_SELECTED, closed_for=why)
        words = {"why": "It asks for sales targets.", "university": "Lakeshore University"}
        return about(student().user, row, similar=others(), again=again, **words)

    return made


def _saved(n: int) -> Callable[[], dict[str, Any]]:
    def made() -> dict[str, Any]:
        due = timezone.now() + DAY
        rows = [listing(), *others()][:n]
        closing = [Closing(row, [], begun=False) for row in rows]
        if n > 1:
            closing[1] = Closing(rows[1], ["Your profile is not filled in."], begun=True)
        words = {"closing": closing, "due": due, "n": n}
        return {"reader": student().user, "listing": rows[0], **words}

    return made


def _match() -> dict[str, Any]:
    reasons = ["Uses 2 of your skills: Python and SQL", "6 h a week fit into your 10"]
    return {"reader": student().user, "card": card(listing()), "reasons": reasons}


def _invited(word: str) -> Callable[[], dict[str, Any]]:
    def made() -> dict[str, Any]:
        row = StudentInvitation(pk=KEY, listing=listing(), student=student(), word=word)
        return {
            "reader": student().user,
            "invitation": row,
            "listing": row.listing,
            "organisation": row.listing.organisation,
        }

    return made


def _interested(who: str) -> Callable[[], dict[str, Any]]:
    return lambda: {"reader": employer(), "who": who, "student": student(), "listing": listing()}


def _changed() -> dict[str, Any]:
    changes: list[Change] = [
        {"label": "Apply by", "before": "Fri 4 Dec 2026", "after": "Fri 11 Dec 2026"},
        {"label": "Hours a week", "before": "8", "after": "10"},
    ]
    row = ListingRevision(pk=0, listing=listing(), changes=changes, material=False)
    return about(student().user, revision=row)


def _ended(by_student: bool, **given: Any) -> dict[str, Any]:
    reason = "time" if by_student else "not_needed"
    work = placement(cancel_reason=reason, cancel_note="I am sorry that it comes so late.")
    by = work.student.user if by_student else employer()
    return {"placement": work, "by_student": by_student, "by": by, "approved": [], **given}


def _delivery(**given: Any) -> Delivery:
    return Delivery(pk=KEY, milestone=milestone(), version=1, **given)


ASKED = "Please name each column in the code book, and say where “region” comes from."


def _version() -> Delivery:
    return _delivery()


def _with_answer() -> Delivery:
    return _delivery(answer=ASKED)


OFFER = {"offer": offer, "receive_minor": 648_00, "team_minor": None}
DELIVERED = {"status": Milestone.Status.DELIVERED}
LATE = {"work_by": lambda: timezone.now() - DAY}


def _yesterday() -> Any:
    return timezone.now() - DAY


def _tomorrow() -> Any:
    return timezone.now() + DAY


def _in_a_week() -> Any:
    return timezone.now() + 7 * DAY


SAMPLES: Samples = {
    "applications/saved_deadline": _saved(1),
    "applications/saved_deadline#several": _saved(3),
    "applications/sent": to_student(),
    "applications/received": to_employer(),
    "applications/withdrawn_student": to_student(),
    "applications/withdrawn": to_employer(),
    "applications/declined": _declined,
    "applications/not_selected": _closed(""),
    "applications/not_selected#filled": _closed("filled"),
    "applications/not_selected#again": _closed("", again=True),
    "applications/not_selected#recalled": _closed("recalled"),
    "applications/not_selected#campus": _closed("campus"),
    "applications/asked_again": to_student(),
    "applications/not_interested": to_employer(),
    "applications/listing_changed": _changed,
    "applications/deadline_passed": to_employer(n=3, due=_in_a_week),
    "applications/deadline_passed#one": to_employer(n=1, due=_in_a_week),
    "applications/remind_decide": to_employer(n=3, due=_tomorrow),
    "applications/offered": to_student(**OFFER),
    "applications/offered#team": to_student(
        **{**OFFER, "receive_minor": 324_00, "team_minor": 648_00}
    ),
    "applications/remind_offer": to_student(**OFFER),
    "applications/accepted": to_student(**OFFER, placement=placement),
    "applications/offer_accepted": to_employer(**OFFER, placement=placement),
    "applications/offer_refused": to_employer(
        offer=offer, word="I have taken other work. Thank you."
    ),
    "applications/offer_expired": to_student(offer=offer),
    "applications/offer_not_answered": to_employer(offer=offer),
    "applications/offer_taken_back": to_student(similar=others, offer=offer),
    "applications/funded_student": worker(),
    "applications/funded_employer": payer(),
    "applications/delivered": payer(part=DELIVERED, delivery=_version),
    "applications/changes_asked": worker(delivery=_with_answer),
    "applications/approved_student": worker(following=following),
    "applications/approved_employer": payer(following=following),
    "applications/paid_student": worker(),
    "applications/paid_employer": payer(),
    "applications/cancelled_student": lambda: about(
        student().user, similar=others(), **_ended(False)
    ),
    "applications/cancelled_employer": lambda: about(employer(), **_ended(True)),
    "applications/called_off_student": lambda: about(
        student().user, similar=others(), **_ended(False)
    ),
    "applications/called_off_student#own": lambda: about(
        student().user, similar=[], **_ended(True)
    ),
    "applications/called_off_employer": lambda: about(employer(), **_ended(True)),
    "applications/never_funded_student": to_student(similar=others, placement=placement),
    "applications/never_funded_employer": to_employer(placement=placement),
    "applications/ended_early_student": worker(),
    "applications/ended_early_employer": payer(),
    "applications/remind_work": worker(due=_tomorrow),
    "applications/overdue_student": worker(part=LATE, due=_yesterday),
    "applications/overdue_employer": payer(part=LATE, due=_yesterday),
    "applications/nudged": worker(part=LATE, due=_yesterday),
    "applications/match": _match,
    "applications/invited": _invited(""),
    "applications/invited#word": _invited("We liked your map of the bee hotels."),
    "applications/interested": _interested("Isla Byrne"),
    "applications/interested#blind": _interested(""),
    "applications/taken_down": to_student(),
    "applications/taken_back": to_student(
        university="Lakeshore University", words="The work turned out to be sales.", until=None
    ),
    "applications/taken_down_employer": to_employer(words="It asks students to pay a deposit."),
    **samples_together.SAMPLES,
}
