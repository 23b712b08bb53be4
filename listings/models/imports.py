from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from listings.models.listing import Listing
from marketplace.states import Stateful
from marketplace.uploads import StoredFile

# The file and what was read of it are kept for so long.
KEPT = timedelta(days=14)
# Longer without a sign of life, and its worker is lost.
LOST = timedelta(minutes=2)


class ListingImportQuerySet(models.QuerySet["ListingImport"]):
    def of(self, user: User) -> ListingImportQuerySet:
        """Those of the organisations `user` acts for."""
        return self.filter(organisation__memberships__user=user)

    def lost(self) -> ListingImportQuerySet:
        """Under way, but nobody has been seen working on it."""
        return self.filter(status__in=ListingImport.RUNNING, seen_at__lt=timezone.now() - LOST)

    def over(self) -> ListingImportQuerySet:
        """Kept long enough."""
        done = self.exclude(status__in=ListingImport.RUNNING)
        return done.filter(created_at__lt=timezone.now() - KEPT)


class ListingImport(StoredFile, Stateful):
    """A CSV file of listings, from the upload to the drafts."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Choose the columns")
        CHECKING = "checking", _("Being read")
        CHECKED = "checked", _("Read")
        IMPORTING = "importing", _("Being imported")
        IMPORTED = "imported", _("Imported")
        FAILED = "failed", _("Not read")

    TRANSITIONS = {
        Status.UPLOADED: {Status.CHECKING},
        Status.CHECKING: {Status.CHECKED, Status.FAILED},
        Status.CHECKED: {Status.CHECKING, Status.IMPORTING},
        Status.IMPORTING: {Status.IMPORTED, Status.CHECKED},
        # Taken back: its new drafts are deleted.
        Status.IMPORTED: {Status.CHECKED},
        Status.FAILED: {Status.CHECKING},
    }
    RUNNING = (Status.CHECKING, Status.IMPORTING)

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=Status, default=Status.UPLOADED)
    delimiter = models.CharField(max_length=1)
    headers = ArrayField(models.CharField(max_length=100))
    samples = models.JSONField(default=list, help_text="Up to three values of each column.")
    columns = models.JSONField(default=dict, help_text="Our field → number of its column.")
    choices = models.JSONField(default=dict, help_text="Kind of problem → what was chosen.")
    rows_in_file = models.PositiveIntegerField()
    rows_done = models.PositiveIntegerField(default=0)
    # How often a worker has begun what is under way: who finds another number stops.
    attempt = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField(default=timezone.now)
    # In words, when it is about the file as a whole.
    trouble = models.CharField(max_length=300, blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)

    objects = ListingImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def get_absolute_url(self) -> str:
        return reverse("listings:import_file", args=[self.pk])

    @property
    def kept_until(self) -> datetime:
        return self.created_at + KEPT

    @property
    def is_running(self) -> bool:
        return self.status in self.RUNNING


class ImportRow(models.Model):
    """What was read of one row of a file. `number` is the one a spreadsheet shows beside it."""

    class Outcome(models.TextChoices):
        NEW = "new", _("Will be a new draft")
        CHANGE = "change", _("Will change its draft")
        SAME = "same", _("Already there")
        PROBLEM = "problem", _("Has problems")

    WRITES = (Outcome.NEW, Outcome.CHANGE)

    batch = models.ForeignKey(ListingImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=7, choices=Outcome)
    key = models.CharField(max_length=64)
    cells = models.CharField(max_length=64, help_text="Digest of the row as it stands.")
    title = models.CharField(max_length=100, blank=True)
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    listing = models.ForeignKey(Listing, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
        ]
        indexes = [models.Index(fields=["batch", "outcome", "number"], name="import_row_outcome")]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class ImportedListing(models.Model):
    """Which row of which file a listing came from: it outlives the file.

    `key` is the row's own number if the file has one, else the digest of its cells; `values` are
    those of the last import, so that only what has changed in the file changes the draft.
    """

    listing = models.OneToOneField(Listing, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    cells = models.CharField(max_length=64)
    setup = models.CharField(max_length=64, help_text="Digest of the columns and choices.")
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="imported_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.listing_id}"


class ImportMemory(models.Model):
    """How an organisation's spreadsheets are made: what it chose the last time."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    headings = models.JSONField(default=dict, help_text="Heading, letters only → our field.")
    choices = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.organisation_id}"
