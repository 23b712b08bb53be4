from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Lower, Now
from django.utils import timezone

from marketplace.states import Stateful
from notifications.models.stopped import StoppedAddress

# Statuses of mails of which nothing will become by itself.
OVER = ["sent", "dropped", "gathered", "failed", "unknown"]


class EmailQuerySet(models.QuerySet["Email"]):
    """Each of the first three reads one partial index: a million mails that were sent are no
    more work than none."""

    def to_send(self) -> EmailQuerySet:
        """Waiting, and not put back until later."""
        return self.filter(status=Email.Status.NEW, due_at__lte=timezone.now())

    def held(self) -> EmailQuerySet:
        """For a digest."""
        return self.filter(status=Email.Status.HELD)

    def claim_ran_out(self) -> EmailQuerySet:
        return self.filter(status=Email.Status.CLAIMED, lease_until__lt=timezone.now())

    def dispatch_ran_out(self) -> EmailQuerySet:
        return self.filter(status=Email.Status.DISPATCHED, lease_until__lt=timezone.now())

    def over(self) -> EmailQuerySet:
        """Nothing will become of them by itself."""
        return self.filter(status__in=OVER)

    def with_words(self) -> EmailQuerySet:
        return self.over().exclude(body="")

    def to_send_again(self) -> EmailQuerySet:
        """Refused, and there would be something to send and somebody to send it to."""
        stopped = StoppedAddress.objects.filter(address=Lower(OuterRef("to")), lifted_at=None)
        rows = self.filter(status=Email.Status.FAILED, secret=False).exclude(body="")
        return rows.exclude(Exists(stopped))

    def for_staff(self) -> EmailQuerySet:
        """What did not go as it should, the newest first."""
        rows = self.filter(status__in=[Email.Status.FAILED, Email.Status.UNKNOWN])
        return rows.order_by("-created_at", "-pk")


class Email(Stateful):
    """One mail, written in the transaction of what it reports. The same key twice is one mail.

    New, claimed by a worker, dispatched to the server, sent. A claim that runs out is
    tried again; a dispatch that runs out is `unknown` and never guessed (reliability.md 2.1).
    """

    class Status(models.TextChoices):
        NEW = "new", "Waiting"
        HELD = "held", "Waiting for a digest"
        GATHERED = "gathered", "In a digest"
        CLAIMED = "claimed", "Being prepared"
        DISPATCHED = "dispatched", "Handed to the mail server"
        SENT = "sent", "Sent"
        DROPPED = "dropped", "Not wanted any more when it was to go"
        FAILED = "failed", "Refused by the mail server, or nothing that can be sent"
        UNKNOWN = "unknown", "May or may not have been sent"

    class Priority(models.IntegerChoices):
        """The lower goes first, whenever it was written."""

        SECURITY = 10, "Codes, links that let somebody in, news of who came in"
        DEADLINE = 15, "What binds unless its reader acts in time"
        EVENT = 20, "What happened"
        DIGEST = 30, "Digests"

    TRANSITIONS = {
        Status.NEW: {Status.CLAIMED},
        # Failed: its digest could not be written.
        Status.HELD: {Status.GATHERED, Status.DROPPED, Status.FAILED},
        # Over by the time that its digest went.
        Status.GATHERED: {Status.DROPPED},
        Status.CLAIMED: {Status.NEW, Status.DISPATCHED, Status.DROPPED, Status.FAILED},
        Status.DISPATCHED: {Status.SENT, Status.NEW, Status.FAILED, Status.UNKNOWN},
        # It came back.
        Status.SENT: {Status.FAILED},
        # Staff send it again; or whoever handed it over comes back late and says so.
        Status.FAILED: {Status.NEW},
        Status.UNKNOWN: {Status.NEW, Status.SENT},
    }

    key = models.CharField(max_length=150, unique=True)
    # Its key in `notifications.kinds`; empty in rows of before there were kinds.
    kind = models.CharField(max_length=60, blank=True)
    # Nobody: the address has no account.
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    # As what they were written to: `User.role` of then.
    role = models.CharField(max_length=40, blank=True)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    html = models.TextField(blank=True)
    # A date that its reader has to keep, as iCalendar: goes with it as a file.
    calendar = models.TextField(blank=True, db_default="")
    # The path of this site that a notice of it leads to, and its line in a digest.
    leads_to = models.TextField(blank=True, db_default="")
    # Codes and links that let somebody in: the text is wiped once sent.
    secret = models.BooleanField(default=False)
    priority = models.PositiveSmallIntegerField(
        choices=Priority, default=Priority.EVENT, db_default=Priority.EVENT
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Claims of which nothing became, and security mails that nobody knows the fate of.
    losses = models.PositiveSmallIntegerField(default=0, db_default=0)
    # Waiting: not before this. Held: when its digest is due.
    due_at = models.DateTimeField(default=timezone.now, db_default=Now())
    # Claimed or dispatched: lost when this has passed.
    lease_until = models.DateTimeField(null=True, blank=True)
    # What it hangs on (`notifications.waits`, `Kind.still`).
    about: models.JSONField[dict[str, Any], Any] = models.JSONField(
        default=dict, blank=True, db_default=Value({}, models.JSONField())
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # First handed over, unless the server has certainly not taken it: the date that it bears.
    dispatched_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="gathered"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    # What the provider calls it when it tells what became of it.
    provider_id = models.CharField(max_length=255, blank=True, db_default="")
    last_error = models.CharField(max_length=300, blank=True)

    objects = EmailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["priority", "due_at"], condition=Q(status="new"), name="email_waiting"
            ),
            models.Index(
                fields=["status", "lease_until"],
                condition=Q(status__in=["claimed", "dispatched"]),
                name="email_under_way",
            ),
            models.Index(
                fields=["-created_at"],
                condition=Q(status__in=["failed", "unknown"]),
                name="email_for_staff",
            ),
            models.Index(
                fields=["provider_id"], condition=~Q(provider_id=""), name="email_at_provider"
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(status__in=OVER) & ~Q(body=""),
                name="email_with_words",
            ),
            models.Index(
                fields=["due_at", "reader"], condition=Q(status="held"), name="email_for_digest"
            ),
            models.Index(fields=["to", "-created_at"], name="email_by_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.key} to {self.to}"


class SentAgain(models.Model):
    """Somebody of ours had a mail sent anew that was refused, or that nobody knows the fate of."""

    email = models.ForeignKey(Email, models.CASCADE, related_name="sent_again")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    was = models.CharField(max_length=10, choices=Email.Status)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.email}, which was {self.was}"
