from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Membership, Organisation
from accounts.models.universities import Role, University

VALID_FOR = timedelta(days=7)


class AskedQuerySet[Row: "Asked"](models.QuerySet[Row]):
    def open(self) -> Self:
        """Neither accepted nor too old."""
        return self.filter(accepted_at=None, sent_at__gt=timezone.now() - VALID_FOR)

    def unanswered(self) -> Self:
        """Also those that are too old: they may be sent again."""
        return self.filter(accepted_at=None).order_by("-sent_at", "email")


class Asked(models.Model):
    """Somebody is asked by mail to act for others. For who signs in with `email` only.

    Taken back, the row is deleted. Sent again, it is the same row and the same link.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # In lower case, as those of users.
    email = models.EmailField(_("e-mail address"), max_length=254)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sent_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def until(self) -> datetime:
        return self.sent_at + VALID_FOR

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.until > timezone.now()


class InvitationQuerySet(AskedQuerySet["Invitation"]):
    pass


class Invitation(Asked):
    """To act for an organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.CharField(
        _("role"), max_length=6, choices=Membership.Role, default=Membership.Role.MEMBER
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation", Lower("email"), name="one_invitation_per_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:invitation", args=[self.pk])


class StaffInvitationQuerySet(AskedQuerySet["StaffInvitation"]):
    pass


class StaffInvitation(Asked):
    """To work in a university's career centre, with these roles."""

    university = models.ForeignKey(University, models.CASCADE, related_name="staff_invitations")
    roles = ArrayField(
        models.CharField(max_length=13, choices=Role), verbose_name=_("roles"), default=list
    )

    objects = StaffInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "university", Lower("email"), name="one_staff_invitation_per_address"
            ),
            models.CheckConstraint(condition=Q(roles__len__gt=0), name="invited_to_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.university}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:staff_invitation", args=[self.pk])
