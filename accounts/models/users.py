from __future__ import annotations

from datetime import time
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


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
    is_staff = models.BooleanField(default=False, help_text=_("May enter the Django admin."))
    unread_threads = models.PositiveIntegerField(
        default=0, help_text=_("How many of their threads of messages hold something unread.")
    )
    mail_stopped = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("Mail to them came back, or they called it spam."),
    )
    # Mail that can wait is not sent in between, in their zone. None: at any time.
    quiet_from = models.TimeField(null=True, blank=True, default=time(21))
    quiet_until = models.TimeField(null=True, blank=True, default=time(8))
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    # How much on the site they have not read, as `accounts.backends` has counted it.
    unread_notices: int = 0
    # What they may do for their university, as it has read it with who they are; None: it has not.
    roles_read: list[str] | None = None

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_email")]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """What we call somebody in a greeting. Names are one field (ux.md 4.8)."""
        return self.name.split(" ")[0]

    @property
    def role(self) -> str:
        """For whom they act today: "organisation:5", "university:3", "platform". Empty: nobody."""
        if self.kind == self.Kind.EMPLOYER:
            member = getattr(self, "membership", None)
            return f"organisation:{member.organisation_id}" if member else ""
        if self.kind == self.Kind.STAFF:
            of = getattr(self, "staff_of", None)
            return f"university:{of.university_id}" if of else ""
        return "platform" if self.is_platform_staff else ""

    @property
    def staff_roles(self) -> frozenset[str]:
        """What they may do for their university: of `accounts.models.Role`. Empty: nothing."""
        if self.kind != self.Kind.STAFF:
            return frozenset()
        if self.roles_read is None:
            of = getattr(self, "staff_of", None)
            self.roles_read = of.roles if of else []
        return frozenset(self.roles_read)

    @property
    def is_platform_staff(self) -> bool:
        """Of those who run the site: they decide disputes, and may enter the administration."""
        return self.kind == self.Kind.PLATFORM and self.is_staff
