"""Rows for tests: plain functions with defaults. Name only what the test is about."""

from datetime import date, timedelta
from importlib import import_module
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.apps import apps
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts import actions as account_actions
from accounts import members, vocabulary
from accounts.models import (
    Invitation,
    Membership,
    Organisation,
    PayoutRoute,
    Resume,
    Skill,
    Student,
    University,
    UniversityDomain,
    UniversityStaff,
    User,
)
from accounts.places import city_named
from applications import actions as application_actions
from applications.actions import agreeing
from applications.models import (
    Agreement,
    Application,
    Criterion,
    Delivery,
    Dispute,
    Message,
    MessageFile,
    Milestone,
    Offer,
    Placement,
    Report,
    Score,
)
from listings.models import (
    ExchangeRate,
    Format,
    ItineraryDay,
    Listing,
    ListingImport,
    ListingPlace,
    Moderation,
    Programme,
    Question,
)
from marketplace.money import platform_fee, split_fee
from notifications.models import Email, StoppedAddress
from payments import actions as payment_actions
from payments.models import Funding, Operation, Payee, Payout
from payments.seen import Charge, Checkout, RefundSeen, Transfer, Txn

numbers = count(1)
PASSWORD = "correct-horse-battery"
# Argon2 is slow on purpose; conftest.py lets tests sign in with this.
# A salt that is long enough: a hash that Django writes anew ends every session of its owner.
HASHED = MD5PasswordHasher().encode(PASSWORD, "salt" * 6)

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n"
    b"0000000105 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n170\n%%EOF\n"
)


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def user(kind: str, **given: Any) -> User:
    n = next(numbers)
    fields: dict[str, Any] = {
        "email": f"{kind}{n}@example.org",
        "name": f"{kind.title()} Number{n}",
        "kind": kind,
        "password": HASHED,
    }
    person = User.objects.create(**{**fields, **given})
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def second_factor(person: User) -> User:
    """Give `person` a second factor, as staff and payers must have."""
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": encrypt("JBSWY3DPEHPK3PXP")}
    )
    return person


def platform(**given: Any) -> User:
    """One of our own staff: the Django admin, with its second factor."""
    return second_factor(user("platform", **{"is_staff": True, "is_superuser": True, **given}))


def university(**given: Any) -> University:
    n = next(numbers)
    fields: dict[str, Any] = {
        "name": f"University {n}",
        "slug": f"university-{n}",
        "country": "US",
        "time_zone": "America/New_York",
        "contact_email": f"careers@university{n}.example",
    }
    domain = given.pop("domain", f"university{n}.example")
    row = University.objects.create(**{**fields, **given})
    UniversityDomain.objects.create(university=row, domain=domain)
    return row


def skill(name: str = "") -> Skill:
    name = name or f"Skill {next(numbers)}"
    known = vocabulary.skill_named(name)
    return known or Skill.objects.create(name=name, slug=vocabulary.slug_of(name))


def proposal(name: str, by: User | None = None) -> Skill:
    """A skill that `by` typed and nobody knew."""
    return account_actions.skills_named([name], by=by)[0]


def student(**given: Any) -> Student:
    PayoutRoute.objects.get_or_create(
        country="US",
        defaults={"rail": "connect", "since": date(2026, 1, 1), "source": "https://example.org"},
    )
    fields: dict[str, Any] = {
        "course": "Economics",
        "graduates_in": timezone.localdate().year + 1,
        "payout_country": "US",
    }
    person = given.pop("user", None) or user("student", **given.pop("as_user", {}))
    where = given.pop("university", None) or university()
    return Student.objects.create(user=person, university=where, **{**fields, **given})


def resume(who: Student, **given: Any) -> Resume:
    fields: dict[str, Any] = {
        "file": ContentFile(PDF, name="resume.pdf"),
        "name": "resume.pdf",
        "content_type": "application/pdf",
        "size": len(PDF),
        "sha256": "0" * 64,
    }
    return Resume.objects.create(student=who, **{**fields, **given})


def organisation(**given: Any) -> Organisation:
    n = next(numbers)
    fields: dict[str, Any] = {
        "name": f"Organisation {n}",
        "slug": f"organisation-{n}",
        "type": "company",
        "country": "US",
        "time_zone": "America/New_York",
        "status": "verified",
        "proof": "domain",
        "verified_at": timezone.now(),
    }
    return Organisation.objects.create(**{**fields, **given})


def employer(of: Organisation | None = None, **given: Any) -> User:
    """Somebody who acts for an organisation, with the second factor that payers need."""
    person = second_factor(user("employer", **given))
    Membership.objects.create(user=person, organisation=of or organisation(), role="owner")
    return person


def invitation(to: str = "", **given: Any) -> Invitation:
    """By an owner, unless told otherwise."""
    owner = given.pop("by", None) or employer()
    return members.invite(
        owner.membership.organisation,
        owner,
        to or f"asked{next(numbers)}@example.org",
        given.pop("role", "member"),
    )


def staff(at: University | None = None, **given: Any) -> User:
    person = second_factor(user("staff", **given))
    UniversityStaff.objects.create(user=person, university=at or university())
    return person


def format(**given: Any) -> Format:
    slug = given.pop("slug", "micro-internship")
    defaults: dict[str, Any] = {
        "name": "Micro-internship",
        "summary": "Five to forty hours within a month.",
        "min_hours": 5,
        "max_hours": 40,
        "min_days": 7,
        "max_days": 31,
    }
    return Format.objects.get_or_create(slug=slug, defaults={**defaults, **given})[0]


def draft(**given: Any) -> Listing:
    """A listing that could be submitted as it is."""
    n = next(numbers)
    org = given.pop("organisation", None) or organisation()
    by = (
        given.pop("created_by", None)
        or User.objects.filter(membership__organisation=org).first()
        or employer(org)
    )
    fields: dict[str, Any] = {
        "title": f"Clean and document survey {n}",
        "slug": f"clean-and-document-survey-{n}",
        "format": given.pop("format", None) or format(),
        "field": "data",
        "description": "Turn four spreadsheets into one clean table and say what it shows.",
        "deliverables": ["One CSV and a data dictionary", "A two-page note with charts"],
        "arrangement": "remote",
        "total_hours": 30,
        "hours_per_week": 10,
        "length_days": 21,
        "starts_from": today(14),
        "starts_by": today(28),
        "apply_by": timezone.now() + timedelta(days=9),
        "currency": "USD",
        "pay_minor": 720_00,
    }
    country, city = given.pop("country", ""), given.pop("city", "")
    places = given.pop("places", [(country, city)] if country else [])
    comes_with = given.pop("programme", None)
    required = [skill(name) for name in given.pop("required_skills", [])]
    row = Listing.objects.create(organisation=org, created_by=by, **{**fields, **given})
    for position, (code, town) in enumerate(places):
        ListingPlace.objects.create(listing=row, position=position, country=code, city=town)
    row.required_skills.set(required)
    if comes_with is not None:
        programme(row, **comes_with)
    return row


def programme(of: Listing, **given: Any) -> Programme:
    """What comes with it; `days` are (from, to, what)."""
    days = given.pop("days", [])
    row = Programme.objects.create(listing=of, **given)
    ItineraryDay.objects.bulk_create(
        ItineraryDay(programme=row, from_day=first, to_day=last, what=what)
        for first, last, what in days
    )
    return row


def listing(approved_by: University | None = None, **given: Any) -> Listing:
    """An open listing, approved by one university."""
    row = draft(
        **{
            "status": "open",
            "submitted_at": timezone.now(),
            "published_at": timezone.now(),
            **given,
        }
    )
    Moderation.objects.create(
        listing=row,
        university=approved_by or university(),
        status="approved",
        decided_at=timezone.now(),
    )
    return row


def listing_import(**given: Any) -> ListingImport:
    """A file with one row that has been read."""
    by = given.pop("created_by", None) or employer()
    data = b"Title,Pay\nClean a survey,USD 500\n"
    fields: dict[str, Any] = {
        "organisation": by.membership.organisation,
        "status": "checked",
        "file": ContentFile(data, name="listings.csv"),
        "name": "listings.csv",
        "content_type": "text/csv; charset=utf-8",
        "size": len(data),
        "sha256": "0" * 64,
        "delimiter": ",",
        "headers": ["Title", "Pay"],
        "samples": [["Clean a survey"], ["USD 500"]],
        "columns": {"title": 0, "pay": 1},
        "rows_in_file": 1,
    }
    return ListingImport.objects.create(created_by=by, **{**fields, **given})


def placed(country: str, city: str, **given: Any) -> Listing:
    """An open listing in a town, with the coordinates the gazetteer has for it."""
    row = listing(arrangement="in_person", country=country, city=city, **given)
    town = city_named(city, country)
    assert town is not None
    ListingPlace.objects.filter(listing=row).update(
        geoname_id=town.id, latitude=town.latitude, longitude=town.longitude
    )
    return row


def formats() -> None:
    """The formats as they are seeded, where there are none."""
    if not Format.objects.filter(slug="simulation").exists():
        import_module("listings.migrations.0003_seeds").formats(apps, None)


def seeds() -> None:
    """All that the migrations put in, where it is missing: formats, rates, ways to pay, skills."""
    formats()
    import_module("accounts.migrations.0003_seeds").routes(apps, None)
    vocabulary.load()
    rates()


def approval(of: Listing, by: University | None = None) -> Moderation:
    """A university shows it to its students."""
    return Moderation.objects.create(
        listing=of, university=by or university(), status="approved", decided_at=timezone.now()
    )


def rates() -> None:
    """The rates as they are seeded, where there are none."""
    if not ExchangeRate.objects.exists():
        import_module("listings.migrations.0003_seeds").rates(apps, None)


def typed(**given: Any) -> dict[str, Any]:
    """What an employer types into the form of a listing that can be sent."""
    fields: dict[str, Any] = {
        "title": "Clean and document a customer survey",
        "format": "micro-internship",
        "field": "data",
        "description": "Turn four spreadsheets into one clean table and say what it shows.",
        "deliverables": "One CSV and a data dictionary\nA two-page note with charts",
        "skills": "Python, Data cleaning",
        "arrangement": "remote",
        "total_hours": "30",
        "hours_per_week": "10",
        "length_days": "21",
        "starts_from": today(14).isoformat(),
        "starts_by": today(28).isoformat(),
        "apply_by": today(9).isoformat(),
        "openings": "1",
        "currency": "USD",
        "pay": "720",
        "universities": [each.pk for each in University.objects.all()],
    }
    return {**fields, **given}


def waiting(at: University | None = None, **given: Any) -> Moderation:
    """A whole listing that `at` has to read; the same listing again with `listing=`."""
    row = given.pop("listing", None) or draft(
        **{"status": "submitted", "submitted_at": timezone.now(), **given}
    )
    return Moderation.objects.create(
        listing=row,
        university=at or university(),
        status="waiting",
        due_at=timezone.now() + timedelta(days=2),
    )


def application(**given: Any) -> Application:
    """Sent by a student of a university that approved the listing."""
    where = given.pop("university", None) or university()
    who = given.pop("student", None) or student(university=where)
    to = given.pop("listing", None) or listing(approved_by=who.university)
    fields: dict[str, Any] = {
        "status": "submitted",
        "pitch": "I cleaned a survey like this last term and would start with shop 7.",
        "hours_per_week": 10,
        "can_start": today(14),
        "submitted_at": timezone.now(),
        "decide_by": timezone.now() + timedelta(days=14),
        "number": Application.objects.filter(listing=to).count() + 1,
    }
    if given.get("status") in {"declined", "withdrawn", "not_selected", "accepted"}:
        fields["decided_at"] = timezone.now()
    return Application.objects.create(listing=to, student=who, **{**fields, **given})


def agreement(**choices: str) -> Agreement:
    """The text that is offered today, with these choices."""
    return agreeing.agreement_of(agreeing.Choices(**choices))


def offer(amounts: list[int] | None = None, **given: Any) -> Offer:
    """An offer the student has not answered; `amounts` are its milestones, minor units."""
    app = given.pop("application", None) or application(status="offered")
    amounts = amounts or [720_00]
    fields: dict[str, Any] = {
        "made_by": app.listing.created_by,
        "pay_minor": sum(amounts),
        "fee_minor": platform_fee(sum(amounts)),
        "currency": app.listing.currency,
        "starts_on": today(14),
        "ends_on": today(35),
        "total_hours": 30,
        "hours_per_week": 10,
        "expires_at": timezone.now() + timedelta(days=3),
        "agreement": given.pop("agreement", None) or agreement(),
    }
    row = Offer.objects.create(application=app, **{**fields, **given})
    for position, (amount, fee) in enumerate(zip(amounts, split_fee(amounts), strict=True), 1):
        Milestone.objects.create(
            offer=row,
            position=position,
            title=f"Part {position}",
            due_on=today(14 + 7 * position),
            amount_minor=amount,
            fee_minor=fee,
            currency=row.currency,
        )
    return row


def placement(amounts: list[int] | None = None, **given: Any) -> Placement:
    """An accepted offer that waits for payment."""
    app = given.pop("application", None) or application(status="accepted")
    accepted = offer(amounts, application=app, status="accepted", answered_at=timezone.now())
    fields: dict[str, Any] = {"fund_by": timezone.now() + timedelta(days=3)}
    row = Placement.objects.create(
        offer=accepted, listing=app.listing, student=app.student, **{**fields, **given}
    )
    accepted.milestones.update(placement=row)
    return row


def delivery(milestone: Milestone, **given: Any) -> Delivery:
    fields: dict[str, Any] = {"version": 1, "note": "The clean table is in the file."}
    return Delivery.objects.create(milestone=milestone, **{**fields, **given})


def message_file(of: Message, name: str = "table.csv") -> MessageFile:
    return MessageFile.objects.create(
        message=of,
        file=ContentFile(b"a,b\n", name=name),
        name=name,
        content_type="text/csv; charset=utf-8",
        size=4,
        sha256="0" * 64,
    )


def report(**given: Any) -> Report:
    """Of an organisation; our staff have two days to answer."""
    org = organisation()
    fields: dict[str, Any] = {
        "kind": "organisation",
        "subject": str(org.pk),
        "title": org.name,
        "text": "We pay on a Friday.",
        "reason": "false",
        "answer_by": timezone.now() + timedelta(days=2),
    }
    by = given.pop("by", None) or user("student")
    return Report.objects.create(by=by, **{**fields, **given})


def question(**given: Any) -> Question:
    """A student's, which waits for the employer's answer."""
    to = given.pop("listing", None) or listing()
    by = given.pop("asked_by", None) or student(university=to.moderations.get().university).user
    fields: dict[str, Any] = {
        "text": f"Is there a template for the note, or do we choose? ({next(numbers)})",
        "answer_by": timezone.now() + timedelta(days=5),
    }
    if given.get("status") == "answered":
        fields |= {"answer": "There is one, and you may change it.", "answered_at": timezone.now()}
    return Question.objects.create(listing=to, asked_by=by, **{**fields, **given})


def email(**given: Any) -> Email:
    n = next(numbers)
    fields: dict[str, Any] = {
        "key": f"event:{n}",
        "to": f"reader{n}@example.org",
        "subject": f"Subject {n}",
        "body": "What happened.\n",
        "html": "<p>What happened.</p>",
    }
    return Email.objects.create(**{**fields, **given})


def stopped_address(**given: Any) -> StoppedAddress:
    fields: dict[str, Any] = {"address": f"reader{next(numbers)}@example.org", "why": "bounced"}
    return StoppedAddress.objects.create(**{**fields, **given})


# --- Money: rows as they are after Stripe has said so, without asking it ---


def payee(who: Student, status: str = "active", **given: Any) -> Payee:
    """The student's account at Stripe."""
    n = next(numbers)
    asked = Operation.objects.create(
        kind="account", subject=f"{who.pk}:{n}", params={}, status="done"
    )
    fields: dict[str, Any] = {
        "country": who.payout_country,
        "stripe_account_id": f"acct_{n}",
        "transfers_status": status,
        "operation": asked,
    }
    return Payee.objects.create(student=who, **{**fields, **given})


def paid_page(funding: Funding, **given: Any) -> Checkout:
    """What Stripe says of a payment page once it is paid."""
    n = next(numbers)
    fields: dict[str, Any] = {
        "id": f"cs_test_{n}",
        "status": "complete",
        "url": "",
        "funding": funding.pk,
        "intent": f"pi_{n}",
        "intent_status": "succeeded",
        "charge": Charge(
            id=f"ch_{n}",
            amount=funding.amount_minor,
            currency=funding.currency,
            method="Visa 4242",
            paid_at=timezone.now(),
            txn=Txn(f"txn_{n}", 2118, funding.currency),
        ),
    }
    return Checkout(**{**fields, **given})


def funded(milestone: Milestone | None = None, by: User | None = None) -> Funding:
    """Paid in and held: the work may start."""
    milestone = milestone or placement().milestones.get()
    payer = by or milestone.offer.made_by
    started = payment_actions.start_funding(milestone, payer)
    return payment_actions.settle_checkout(started, paid_page(started))


def delivered(milestone: Milestone | None = None) -> Milestone:
    """Paid in, worked on and handed in: the employer's turn."""
    row = funded(milestone).milestone
    application_actions.deliver(row, "The clean table is in the file.", [], [])
    row.refresh_from_db()
    return row


def payout(milestone: Milestone | None = None, **given: Any) -> Payout:
    """Owed for approved work; sent if the student's account is ready and `sent` is True."""
    row = milestone or delivered()
    sent_too = given.pop("sent", False)
    owed = payment_actions.approve(row, row.offer.made_by)
    return sent(row) if sent_too else owed


def sent(milestone: Milestone) -> Payout:
    """What is owed for it is with the student, as Stripe says."""
    owed = Payout.objects.get(milestone=milestone)
    seen = Transfer(
        id=f"tr_{next(numbers)}",
        amount=owed.amount_minor,
        currency=owed.currency,
        destination="",
        payout=owed.pk,
        operation=owed.operation_id,
    )
    return payment_actions.settle_transfer(owed, seen)


def dispute(milestone: Milestone | None = None, **given: Any) -> Dispute:
    """The employer is not content with what was handed in; `wish` is a refund."""
    row = milestone or delivered()
    by = given.pop("by", None) or row.offer.made_by
    wish = given.pop("wish", None) or application_actions.Wish("refund")
    evidence = application_actions.Evidence(given.pop("words", "Half of the rows are missing."))
    reason = given.pop("reason", "not_whole")
    return application_actions.open_dispute(row, by, reason, wish, evidence)


def answered(milestone: Milestone | None = None, **given: Any) -> Dispute:
    """A dispute that our staff decide: the student has answered it."""
    return answer(dispute(milestone, **given))


def answer(row: Dispute) -> Dispute:
    """By the side that did not open it."""
    other = row.milestone.offer.application.student.user
    if row.other_side == "employer":
        other = row.milestone.offer.made_by
    said = application_actions.Evidence("All rows are there: see the second sheet.")
    application_actions.say(row, other, said)
    return Dispute.objects.for_pages().get(pk=row.pk)


def scored(application: Application, by: User, value: int, words: str = "Fit") -> Score:
    """What `by` gave it for one criterion of its listing."""
    criterion, _new = Criterion.objects.get_or_create(
        listing=application.listing, words=words, defaults={"position": 1}
    )
    return Score.objects.create(application=application, criterion=criterion, by=by, value=value)


def colleague(of: User, **given: Any) -> User:
    """Another member of the same organisation."""
    return employer(of.membership.organisation, **given)


def paid_back(funding: Funding) -> None:
    """Stripe has paid back all that was asked for of it."""
    for refund in funding.refunds.filter(status="pending"):
        told = (refund.amount_minor, refund.currency, refund.pk, refund.operation_id)
        payment_actions.settle_refund(refund, RefundSeen(f"re_{refund.pk.hex}", "succeeded", *told))


def bounced() -> Funding:
    """Called off, and the bank would not take it back: the money is parked."""
    funding = funded()
    placement = funding.milestone.placement
    assert placement is not None
    told = funding.amount_minor
    payment_actions.call_off(placement, funding.payer, "time", "", told=told)
    payment_actions.give_up_refund(funding.refunds.get().operation, "expired card")
    return funding


from tests.making.correction import chargeback, reversal  # noqa: E402, F401
from tests.making.difference import difference  # noqa: E402, F401
from tests.making.hand_in import hand_in  # noqa: E402, F401
from tests.making.together import blackout, check_in, extension, hours  # noqa: E402, F401
