from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import University
from marketplace.states import Stateful


class ReportQuerySet(models.QuerySet["Report"]):
    def for_clocks(self) -> ReportQuerySet:
        return self.select_related("by")

    def open(self) -> ReportQuerySet:
        return self.filter(status=Report.Status.OPEN)

    def of_students_at(self, university: University) -> ReportQuerySet:
        """Of listings and organisations, by its own students: others' are not its to read."""
        kinds = [Report.Kind.LISTING, Report.Kind.ORGANISATION]
        return self.filter(kind__in=kinds, by__student__university=university)

    def for_pages(self) -> ReportQuerySet:
        return self.select_related("by", "about", "answered_by")


class Report(Stateful):
    """Something that somebody wants our staff to look at, with its text as it was then.

    `subject` is the key of the row that `kind` names; the row may change or go, this stays.
    """

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Message")
        LISTING = "listing", _("Listing")
        ORGANISATION = "organisation", _("Organisation")
        QUESTION = "question", _("Question on a listing")

    class Reason(models.TextChoices):
        AROUND = "around", _("Payment or chat outside Foothold")
        MONEY = "money", _("Asks for a fee, papers or bank details")
        ABUSE = "abuse", _("Rude, threatening or discriminating")
        UNSAFE = "unsafe", _("Unsafe or forbidden work")
        FALSE = "false", _("False, or not what it says it is")
        SPAM = "spam", _("Advertising, or sent to everybody")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        OPEN = "open", _("To look at")
        ACTED = "acted", _("Acted on")
        DISMISSED = "dismissed", _("Nothing wrong found")

    TRANSITIONS = {Status.OPEN: {Status.ACTED, Status.DISMISSED}}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    subject = models.CharField(max_length=36)
    title = models.CharField(max_length=250)
    text = models.TextField(blank=True, help_text=_("As it stood when it was reported."))
    address = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who wrote it."),
    )
    reason = models.CharField(_("what is wrong"), max_length=7, choices=Reason)
    note = models.TextField(_("what we should know"), max_length=1000, blank=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    reported_at = models.DateTimeField(auto_now_add=True)
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["answer_by"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "kind", "subject"],
                condition=Q(status="open"),
                name="one_open_report_each",
            )
        ]
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(status="open"), name="report_open"),
            models.Index(fields=["kind", "subject"], name="report_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"

    def get_absolute_url(self) -> str:
        """For our staff."""
        return reverse("applications:answer_report", args=[self.pk])

    @property
    def own_url(self) -> str:
        """For who has reported it."""
        return reverse("applications:my_report", args=[self.pk])

    @property
    def reference(self) -> str:
        return f"R-{self.pk.hex[:8].upper()}"
