"""Loading who there is: universities, employers, students, each with a way to sign in."""

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import actions, colleagues, members
from accounts.models import (
    Membership,
    Organisation,
    Role,
    University,
    UniversityDomain,
    UniversityStaff,
    User,
)
from marketplace.demo.organisations import ORGANISATIONS
from marketplace.demo.paper import pdf
from marketplace.demo.past import ago, dated, day
from marketplace.demo.resumes import lines_of
from marketplace.demo.students import STUDENTS, Learner
from marketplace.demo.universities import UNIVERSITIES

# Everybody's. Invented people have no secrets; the demo exists only with DEMO=1 or DEBUG=1.
PASSWORD = "try-foothold-today"  # noqa: S105
# The second factor of everybody who must have one, for an authenticator app.
TOTP_KEY = "FOOTHOLDDEMOKEY2FOOTHOLDDEMOKEY2"
ADMIN = ("robin.asante@foothold.example", "Robin Asante")
FIRST_DAY = 40  # days ago


def load() -> None:
    # Hashed once for everybody: argon2 is slow on purpose.
    password = make_password(PASSWORD)
    users = [_user(*each, password) for each in _everybody()]
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    _universities()
    _organisations()
    for learner in STUDENTS:
        _student(learner)
    User.objects.filter(pk__in=[user.pk for user in users]).update(date_joined=ago(FIRST_DAY))


def _everybody() -> list[tuple[tuple[str, str], str, str]]:
    people = [(who, at.time_zone, "staff") for at in UNIVERSITIES for who in at.staff]
    people += [(who, at.time_zone, "employer") for at in ORGANISATIONS for who in at.members]
    people += [((each.email, each.name), "UTC", "student") for each in STUDENTS]
    # They may do anything here, and their password is in this file: never but in development.
    return people + ([(ADMIN, "Europe/London", "platform")] if settings.DEBUG else [])


def _user(person: tuple[str, str], zone: str, kind: str, password: str) -> User:
    email, name = person
    every_right = kind == User.Kind.PLATFORM
    user = User.objects.create(
        email=email,
        name=name,
        kind=kind,
        password=password,
        time_zone=zone,
        is_staff=every_right,
        is_superuser=every_right,
    )
    if kind != User.Kind.STUDENT:
        TOTP.activate(user, TOTP_KEY)
    return user


def _universities() -> None:
    for place in UNIVERSITIES:
        university = University.objects.create(
            name=place.name,
            slug=place.key,
            country=place.country,
            time_zone=place.time_zone,
            contact_email=f"careers@{place.domain}",
            posting_policy=place.policy,
        )
        UniversityDomain.objects.create(university=university, domain=place.domain)
        for position, (email, _name) in enumerate(place.staff):
            UniversityStaff.objects.create(
                user=User.objects.get(email=email),
                university=university,
                # The first does everything; who comes after decides about listings.
                roles=Role.values if position == 0 else [Role.MODERATOR, Role.ANALYST],
            )
        for email, roles in place.asked:
            administrator = User.objects.get(email=place.staff[0][0])
            colleagues.invite(university, administrator, email, roles)


def _organisations() -> None:
    """As their owners would: verified at once where the owner's address proves the website."""
    for employer in ORGANISATIONS:
        owner, *others = [User.objects.get(email=email) for email, _name in employer.members]
        made = Organisation(
            name=employer.name,
            type=employer.type,
            country=employer.country,
            city=employer.city,
            time_zone=employer.time_zone,
            website=employer.website,
            about=employer.about,
        )
        with dated(ago(FIRST_DAY)):
            organisation = actions.create_organisation(made, owner)
        for user in others:
            Membership.objects.create(
                organisation=organisation, user=user, role=Membership.Role.MEMBER
            )
        for email in employer.asked:
            members.invite(organisation, owner, email, Membership.Role.MEMBER)
    verified = Organisation.objects.filter(status=Organisation.Status.VERIFIED)
    verified.update(verified_at=ago(FIRST_DAY))
    Organisation.objects.update(created_at=ago(FIRST_DAY))


def _student(learner: Learner) -> None:
    user = User.objects.get(email=learner.email)
    student = actions.enrol(user, University.objects.get(slug=learner.university))
    student.course = learner.course
    student.graduates_in = day(365 * learner.years).year
    student.about = learner.about
    student.hours_per_week = learner.per_week
    student.available_from = day(learner.free_in)
    student.payout_country = learner.payout
    student.link = learner.link
    actions.save_profile(student, list(learner.skills))
    resume = actions.add_resume(student, resume_of(learner))
    student.resumes.filter(pk=resume.pk).update(created_at=ago(FIRST_DAY - 2))


def resume_of(learner: Learner) -> SimpleUploadedFile:
    name = f"{learner.name.replace(' ', '-')}-resume.pdf"
    content = pdf(learner.name, [learner.course, *lines_of(learner.email)])
    return SimpleUploadedFile(name, content, content_type="application/pdf")
