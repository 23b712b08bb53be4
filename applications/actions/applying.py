"""The student's side, up to sending and taking back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import Resume, Student
from applications import eligibility, emails
from applications.actions.history import step
from applications.actions.locks import hold, hold_listing
from applications.actions.nameless import forget_nameless
from applications.actions.numbering import number_of
from applications.models import Application, HandIn, Offer, TeamMember
from listings.models import Listing
from marketplace import uploads
from marketplace.states import WrongState, move

Status = Application.Status
CONFIRMED = TeamMember.Status.CONFIRMED


class NotEligible(Exception):
    """`student` may not apply to this listing now; the page says why."""

    def __init__(self, student: Student, checks: eligibility.Checks) -> None:
        super().__init__(f"Student {student.pk} may not apply")
        self.student = student
        self.checks = checks


class Incomplete(Exception):
    """Something is not filled in yet."""


class TeamNotWhole(Exception):
    """Somebody in the team has not confirmed."""


class ChangedMeanwhile(Exception):
    """The draft is not the one that was read: another tab has written in it."""

    def __init__(self, draft: Application | HandIn) -> None:
        super().__init__(f"{draft.pk} was changed")
        self.draft = draft

    @property
    def application(self) -> Application:
        assert isinstance(self.draft, Application)
        return self.draft


def keep_resume(student: Student, upload: UploadedFile[Any]) -> Resume:
    """Store a résumé that `uploads.check` accepted; the same file twice is kept once."""
    facts = uploads.facts(upload)
    same = student.resumes.filter(sha256=facts["sha256"], name=facts["name"]).first()
    return same or account_actions.add_resume(student, upload)


@transaction.atomic
def save_draft(
    student: Student, listing: Listing, seen: str | None = None, **fields: Any
) -> Application:
    """Keep `fields` (columns of Application) of an application that is not sent.

    `seen` is its version when it was read, "" if there was none, None to write over anything.

    Raises:
        WrongState: it has been sent already.
        ChangedMeanwhile: it is another version by now. Nothing was written.
    """
    application, new = Application.objects.get_or_create(listing=listing, student=student)
    hold(application, Status.DRAFT, Status.WITHDRAWN)
    application.refresh_from_db()
    write(application, seen, fields, new=new)
    return application


def write(
    draft: Application | HandIn, seen: str | None, fields: dict[str, Any], *, new: bool = False
) -> None:
    """Save `fields` on a row that is held and fresh.

    Raises:
        ChangedMeanwhile: it is another version than the one that was `seen`.
    """
    another = seen is not None and seen != ("" if new else draft.version)
    if another and not _by_the_same_page(draft, fields) and _differs(draft, fields):
        raise ChangedMeanwhile(draft)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save(update_fields=[*fields, "updated_at"])


def _by_the_same_page(draft: Application | HandIn, fields: dict[str, Any]) -> bool:
    """The page that saved it last sends more, not knowing yet what its last answer said."""
    page, nth = fields.get("saved_on"), fields.get("saved_nth", 0)
    return bool(page) and draft.saved_on == page and draft.saved_nth <= nth


def _differs(draft: Application | HandIn, fields: dict[str, Any]) -> bool:
    """A button that was pressed twice sends the same twice."""
    told = {name: value for name, value in fields.items() if name not in {"saved_on", "saved_nth"}}
    return any(getattr(draft, name) != value for name, value in told.items())


class NotAsRead(WrongState):
    """The draft is not the one that was read before it was sent, or handed in."""


@transaction.atomic
def submit(application: Application, seen: str | None = None) -> None:
    """Send it to the employer, who then has until `decide_by` to answer. `seen` is the version
    that was read, None to send whatever stands.

    Raises:
        WrongState: it has been sent already.
        NotAsRead: it was changed meanwhile.
        Incomplete: something is missing, or the day they can start has passed.
        TeamNotWhole: somebody in it has not confirmed.
        NotEligible: the deadline has passed, the limit is reached, or another rule, for the
            student or for one of the team.
    """
    listing = hold_listing(application)
    hold(application, Status.DRAFT, Status.WITHDRAWN)
    application.refresh_from_db()
    application.listing = listing
    if seen is not None and seen != application.version:
        raise NotAsRead(f"Application {application.pk} is another version")
    people = hold_people(application)
    if not application.is_whole or application.starts_too_early:
        raise Incomplete
    for each in people:
        if not (checks := eligibility.checks(each, listing, application)).met:
            raise NotEligible(each, checks)
    assert listing.apply_by is not None  # or it takes no applications
    step(
        application,
        Status.SUBMITTED,
        submitted_at=timezone.now(),
        decide_by=listing.apply_by + timedelta(hours=listing.format.decision_hours),
        decided_at=None,
        runner_up_at=None,
        closed_for=Application.ClosedFor.SILENCE,
        number=number_of(application),
        team_size=len(people),
        edited_at=None,
    )
    if len(people) > 1:
        application.members.update(send_by=None)
    emails.sent(application)


def hold_people(application: Application) -> list[Student]:
    """Who sends it, locked: the limit on open applications is the student's, and two that are
    sent at once count each other.

    Raises:
        TeamNotWhole: one of the team has not confirmed, or not since it was sent before; or there
            are too many.
    """
    team = list(application.members.select_for_update())
    for member in team:
        member.application = application
    agreed = all(each.status == CONFIRMED and not each.is_to_be_asked_again for each in team)
    if not agreed or len(team) > application.listing.team_most:
        raise TeamNotWhole
    named = {member.student_id for member in team if member.student_id}
    people = Student.objects.select_for_update(no_key=True, of=("self",)).select_related("user")
    rows = {
        each.pk: each
        for each in people.filter(pk__in={application.student_id, *named}).order_by("pk")
    }
    application.student = rows[application.student_id]
    return list(rows.values())


@transaction.atomic
def withdraw(application: Application) -> None:
    """Take it back, at any time before an offer is accepted. An open offer ends with it.

    Raises:
        WrongState: it is not open.
    """
    take_back(application)
    emails.withdrawn_by_student(application)
    emails.team_over(application, application.student.user, "withdrawn")


def take_back(application: Application) -> None:
    """As `withdraw`, for who tells the team themselves."""
    hold_listing(application)
    hold(application, *Application.OPEN)
    had_offer = application.status == Status.OFFERED
    application.refresh_from_db(fields=["asked_again_at"])
    asked_again = application.status == Status.SHORTLISTED and application.asked_again_at
    for offer in application.offers.filter(status=Offer.Status.MADE):
        move(offer, Offer.Status.DECLINED, answered_at=timezone.now())
    step(application, Status.WITHDRAWN, decided_at=timezone.now())
    if had_offer:
        emails.withdrawn(application)
    elif asked_again:
        emails.not_interested(application)


@transaction.atomic
def take_up_again(application: Application) -> None:
    """Nobody answered, and its listing takes applications again: it is the student's own once
    more, to be looked over and sent like one that they took back.

    Raises:
        WrongState: it was answered, or the listing takes none.
    """
    hold_listing(application)
    hold(application, Status.NOT_SELECTED)
    application.refresh_from_db(fields=["closed_for"])
    if not eligibility.may_apply_again(application):
        raise WrongState(f"Application {application.pk} cannot be sent again")
    step(application, Status.WITHDRAWN)
    ask_anew(application)


def ask_anew(application: Application) -> None:
    """Who had agreed to be sent once is not sent again unasked. The caller holds it."""
    now, by = timezone.now(), application.listing.apply_by
    for member in application.members.filter(status=CONFIRMED).for_pages():
        if by and member.is_to_be_asked_again:
            move(member, TeamMember.Status.ASKED, answered_at=None, answer_by=by)
            emails.team_asked(member, f"{now:%Y%m%d%H%M%S%f}")


@transaction.atomic
def discard(application: Application) -> None:
    """Delete a draft. Who had joined its team is told.

    Raises:
        WrongState: it was sent once; its history is kept.
    """
    hold(application, Status.DRAFT)
    for member in application.members.filter(status=TeamMember.Status.CONFIRMED):
        if not member.is_first:
            emails.team_dropped(member)
    forget_nameless(application)
    application.delete()
