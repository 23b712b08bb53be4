from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Student, User
from applications.models.application import Application
from applications.models.placement import Placement
from listings.models import Listing
from marketplace.states import Stateful


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def confirmed(self) -> TeamMemberQuerySet:
        return self.filter(status=TeamMember.Status.CONFIRMED)

    def known(self) -> TeamMemberQuerySet:
        """With what is said, or hidden, of each."""
        return self.select_related("student__user", "student__university")

    def asked_of(self, user: User) -> TeamMemberQuerySet:
        """Named by an address that is confirmed as this user's, or theirs by now."""
        addresses = user.emailaddress_set.filter(verified=True)
        return self.filter(
            Q(student__user=user) | Q(student=None, email__in=addresses.values("email"))
        )

    def waiting(self) -> TeamMemberQuerySet:
        """Asked, while the listing still takes applications."""
        open_now = Listing.objects.open().values("pk")
        asked = self.filter(status=TeamMember.Status.ASKED, application__listing__in=open_now)
        return asked.filter(application__status__in=["draft", "withdrawn"])

    def unsent_of(self, user: User) -> TeamMemberQuerySet:
        """Who has joined a team that `user` has to send, while its listing takes applications."""
        open_now = Listing.objects.open().values("pk")
        joined = self.confirmed().filter(send_by__isnull=False, application__listing__in=open_now)
        return joined.filter(application__student__user=user)

    def give_until(self, listing: Listing) -> None:
        """Let everybody answer, and every team be sent, until the listing's later deadline."""
        unsent = self.filter(
            application__listing=listing, application__status__in=["draft", "withdrawn"]
        )
        if (by := listing.apply_by) is None:
            return
        unsent.filter(status=TeamMember.Status.ASKED, answer_by__lt=by).update(answer_by=by)
        unsent.filter(status=TeamMember.Status.CONFIRMED, send_by__lt=by).update(send_by=by)

    def for_pages(self) -> TeamMemberQuerySet:
        return self.select_related(
            "application__listing__organisation",
            "application__listing__format",
            "application__student__user",
            "application__student__university",
            "student__user",
        )

    def for_rows(self) -> TeamMemberQuerySet:
        """What one line of a dashboard says of each."""
        return self.select_related("application__listing", "application__student__user").only(
            "application__listing__title",
            "application__listing__apply_by",
            "application__student__user__name",
        )


class TeamMember(Stateful):
    """One of those who apply together; the first is who applies for all of them.

    `share` is a weight: of the team's pay each receives their weight in the sum of all. Equal ones
    are 1; else the sum is 10,000 where shares were agreed in percent, the pay in minor units where
    in amounts.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Said no")
        LAPSED = "lapsed", _("Deadline passed")

    TRANSITIONS = {
        Status.ASKED: {Status.CONFIRMED, Status.DECLINED, Status.LAPSED},
        # Asked again when the shares change: nobody works for a share they did not agree to.
        # Free again once it was not sent in time: a team that may be sent later is asked anew.
        Status.CONFIRMED: {Status.ASKED, Status.DECLINED, Status.LAPSED},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="members")
    student = models.ForeignKey(Student, models.PROTECT, null=True, blank=True, related_name="+")
    email = models.EmailField()
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=9, choices=Status, default=Status.ASKED)
    share = models.PositiveBigIntegerField()
    asked_at = models.DateTimeField(auto_now_add=True)
    answer_by = models.DateTimeField(help_text=_("The listing's deadline when they were asked."))
    answered_at = models.DateTimeField(null=True, blank=True)
    send_by = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("Of who has joined: when it has to be sent; nothing once it is sent or over."),
    )

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(status="asked"), name="team_unanswered"),
            models.Index(
                fields=["send_by"],
                condition=Q(status="confirmed", send_by__isnull=False),
                name="team_unsent",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["application", "email"], name="team_named_once"),
            models.UniqueConstraint(fields=["application", "student"], name="team_member_once"),
            models.UniqueConstraint(fields=["application", "position"], name="team_in_order"),
            models.CheckConstraint(condition=Q(share__gt=0), name="team_share"),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(student__isnull=False),
                name="team_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.student) if self.student else self.email

    def get_absolute_url(self) -> str:
        return reverse("applications:team_ask", args=[self.pk])

    @property
    def is_to_be_asked_again(self) -> bool:
        """They agreed to be sent once, that was taken back since, and nobody is sent unasked."""
        if self.status != self.Status.CONFIRMED or self.is_first or self.send_by:
            return False
        return self.application.may_be_sent and self.application.submitted_at is not None

    @property
    def is_first(self) -> bool:
        """Who applies for the team."""
        return self.position == 1

    @property
    def is_in(self) -> bool:
        """Asked or confirmed: they have not said no, by word or by silence."""
        return self.status in {self.Status.ASKED, self.Status.CONFIRMED}


class PlacementMembers(models.Manager["PlacementMember"]):
    """Whoever asks for a team wants to know who is in it."""

    def get_queryset(self) -> models.QuerySet[PlacementMember]:
        return super().get_queryset().select_related("student__user")


class PlacementMember(models.Model):
    """One of a team that a placement is with, and their share of its pay. Frozen for ever.

    A placement with one student has none of these.
    """

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="members")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    share = models.PositiveBigIntegerField(help_text=_("A weight, as of TeamMember."))

    objects = PlacementMembers()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "student"], name="placement_member_once"),
            models.UniqueConstraint(fields=["placement", "position"], name="placement_in_order"),
            models.CheckConstraint(condition=Q(share__gt=0), name="placement_share"),
        ]

    def __str__(self) -> str:
        return f"{self.student}, {self.placement}"
