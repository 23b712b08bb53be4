from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, Resume, Student, User
from applications.models.naming import called as called
from applications.models.naming import label_of as label_of
from applications.models.naming import reference_of as reference_of
from applications.models.naming import size_in_words as size_in_words
from listings.models import Listing
from marketplace.states import Stateful

# Stands in a note for the student's first name, which its writer may not know.
NAME = "{name}"


class ApplicationQuerySet(models.QuerySet["Application"]):
    def of_student(self, user: User) -> ApplicationQuerySet:
        return self.filter(student__user=user).select_related("listing__organisation")

    def of_team(self, user: User) -> ApplicationQuerySet:
        """Theirs, or of a team in which they have confirmed: to read, not to write in."""
        return self.filter(self._done_by(user)).select_related("listing__organisation")

    @staticmethod
    def _done_by(user: User) -> Q:
        teams = apps.get_model("applications", "TeamMember")._default_manager
        confirmed = teams.filter(student__user=user, status="confirmed")
        return Q(student__user=user) | Q(pk__in=confirmed.values("application"))

    def of_person(self, student: Student) -> ApplicationQuerySet:
        """All that count for one student: alone, or in a team they have confirmed."""
        return self.of_team(student.user)

    def joined_by(self, user: User) -> ApplicationQuerySet:
        """Not sent yet, by somebody else, of a team in which they have confirmed."""
        drafts = self.of_team(user).filter(status=Application.Status.DRAFT)
        return drafts.exclude(student__user=user)

    def for_employer(self, user: User) -> ApplicationQuerySet:
        """Applications `user` may read and answer: sent, to listings of their organisation, unless
        we have refused it: nobody who applied is its to read then.
        """
        theirs = self.filter(listing__organisation__memberships__user=user)
        return theirs.exclude(status=Application.Status.DRAFT).exclude(
            listing__organisation__status=Organisation.Status.REFUSED
        )

    def with_thread_of(self, user: User) -> ApplicationQuerySet:
        """Those in whose messages `user` takes part, on either side. Nobody writes in a draft."""
        mine = self._done_by(user)
        theirs = Q(
            listing__organisation__in=Membership.objects.filter(user=user).values("organisation")
        )
        return self.filter(mine | theirs).exclude(submitted_at=None)

    def open(self) -> ApplicationQuerySet:
        """Sent and still able to lead to something."""
        return self.filter(status__in=Application.OPEN)

    def undecided(self) -> ApplicationQuerySet:
        """The employer's turn."""
        return self.filter(
            status__in=[Application.Status.SUBMITTED, Application.Status.SHORTLISTED]
        )

    def closed(self) -> ApplicationQuerySet:
        """Nothing more comes of these."""
        states = Application.Status
        return self.filter(status__in=[states.DECLINED, states.WITHDRAWN, states.NOT_SELECTED])

    def overdue(self) -> ApplicationQuerySet:
        """Undecided when the employer's time is up."""
        return self.undecided().filter(decide_by__lte=timezone.now())

    def readable(self) -> ApplicationQuerySet:
        """What an employer may read: withdrawn, it is the student's own again."""
        return self.exclude(status__in=[Application.Status.DRAFT, Application.Status.WITHDRAWN])

    def named(self) -> ApplicationQuerySet:
        """Whose names their employers may know; see `is_blind`."""
        return self.filter(
            Q(listing__blind=False) | Q(named_at__isnull=False) | Q(status__in=Application.NAMED)
        )

    def runners_up(self) -> ApplicationQuerySet:
        """Closed because the last place was filled, from the shortlist and not long ago."""
        since = timezone.now() - Application.TO_ASK_AGAIN
        return self.filter(status=Application.Status.NOT_SELECTED, runner_up_at__gt=since)

    def with_team(self) -> ApplicationQuerySet:
        """Everybody of each team, in one query for all: one has to know them to hide them."""
        teams = apps.get_model("applications", "TeamMember")._default_manager
        return self.prefetch_related(models.Prefetch("members", teams.known()))

    def taken(self) -> ApplicationQuerySet:
        """Each of these takes one of its listing's openings."""
        return self.filter(status__in=[Application.Status.OFFERED, Application.Status.ACCEPTED])

    def for_pages(self) -> ApplicationQuerySet:
        """Everything that one application's summary touches, in one query."""
        return self.select_related(
            "listing__organisation", "listing__format", "student__user", "student__university"
        )

    def for_rows(self) -> ApplicationQuerySet:
        """What one line of a dashboard says of each."""
        return self.select_related("listing__organisation").only(
            "status",
            "decide_by",
            "listing__title",
            "listing__slug",
            "listing__status",
            "listing__apply_by",
            "listing__organisation__name",
        )


class Application(Stateful):
    """A student's answer to a listing."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Sent")
        SHORTLISTED = "shortlisted", _("Shortlisted")
        OFFERED = "offered", _("Offer made")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        NOT_SELECTED = "not_selected", _("Not selected")

    OPEN = (Status.SUBMITTED, Status.SHORTLISTED, Status.OFFERED)
    # From when the last place was filled: later the student counts on it no more.
    TO_ASK_AGAIN = timedelta(days=30)
    # The employer knows these by name, also where names are hidden at first.
    NAMED = (Status.SHORTLISTED, Status.OFFERED, Status.ACCEPTED)

    TRANSITIONS = {
        Status.DRAFT: {Status.SUBMITTED},
        Status.SUBMITTED: {
            Status.SHORTLISTED,
            Status.OFFERED,
            Status.DECLINED,
            Status.WITHDRAWN,
            Status.NOT_SELECTED,
        },
        Status.SHORTLISTED: {
            Status.SUBMITTED,
            Status.OFFERED,
            Status.DECLINED,
            Status.WITHDRAWN,
            Status.NOT_SELECTED,
        },
        Status.OFFERED: {Status.ACCEPTED, Status.SHORTLISTED, Status.WITHDRAWN},
        # Re-applying before the deadline (product.md section 7: written withdraw rules).
        Status.WITHDRAWN: {Status.SUBMITTED},
        # A placement that was never funded frees the student and the opening; so does one that
        # ended without work.
        Status.ACCEPTED: {Status.SHORTLISTED, Status.NOT_SELECTED},
        # Asked again, or the student's own again, when the place it was closed for is free once
        # more or the listing open for longer.
        Status.NOT_SELECTED: {Status.SHORTLISTED, Status.WITHDRAWN},
    }

    class DeclineReason(models.TextChoices):
        SKILLS = "skills", _("Other applicants had more of the skills we need")
        AVAILABILITY = "availability", _("The hours or dates did not fit")
        PITCH = "pitch", _("The pitch did not say how you would do this project")
        FILLED = "filled", _("We chose somebody else")
        OTHER = "other", _("Another reason")

    class ClosedFor(models.TextChoices):
        SILENCE = "", _("Nobody answered in time")
        FILLED = "filled", _("The last place was taken")
        RECALLED = "recalled", _("We have taken the listing down")
        ENDED = "ended", _("The placement ended without work")
        CAMPUS = "campus", _("The student’s university has taken the listing back")

    class Permit(models.TextChoices):
        YES = "yes", _("Yes")
        UNDISCLOSED = "undisclosed", _("I prefer not to say")
        NO = "no", _("No")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="+")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    pitch = models.TextField(_("your pitch"), max_length=1000, blank=True)
    answers = ArrayField(models.CharField(max_length=600, blank=True), default=list, blank=True)
    hours_per_week = models.PositiveSmallIntegerField(
        _("hours you can give in a week"), null=True, blank=True
    )
    can_start = models.DateField(_("you can start on"), null=True, blank=True)
    availability_note = models.CharField(_("anything about your time"), max_length=200, blank=True)
    may_work = models.CharField(
        _("allowed to work there"),
        max_length=11,
        choices=Permit,
        blank=True,
        help_text=_("Empty where the listing does not ask."),
    )
    resume = models.ForeignKey(Resume, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Of those sent to its listing, in the order they came.")
    )
    team_size = models.PositiveSmallIntegerField(
        default=1, help_text=_("How many sent it together; a team stays as it was sent.")
    )
    named_at = models.DateTimeField(
        null=True, blank=True, help_text=_("First shortlisted or offered: names are shown since.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When what was sent was last changed.")
    )
    decide_by = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_for = models.CharField(
        max_length=8,
        choices=ClosedFor,
        blank=True,
        default=ClosedFor.SILENCE,
        help_text=_("Why it is closed, or is about to be, without an answer."),
    )
    runner_up_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Was on the shortlist when the last place was filled.")
    )
    asked_again_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When that place was free again, and they were asked.")
    )
    decline_reason = models.CharField(max_length=12, choices=DeclineReason, blank=True)
    decline_note = models.TextField(_("a word to the student"), max_length=600, blank=True)
    typed = models.JSONField(
        default=dict, blank=True, help_text=_("The form as it was left: a draft keeps anything.")
    )

    # The page of the form that saved it last, and the how manieth time that page did: what such a
    # page sends again is its own (listings.drafts).
    saved_on = models.CharField(max_length=22, blank=True, editable=False)
    saved_nth = models.PositiveIntegerField(default=0, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["listing", "student"], name="one_application_per_listing"
            ),
            models.UniqueConstraint(
                fields=["listing", "number"], name="one_number_per_application"
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(submitted_at__isnull=False, decide_by__isnull=False),
                name="application_sent_has_a_clock",
            ),
        ]
        indexes = [
            models.Index(
                fields=["decide_by"],
                condition=Q(status__in=["submitted", "shortlisted"]),
                name="application_undecided",
            ),
            models.Index(
                fields=["listing", "status", "submitted_at", "id"], name="application_board"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student} for {self.listing}"

    def get_absolute_url(self) -> str:
        return reverse("applications:detail", args=[self.pk])

    @property
    def reference(self) -> str:
        """Short enough to say on the telephone."""
        return reference_of(self.pk)

    @property
    def is_blind(self) -> bool:
        """The employer may not know yet who it is."""
        return self.listing.blind and not is_named(self.status, self.named_at)

    @property
    def who(self) -> str:
        """The student or the team, as the employer may know them now."""
        return label_of(self.number, self.pk, self.team_size) if self.is_blind else self.called

    @property
    def called(self) -> str:
        """Ada Obi, or Ada Obi’s team."""
        return called(str(self.student), self.team_size)

    @property
    def size_in_words(self) -> str:
        """Nothing for one."""
        return size_in_words(self.team_size)

    def decline_words_to(self, reader: User) -> str:
        """What was written to the student, or to each of a team, as this one of them reads it."""
        return self.decline_note.replace(NAME, reader.first_name)

    def words_of(self, note: str) -> str:
        """A note to this student, as the employer may read it."""
        return note.replace(NAME, self.who if self.is_blind else self.student.user.first_name)

    @property
    def decline_words_for_employer(self) -> str:
        """The same, by the name that the employer knows."""
        return self.words_of(self.decline_note)

    @property
    def version(self) -> str:
        """Another after every saving."""
        return self.updated_at.isoformat()

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_readable(self) -> bool:
        """By the employer; see `readable`."""
        return may_be_read(self.status)

    @property
    def state_for_employer(self) -> str:
        """What a student has sent, the employer has to read."""
        unread = self.status == self.Status.SUBMITTED
        return _now("To read") if unread else self.get_status_display()

    @property
    def is_undecided(self) -> bool:
        return self.status in {self.Status.SUBMITTED, self.Status.SHORTLISTED}

    @property
    def is_whole(self) -> bool:
        """Everything asked for is there, and nothing typed since waits to be checked."""
        answered = len(self.answers) == len(self.listing.asked) and all(self.answers)
        if self.listing.needs_permit and self.may_work in {"", self.Permit.NO}:
            return False
        if self.listing.format.quick_apply:
            return bool(answered and (self.pitch or self.answers) and not self.typed)
        times = self.hours_per_week is not None and self.can_start is not None
        return bool(self.pitch and answered and times and self.resume_id and not self.typed)

    def permit_unsaid_by(self, user: User) -> list[str]:
        """Countries in which the work needs a permit that `user`, of the team or alone, has not
        said to have. Only who applies for a team is asked in the form."""
        said = self.may_work == self.Permit.YES and self.student.user_id == user.pk
        return [] if said else self.listing.permit_countries

    @property
    def starts_too_early(self) -> bool:
        """The day they can start has passed since it was written. A quick one asks for none."""
        asked = not self.listing.format.quick_apply
        return asked and self.can_start is not None and self.can_start < timezone.localdate()

    @property
    def is_runner_up(self) -> bool:
        """See `runners_up`."""
        if self.status != self.Status.NOT_SELECTED or self.runner_up_at is None:
            return False
        return self.runner_up_at > timezone.now() - self.TO_ASK_AGAIN

    @property
    def may_be_edited(self) -> bool:
        """Sent, undecided, and the deadline has not passed."""
        apply_by = self.listing.apply_by
        return self.is_undecided and apply_by is not None and apply_by > timezone.now()

    @property
    def may_be_sent(self) -> bool:
        """Not sent yet, or taken back: the student may still write in it."""
        return self.status in {self.Status.DRAFT, self.Status.WITHDRAWN}


# --- What pages of many rows say of each without building it ---------------


def is_named(status: str, named_at: datetime | None) -> bool:
    """The employer has come to know who it is."""
    return named_at is not None or status in Application.NAMED


def may_be_read(status: str) -> bool:
    return status not in {Application.Status.DRAFT, Application.Status.WITHDRAWN}
