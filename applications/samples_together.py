"""As `samples`: teams, messages, reports, disputes, and what both settle while the work goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.samples import KEY, Samples, employer, our_staff, student
from applications.invented import about, application, following, milestone, placement
from applications.models import (
    CheckIn,
    Dispute,
    Extension,
    Milestone,
    Report,
    Statement,
    TeamMember,
)

DAY = timedelta(days=1)


def _team(status: str, **given: Any) -> Callable[[], dict[str, Any]]:
    def made() -> dict[str, Any]:
        bo = student("Bo Nilsen")
        row = application(team_size=2)
        member = TeamMember(
            pk=KEY,
            application=row,
            student=bo,
            email=bo.user.email,
            position=2,
            share=1,
            status=status,
            answer_by=timezone.now() + 5 * DAY,
            send_by=timezone.now() + DAY,
        )
        return {
            "reader": row.student.user if given.get("to_first") else bo.user,
            "member": member,
            "first": row.student,
            "listing": row.listing,
            "organisation": row.listing.organisation,
            "who": row.student,
            **given,
        }

    return made


def _messages() -> dict[str, Any]:
    said = [
        SimpleNamespace(
            by="Ruth Lindqvist",
            text="Could you start on Wednesday instead? The survey closes on Tuesday evening.",
            warnings=[],
            files=[],
        )
    ]
    return about(student().user, other="Ruth Lindqvist", count=1, more=0, shown=said)


def _report(**given: Any) -> dict[str, Any]:
    row = Report(
        pk=KEY,
        kind=Report.Kind.MESSAGE,
        subject="0",
        title="A message from Northline Outdoor",
        text="Write to me elsewhere, then we need not pay the fee.",
        by=student().user,
        reason=Report.Reason.AROUND,
        note="They asked twice.",
        answer_by=timezone.now() + 2 * DAY,
        **given,
    )
    return {"reader": row.by, "report": row, "due": row.answer_by}


def _to_staff() -> dict[str, Any]:
    made = _report()
    del made["reader"]
    return made


def _dispute(**given: Any) -> Dispute:
    now = timezone.now()
    return Dispute(
        pk=KEY,
        milestone=milestone(status=Milestone.Status.DISPUTED),
        opened_by=employer(),
        side=Dispute.Side.EMPLOYER,
        reason=Dispute.Reason.NOT_WHOLE,
        wanted=Dispute.Outcome.REDO,
        opened_at=now,
        answer_by=now + 5 * DAY,
        decide_by=now + 10 * DAY,
        **given,
    )


def _of_dispute(side: str, *, more: dict[str, Any] | None = None, **given: Any) -> dict[str, Any]:
    row = _dispute(**given)
    reader = {"student": student().user, "employer": row.opened_by}.get(side) or our_staff()
    words = Statement(dispute=row, words="Two of the three tables that we agreed on are missing.")
    return about(
        reader,
        dispute=row,
        milestone=row.milestone,
        side=side,
        due=row.answer_by,
        opening=words,
        receive_minor=180_00,
        team_minor=None,
        **(more or {}),
    )


def _disputed(side: str, **given: Any) -> Callable[[], dict[str, Any]]:
    return lambda: _of_dispute(side, **given)


def _decided(outcome: str, **given: Any) -> Callable[[], dict[str, Any]]:
    why = "Both tables were agreed in writing. What was handed in is good and is paid for."
    settled = {"how": "staff", "outcome": outcome, "reasons": why, **given}
    return lambda: _of_dispute("student", more={"following": following()}, **settled)


def _later_day(status: str, to: Callable[[], User], **more: Any) -> Callable[[], dict[str, Any]]:
    def made() -> dict[str, Any]:
        work, today = placement(), timezone.localdate()
        row = Extension(
            pk=KEY,
            milestone=milestone(work),
            asked_by=work.student.user,
            by_student=True,
            status=status,
            from_day=today + 2 * DAY,
            to_day=today + 6 * DAY,
            reason="My examination was moved to Thursday.",
            answer_by=timezone.now() + 2 * DAY,
        )
        return about(to(), placement=work, extension=row, **more)

    return made


def _half_time(status: str, to: Callable[[], User], **more: Any) -> Callable[[], dict[str, Any]]:
    def made() -> dict[str, Any]:
        row = CheckIn(
            pk=KEY,
            placement=placement(),
            side=CheckIn.Side.STUDENT,
            status=status,
            going=CheckIn.Going.WELL,
            word="I wait for the second file.",
            answer_by=timezone.now() + 5 * DAY,
        )
        return about(to(), placement=row.placement, check_in=row, **more)

    return made


def _silence(student_side: bool) -> Callable[[], dict[str, Any]]:
    def made() -> dict[str, Any]:
        late = timezone.now() - 7 * DAY
        return about(
            student().user if student_side else employer(),
            student_side=student_side,
            milestone=milestone(work_by=late),
            placement=placement(),
            due=late,
            ends=late + 14 * DAY,
            changes=False,
        )

    return made


def _ada() -> User:
    return student().user


SAMPLES: Samples = {
    "applications/team_asked": _team("asked"),
    "applications/team_shares": _team("asked"),
    "applications/team_dropped": _team("asked"),
    "applications/team_left": _team("confirmed", ended=False),
    "applications/team_over": _team("confirmed", how="refused"),
    "applications/team_to_send": _team("confirmed", to_first=True),
    "applications/team_not_sent": _team("confirmed"),
    "applications/team_answered": _team("confirmed", to_first=True),
    "applications/team_answered#out": _team("declined", to_first=True),
    "applications/messages_waiting": _messages,
    "applications/reported": _report,
    "applications/reported_staff": _to_staff,
    "applications/remind_report": _to_staff,
    "applications/report_answered": lambda: _report(status=Report.Status.ACTED),
    "applications/dispute_opened": _disputed("student"),
    "applications/dispute_opened#own": _disputed("employer"),
    "applications/remind_dispute": _disputed("student"),
    "applications/dispute_answered": _disputed("student"),
    "applications/dispute_taken_back": _disputed("student"),
    "applications/dispute_decided": _decided("part", part_minor=200_00),
    "applications/dispute_decided#full": _decided("full"),
    "applications/remind_decision": _disputed("staff", more={"late": False}),
    "applications/more_time_asked": _later_day("asked", employer, again=False),
    "applications/more_time_answered": _later_day("agreed", _ada, asked=True),
    "applications/more_time_answered#refused": _later_day("refused", _ada, asked=True),
    "applications/check_in_asked": _half_time("asked", _ada, again=False),
    "applications/check_in_answered": _half_time("answered", employer),
    "applications/remind_silence": _silence(True),
    "applications/remind_silence#employer": _silence(False),
    "applications/ended_in_silence": _silence(True),
    "applications/ended_in_silence#employer": _silence(False),
}
