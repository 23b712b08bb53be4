from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from marketplace.states import Stateful


class SkillQuerySet(models.QuerySet["Skill"]):
    def accepted(self) -> SkillQuerySet:
        """Those that are offered: in suggestions, in the counts of a search."""
        return self.filter(status=Skill.Status.ACCEPTED)

    def proposed(self) -> SkillQuerySet:
        """Those that somebody typed and our staff have not answered yet."""
        return self.filter(status=Skill.Status.PROPOSED)

    def named(self, typed: Sequence[str]) -> dict[str, Skill]:
        """By what was typed, the skill of which it is the name or a synonym."""
        rows = self.raw(
            """
            SELECT skill.*, given.typed
              FROM unnest(%s::text[]) AS given (typed)
              JOIN accounts_skillname AS known ON known.key = skill_key(given.typed)
              JOIN accounts_skill AS skill ON skill.id = known.skill_id
            """,
            [list(typed)],
        )
        return {row.__dict__["typed"]: row for row in rows}


class Skill(Stateful):
    """One word of the vocabulary that students and listings share.

    What nobody knows becomes a proposal: it stays with who typed it, and is offered to nobody
    until our staff accept it, rename it, or merge it into the one they know it as.
    """

    class Field(models.TextChoices):
        CODING = "coding", _("Software")
        CLOUD = "cloud", _("Cloud and security")
        DATA = "data", _("Data")
        DESIGN = "design", _("Design")
        MEDIA = "media", _("Film, sound and photography")
        MARKETING = "marketing", _("Marketing")
        SALES = "sales", _("Sales and customers")
        WRITING = "writing", _("Writing")
        RESEARCH = "research", _("Research")
        FINANCE = "finance", _("Finance")
        OPERATIONS = "operations", _("Operations")
        PEOPLE = "people", _("People and recruiting")
        LAW = "law", _("Law and policy")
        HEALTH = "health", _("Health")
        SCIENCE = "science", _("Laboratory and science")
        ENVIRONMENT = "environment", _("Environment")
        ENGINEERING = "engineering", _("Engineering and building")
        EDUCATION = "education", _("Education")
        COMMUNITY = "community", _("Community and culture")
        TRADES = "trades", _("Crafts, hospitality and sport")
        WORKING = "working", _("Ways of working")
        LANGUAGES = "languages", _("Languages")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("Accepted")

    TRANSITIONS = {Status.PROPOSED: {Status.ACCEPTED}}

    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=70, unique=True)
    field = models.CharField(max_length=11, choices=Field, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.ACCEPTED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)

    objects = SkillQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="skill_named_once")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if _taken(self.name, Q() if self.pk is None else ~Q(skill=self.pk)):
            raise ValidationError({"name": _("Another skill has this name, or is known by it.")})


class SkillSynonym(models.Model):
    """Another name of a skill: what people type, and what a search finds it by."""

    skill = models.ForeignKey(Skill, models.CASCADE, related_name="synonyms")
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        # Its own row may stay, under a name that is read as the same.
        before = SkillSynonym.objects.filter(pk=self.pk).first()
        mine = ~Q(key=skill_key(before.name)) if before else Q()
        if _taken(self.name, mine):
            raise ValidationError({"name": _("Another skill has this name, or is known by it.")})


class SkillName(models.Model):
    """Every name and synonym once, whatever its case, accents and hyphens.

    Written by triggers (migration 0006), whoever writes the other two tables: two skills of one
    name are refused by the database.
    """

    key = models.CharField(max_length=120, primary_key=True)
    name = models.CharField(max_length=60)
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="names")

    def __str__(self) -> str:
        return self.name


def skill_key(name: str) -> Func:
    """What of `name` tells it from other names; the database's own function."""
    return Func(Value(name), function="skill_key", output_field=models.CharField())


def _taken(name: str, others: Q) -> bool:
    return SkillName.objects.filter(others, key=skill_key(name)).exists()
