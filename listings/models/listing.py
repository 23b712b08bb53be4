from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Skill, University, User
from listings.models.formats import Direction, Format
from marketplace.money import platform_fee
from marketplace.states import Stateful

if TYPE_CHECKING:
    from listings.models.places import ListingPlace


HOUR = timedelta(hours=1)


def english() -> list[str]:
    return ["en"]


class ListingQuerySet(models.QuerySet["Listing"]):
    def open(self) -> ListingQuerySet:
        """What students may apply to, if their university agrees."""
        return self.filter(status=Listing.Status.OPEN, apply_by__gt=timezone.now())

    def answered(self) -> ListingQuerySet:
        """Past the deadline for so long that every answer that could fill it has had its time.

        After the deadline the employer still decides, and a student still answers an offer; the
        clocks of both are the format's.
        """
        hours = F("format__decision_hours") + F("format__offer_hours")
        by = ExpressionWrapper(F("apply_by") + hours * Value(HOUR), models.DateTimeField())
        return self.alias(answered_by=by).filter(answered_by__lt=timezone.now())

    def visible_to(self, user: User | object) -> ListingQuerySet:
        """Published listings that this viewer may read.

        A student sees what their own university approved; everybody else sees what any
        university approved, as it is now: what was changed since is nobody's until one has read
        it. Closed ones keep their page.
        """
        approved = Q(moderations__status="approved")
        student = getattr(user, "student", None)
        if student is not None:
            return self.published().filter(
                approved & Q(moderations__university=student.university_id)
            )
        moderations = apps.get_model("listings", "Moderation")._default_manager
        shown = moderations.filter(listing=OuterRef("pk"), status="approved")
        return self.published().filter(Exists(shown))

    def published(self) -> ListingQuerySet:
        """Once shown to students, also where it is read again now."""
        published = self.filter(recalled_at=None).exclude(published_at=None)
        published = published.exclude(status__in=[Listing.Status.DRAFT, Listing.Status.SUBMITTED])
        return published.exclude(organisation__status=Organisation.Status.REFUSED)

    def to_recall(self) -> ListingQuerySet:
        """Published once, by an organisation that was refused since."""
        states = Listing.Status
        published = self.filter(status__in=[states.OPEN, states.FILLED, states.CLOSED])
        return published.filter(recalled_at=None, organisation__status=Organisation.Status.REFUSED)

    def of(self, user: User) -> ListingQuerySet:
        """Listings of the organisations `user` acts for."""
        return self.filter(organisation__memberships__user=user)

    def templates_of(self, user: User) -> ListingQuerySet:
        """What `user` may begin a listing from, the last changed first."""
        kept = self.of(user).filter(status=Listing.Status.TEMPLATE, archived_at=None)
        return kept.only("slug", "title").order_by("-updated_at", "-pk")[:10]

    def paid(self) -> ListingQuerySet:
        """The default search (product.md section 3)."""
        return self.filter(direction=Listing.Direction.PAID)

    def for_cards(self) -> ListingQuerySet:
        """Everything `listings/_card.html` touches, in two queries for any number of rows."""
        return self.select_related("organisation", "format").prefetch_related("places")

    def for_form(self) -> ListingQuerySet:
        """Everything its form shows. Not for what is written next: it would be stale."""
        rows = self.select_related("organisation", "format", "programme")
        few = ("places", "skills", "required_skills", "moderations", "programme__days")
        return rows.prefetch_related(*few)

    def for_rows(self) -> ListingQuerySet:
        """What one line of its employer's list says of each: whose turn it is."""
        columns = ("slug", "title", "status", "openings", "apply_by", "published_at", "updated_at")
        rows = self.select_related("format").only(*columns, "format__decision_hours")
        return rows.prefetch_related("moderations__university")


class Listing(Stateful):
    """One posted micro-internship. `pay_minor` is what the employer pays, per opening.

    Where the student pays, or nobody does, it is 0. Without `open_ended`, hours and days are
    what the work takes; with it, the least.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("With the university")
        CHANGES = "changes", _("Changes asked for")
        REJECTED = "rejected", _("Not approved")
        OPEN = "open", _("Open")
        FILLED = "filled", _("Filled")
        CLOSED = "closed", _("Closed")
        TEMPLATE = "template", _("Template")

    TRANSITIONS = {
        Status.DRAFT: {Status.SUBMITTED},
        Status.SUBMITTED: {Status.OPEN, Status.CHANGES, Status.REJECTED, Status.DRAFT},
        Status.CHANGES: {Status.SUBMITTED, Status.OPEN, Status.REJECTED, Status.DRAFT},
        Status.OPEN: {Status.FILLED, Status.CLOSED},
        Status.FILLED: {Status.OPEN, Status.CLOSED},
        # Its last place is taken by who had applied before it was closed.
        Status.CLOSED: {Status.OPEN, Status.FILLED},
    }

    # Not published: what students saw when they applied does not change.
    EDITABLE = (Status.DRAFT, Status.CHANGES, Status.TEMPLATE)
    # Nothing is asked of anybody any more.
    OVER = (Status.REJECTED, Status.FILLED, Status.CLOSED)
    # Neither students nor a university are reading it: it may be put away, unless applications or
    # placements go on, which their room knows.
    PUT_AWAY = (
        *EDITABLE,
        Status.REJECTED,
        Status.FILLED,
        Status.CLOSED,
    )

    class Arrangement(models.TextChoices):
        REMOTE = "remote", _("Remote")
        HYBRID = "hybrid", _("Hybrid")
        IN_PERSON = "in_person", _("In person")

    Direction = Direction

    class Field(models.TextChoices):
        """As students look for them: what they would do all day, not what the employer sells."""

        DATA = "data", _("Data and AI")
        CODING = "coding", _("Software and web")
        DESIGN = "design", _("Design")
        ENGINEERING = "engineering", _("Engineering")
        MARKETING = "marketing", _("Marketing")
        SALES = "sales", _("Sales and customers")
        WRITING = "writing", _("Writing and editing")
        LANGUAGES = "languages", _("Languages and translation")
        MEDIA = "media", _("Film, photo and audio")
        RESEARCH = "research", _("Research")
        FINANCE = "finance", _("Finance and accounting")
        OPERATIONS = "operations", _("Operations")
        PEOPLE = "people", _("People and hiring")
        LAW = "law", _("Law and policy")
        EDUCATION = "education", _("Education")
        HEALTH = "health", _("Health and care")
        ENVIRONMENT = "environment", _("Environment and nature")
        COMMUNITY = "community", _("Community and events")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="listings")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=140, unique=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)

    title = models.CharField(_("title"), max_length=100)
    format = models.ForeignKey(Format, models.PROTECT, related_name="+")
    field = models.CharField(_("field"), max_length=11, choices=Field)
    description = models.TextField(_("what the student will do"), max_length=4000)
    deliverables = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    skills = models.ManyToManyField(Skill, related_name="+", blank=True)
    required_skills = models.ManyToManyField(Skill, related_name="+", blank=True)
    needs_permit = models.BooleanField(
        _("the student must be allowed to work in the country of the work"), default=False
    )
    team_most = models.PositiveSmallIntegerField(_("students in a team, at most"), default=1)
    questions = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    acceptance = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    requirements = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    languages = ArrayField(
        models.CharField(max_length=2),
        default=english,
        help_text=_("The work needs them: ISO 639-1."),
    )
    written_in = models.CharField(
        _("language of this listing"), max_length=2, default="en", help_text=_("ISO 639-1.")
    )
    good_to_know = models.TextField(max_length=1500, blank=True)

    arrangement = models.CharField(_("arrangement"), max_length=9, choices=Arrangement)

    total_hours = models.PositiveSmallIntegerField(_("hours in all"), null=True, blank=True)
    hours_per_week = models.PositiveSmallIntegerField(_("hours a week"), null=True, blank=True)
    length_days = models.PositiveSmallIntegerField(_("length in days"), null=True, blank=True)
    open_ended = models.BooleanField(_("these are the least"), default=False)
    starts_from = models.DateField(_("earliest start"), null=True, blank=True)
    starts_by = models.DateField(_("latest start"), null=True, blank=True)
    apply_by = models.DateTimeField(_("apply by"), null=True, blank=True)
    openings = models.PositiveSmallIntegerField(_("places"), default=1)
    blind = models.BooleanField(
        _("hide names until shortlisted"),
        default=False,
        db_default=False,
        help_text=_("The employer reads applications without name, university and address."),
    )

    direction = models.CharField(max_length=12, choices=Direction, default=Direction.PAID)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    pay_minor = models.PositiveBigIntegerField(_("what you pay"), null=True, blank=True)
    # What one student pays for a place, to the provider.
    programme_fee_minor = models.PositiveBigIntegerField(_("programme fee"), null=True, blank=True)

    universities = models.ManyToManyField(University, through="Moderation", related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When our staff took it down. It is not opened again.")
    )
    # The page of the form that began it, and the one that saved it last, with how often that page
    # had been sent: `listings.drafts`.
    begun_on = models.CharField(max_length=32, blank=True, editable=False)
    saved_on = models.CharField(max_length=32, blank=True, editable=False)
    saved_nth = models.PositiveIntegerField(default=0, editable=False)

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(openings__range=(1, 50)), name="listing_openings"),
            models.CheckConstraint(condition=Q(team_most__range=(1, 4)), name="listing_team"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "changes", "template"])
                | Q(
                    total_hours__isnull=False,
                    length_days__isnull=False,
                    apply_by__isnull=False,
                    pay_minor__isnull=False,
                ),
                name="listing_whole_before_it_is_sent",
            ),
            models.CheckConstraint(
                condition=Q(starts_by=None) | Q(starts_by__gte=F("starts_from")),
                name="listing_start_window",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "changes", "template"])
                | Q(direction__in=["paid", "expenses"], programme_fee_minor=None)
                | Q(direction="simulation", pay_minor=0, programme_fee_minor=None)
                | Q(
                    direction="student_pays",
                    pay_minor=0,
                    programme_fee_minor__isnull=False,
                    programme_fee_minor__gt=0,
                ),
                name="listing_money_goes_one_way",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at"], condition=Q(status="open"), name="listing_open_newest"
            ),
            models.Index(
                fields=["begun_on"], condition=~Q(begun_on=""), name="listing_begun_on_page"
            ),
            models.Index(
                fields=["apply_by"], condition=Q(status="open"), name="listing_open_by_deadline"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("listings:detail", args=[self.slug])

    @property
    def first_place(self) -> ListingPlace | None:
        """Where it says it is in a line; from a prefetch where there is one."""
        return next(iter(self.places.all()), None)

    @property
    def countries(self) -> list[str]:
        """Of its places, ISO 3166, each once; remote work has none."""
        return list(dict.fromkeys(place.country for place in self.places.all()))

    @property
    def asked(self) -> list[str]:
        """What applicants answer: the first question only, where one applies quickly."""
        return self.questions[:1] if self.format.quick_apply else self.questions

    @property
    def permit_countries(self) -> list[str]:
        """Where a permit to work is asked for: of the work, or remotely of who pays for it."""
        return (self.countries or [self.organisation.country]) if self.needs_permit else []

    @property
    def fee_minor(self) -> int:
        """Our share, at today's rate, minor units."""
        return platform_fee(self.pay_minor or 0)

    @property
    def student_minor(self) -> int:
        """What the student receives, at today's fee, minor units."""
        return (self.pay_minor or 0) - self.fee_minor

    @property
    def is_recalled(self) -> bool:
        """Taken down, or about to be: nobody is hired for it any more."""
        refused = self.organisation.status == Organisation.Status.REFUSED
        return self.recalled_at is not None or refused

    @property
    def takes_applications(self) -> bool:
        return (
            self.status == self.Status.OPEN
            and self.apply_by is not None
            and self.apply_by > timezone.now()
        )
