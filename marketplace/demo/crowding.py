"""Loading a crowd of applicants, what became of each, and what colleagues kept of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import Student, University, User
from applications import actions
from applications.actions import Part, Terms
from applications.criteria import criteria_of
from applications.models import Application, Offer, Placement
from listings.models import Listing
from marketplace.demo.crowd import CROWD, Applicant
from marketplace.demo.paper import pdf
from marketplace.demo.past import ago, dated, day
from marketplace.demo.people import PASSWORD

READ_AFTER = timedelta(hours=20)
NO = (
    "Dear {name},\n\nThank you for writing to us about our comment cards. Others had done more of "
    "this kind of reading, and we have gone on with them. The next listing is in January.\n\nRuth"
)


def load() -> None:
    password = make_password(PASSWORD)
    listings = {row.title: row for row in Listing.objects.filter(title__in={c.to for c in CROWD})}
    for applicant in sorted(CROWD, key=lambda each: -each.ago):
        student = _student(applicant, password)
        application = _written(applicant, student, listings[applicant.to])
        _kept(applicant, application)
        with dated(ago(applicant.ago) + READ_AFTER):
            BECAME[applicant.became](application)
        decided = Application.objects.filter(pk=application.pk).exclude(decided_at=None)
        decided.update(decided_at=min(ago(applicant.ago) + READ_AFTER, ago(0.1)))


def _student(applicant: Applicant, password: str) -> Student:
    user = User.objects.create(
        email=applicant.email, name=applicant.name, kind=User.Kind.STUDENT, password=password
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    student = account_actions.enrol(user, University.objects.get(slug=applicant.at))
    student.course = applicant.course
    student.graduates_in = day(500).year
    student.hours_per_week = applicant.per_week
    student.available_from = day(applicant.start)
    student.payout_country = {"tamarack": "US", "ashcombe": "GB"}.get(applicant.at, "IN")
    account_actions.save_profile(student, list(applicant.skills))
    lines = [applicant.course, student.university.name, "# Skills", ", ".join(applicant.skills)]
    name = f"{applicant.name.replace(' ', '-')}-resume.pdf"
    upload = SimpleUploadedFile(name, pdf(applicant.name, lines), content_type="application/pdf")
    account_actions.add_resume(student, upload)
    return student


def _written(applicant: Applicant, student: Student, listing: Listing) -> Application:
    moment = ago(applicant.ago)
    application = actions.save_draft(
        student,
        listing,
        pitch=applicant.text,
        answers=[],
        hours_per_week=applicant.per_week,
        can_start=day(applicant.start),
        resume=student.resumes.all()[0],
    )
    with dated(moment):
        actions.submit(application)
    shown = Application.objects.filter(pk=application.pk)
    shown.update(created_at=moment, updated_at=moment, submitted_at=moment)
    return application


def _kept(applicant: Applicant, application: Application) -> None:
    """The owner's note; scores by the first criteria, of the owner and a colleague in turn."""
    members = application.listing.organisation.memberships.select_related("user").order_by("pk")
    people = [each.user for each in members]
    if applicant.note:
        note = actions.add_note(application, people[0], applicant.note)
        type(note).objects.filter(pk=note.pk).update(at=ago(applicant.ago) + READ_AFTER / 2)
    for number, value in enumerate(applicant.scores):
        criterion = criteria_of(application.listing)[number]
        by = people[number % len(people)]
        actions.score(application, by, {criterion.key: value})


# --- What became of it -----------------------------------------------------


def _offer(application: Application) -> Offer:
    actions.shortlist(application)
    listing = application.listing
    terms = Terms(
        starts_on=day(16),
        ends_on=day(34),
        total_hours=listing.total_hours or 0,
        hours_per_week=listing.hours_per_week or 0,
        parts=[Part("The sorted cards and the report", day(34), listing.pay_minor or 0)],
    )
    return actions.make_offer(application, listing.created_by, terms)


def _accept(application: Application) -> None:
    offer = _offer(application)
    placement = actions.accept(offer)
    Placement.objects.filter(pk=placement.pk).update(accepted_at=_soon(offer.made_at))


def _soon(moment: datetime) -> datetime:
    return moment - timedelta(hours=3)


def _decline(application: Application) -> None:
    actions.decline(application, Application.DeclineReason.SKILLS, NO)


def _nothing(application: Application) -> None:
    """It waits to be read."""


def _close(application: Application) -> None:
    Application.objects.filter(pk=application.pk).update(decide_by=timezone.now())
    actions.close_undecided(application)


BECAME: dict[str, Callable[[Application], object]] = {
    "submitted": _nothing,
    "shortlisted": actions.shortlist,
    "offered": _offer,
    "accepted": _accept,
    "declined": _decline,
    "withdrawn": actions.withdraw,
    "not_selected": _close,
}
