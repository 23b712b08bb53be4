"""Who may apply to a listing, in words, before they start."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import PayoutRoute, Student, University
from accounts.places import country_in_sentence
from applications import commitments
from applications.models import Application, TeamMember
from listings.models import Listing, Moderation


@dataclass(frozen=True)
class Check:
    """One condition: whether it is met, what to say of it, and what the student can do."""

    ok: bool
    text: str
    url: str = ""
    action: str = ""
    # Once it is done there, one goes on where one was.
    comes_back: bool = False


@dataclass(frozen=True)
class Checks:
    """Every condition, in the order in which a student can do something about it."""

    takes_applications: Check
    address: Check
    university: Check
    profile: Check
    once: Check
    skills: Check
    permit: Check
    hours: Check
    payout: Check
    open_applications: Check

    def __iter__(self) -> Iterator[Check]:
        return (getattr(self, each.name) for each in fields(self))

    @property
    def met(self) -> bool:
        return not self.missing

    @property
    def missing(self) -> list[Check]:
        return [check for check in self if not check.ok]

    @property
    def fulfilled(self) -> list[Check]:
        return [check for check in self if check.ok]


def in_the_way(checks: Checks) -> str:
    """The first condition that is not met, said of a student to another of the team."""
    said = {
        "takes_applications": _("it takes no more applications."),
        "address": _("their e-mail address is not confirmed."),
        "university": _("their university has not approved it for its students."),
        "profile": _("their profile is not filled in."),
        "once": _("they have applied for it already, or have joined another team for it."),
        "skills": _("their profile does not name every skill it requires."),
        "hours": _("other projects take their time then."),
        "payout": _("we cannot pay to their bank yet."),
        "open_applications": _("they have as many open applications as one may have."),
    }
    return next((text for name, text in said.items() if not getattr(checks, name).ok), "")


def may_apply(student: Student, listing: Listing) -> bool:
    return checks(student, listing).met


def checks(student: Student, listing: Listing, sent: Application | None = None) -> Checks:
    """`sent`: the application whose sending is asked about; without, another team is in the way."""
    return Checks(
        takes_applications=_deadline(listing),
        address=_address(student),
        university=_university(student, listing),
        profile=_profile(student),
        once=_once(student, listing, sent),
        skills=_skills(student, listing),
        permit=_permit(listing),
        hours=_hours(student, listing),
        payout=_payout(student),
        open_applications=_open_applications(student),
    )


def may_take_it(student: Student, listing: Listing) -> bool:
    """As `may_apply`, of who has applied: whatever could have changed since."""
    said_already = {"takes_applications", "once"}
    told = checks(student, listing)
    return all(
        getattr(told, each.name).ok for each in fields(told) if each.name not in said_already
    )


# More than these are named further down on the page.
FEW_UNIVERSITIES = 3


def conditions(listing: Listing, universities: Sequence[University] = ()) -> list[str]:
    """For who is not signed in: what will be asked of them, in words.

    `universities`: those that have approved it.
    """
    skills = [skill.name for skill in listing.required_skills.all()]
    countries = [country_in_sentence(code) for code in listing.permit_countries]
    names = [each.name for each in universities]
    said = [
        _("to study at %(university)s") % {"university": get_text_list(names, _("or"))}
        if 0 < len(names) <= FEW_UNIVERSITIES
        else _("to study at a university that has approved it: see “Who can apply” below"),
        _("to have a bank account in a country we can pay to"),
    ]
    if skills:
        said.append(_("in your profile: %(skills)s") % {"skills": get_text_list(skills, _("and"))})
    if countries:
        country = get_text_list(countries, _("or"))
        said.append(_("to be allowed to work in %(country)s") % {"country": country})
    return said


def may_apply_again(application: Application) -> bool:
    """Closed without an answer, while its listing takes applications: kept open for longer than
    its employer had to answer, or with a place that is free again.
    """
    unanswered = {Application.ClosedFor.SILENCE, Application.ClosedFor.FILLED}
    closed = application.status == Application.Status.NOT_SELECTED
    listing = application.listing
    if not closed or application.closed_for not in unanswered or listing.is_recalled:
        return False
    return listing.takes_applications


def _deadline(listing: Listing) -> Check:
    if listing.direction not in {Listing.Direction.PAID, Listing.Direction.EXPENSES}:
        return Check(
            False,
            _("It pays nothing, and nobody can be hired here without pay yet."),
            reverse("listings:browse"),
            _("See others"),
        )
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
    if student.left_at:
        return Check(False, _("%(university)s says that you do not study there any more.") % name)
    if approved.exists():
        return Check(True, _("%(university)s approved it for its students.") % name)
    return Check(
        False,
        _("%(university)s has not approved it for its students.") % name,
        reverse("listings:browse"),
        _("See what it has approved"),
    )


def refused_by_university(application: Application) -> bool:
    """Since it was sent: of who applied, or of anybody in the team."""
    others = TeamMember.objects.filter(application=application).values("student__university")
    whose = Q(university=application.student.university_id) | Q(university__in=others)
    rows = Moderation.objects.filter(whose, listing=application.listing_id)
    no = (Moderation.Status.REJECTED, Moderation.Status.RECALLED)
    return rows.filter(status__in=no).exists()


def _profile(student: Student) -> Check:
    if student.is_complete:
        return Check(True, _("Your profile is filled in."))
    return Check(
        False,
        _("Your profile lacks what you study, when you graduate or where your bank is."),
        reverse("accounts:profile"),
        _("Complete your profile"),
        comes_back=True,
    )


def _once(student: Student, listing: Listing, sending: Application | None) -> Check:
    """Alone or in one team: an application of their own that is sent has a page of its own."""
    states = Application.Status
    sent = Application.objects.of_person(student).filter(listing=listing)
    other = sent.exclude(status__in=[states.DRAFT, states.WITHDRAWN]).first()
    if other is None:
        return _in_no_other_team(student, listing, sending)
    return Check(
        False,
        _("You have applied for it already, alone or in a team."),
        other.get_absolute_url(),
        _("See that application"),
    )


def _in_no_other_team(student: Student, listing: Listing, sending: Application | None) -> Check:
    joined = Application.objects.joined_by(student.user).filter(listing=listing)
    if sending:
        joined = joined.exclude(pk=sending.pk)
    if (team := joined.select_related("student__user").first()) is None:
        return Check(True, _("You have not applied for it yet."))
    return Check(
        False,
        _("You have joined %(name)s's team for it.") % {"name": team.student},
        team.get_absolute_url(),
        _("Leave that team first"),
    )


def _skills(student: Student, listing: Listing) -> Check:
    required = {skill.pk: skill.name for skill in listing.required_skills.all()}
    if not required:
        return Check(True, _("It requires no skill to apply."))
    mine = set(student.skills.filter(pk__in=required).values_list("pk", flat=True))
    lacking = [name for pk, name in required.items() if pk not in mine]
    if not lacking:
        named = get_text_list(list(required.values()), _("and"))
        return Check(True, _("You have what it requires: %(skills)s.") % {"skills": named})
    return Check(
        False,
        _("It requires %(skills)s, which your profile does not name.")
        % {"skills": get_text_list(lacking, _("and"))},
        reverse("accounts:profile"),
        _("Add it if you can do it"),
        comes_back=True,
    )


def _permit(listing: Listing) -> Check:
    """No condition by itself: whoever says no in the form is told there."""
    where = get_text_list([country_in_sentence(code) for code in listing.permit_countries], _("or"))
    if not where:
        return Check(True, _("It asks for no permission to work."))
    return Check(
        True,
        _(
            "You must be allowed to work in %(country)s. The form asks; you may prefer not to "
            "say, and answer before an offer."
        )
        % {"country": where},
    )


def _hours(student: Student, listing: Listing) -> Check:
    busy, most = commitments.hours_meanwhile(student, listing), settings.MAX_HOURS_PER_WEEK
    asked = commitments.hours_a_week(listing)
    words = {"busy": busy, "asked": asked, "most": most, "mine": student.hours_per_week}
    if busy and busy + asked > most:
        return Check(
            False,
            _(
                "You work %(busy)d hours a week for other projects at that time. With the "
                "%(asked)d of this one it is more than the %(most)d that one may do."
            )
            % words,
            reverse("applications:work"),
            _("See your work"),
        )
    if busy:
        return Check(
            True,
            _("Other projects take %(busy)d hours of your week at that time; this one %(asked)d.")
            % words,
        )
    if asked > student.hours_per_week:
        return Check(
            True,
            _(
                "It takes %(asked)d hours a week; your profile says that %(mine)d are free. You "
                "say in the form how many you can give."
            )
            % words,
        )
    return Check(True, _("Nothing else takes your time meanwhile."))


def _payout(student: Student) -> Check:
    if not student.payout_country:
        return Check(
            False,
            _("We need the country of your bank account to know how to pay you."),
            reverse("accounts:profile"),
            _("Add it to your profile"),
            comes_back=True,
        )
    route = PayoutRoute.objects.to(student.payout_country).first()
    if route is None:
        return Check(
            False,
            _("We cannot pay to a bank in %(country)s yet.")
            % {"country": country_in_sentence(student.payout_country)},
            reverse("accounts:profile"),
            _("Use a bank elsewhere"),
            comes_back=True,
        )
    if route.rail == PayoutRoute.Rail.MANUAL:
        return Check(True, _("You are paid by bank transfer by Foothold's staff."))
    return Check(True, _("You are paid to your own bank account, through Stripe."))


def _open_applications(student: Student) -> Check:
    most = settings.MAX_OPEN_APPLICATIONS
    count = Application.objects.of_person(student).open().count()
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
