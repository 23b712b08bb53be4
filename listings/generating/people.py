"""Who the listings are for and from: universities with students, organisations with an owner."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from accounts.models import (
    Membership,
    Organisation,
    Skill,
    Student,
    University,
    UniversityDomain,
    User,
)
from listings.generating.copying import copy_into, next_id
from listings.generating.places import Place, places
from listings.generating.words import Ranked, lines, listed, read

# Nobody can own an address here: the top-level domain is reserved (RFC 2606).
DOMAIN = "generated.example"
TYPES = Ranked(Organisation.Type.values)
STUDENTS_OF_EACH = 3


@dataclass(frozen=True, slots=True)
class Employer:
    """An organisation as its listings need it."""

    id: int
    name: str
    place: Place
    owner: int


def universities(rng: Random) -> Ranked[int]:
    """The primary keys of all there are, with those of the vocabulary added, the busiest first."""
    for name in listed(read("organisations")["university"]):
        place = places().pick(rng)
        slug = slugify(name)
        row, made = University.objects.get_or_create(
            slug=slug,
            defaults={
                "name": f"University of {name}",
                "country": place.country,
                "time_zone": place.time_zone,
                "contact_email": f"careers@{slug}.{DOMAIN}",
            },
        )
        if made:
            UniversityDomain.objects.create(university=row, domain=f"{slug}.{DOMAIN}")
    return Ranked(University.objects.order_by("pk").values_list("pk", flat=True))


def employers(rng: Random, n: int, now: datetime) -> Ranked[Employer]:
    """`n` new organisations, each with an owner: a few of them post most listings."""
    given = read("organisations")
    about = lines(given["about"])
    first, second, form = (listed(given[each]) for each in ("first", "second", "form"))
    organisation, user = next_id(Organisation), next_id(User)
    made, rows = [], []
    for number in range(n):
        place = places().pick(rng)
        name = f"{rng.choice(first)} {rng.choice(second)} {rng.choice(form)}"
        made.append(Employer(organisation + number, name, place, user + number))
        rows.append((
            organisation + number, name, f"{slugify(name)}-{organisation + number}",
            TYPES.pick(rng), rng.choice(about), place.country, place.cities.pick(rng),
            place.time_zone, now, now,
        ))  # fmt: skip
    names = [
        "id",
        "name",
        "slug",
        "type",
        "about",
        "country",
        "city",
        "time_zone",
        "verified_at",
        "created_at",
    ]
    _users(rng, [each.owner for each in made], User.Kind.EMPLOYER, now)
    copy_into(Organisation, names, rows, status=Organisation.Status.VERIFIED, proof="domain")
    memberships = next_id(Membership)
    copy_into(
        Membership,
        ["id", "organisation_id", "user_id"],
        ((memberships + number, each.id, each.owner) for number, each in enumerate(made)),
        role=Membership.Role.OWNER,
    )
    return Ranked(made)


def students(rng: Random, of: Ranked[int], now: datetime) -> None:
    """Some whole profiles at every university."""
    user, student = next_id(User), next_id(Student)
    at = [university for university in of.things for _ in range(STUDENTS_OF_EACH)]
    _users(rng, range(user, user + len(at)), User.Kind.STUDENT, now)
    rows = [
        (student + number, user + number, university, rng.randint(6, 25))
        for number, university in enumerate(at)
    ]
    copy_into(
        Student,
        ["id", "user_id", "university_id", "hours_per_week"],
        rows,
        course="Economics",
        graduates_in=now.year + 1,
        payout_country=settings.PLATFORM_COUNTRY,
    )
    skills = Ranked(Skill.objects.accepted().order_by("pk").values_list("pk", flat=True))
    owned = Student.skills.through
    first = next_id(owned)
    pairs = [(row[0], skill) for row in rows for skill in sorted(skills.some(rng, 6))]
    copy_into(
        owned,
        ["id", "student_id", "skill_id"],
        ((first + number, *pair) for number, pair in enumerate(pairs)),
    )


def _users(rng: Random, ids: list[int] | range, kind: str, now: datetime) -> None:
    """People with names who cannot sign in: they have no password."""
    given = read("organisations")
    first, last = listed(given["given"]), listed(given["first"])
    rows = (
        (id, f"{kind}{id}@{DOMAIN}", f"{rng.choice(first)} {rng.choice(last)}", now) for id in ids
    )
    nothing = make_password(None)
    copy_into(User, ["id", "email", "name", "date_joined"], rows, kind=kind, password=nothing)
