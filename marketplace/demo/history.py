"""A year and more of one university before today, so that its outcomes have something to show.

Written as rows: nobody waits for any of it. It was paid from a budget that the university sent by
bank transfer, and out of the platform's bank, so that Stripe's book has nothing of it and ours
adds up. Every name is invented.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Organisation, PayoutRoute, Student, University, User
from applications.actions import agreeing
from applications.models import (
    Agreement,
    Application,
    ApplicationEvent,
    Milestone,
    Offer,
    Placement,
)
from listings.models import Format, Listing, ListingPlace, Moderation
from marketplace.money import platform_fee
from outcomes import actions
from outcomes.calendar import year_of
from outcomes.models import Asked, Survey
from payments import ledger
from payments.actions.purses import purse
from payments.ledger import Kind, account
from payments.models import Budget, Grant, Payout, Sponsorship, TopUp

WHERE = "tamarack"
BUDGET = "Paid projects, earlier terms"
STUDENTS, PROJECTS = 240, 66
# How busy each month is, from January.
BUSY = [11, 12, 10, 7, 13, 14, 8, 5, 9, 12, 10, 4]
# Nothing is newer than this: what the rest of the demo tells of happened since.
UNTIL = timedelta(days=25)
FIRST = ["Aiden", "Bao", "Carla", "Dmitri", "Elena", "Farid", "Grace", "Hugo", "Imani"]
FIRST += ["Jonas", "Keiko", "Liam", "Mina", "Noor", "Odette"]
LAST = ["Abara", "Brandt", "Castillo", "Dunn", "Eriksen", "Fofana", "Gupta", "Hale"]
LAST += ["Ito", "Jensen", "Kaya", "Lund", "Moreno", "Nash"]
LAST += ["Olsen", "Park"]
FIELDS = ["data", "research", "marketing", "design", "coding", "environment", "writing"]
FIELDS += ["finance", "operations", "community"]
WORK = ["Sort and describe", "Check and tidy", "Map", "Compare", "Write up", "Test"]
OF = ["five years of visitor counts", "the supplier list", "a catalog of seeds", "members’ answers"]
OF += ["the opening hours of forty branches", "old price lists", "the help pages"]


@dataclass(frozen=True)
class Past:
    """One project and its day; `places` students work on it."""

    listing: Listing
    day: date
    places: int


def load() -> None:
    chance = random.Random(1874)  # noqa: S311 - the same history every time
    university = University.objects.get(slug=WHERE)
    people = _students(university, chance)
    projects = _projects(university, chance)
    placements = _placements(projects, people, chance)
    _pay(university, placements)
    _survey(university, chance)


def count() -> None:
    """What all universities are told of, as the task does within minutes."""
    for university in University.objects.all():
        actions.keep_changed(university)


def _survey(university: University, chance: random.Random) -> None:
    """Of those who graduate this year: two in three have answered."""
    this, by = timezone.localdate().year, university.staff.who("analyst")[0].user
    survey = Survey.objects.create(
        university=university,
        graduates_in=this,
        closes_on=timezone.localdate() + timedelta(days=20),
        opened_by=by,
    )
    where = [Asked.Destination.FULL_TIME, Asked.Destination.FULL_TIME, Asked.Destination.STUDY]
    where += [Asked.Destination.PART_TIME, Asked.Destination.LOOKING, Asked.Destination.OWN]
    began = timezone.now() - timedelta(days=22)
    asked = [
        Asked(survey=survey, student=student, asked_at=began, reminded=2)
        for student in Student.objects.filter(university=university, graduates_in=this)
    ]
    for each in asked:
        if chance.random() < 2 / 3:
            each.answered_at = began + timedelta(days=chance.randint(0, 20))
            each.destination, each.helped = chance.choice(where), chance.choice([True, True, False])
    Asked.objects.bulk_create(asked)


def _students(university: University, chance: random.Random) -> list[Student]:
    names = [" ".join(each) for each in product(FIRST, LAST)][:STUDENTS]
    users = User.objects.bulk_create(
        User(
            email=f"{slugify(name).replace('-', '.')}@{WHERE}.example",
            name=name,
            kind=User.Kind.STUDENT,
            password="!",  # noqa: S106 - nobody signs in as them
        )
        for name in names
    )
    this = timezone.localdate().year
    return Student.objects.bulk_create(
        Student(
            user=user,
            university=university,
            course="Liberal arts",
            graduates_in=this + chance.choice([0, 1, 1, 2, 2, 3]),
            payout_country="US",
        )
        for user in users
    )


def _days(chance: random.Random) -> list[date]:
    """From the beginning of last year, by how busy each month is."""
    today = timezone.localdate()
    first = year_of(today).replace(year=year_of(today).year - 1)
    span = (today - UNTIL - first).days
    days = [first + timedelta(days=each) for each in range(span)]
    weights = [BUSY[each.month - 1] for each in days]
    return sorted(chance.choices(days, weights, k=PROJECTS))


def _noon(day: date, hours: float = 0) -> datetime:
    return datetime.combine(day, time(16), UTC) + timedelta(hours=hours)


def _projects(university: University, chance: random.Random) -> list[Past]:
    employers = Organisation.objects.filter(status=Organisation.Status.VERIFIED)
    found = [
        (each, member.user)
        for each in employers.order_by("pk").prefetch_related("memberships__user")
        for member in list(each.memberships.all())[:1]
    ]
    usual = ["micro-internship", "micro-internship", "weekly-micro-internship", "project-based"]
    formats = {
        each.slug: each for each in Format.objects.filter(slug__in=[*usual, "nano-internship"])
    }
    kinds = [formats[slug] for slug in [*usual, "nano-internship"] if slug in formats]
    titles = [" ".join(each) for each in product(WORK, OF)]
    rows, places = [], []
    for number, day in enumerate(_days(chance)):
        organisation, by = found[number % len(found)]
        openings = chance.choice([1, 1, 2, 3, 4])
        hours = chance.choice([10, 20, 30, 40])
        title = f"{titles[number % len(titles)]}"
        listing = Listing(
            organisation=organisation,
            created_by=by,
            slug=f"{slugify(title)}-past-{number}",
            title=title,
            status=Listing.Status.CLOSED,
            format=chance.choice(kinds),
            field=chance.choices(FIELDS, range(len(FIELDS) + 2, 2, -1))[0],
            description="A short project of an earlier term.",
            arrangement=chance.choice(["remote", "remote", "hybrid", "in_person"]),
            total_hours=hours,
            hours_per_week=10,
            length_days=max(7, hours * 7 // 10),
            openings=openings,
            currency="USD",
            pay_minor=hours * chance.choice([20_00, 22_00, 25_00]),
            apply_by=_noon(day + timedelta(days=14)),
            submitted_at=_noon(day, -60),
            published_at=_noon(day),
            closed_at=_noon(day + timedelta(days=25)),
            archived_at=_noon(day + timedelta(days=80)),
        )
        rows.append(Past(listing, day, openings))
        if listing.arrangement != "remote":
            places.append(ListingPlace(listing=listing, country=organisation.country))
    Listing.objects.bulk_create(each.listing for each in rows)
    ListingPlace.objects.bulk_create(places)
    Moderation.objects.bulk_create(
        Moderation(
            listing=each.listing,
            university=university,
            status=Moderation.Status.APPROVED,
            decided_at=_noon(each.day),
        )
        for each in rows
    )
    return rows


type Placed = tuple[Placement, Milestone, date]


def _placements(projects: list[Past], people: list[Student], chance: random.Random) -> list[Placed]:
    """Of each project's applicants the first are placed, one in four is left without an answer."""
    agreement = agreeing.agreement_of(agreeing.Choices())
    sent: list[Application] = []
    events: list[ApplicationEvent] = []
    chosen: list[tuple[Application, Past]] = []
    for project in projects:
        for number, who in enumerate(chance.sample(people, project.places + chance.randint(3, 8))):
            status = "accepted" if number < project.places else chance.choice(UNPLACED)
            application = _application(project, who, number, status, chance)
            sent.append(application)
            if application.decided_at and status != "not_selected":
                events += _events(application)
            if status == "accepted":
                chosen.append((application, project))
    Application.objects.bulk_create(sent)
    ApplicationEvent.objects.bulk_create(events)
    return _work(chosen, agreement, chance)


UNPLACED = ("declined", "declined", "declined", "not_selected")


def _application(
    project: Past, who: Student, number: int, status: str, chance: random.Random
) -> Application:
    at = _noon(project.day + timedelta(days=chance.randint(1, 13)), chance.randint(-6, 6))
    return Application(
        listing=project.listing,
        student=who,
        status=status,
        pitch="I have done something like it, and would begin with the oldest of it.",
        number=number + 1,
        submitted_at=at,
        decide_by=_noon(project.day + timedelta(days=21)),
        decided_at=at + timedelta(hours=chance.randint(20, 190)),
    )


def _events(application: Application) -> list[ApplicationEvent]:
    assert application.submitted_at
    assert application.decided_at
    wait = (application.decided_at - application.submitted_at) / 2
    kinds = [("shortlisted", application.submitted_at + wait)]
    if application.status == "declined":
        kinds = [("declined", application.decided_at)]
    return [ApplicationEvent(application=application, kind=kind, at=at) for kind, at in kinds]


def _work(
    chosen: list[tuple[Application, Past]], agreement: Agreement, chance: random.Random
) -> list[Placed]:
    offers, placements, milestones, done = [], [], [], []
    for application, project in chosen:
        listing, at = project.listing, application.decided_at
        assert at
        assert listing.pay_minor
        assert listing.length_days
        begins = at.date() + timedelta(days=3)
        ends = begins + timedelta(days=listing.length_days)
        offer = Offer(
            application=application,
            made_by=listing.created_by,
            status=Offer.Status.ACCEPTED,
            pay_minor=listing.pay_minor,
            fee_minor=platform_fee(listing.pay_minor),
            currency="USD",
            starts_on=begins,
            ends_on=ends,
            total_hours=listing.total_hours or 0,
            hours_per_week=10,
            agreement=agreement,
            expires_at=at + timedelta(days=3),
            answered_at=at + timedelta(hours=20),
        )
        placement = Placement(
            offer=offer,
            listing=listing,
            student=application.student,
            status=Placement.Status.COMPLETED,
            fund_by=at + timedelta(days=4),
            started_at=_noon(begins),
            completed_at=_noon(ends, chance.randint(20, 90)),
        )
        milestone = Milestone(
            offer=offer,
            placement=placement,
            position=1,
            title="The report and the sorted table",
            due_on=ends,
            amount_minor=offer.pay_minor,
            fee_minor=offer.fee_minor,
            currency="USD",
            status=Milestone.Status.PAID,
            funded_at=_noon(begins),
            approved_at=placement.completed_at,
            paid_at=placement.completed_at,
        )
        offers.append(offer)
        placements.append(placement)
        milestones.append(milestone)
        done.append((placement, milestone, ends))
    Offer.objects.bulk_create(offers)
    Placement.objects.bulk_create(placements)
    Milestone.objects.bulk_create(milestones)
    # Both are of the moment they are written, unless somebody says when it was.
    for offer, placement in zip(offers, placements, strict=True):
        offer.made_at = offer.expires_at - timedelta(days=3)
        placement.accepted_at = offer.answered_at or offer.made_at
    Offer.objects.bulk_update(offers, ["made_at"])
    Placement.objects.bulk_update(placements, ["accepted_at"])
    return done


def _pay(university: University, done: list[Placed]) -> None:
    """From a budget that the university filled, to the students, all by bank."""
    by = university.staff.who("funder").select_related("user").order_by("pk")[0].user
    came = sum(milestone.amount_minor for _placement, milestone, _day in done)
    budget = Budget.objects.create(university=university, name=BUDGET, currency="USD", made_by=by)
    top_up = TopUp.objects.create(
        budget=budget,
        by=by,
        rail=TopUp.Rail.BANK,
        amount_minor=came,
        came_minor=came,
        status=TopUp.Status.SUCCEEDED,
        paid_at=timezone.now() - timedelta(days=480),
    )
    bank, fees = account(Kind.BANK, "USD"), account(Kind.PLATFORM_FEE, "USD")
    ledger.post(f"topup:{top_up.pk}", "topup", [(bank, came), (purse(budget), -came)])
    _sponsor(budget, by, done)
    Payout.objects.bulk_create(
        Payout(
            milestone=milestone,
            student=placement.student,
            amount_minor=milestone.amount_minor - milestone.fee_minor,
            currency="USD",
            rail=PayoutRoute.Rail.MANUAL,
            status=Payout.Status.SENT,
            manual_reference=f"FPS {number + 410300}",
            sent_at=placement.completed_at,
        )
        for number, (placement, milestone, _day) in enumerate(done)
    )
    fee = sum(milestone.fee_minor for _placement, milestone, _day in done)
    legs = [(purse(budget), came), (fees, -fee), (bank, fee - came)]
    ledger.post(f"earlier:{budget.pk}", "sponsor", legs, {"budget": str(budget.pk)})


def _sponsor(budget: Budget, by: User, done: list[Placed]) -> None:
    grants = Grant.objects.bulk_create(
        Grant(
            budget=budget,
            university=budget.university,
            placement=placement,
            by=by,
            ended_at=placement.accepted_at,
            ended_by=by,
        )
        for placement, _milestone, _day in done
    )
    Sponsorship.objects.bulk_create(
        Sponsorship(
            budget=budget,
            grant=grant,
            milestone=milestone,
            amount_minor=milestone.amount_minor,
            status=Sponsorship.Status.HELD,
            held_at=milestone.funded_at,
        )
        for grant, (_placement, milestone, _day) in zip(grants, done, strict=True)
    )
