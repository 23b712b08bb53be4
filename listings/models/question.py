from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import University, User
from listings.models.listing import Listing
from listings.models.moderation import Moderation
from marketplace.states import Stateful


class QuestionQuerySet(models.QuerySet["Question"]):
    def shown(self) -> QuestionQuerySet:
        """What everybody reads who may read the listing."""
        return self.filter(status__in=Question.SHOWN)

    def on_page_for(self, viewer: object) -> QuestionQuerySet:
        """What stands on a listing's page: all that is shown, and the viewer's own that waits."""
        mine = Q(status=Question.Status.ASKED, asked_by=getattr(viewer, "pk", None))
        return self.filter(Q(status__in=Question.SHOWN) | mine).order_by("asked_at", "pk")

    def waiting(self) -> QuestionQuerySet:
        """The employer's turn."""
        return self.filter(status=Question.Status.ASKED)

    def for_clocks(self) -> QuestionQuerySet:
        return self.select_related("listing__organisation", "listing__created_by", "asked_by")

    def for_employer(self, user: User) -> QuestionQuerySet:
        return self.filter(listing__organisation__memberships__user=user)

    def of_university(self, university: University) -> QuestionQuerySet:
        """Those on listings that it has been asked to read."""
        read = Moderation.objects.sent().filter(university=university)
        return self.filter(listing__in=read.values("listing"))


class Question(Stateful):
    """What a student asks about a listing, for everybody to read once the employer says so.

    Nobody but our staff reads who asked: to the others it is "a student".
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Waits for an answer")
        PUBLISHED = "published", _("Published, not answered yet")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Not published")
        UNANSWERED = "unanswered", _("Not answered in time")
        HIDDEN = "hidden", _("Hidden")

    SHOWN = (Status.PUBLISHED, Status.ANSWERED)

    TRANSITIONS = {
        Status.ASKED: {Status.PUBLISHED, Status.ANSWERED, Status.DECLINED, Status.UNANSWERED},
        Status.PUBLISHED: {Status.ANSWERED, Status.HIDDEN},
        Status.ANSWERED: {Status.HIDDEN},
        Status.DECLINED: {Status.ANSWERED},
        Status.UNANSWERED: {Status.ANSWERED},
        Status.HIDDEN: {Status.PUBLISHED, Status.ANSWERED},
    }

    # So long the employer has, and never longer than students can apply.
    ANSWER_WITHIN = timedelta(days=5)
    SHORTEST, LONGEST = 15, 400
    LONGEST_ANSWER = 1500
    # Of one student on one listing, waiting for an answer.
    MOST_WAITING = 3

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="asked_questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.CharField(_("your question"), max_length=LONGEST)
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField(auto_now_add=True)
    answer_by = models.DateTimeField()
    answer = models.TextField(_("your answer"), max_length=LONGEST_ANSWER, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(
        max_length=300, blank=True, help_text=_("Why it is not published, or hidden.")
    )
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["listing", "asked_at"], name="question_of_listing"),
            models.Index(
                fields=["answer_by"], condition=Q(status="asked"), name="question_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """Where its employer answers it."""
        return reverse("listings:question", args=[self.pk])

    @property
    def is_shown(self) -> bool:
        return self.status in self.SHOWN

    @property
    def may_be_answered(self) -> bool:
        """For the first time, or in other words."""
        return self.status != self.Status.HIDDEN

    @property
    def hidden_by_employer(self) -> bool:
        """They may show it again; what others hide stays hidden."""
        return self.hidden_by is not None and self.hidden_by.kind == User.Kind.EMPLOYER
