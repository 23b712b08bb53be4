from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    """Which way money goes (product.md section 3)."""

    PAID = "paid", _("Paid")
    EXPENSES = "expenses", _("Expenses only")
    SIMULATION = "simulation", _("Unpaid simulation")
    STUDENT_PAYS = "student_pays", _("Student pays a programme fee")


class Section(models.TextChoices):
    """A part of a listing that only some formats ask for and show."""

    ITINERARY = "itinerary", _("Day by day")
    TRAINING = "training", _("Training and how much of it")
    GROUP = "group", _("Group")
    STAY = "stay", _("Housing and meals")
    INCLUDED = "included", _("What is included")
    EXTRAS = "extras", _("Extras, apart from the work")
    SAFETY = "safety", _("Safety and health")
    PAPERS = "papers", _("Insurance and visa")
    CHANGES = "changes", _("If plans change")


def only_paid() -> list[str]:
    return [Direction.PAID]


class Format(models.Model):
    """A kind of micro-internship: its limits and its clocks (product.md section 3).

    A limit of None is no limit. Hours are of work, days of the calendar.
    """

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    summary = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    min_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    max_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    min_hours_per_week = models.PositiveSmallIntegerField(null=True, blank=True)
    max_hours_per_week = models.PositiveSmallIntegerField(null=True, blank=True)
    min_days = models.PositiveSmallIntegerField(null=True, blank=True)
    max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    max_questions = models.PositiveSmallIntegerField(default=3)
    quick_apply = models.BooleanField(
        default=False,
        help_text=_("Students apply with their profile and one answer, and nothing else."),
    )
    max_days_to_start = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("From the deadline to the latest start.")
    )
    min_milestones = models.PositiveSmallIntegerField(
        default=1, help_text=_("An offer has at least this many.")
    )
    uses = ArrayField(
        models.CharField(max_length=9, choices=Section),
        default=list,
        blank=True,
        help_text=_("Sections its listings have besides those that all have."),
    )
    directions = ArrayField(
        models.CharField(max_length=12, choices=Direction),
        default=only_paid,
        help_text=_("Which ways money may go."),
    )
    # The clocks of product.md section 4, as they differ per format.
    decision_hours = models.PositiveSmallIntegerField(
        default=7 * 24, help_text=_("To answer an application, after the deadline.")
    )
    offer_hours = models.PositiveSmallIntegerField(default=72, help_text=_("To answer an offer."))
    funding_hours = models.PositiveSmallIntegerField(default=72, help_text=_("To pay in."))
    review_hours = models.PositiveSmallIntegerField(
        default=7 * 24, help_text=_("To answer work that was handed in.")
    )
    extension_hours = models.PositiveSmallIntegerField(
        default=48, help_text=_("To answer a request for a later day.")
    )
    asks_at_half_time = models.BooleanField(
        default=False, help_text=_("Both sides answer two short questions in the middle.")
    )
    check_in_hours = models.PositiveSmallIntegerField(
        default=5 * 24, help_text=_("To answer these questions.")
    )
    max_logged_a_day = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Hours that a student may log for one day.")
    )
    max_logged_a_week = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Hours that a student may log from Monday to Sunday.")
    )

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name
