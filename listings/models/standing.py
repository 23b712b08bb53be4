from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, University, User


class StandingQuerySet(models.QuerySet["Standing"]):
    def of(self, user: User) -> StandingQuerySet:
        return self.filter(university__staff__user=user)

    def against(self) -> StandingQuerySet:
        """Those with whom the university does not work now."""
        return self.filter(status__in=[Standing.Status.SUSPENDED, Standing.Status.BLOCKED])


class Standing(models.Model):
    """What one university thinks of one organisation: its own, and nobody else's to read.

    Without a row it has not said. `proof` is how it made sure who they are; saying so verifies
    nobody for others, which `Organisation.proof` does. `reason` is for its staff alone.
    """

    class Status(models.TextChoices):
        APPROVED = "approved", _("We work with them")
        SUSPENDED = "suspended", _("Suspended for now")
        BLOCKED = "blocked", _("Blocked")

    class Proof(models.TextChoices):
        NONE = "", _("Not checked by us")
        DOMAIN = "domain", _("Their address matches their website")
        DOCUMENT = "document", _("A document that we have seen")
        STAFF = "staff", _("One of us knows them")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    university = models.ForeignKey(University, models.CASCADE, related_name="+")
    status = models.CharField(max_length=9, choices=Status, default=Status.APPROVED)
    proof = models.CharField(max_length=8, choices=Proof, default=Proof.NONE, blank=True)
    reason = models.TextField(_("why"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["university", "organisation"], name="one_standing_per_university"
            ),
            models.CheckConstraint(
                condition=Q(status="approved") | ~Q(reason=""), name="standing_says_why_not"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "status"], name="standing_counts")]

    def __str__(self) -> str:
        return f"{self.organisation} at {self.university}: {self.get_status_display()}"


class OrganisationNote(models.Model):
    """What a university's staff tell each other of an organisation: added, never changed.

    `kind`: a note, somebody to talk to there, or what was decided of its standing.
    """

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        CONTACT = "contact", _("Contact")
        STANDING = "standing", _("Decision")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    university = models.ForeignKey(University, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.NOTE)
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="organisation_note_says_something")
        ]
        indexes = [models.Index(fields=["university", "organisation", "-at"], name="notes_of_one")]

    def __str__(self) -> str:
        return self.text[:60]
