"""Opening a dispute and deciding it, for tests."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from applications import actions as application_actions
from applications.models import Dispute, Milestone
from tests import make

REASONS = "Seen and weighed: one sheet of the two is missing."


def opening(**more):
    return {
        "reason": "not_whole",
        "note": "Half of the rows are missing.",
        "links": "",
        "outcome": "part",
        "part": "300",
        "day": "",
        **more,
    }


def decision(outcome="refund", **more):
    """Typed, looked at and meant: with what is asked once more where it is."""
    given = {"outcome": outcome, "part": "", "day": "", "reasons": REASONS, **more}
    return {"again": given["part"], "meant": "on", **given}


def open_url(milestone):
    return reverse("applications:open_dispute", args=[milestone.pk])


def decide_url(dispute):
    return reverse("payments:decide", args=[dispute.pk])


def asked_for_changes():
    milestone = make.delivered()
    application_actions.ask_for_changes(milestone, "Write a second report too.", make.today(4))
    return Milestone.objects.get(pk=milestone.pk)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def people_of(dispute):
    return dispute.milestone.placement.student.user, dispute.milestone.offer.made_by


def time_is_up(dispute):
    Dispute.objects.filter(pk=dispute.pk).update(answer_by=timezone.now() - timedelta(minutes=1))
