"""Who may apply to a listing, in words, before they start."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import PayoutRoute, Student
from applications.models import Application
from listings.models import Listing, Moderation


@dataclass(frozen=True)
class Check:
    """One condition: whether it is met, what to say of it, and what the student can do."""

    ok: bool
    text: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True)
class Checks:
    """Every condition, in the order in which a student can do something about it."""

    takes_applications: Check
    address: Check
    university: Check
    profile: Check
    payout: Check
    open_applications: Check

    def __iter__(self) -> Iterator[Check]:
        return (getattr(self, each.name) for each in fields(self))

    @property
    def met(self) -> bool:
        return all(check.ok for check in self)


def may_apply(student: Student, listing: Listing) -> bool:
    return checks(student, listing).met


def checks(student: Student, listing: Listing) -> Checks:
    return Checks(
        takes_applications=_deadline(listing),
        address=_address(student),
        university=_university(student, listing),
        profile=_profile(student),
        payout=_payout(student),
        open_applications=_open_applications(student),
    )


def _deadline(listing: Listing) -> Check:
    if listing.status != Listing.Status.OPEN:
        return Check(False, _("It is no longer open."), reverse("listings:browse"), _("See others"))
    if listing.apply_by is None or listing.apply_by <= timezone.now():
        return Check(
            False, _("Its deadline has passed."), reverse("listings:browse"), _("See others")
        )
    return Check(True, _("It takes applications."))


def _address(student: Student) -> Check:
    rows = EmailAddress.objects.filter(user=student.user_id, verified=True)
    if rows.exists():
        return Check(True, _("Your e-mail address is confirmed."))
    return Check(
        False, _("Confirm your e-mail address first."), reverse("account_email"), _("Confirm it")
    )


def _university(student: Student, listing: Listing) -> Check:
    approved = Moderation.objects.filter(
        listing=listing, university=student.university_id, status=Moderation.Status.APPROVED
    )
    name = {"university": student.university}
    if approved.exists():
        return Check(True, _("%(university)s approved it for its students.") % name)
    return Check(False, _("%(university)s has not approved it for its students.") % name)


def _profile(student: Student) -> Check:
    if student.is_complete:
        return Check(True, _("Your profile is filled in."))
    return Check(
        False,
        _("Your profile lacks what you study, when you graduate or where your bank is."),
        reverse("accounts:profile"),
        _("Complete your profile"),
    )


def _payout(student: Student) -> Check:
    if not student.payout_country:
        return Check(
            False,
            _("We need the country of your bank account to know how to pay you."),
            reverse("accounts:profile"),
            _("Add it to your profile"),
        )
    route = PayoutRoute.objects.to(student.payout_country).first()
    if route is None:
        return Check(
            False,
            _("We cannot pay to a bank in %(country)s yet.") % {"country": student.payout_country},
            reverse("accounts:profile"),
            _("Use a bank elsewhere"),
        )
    if route.rail == PayoutRoute.Rail.MANUAL:
        return Check(True, _("You are paid by bank transfer by Foothold's staff."))
    return Check(True, _("You are paid to your own bank account, through Stripe."))


def _open_applications(student: Student) -> Check:
    most = settings.MAX_OPEN_APPLICATIONS
    count = Application.objects.filter(student=student).open().count()
    if count >= most:
        return Check(
            False,
            _("You have %(count)d open applications, and %(most)d is the most at one time.")
            % {"count": count, "most": most},
            reverse("applications:work"),
            _("See them"),
        )
    return Check(
        True,
        ngettext(
            "You have %(count)d open application; %(most)d is the most at one time.",
            "You have %(count)d open applications; %(most)d is the most at one time.",
            count,
        )
        % {"count": count, "most": most},
    )
