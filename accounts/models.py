from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.states import Stateful
from marketplace.uploads import StoredFile


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        fields = {"kind": User.Kind.PLATFORM, **fields}
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in, on one side of the market."""

    class Kind(models.TextChoices):
        STUDENT = "student", _("Student")
        EMPLOYER = "employer", _("Employer")
        STAFF = "staff", _("University staff")
        PLATFORM = "platform", _("Platform staff")

    # Stored in lower case; the constraint below holds whoever writes it.
    email = models.EmailField(_("email address"), max_length=254, unique=True)
    name = models.CharField(_("your name"), max_length=120)
    kind = models.CharField(max_length=8, choices=Kind)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May enter the Django admin.")
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_email")]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """What we call somebody in a greeting. Names are one field (ux.md 4.8)."""
        return self.name.split(" ")[0]


class Skill(models.Model):
    """One word of the vocabulary that students and listings share."""

    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=70, unique=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="skill_named_once")]

    def __str__(self) -> str:
        return self.name


class University(models.Model):
    """An institution whose career centre decides what its students see."""

    name = models.CharField(max_length=150, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    country = models.CharField(max_length=2, help_text="ISO 3166, upper case: country of study.")
    time_zone = models.CharField(max_length=40, default="UTC")
    contact_email = models.EmailField(help_text="Where students and employers can ask.")
    posting_policy = models.TextField(
        blank=True, help_text="What employers should know before they post here."
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "universities"

    def __str__(self) -> str:
        return self.name


class UniversityDomainQuerySet(models.QuerySet["UniversityDomain"]):
    def covering(self, domain: str) -> UniversityDomainQuerySet:
        """Those that cover e-mail at `domain`, the longest first."""
        labels = domain.lower().split(".")
        suffixes = [".".join(labels[start:]) for start in range(len(labels))]
        return self.filter(domain__in=suffixes).order_by(Length("domain").desc())


class UniversityDomain(models.Model):
    """An e-mail domain that makes its owner a student of the university.

    `students.uni.edu` is covered by `uni.edu`; the longest match wins.
    """

    university = models.ForeignKey(University, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=100, unique=True, help_text="Lower case, without @.")

    objects = UniversityDomainQuerySet.as_manager()

    def __str__(self) -> str:
        return self.domain


class UniversityStaff(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_of")
    university = models.ForeignKey(University, models.CASCADE, related_name="staff")

    def __str__(self) -> str:
        return f"{self.user} at {self.university}"


class UniversityRequest(models.Model):
    """Somebody whose e-mail domain we do not know yet, and would like to come in."""

    email = models.EmailField()
    domain = models.CharField(max_length=100)
    university_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_university_request_per_email")
        ]

    def __str__(self) -> str:
        return f"{self.university_name} ({self.domain})"


class Student(models.Model):
    """A student's profile. Created with the account; `is_complete` once they have filled it in."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="student")
    university = models.ForeignKey(University, models.PROTECT, related_name="students")
    course = models.CharField(_("what you study"), max_length=120, blank=True)
    graduates_in = models.PositiveSmallIntegerField(_("year you graduate"), null=True, blank=True)
    about = models.CharField(_("about you"), max_length=400, blank=True)
    skills = models.ManyToManyField(Skill, related_name="+", blank=True)
    hours_per_week = models.PositiveSmallIntegerField(_("hours free in a week"), default=10)
    available_from = models.DateField(_("free from"), null=True, blank=True)
    payout_country = models.CharField(
        _("country of your bank account"), max_length=2, blank=True, help_text="ISO 3166."
    )
    link = models.URLField(_("something you made"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hours_per_week__range=(1, 60)), name="student_hours_in_a_week"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_complete(self) -> bool:
        """Enough to apply: who they are, when they can, and where money can go."""
        return bool(self.course and self.graduates_in and self.payout_country)


class Resume(StoredFile):
    """A résumé a student uploaded; applications keep the one they were sent with."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="resumes")

    class Meta:
        ordering = ["-created_at"]


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def of(self, user: User) -> OrganisationQuerySet:
        """Those `user` acts for."""
        return self.filter(memberships__user=user)

    def visible_to(self, viewer: User | AnonymousUser) -> OrganisationQuerySet:
        """Verified ones are public; the others only to their members and to who checks them."""
        if not viewer.is_authenticated:
            return self.filter(status=Organisation.Status.VERIFIED)
        if viewer.kind in {User.Kind.STAFF, User.Kind.PLATFORM}:
            return self.all()
        mine = Q(pk__in=Membership.objects.filter(user=viewer).values("organisation"))
        return self.filter(Q(status=Organisation.Status.VERIFIED) | mine)


class Organisation(Stateful):
    """An employer. Verified before its first listing is published (product.md section 6)."""

    class Type(models.TextChoices):
        COMPANY = "company", _("Company")
        STARTUP = "startup", _("Start-up")
        NONPROFIT = "nonprofit", _("Non-profit")
        SOCIAL = "social", _("Social enterprise")
        PUBLIC = "public", _("Public body")

    class Status(models.TextChoices):
        UNVERIFIED = "unverified", _("Not verified yet")
        VERIFIED = "verified", _("Verified")
        REFUSED = "refused", _("Refused")

    class Proof(models.TextChoices):
        NONE = "", _("None")
        DOMAIN = "domain", _("E-mail domain")
        STAFF = "staff", _("Staff decision")

    TRANSITIONS = {
        Status.UNVERIFIED: {Status.VERIFIED, Status.REFUSED},
        # Back to unverified when what was proved, name or website, has been changed.
        Status.VERIFIED: {Status.UNVERIFIED, Status.REFUSED},
        Status.REFUSED: {Status.VERIFIED},
    }

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    type = models.CharField(_("kind of organisation"), max_length=9, choices=Type)
    website = models.URLField(_("website"), blank=True)
    about = models.TextField(_("what you do"), max_length=1000, blank=True)
    country = models.CharField(_("country"), max_length=2, help_text="ISO 3166, upper case.")
    city = models.CharField(_("city"), max_length=80, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    status = models.CharField(max_length=10, choices=Status, default=Status.UNVERIFIED)
    proof = models.CharField(max_length=6, choices=Proof, default=Proof.NONE, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:organisation", args=[self.slug])

    @property
    def is_verified(self) -> bool:
        return self.status == self.Status.VERIFIED


class Membership(models.Model):
    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        MEMBER = "member", _("Member")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="membership")
    role = models.CharField(max_length=6, choices=Role, default=Role.OWNER)

    def __str__(self) -> str:
        return f"{self.user} of {self.organisation}"


class PayoutRouteQuerySet(models.QuerySet["PayoutRoute"]):
    def to(self, country: str) -> PayoutRouteQuerySet:
        """The way into `country`, if there is one today."""
        return self.today().filter(country=country)

    def today(self) -> PayoutRouteQuerySet:
        """What is true by now: a row may be written before its day."""
        return self.filter(since__lte=timezone.localdate())


class PayoutRoute(models.Model):
    """Where a student's bank may be, and how money gets there: data, because the rules change.

    No row, no route: the student is told before they apply (payments.md 1.6, product.md 5).
    """

    class Rail(models.TextChoices):
        CONNECT = "connect", _("To their Stripe account, by itself")
        MANUAL = "manual", _("Bank transfer by our staff")

    country = models.CharField(max_length=2, unique=True, help_text="ISO 3166, upper case.")
    rail = models.CharField(max_length=7, choices=Rail)
    since = models.DateField()
    source = models.URLField(help_text="Where the rule was read.")

    objects = PayoutRouteQuerySet.as_manager()

    class Meta:
        ordering = ["country"]

    def __str__(self) -> str:
        return f"{self.country}: {self.get_rail_display()}"


class Counted(models.Model):
    """How often something was done since its time began to run (accounts.limits)."""

    key = models.CharField(max_length=200, primary_key=True)
    n = models.PositiveIntegerField()
    # When the time is over, and the count starts anew.
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.n} until {self.until}"
